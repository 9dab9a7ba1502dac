"""Corrections of single cells: a tidy cell is replaced by what two people say it should hold; the bytes stay.

A value, a blank cell of a record, or a label of printed figures; the label holds for every figure it stands at.

A correction counts for one edition. A revision of that edition is never corrected by it, since its rows may stand
elsewhere: it is asked whether the revision has mended the cell.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import polars as pl

from pipelines.tidy import LABEL_CELL, Tidy
from schemas import finding
from schemas.layout import FiguresTable

CORRECTED = {"correction": pl.Int64, "sheet": pl.String, "row": pl.Int64, "cell": pl.String, "column_name": pl.String,
             "before": pl.String, "after": pl.String}  # fmt: skip
_OTHER = "it holds something else than you name as --before"
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True)
class Correction:
    """One cell of one edition: what it holds and what it should hold. `correction`: the number of its proposal."""

    correction: int
    edition: str
    sheet: str
    cell: str
    before: str
    after: str


@dataclass(frozen=True)
class Corrected:
    """Tables with corrected cells; `made`: one row a correction that was made; `findings`: what is to be told."""

    tables: list[Tidy]
    made: pl.DataFrame
    findings: list[pl.DataFrame]


def corrected(tables: list[Tidy], edition: str, *, corrections: Iterable[Correction]) -> Corrected:
    """Replace the cells of an edition's own corrections; what a correction no longer finds is a finding."""
    made: list[dict[str, object]] = []
    told: list[pl.DataFrame] = []
    for each in corrections:
        at = next(filter(None, (_place(table, each) for table in tables)), None)
        if at and each.edition == edition:
            tables = [_replaced(table, each, at=at) if table.table.table == at.table else table for table in tables]
            made.append({name: getattr(each, name, getattr(at, name, None)) for name in CORRECTED})
        elif at or each.edition == edition:
            told.append(_unmade(each, edition))
    frame = pl.DataFrame(made, schema=CORRECTED)
    return Corrected(tables, frame, [*told, _said(frame)])


def _unmade(each: Correction, edition: str) -> pl.DataFrame:
    """A correction that does not find its cell, or a revision that holds what was corrected in the former edition."""
    finding_id, value = (
        ("correction-unmatched", str(each.correction)) if each.edition == edition else ("correction-open", each.edition)
    )
    return finding.of_edition(finding_id, value=value, detail=f"{each.sheet}!{each.cell}")


@dataclass(frozen=True)
class _Place:
    """Where a cell is among tidy rows: its table, the column of the frame, and the rows it speaks for.

    A label speaks for every figure it labels, also where it is merged or holds for the blank cells below.
    """

    table: str
    column_name: str
    row: int
    rows: pl.Expr


def refusal(tables: list[Tidy], each: Correction) -> str:
    """Why a cell cannot be corrected, in words; empty where it can."""
    here = [table for table in tables if (table.rows["sheet"] == each.sheet).any()]
    if any(_place(table, each) for table in here):
        return ""
    said = [why for table in here if (why := _why_not(table, each))]
    return next(iter(said), f"no declared table has the cell {each.cell} of sheet {each.sheet}")


def _why_not(table: Tidy, each: Correction) -> str:
    """Why none of the places of a table is that cell; empty where the table has no such cell."""
    letters, number = _split(each.cell)
    if isinstance(table.table, FiguresTable):
        is_there = any(table.rows.filter(_on_sheet(each), pl.col(name) == each.cell).height for name in _cells(table))
        return _OTHER if is_there else ""
    headers = {name for name, at in table.letters.items() if at == letters and f"{name}@" not in table.rows.columns}
    reasons = {
        "it belongs to no row that is taken over as a record: a header or a row left out is mended by a revision":
            table.rows.filter(_on_sheet(each), pl.col("row") == number).is_empty(),
        "its column is not mapped: nothing is counted by it": headers.isdisjoint(table.rows.columns),
        "its column holds case numbers, which are written down nowhere": not headers.isdisjoint(table.table.keys),
        "it may also speak for blank cells below: send a revision": not headers.isdisjoint(table.table.fill_down),
    }  # fmt: skip
    return next((why for why, is_so in reasons.items() if is_so), _OTHER) if headers else ""


def _place(table: Tidy, each: Correction) -> _Place | None:
    """The place of a cell that holds what the correction says it holds; None where it does not."""
    spots = _of_figures(table, each) if isinstance(table.table, FiguresTable) else _of_records(table, each)
    for name, is_cell in spots:
        rows = _on_sheet(each) & is_cell & (pl.col(name).fill_null("") == each.before)
        if table.rows.filter(rows).height:
            return _Place(table.table.table, name, _split(each.cell)[1], rows)
    return None


def _of_records(table: Tidy, each: Correction) -> Iterator[tuple[str, pl.Expr]]:
    """The column with these letters; none of case numbers, of a joined table, or that holds for blank cells below."""
    letters, number = _split(each.cell)
    left_out = {*table.table.keys, *table.table.fill_down}
    for name, at in table.letters.items():
        is_own = name in table.rows.columns and f"{name}@" not in table.rows.columns
        if at == letters and is_own and name not in left_out:
            yield name, pl.col("row") == number


def _of_figures(table: Tidy, each: Correction) -> Iterator[tuple[str, pl.Expr]]:
    """The printed value, or a label beside or above it."""
    return ((name.removesuffix(LABEL_CELL) if name != "cell" else "value", pl.col(name) == each.cell)
            for name in _cells(table))  # fmt: skip


def _cells(table: Tidy) -> list[str]:
    """The columns of printed figures that hold addresses of cells."""
    return [name for name in table.rows.columns if name == "cell" or name.endswith(LABEL_CELL)]


def _on_sheet(each: Correction) -> pl.Expr:
    return pl.col("sheet") == each.sheet


def _split(cell: str) -> tuple[str, int]:
    found = _ADDRESS.fullmatch(cell)
    return (found[1], int(found[2])) if found else ("", 0)


def _replaced(table: Tidy, each: Correction, *, at: _Place) -> Tidy:
    told = pl.when(at.rows).then(pl.lit(each.after)).otherwise(pl.col(at.column_name))
    return replace(table, rows=table.rows.with_columns(told.alias(at.column_name)))


def _said(made: pl.DataFrame) -> pl.DataFrame:
    detail = pl.format("{} by correction {}", "after", "correction")
    return finding.of_rows("cell-corrected", made.with_columns(value="before", detail=detail))
