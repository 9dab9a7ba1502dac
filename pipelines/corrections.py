"""Corrections of single cells: a tidy cell is replaced by what two people say it should hold; the bytes stay.

A correction counts for one edition. A revision of that edition is never corrected by it, since its rows may stand
elsewhere: it is asked whether the revision has mended the cell.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from pipelines.tidy import Tidy
from schemas import finding
from schemas.layout import FiguresTable

CORRECTED = {"correction": pl.Int64, "sheet": pl.String, "row": pl.Int64, "cell": pl.String, "column_name": pl.String,
             "before": pl.String, "after": pl.String}  # fmt: skip
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
    """Where a cell is among tidy rows: the name of its table, the column of the frame, the row of its sheet."""

    table: str
    column_name: str
    row: int


def _place(table: Tidy, each: Correction) -> _Place | None:
    """The place of a cell that holds what the correction says it holds; None where it does not."""
    letters, number = _split(each.cell)
    headers = ["value"] if isinstance(table.table, FiguresTable) else _headers(table, letters)
    for header in headers:
        if header in table.rows.columns and table.rows.filter(_is_cell(table, each, header=header)).height == 1:
            return _Place(table.table.table, header, number)
    return None


def _headers(table: Tidy, letters: str) -> list[str]:
    """The column with these letters, but for one whose cells also speak for blank ones below."""
    return [name for name, at in table.letters.items() if at == letters and name not in table.table.fill_down]


def _is_cell(table: Tidy, each: Correction, *, header: str) -> pl.Expr:
    address = pl.col("cell") == each.cell if "cell" in table.rows.columns else pl.col("row") == _split(each.cell)[1]
    return (pl.col("sheet") == each.sheet) & address & (pl.col(header) == each.before)


def _split(cell: str) -> tuple[str, int]:
    found = _ADDRESS.fullmatch(cell)
    return (found[1], int(found[2])) if found else ("", 0)


def _replaced(table: Tidy, each: Correction, *, at: _Place) -> Tidy:
    told = (
        pl.when(_is_cell(table, each, header=at.column_name)).then(pl.lit(each.after)).otherwise(pl.col(at.column_name))
    )
    return replace(table, rows=table.rows.with_columns(told.alias(at.column_name)))


def _said(made: pl.DataFrame) -> pl.DataFrame:
    detail = pl.format("{} by correction {}", "after", "correction")
    return finding.of_rows("cell-corrected", made.with_columns(value="before", detail=detail))
