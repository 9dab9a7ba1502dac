r"""What may be shown and kept of a text that somebody sent; apart, because readers need it before anything else.

A code, a number, a date, a word of our own lists, and words in small letters with at most one that is not: anything
longer or odder could be a name, a handle or a story about a child (promises.md P33). Scripts without small letters
cannot be told apart like that, so that in these only words of our lists are shown.
"""

import csv
from functools import cache
from importlib.resources import files
from pathlib import PurePath

import polars as pl

from schemas.identifier import may_identify

_LONGEST_VALUE, _LONGEST_NAME = 30, 60
_PLAIN = r"^[\p{L}\p{N} _.,:;/%<>=()'\x{2019}\x{2013}\-+*]*$"
_BETWEEN = r"[ _.,:;/%<>=()'\x{2019}\x{2013}\-+*]"
_USUAL = r"(?i:sheet|table|tabelle|feuil|hoja|blad|ark|arkusz|list|foglio|munka|taul|φύλλο|лист)"
_CODE = r"[A-Z]{1,3}|\p{L}{1,3}\d{1,4}|[A-Z](?:\d{1,3}[A-Z]?){1,2}"
_WORD = rf"(?:\d+\p{{L}}{{0,2}}|{_CODE}|{_USUAL}\d{{1,3}}|\p{{Ll}}+)"
_CAPITAL = r"(?:\p{Lu}\p{Ll}+|\p{Lu}{2,})"
_ORDINARY = rf"^{_BETWEEN}*(?:{_WORD}(?:{_BETWEEN}+|$))*(?:{_CAPITAL}(?:{_BETWEEN}+|$))?(?:{_WORD}(?:{_BETWEEN}+|$))*$"
_HIDDEN = r"^\[\d+ characters: [a-z ]*\]$"
_NAMELESS = "delivery"
_SUFFIXES = frozenset(
    {"xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "txt", "zip", "gz", "html", "htm", "docx", "pdf", "json",
     "jsonl", "xml", "parquet"}
)  # fmt: skip


def shown(value: pl.Expr) -> pl.Expr:
    """The value as a report may show it: as it is where that gives nobody away, else its length and kinds of signs."""
    return _shown(value, _LONGEST_VALUE)


def shown_name(name: pl.Expr) -> pl.Expr:
    """The same for a header or another name that a sender chose; these may be longer."""
    return _shown(name, _LONGEST_NAME)


def shown_file(name: str) -> str:
    """The name of a file as it is kept: its own where that gives nobody away, else only its kind.

    >>> shown_file("pks_2023_t01.xlsx"), shown_file("Report about Anna Muster.xlsx"), shown_file("../x y.csv")
    ('pks_2023_t01.xlsx', 'delivery.xlsx', 'delivery.csv')
    """
    kind = PurePath(name).suffix.removeprefix(".").casefold()
    if is_shown(name):
        return name
    return f"{_NAMELESS}.{kind}" if kind in _SUFFIXES else _NAMELESS


def shown_sheets(names: list[str]) -> dict[str, str]:
    """Names of sheets to the names under which they are kept, for those that cannot be kept as they are."""
    return {name: f"[sheet {at}]" for at, name in enumerate(names, start=1) if not is_shown(name)}


def is_shown(name: str) -> bool:
    """Whether a name may be shown as it is. One that leads elsewhere may not."""
    is_plain = pl.select(_is_plain(pl.lit(name), _LONGEST_NAME)).item()
    return bool(is_plain) and ".." not in name and "/" not in name


def _shown(text: pl.Expr, longest: int) -> pl.Expr:
    hidden = pl.format(
        "[{} characters: {}]",
        text.str.len_chars(),
        pl.concat_str(
            pl.when(text.str.contains(r"\p{L}")).then(pl.lit("letters ")).otherwise(pl.lit("")),
            pl.when(text.str.contains(r"\p{N}")).then(pl.lit("digits ")).otherwise(pl.lit("")),
            pl.when(text.str.contains(r"[^\p{L}\p{N} ]")).then(pl.lit("signs ")).otherwise(pl.lit("")),
        ).str.strip_chars(),
    )
    is_hidden_before = text.str.contains(_HIDDEN)
    return pl.when(text.is_null() | is_hidden_before | _is_plain(text, longest)).then(text).otherwise(hidden)


def _is_plain(text: pl.Expr, longest: int) -> pl.Expr:
    fits = (text.str.len_chars() <= longest) & text.str.contains(_PLAIN)
    is_ours = text.str.to_lowercase().is_in(_our_words())
    return fits & (is_ours | (text.str.contains(_ORDINARY) & ~may_identify(text)))


@cache
def _our_words() -> list[str]:
    """Codes, labels and terms of our own lists, in small letters."""
    folder = files("schemas")
    lists = [each for each in folder.joinpath("codelists").iterdir() if each.name.endswith(".csv")]
    lists += [folder.joinpath(f"{name}_words.csv") for name in ("header", "label", "age")]
    texts = {
        row.get(name) or ""
        for each in lists
        for row in csv.DictReader(each.read_text(encoding="utf-8").splitlines())
        for name in ("code", "label", "term")
    }
    return sorted(text.lower() for text in texts if text)
