"""Sheets and tables as rows of JSON, written in parts: a large sheet is never held as one text."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.read.cells import Sheet
from pipelines.read.seen import Seen

_GAP = 1_000
_CELLS = 200_000
_FLAGS = 50_000
_BLANK = "[], "
_ODD = r'[^ -~]|["\\]'


@dataclass(frozen=True)
class Grid:
    """Rows of texts, null where a cell is empty; `gaps` says how many blank rows stand before each."""

    rows: pl.DataFrame
    gaps: pl.Series

    def is_same(self, other: "Grid") -> bool:
        """Whether both hold the same rows."""
        return not (self.gaps.sum() or other.gaps.sum()) and self.rows.equals(other.rows)


def whole(rows: pl.DataFrame) -> Grid:
    """Rows with no blank one among them."""
    return Grid(rows, pl.repeat(0, rows.height, dtype=pl.Int64, eager=True))


def as_it_stands(sheet: Sheet) -> Grid:
    """Rows from the first of the sheet on; what stands behind a very long gap is cut, and flagged where it is seen."""
    number = sheet.cells["row"]
    start = -1 if number.len() and number[0] == 0 else 0  # where the columns have names these stand in row 0
    gaps = number - number.shift(1, fill_value=start) - 1
    end = next(iter((gaps >= _GAP).arg_true()), number.len())
    told = sheet.stored.unique(["row", "column"], keep="last")
    cells = sheet.cells.head(end)
    for (column,), stored in told.group_by("column"):
        cells = _with_stored(cells, str(column), stored=stored)
    return Grid(_placed(cells.drop("row")), gaps.head(end))


def _with_stored(cells: pl.DataFrame, column: str, *, stored: pl.DataFrame) -> pl.DataFrame:
    """Values behind texts that say less."""
    if column not in cells.columns:
        return cells
    behind = cells.join(stored.select("row", "value"), on="row", how="left", maintain_order="left")
    return behind.with_columns(pl.coalesce("value", column).alias(column)).drop("value")


def as_seen(seen: Seen) -> Grid:
    """The table of a sheet, its header as the first row."""
    head = pl.DataFrame({name: [text] for name, text in zip(seen.table.columns, seen.names, strict=True)})
    return whole(_placed(pl.concat([head, seen.table])))


def _placed(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.rename({name: str(at) for at, name in enumerate(rows.columns)})


def write(grids: dict[str, Grid], flags: pl.DataFrame, *, notes: Sequence[str]) -> None:
    """Print one JSON object on one line, in ASCII."""
    sys.stdout.writelines(told(grids, flags, notes=notes))


def told(grids: dict[str, Grid], flags: pl.DataFrame, *, notes: Sequence[str]) -> Iterator[str]:
    """The parts of that line."""
    yield '{"sheets": {'
    for at, (name, grid) in enumerate(grids.items()):
        yield f"{', ' if at else ''}{json.dumps(name)}: ["
        yield from _joined(_rows(grid))
        yield "]"
    yield '}, "flags": ['
    yield from _joined(json.dumps(part.rows())[1:-1] for part in flags.iter_slices(_FLAGS))
    yield f'], "notes": {json.dumps(notes)}}}\n'


def _rows(grid: Grid) -> Iterator[str]:
    """Rows as JSON, many at a time, without brackets around all of them."""
    high = max(1, _CELLS // max(1, grid.rows.width))
    for start in range(0, grid.rows.height, high):
        rows = grid.rows.slice(start, high).select(pl.all().map_batches(_spelt, return_dtype=pl.String))
        lines = rows.select(pl.format("[{}]", pl.concat_str(pl.all(), separator=", "))).to_series()
        gaps = grid.gaps.slice(start, high)
        if gaps.sum():
            lines = pl.Series([_BLANK * gap + row for gap, row in zip(gaps, lines, strict=True)])
        yield lines.str.join(", ").item()


def _spelt(texts: pl.Series) -> pl.Series:
    """Every text as JSON writes it in ASCII; of those that need more than quotation marks each is spelt once."""
    quoted = texts.to_frame().select(pl.format('"{}"', pl.first())).to_series()
    odd = texts.filter(texts.str.contains(_ODD)).unique()
    if odd.len():
        quoted = quoted.replace('"' + odd + '"', pl.Series([json.dumps(text) for text in odd]))
    return quoted.fill_null("null")


def _joined(parts: Iterable[str]) -> Iterator[str]:
    """Parts of a list, with commas between them."""
    for at, part in enumerate(parts):
        yield f"{', ' if at else ''}{part}"
