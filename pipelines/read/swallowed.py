"""Rows that two stray quotation marks made one cell of: the lines of a record are then rows, each of all its fields."""

from dataclasses import replace

import polars as pl

from pipelines.read.cells import Fact, Sheet, facts_of, in_texts

_SIGNS = (",", ";", "\t", "|")
_SURE_WIDTH, _SURE_LINES = 3, 3


def with_swallowed(sheet: Sheet) -> Sheet:
    """The sheet of a text table with a fact for each record whose every line looks like a row of the table."""
    is_long = pl.any_horizontal(pl.exclude("row").str.contains("\n", literal=True))
    several = _before_gaps(sheet.coded) if sheet.width > 1 else sheet.coded.clear()
    found = [
        Fact(number, 1, "SWALLOWED", str(lines))
        for number, *texts in in_texts(several).filter(is_long).iter_rows()
        if (lines := _rows_in([text or "" for text in texts]))
    ]
    return replace(sheet, facts=pl.concat([sheet.facts, facts_of(found)])) if found else sheet


def _before_gaps(cells: pl.DataFrame) -> pl.DataFrame:
    """The last row, and those before a number that is left out: records of several lines, or before a blank one."""
    row = cells["row"]
    if cells.is_empty() or row[-1] - row[0] + 1 == len(row):
        return cells.tail(1)
    return cells.filter((row.shift(-1) - row > 1).fill_null(value=True))


def _rows_in(texts: list[str]) -> int:
    """How many rows the lines of a record are; none where one of them has another number of fields."""
    filled = len(texts) - next((at for at, text in enumerate(reversed(texts)) if text), 0)
    for sign in _SIGNS:
        lines = sign.join(texts[:filled]).split("\n")
        is_sure = len(texts) >= _SURE_WIDTH or len(lines) >= _SURE_LINES
        if is_sure and all(line.count(sign) == len(texts) - 1 for line in lines):
            return len(lines)
    return 0
