"""Sheets and tables as rows of JSON, written in parts: a large sheet is never held as one text."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.read.cells import Sheet
from pipelines.read.seen import Seen

_GAP = 1_000
_CELLS = 200_000
_FLAGS = 50_000


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
    sys.stdout.writelines(_told(grids, flags, notes=notes))


def _told(grids: dict[str, Grid], flags: pl.DataFrame, *, notes: Sequence[str]) -> Iterator[str]:
    yield '{"sheets": {'
    for at, (name, grid) in enumerate(grids.items()):
        yield f"{', ' if at else ''}{json.dumps(name)}: ["
        yield from _joined(_rows(grid))
        yield "]"
    yield '}, "flags": ['
    yield from _joined(part.rows() for part in flags.iter_slices(_FLAGS))
    yield f'], "notes": {json.dumps(notes)}}}\n'


def _rows(grid: Grid) -> Iterator[Sequence[object]]:
    high = max(1, _CELLS // max(1, grid.rows.width))
    for start in range(0, grid.rows.height, high):
        rows, gaps = grid.rows.slice(start, high).rows(), grid.gaps.slice(start, high)
        yield _with_blanks(rows, gaps) if gaps.sum() else rows


def _with_blanks(rows: list[tuple[str | None, ...]], gaps: pl.Series) -> list[tuple[str | None, ...]]:
    found: list[tuple[str | None, ...]] = []
    for gap, row in zip(gaps, rows, strict=True):
        found += [()] * gap
        found.append(row)
    return found


def _joined(parts: Iterator[Sequence[object]]) -> Iterator[str]:
    """The elements of lists as JSON, without brackets around them."""
    for at, part in enumerate(parts):
        yield (", " if at else "") + json.dumps(part)[1:-1]
