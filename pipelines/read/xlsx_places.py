"""Rows and cells of a piece of a sheet: their numbers, checked against each other, and their attributes."""

from dataclasses import dataclass

import polars as pl
from lxml import etree

from pipelines.read.marks import NotBulk, between, need, places_where
from pipelines.read.ooxml_tree import is_unseen
from pipelines.read.xlsx import MAX_COLUMN, MAX_ROW
from pipelines.read.xlsx_tags import Tag, Tags

_ROWS, _CELLS = (Tag.ROW, Tag.ROW_BLANK), (Tag.CELL, Tag.CELL_BLANK)
_NUMBER = r'^row r="([1-9][0-9]{0,6})"'
_USUAL = r'^row r="[0-9]+"(?: spans="[0-9: ]*")?'
_REFERENCE = b'r="'
_LETTER, _DIGIT, _NINE, _ALPHABET = 6, 48, 9, 26  # where the letters of `<c r="A1"` start; the sign 0
_SHORTEST = len(b'<c r="A1"')
_FEW = 2_000

Attributes = dict[str, str]


@dataclass(frozen=True)
class Places:
    """Where the cells of a piece are: `row` and `column` from 1, `ending` tells their attributes in `endings`."""

    rows: pl.DataFrame
    cells: pl.DataFrame
    endings: list[Attributes]


def places_of(tags: Tags, namespaces: dict[str | None, str]) -> Places:
    """Rows (`number`, `is_hidden`) and cells (`row`, `column`, `ending`). Raises NotBulk where any is odd."""
    rows = _rows(tags, namespaces)
    at = tags.places(*_CELLS)
    opens, closes = tags.opens[at], tags.closes[at]
    row = tags.owners(*_ROWS)[at]
    need((closes - opens >= _SHORTEST).all(), "a cell without a reference")
    for place, sign in enumerate(_REFERENCE, start=3):
        need((tags.octets[opens + place] == sign).all(), "a cell that does not start with its reference")
    cells = _columns(tags.octets, opens).with_columns(row=rows["number"][row], digits=rows["digits"][row])
    ends = _after_reference(tags.octets, cells, closes=closes)
    is_next = (cells["column"].diff() > 0) | (row.diff() > 0)
    need(is_next.fill_null(value=True).all() and (cells["column"] <= MAX_COLUMN).all(), "cells out of order")
    is_blank = (tags.kinds[at] == int(Tag.CELL_BLANK)).cast(pl.UInt32)
    codes, endings = _attributes(between(tags.content, ends, ends=closes - is_blank), 'c r="A1"', namespaces=namespaces)
    return Places(rows, cells.select("row", "column", ending=codes), endings)


def _rows(tags: Tags, namespaces: dict[str | None, str]) -> pl.DataFrame:
    texts = tags.inside(tags.places(*_ROWS)).str.strip_suffix("/")
    written = texts.str.extract(_NUMBER)
    need(written.null_count() == 0, "a row without a plain number")
    number = written.cast(pl.UInt32)
    need((number.diff().fill_null(1).cast(pl.Int64) > 0).all() and (number <= MAX_ROW).all(), "rows out of order")
    codes, endings = _attributes(texts.str.replace(_USUAL, ""), 'row r="1" spans="1:1"', namespaces=namespaces)
    hidden = pl.Series([is_unseen(each.get("hidden"), each.get("ht")) for each in endings], dtype=pl.Boolean)
    return pl.DataFrame({"number": number, "digits": written.str.len_bytes(), "is_hidden": hidden[codes]})


def _attributes(
    endings: pl.Series, start: str, *, namespaces: dict[str | None, str]
) -> tuple[pl.Series, list[Attributes]]:
    """A number for each distinct ending of a tag, and the attributes it holds; there are few, and lxml reads them."""
    if endings.is_empty():
        return pl.Series(dtype=pl.UInt32), []
    distinct = endings.unique(maintain_order=True)
    need(len(distinct) <= _FEW, "too many different attributes")
    need(not distinct.str.contains("xmlns", literal=True).any(), "a namespace of its own")
    scope = "".join(f' xmlns{":" + prefix if prefix else ""}="{uri}"' for prefix, uri in namespaces.items())
    try:
        root = etree.fromstring(f"<a{scope}>" + "".join(f"<{start}{end}/>" for end in distinct) + "</a>")
    except etree.XMLSyntaxError as error:
        raise NotBulk("attributes that are damaged") from error
    codes = endings.replace_strict(distinct, range(len(distinct)), return_dtype=pl.UInt32)
    return codes, [{str(name): str(value) for name, value in node.items()} for node in root]


def _columns(octets: pl.Series, opens: pl.Series) -> pl.DataFrame:
    """The column number of each reference, from up to three letters, and where its digits start."""
    signs = [octets[opens + _LETTER + at].cast(pl.UInt32) - ord("A") + 1 for at in range(3)]
    first, second, third = ((sign >= 1) & (sign <= _ALPHABET) for sign in signs)
    need(first.all(), "a reference that is not plain")
    two = second.cast(pl.UInt32)
    three = two * third.cast(pl.UInt32)
    column = signs[0]
    if second.any():
        column = column * (1 + 25 * two) + signs[1] * two
        column = column * (1 + 25 * three) + signs[2] * three
    return pl.DataFrame({"column": column, "digit": opens + _LETTER + 1 + two + three})


def _after_reference(octets: pl.Series, cells: pl.DataFrame, *, closes: pl.Series) -> pl.Series:
    """Where each reference ends; its digits must be the number of its row."""
    start, digits = cells["digit"], cells["digits"]
    need((start + digits < closes + 1).all(), "a reference that is not plain")
    fewest, most = int(digits.min() or 0), int(digits.max() or 0)  # type: ignore[arg-type]  # numbers, as the series is
    value = pl.repeat(0, len(start), dtype=pl.UInt32, eager=True)
    for at in range(most):
        value = (
            _with_digit(value, octets, place=start + at)
            if at < fewest
            else _with_rest(value, octets, start=start, is_digit=digits > at, at=at)
        )
    need((value == cells["row"]).all(), "a cell in the row of another")
    need((octets[start + digits] == ord('"')).all(), "a reference that is not plain")
    return start + digits + 1


def _with_digit(value: pl.Series, octets: pl.Series, *, place: pl.Series) -> pl.Series:
    sign = octets[place] - _DIGIT
    need((sign <= _NINE).all(), "a reference that is not plain")
    return value * 10 + sign


def _with_rest(value: pl.Series, octets: pl.Series, *, start: pl.Series, is_digit: pl.Series, at: int) -> pl.Series:
    """The same where some references have no digit left."""
    here = places_where(is_digit)
    return value.scatter(here, _with_digit(value[here], octets, place=start[here] + at))
