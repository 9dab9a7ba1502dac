"""Printed dates by a declared format; names of months and days in the language of a locale. No other date is read."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import product

import polars as pl
from babel import Locale

_NAMES = {"%B": "%b", "%h": "%b", "%A": "%a"}
_DIRECTIVE = re.compile(r"%[a-zA-Z]")
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*\.?")


def read_dates(texts: pl.Series, form: str, *, locale: str | None = None) -> pl.Series:
    """The dates of texts in one strptime format, named `reference_date`; null where a text is not of this form."""
    if locale is None:
        return texts.str.to_date(form, strict=False).alias("reference_date")
    distinct = texts.unique()
    short = _DIRECTIVE.sub(lambda found: _NAMES.get(found[0], found[0]), form)
    kept = {word: word for word in _WORD.findall(_DIRECTIVE.sub(" ", form))}
    english = [_in_english(text, _english(locale) | kept) for text in distinct]
    dates = pl.Series(english, dtype=pl.String).str.to_date(short, strict=False)
    return texts.replace_strict(distinct, dates, return_dtype=pl.Date).alias("reference_date")


def _in_english(text: str | None, names: dict[str, str]) -> str | None:
    """Names as the date parser knows them. Other words go: the parser knows English, where `mar` is always March."""
    if text is None:
        return None
    return _WORD.sub(lambda word: names.get(word[0], names.get(word[0].casefold(), "?")), text)


@cache
def _english(locale: str) -> dict[str, str]:
    """Each name a locale prints to the short English one; a month counts where a day is abbreviated alike."""
    told: dict[str, str] = {}
    for name, english in _pairs(Locale.parse(locale)):
        bare = name.casefold().removesuffix(".")
        told.setdefault(bare, english)
        told.setdefault(f"{bare}.", english)
    return told


def _pairs(locale: Locale) -> Iterator[tuple[str, str]]:
    english = Locale("en")
    for kind, use, width in product(("months", "days"), ("format", "stand-alone"), ("wide", "abbreviated")):
        names, short = getattr(locale, kind)[use][width], getattr(english, kind)["format"]["abbreviated"]
        yield from ((names[at], short[at]) for at in names)
