"""Sheets and declared tables for tests of what stands between reading and harmonising."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from pipelines.read.cells import Fact, Sheet, sheet_of
from schemas.layout import FiguresTable, RecordsTable

COLUMNS = {
    "id": {"to": "row_key"},
    "day": {"to": "reference_date", "format": "%Y-%m-%d"},
}


def sheet(*rows: Sequence[str | None], name: str = "first", facts: Sequence[Fact] = (), start: int = 1) -> Sheet:
    """A sheet of these rows from row `start`."""
    return sheet_of(name, [(at, list(row)) for at, row in enumerate(rows, start=start)], facts=list(facts))


def records(**changed: Any) -> RecordsTable:
    """A table of records with the columns id and day."""
    plain = {"table": "t", "kind": "records", "header": {"anchor": "id"}, "row_key": "unique", "columns": COLUMNS}
    return RecordsTable.model_validate(plain | changed)


def figures(**changed: Any) -> FiguresTable:
    """A cross-tab of one stub and one head, or whatever the test declares."""
    plain = {
        "table": "t",
        "kind": "crosstab",
        "header": {"anchor": "item"},
        "stubs": ["item"],
        "heads": ["group"],
        "labels": {"item": {}, "group": {}},
    }
    return FiguresTable.model_validate(plain | changed)


def ids(problems: Sequence[pl.DataFrame]) -> list[str]:
    """Finding ids in order."""
    return [str(finding_id) for each in problems for finding_id in each["finding_id"]]
