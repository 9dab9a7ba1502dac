"""What both lanes of text tables go by: which sign cuts the fields, what a quotation is, which rows are ragged."""

import re
from collections import Counter

import polars as pl

from pipelines.read.cells import Fact
from pipelines.read.marks import places_where

_DELIMITERS, _RARE = ";\t,|", "^~\x1f:"
_LETTER = re.compile(r"[^\W\d_]")
HEAD_LINES = 500


def most_regular(text: str) -> str:
    """The sign that cuts the most lines into the same number of fields, quotations aside."""
    head = "\n".join(text.split("\n", HEAD_LINES)[:HEAD_LINES])
    usual = max(_DELIMITERS, key=lambda sign: _regularity(quoted(sign).sub("", head), sign))
    first = next((line for line in head.split("\n") if line), "")
    return usual if usual in first else next((sign for sign in _RARE if _cuts_alike(head, sign)), usual)


def _cuts_alike(head: str, sign: str) -> bool:
    """Whether a sign that is rarely meant so cuts every filled line into the same number of fields, names first."""
    lines = [line for line in head.split("\n") if line]
    counts = [line.count(sign) for line in lines]
    is_named = lines[:1] and all(_LETTER.search(name) for name in lines[0].split(sign))
    return bool(is_named) and len(counts) > 1 and min(counts) == max(counts) > 0


def _regularity(head: str, sign: str) -> tuple[int, int]:
    counts = Counter(count for line in head.split("\n") if (count := line.count(sign)))
    most = counts.most_common(1)
    return (most[0][1], most[0][0]) if most else (0, 0)


def quoted(delimiter: str) -> re.Pattern[str]:
    """A whole quoted field, as the rules have it: from a border to a border, marks inside doubled."""
    sign = re.escape(delimiter)
    return re.compile(rf'(?:(?<=[{sign}\n])|\A)"(?:[^"]|"")*"(?=[{sign}\n]|\Z)')


def ragged(counts: pl.DataFrame) -> list[Fact]:
    """Rows with another number of fields than most rows have."""
    filled = counts.filter(pl.col("fields") > 1)
    if filled.is_empty():
        return []
    usual = filled.group_by("fields").len().sort("len", "fields")["fields"][-1]
    odd = counts.filter(pl.col("fields") != usual)
    return [
        Fact(row, 1, "FIELDS", f"{fields} instead of {usual}") for row, fields in odd.select("row", "fields").rows()
    ]


def unblanked(texts: pl.Series) -> pl.Series:
    """Blank texts as null; only a text that starts with no plain sign can be blank."""
    odd = places_where((texts < "!") | (texts > "\x7f"))
    blank = odd.filter(texts[odd].str.strip_chars() == "")
    return texts.scatter(blank, None) if len(blank) else texts


def without_blanks(cells: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """Numbered rows of cells in which a blank is null, without blank rows and without blank columns at the right."""
    last = max((at for at, column in enumerate(cells, start=1) if column.null_count() < len(column)), default=0)
    whole = pl.DataFrame([rows.alias("row"), *cells.get_columns()[:last]])
    is_full = any(not column.null_count() for column in cells)
    return whole if is_full else whole.filter(~pl.all_horizontal(pl.exclude("row").is_null()))
