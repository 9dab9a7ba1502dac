"""What was announced of a file that no source declares: who sends it, for which period, after which other file."""

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
from babel import Locale

from interfaces.ending import CommandError
from pipelines.read import Unreadable
from pipelines.read.seen import Seen
from pipelines.read.seen.flag import Flag

_COUNTRY = re.compile(
    r"(reporting_|sending_)?(country|land|pays|país|pais|paese|kraj|stát|země|krajina|maa|zemlja|riik|ref_area)(_code|_iso2?)?"
)
_ISO = r"^\d{4}-\d\d-\d\d"
_YEAR = r"^(?:19|20)\d\d$"
_PERIOD = re.compile(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)")
_MOST, _FEWER = 0.5, 0.2
_UNKNOWN = "ZZ"


@dataclass(frozen=True)
class Announced:
    """What whoever sends the file said of it; what was not said is None."""

    country: str | None = None
    period: tuple[str, str] | None = None
    before: Path | None = None


NOTHING = Announced()


def announced(country: str | None, period: str | None, *, before: Path | None) -> Announced:
    """What the options of a command say. Raises CommandError where a country or a period is none."""
    code = None if country is None else country.upper()
    if code is not None and code not in _territories().values():
        raise CommandError(f"{country!r} is no country: two letters of ISO 3166, such as DE")
    return Announced(code, None if period is None else _days(period), before)


def _days(period: str) -> tuple[str, str]:
    found = _PERIOD.fullmatch(period)
    try:
        first, last = (date.fromisoformat(day) for day in found.groups()) if found else (None, None)
    except ValueError:
        first = last = None
    if first is None or last is None or first > last:
        raise CommandError(f"{period!r} is no period: its first and last day, such as 2025-01-01/2025-12-31")
    return first.isoformat(), last.isoformat()


def compared(seen: list[Seen], told: Announced, *, rows_before: int | None) -> list[Flag]:
    """What differs and deserves a look. Raises Unreadable where the content is of another country or period."""
    flags = [flag for each in seen for flag in (*_of_country(each, told.country), *_of_period(each, told.period))]
    return [*flags, *_of_rows(rows_in(seen), rows_before)]


def rows_in(seen: list[Seen]) -> int:
    """Rows of all tables of a file."""
    return sum(each.table.height for each in seen)


def _of_country(seen: Seen, country: str | None) -> Iterator[Flag]:
    """Rows of another country; where most are, the file is another country's."""
    for name, texts in zip(seen.names, seen.table, strict=True) if country else ():
        if not _COUNTRY.fullmatch(name):
            continue
        codes = (
            texts.str.strip_chars()
            .str.to_lowercase()
            .replace_strict(_territories(), default=None, return_dtype=pl.String)
        )
        others = (codes != country).fill_null(value=False)
        if others.sum() > _MOST * texts.len():
            named = ", ".join(sorted(codes.filter(others).unique()))
            raise Unreadable("delivery-unexpected", f"sent by {country}, but column {name} says country {named}")
        yield from (Flag(at + 1, name, f"another country than {country}, the sender") for at in others.arg_true())


@cache
def _territories() -> dict[str, str]:
    """Codes of countries and their English names to the code, in small letters."""
    names = {code: name for code, name in Locale("en").territories.items() if re.fullmatch(r"[A-Z]{2}", code)}
    model = {f"X{letter}": f"X{letter}" for letter in string.ascii_uppercase}
    named = names | model
    return {text.casefold(): code for code, name in named.items() for text in (code, name) if code != _UNKNOWN}


def _of_period(seen: Seen, period: tuple[str, str] | None) -> Iterator[Flag]:
    """Dates outside the period; where most of the first column of dates lie there, the file is of another one."""
    if period is None:
        return
    first, last = period
    for name, texts in zip(seen.names, seen.table, strict=True):
        days = _first_days(texts)
        if days.null_count() * 2 >= days.len():
            continue
        is_out = (days < first) | (days > last)
        years = days.filter(is_out).str.head(4).value_counts(sort=True)
        if is_out.sum() > _MOST * days.drop_nulls().len():
            detail = f"the period is {first} to {last}, but most of column {name} lies in the year {years[0, 0]}"
            raise Unreadable("delivery-unexpected", detail)
        yield from (Flag(at + 1, name, "outside the period") for at in is_out.arg_true())
        return


def _first_days(texts: pl.Series) -> pl.Series:
    """Days, and years by a day in their middle; null where a text is neither."""
    is_day, is_year = texts.str.contains(_ISO), texts.str.contains(_YEAR)
    column = pl.DataFrame({"text": texts, "is_day": is_day, "is_year": is_year})
    text = pl.col("text")
    return column.select(
        pl.when("is_day").then(text.str.head(10)).when("is_year").then(text + "-07-01").alias("day")
    ).to_series()


def _of_rows(now: int, before: int | None) -> Iterator[Flag]:
    """Far fewer rows than before: nobody withdraws so many cases without a word."""
    if before and now < (1 - _FEWER) * before:
        share = round(100 * (1 - now / before))
        yield Flag(-1, "", f"{share} % fewer rows: {now}, in the file before {before}")
