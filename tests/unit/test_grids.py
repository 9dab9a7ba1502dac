"""Sheets as JSON: every text comes back as it is, whatever its signs; blank rows stand where they stood."""

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interfaces import grids
from interfaces.grids import Grid
from pipelines.read.cells import sheet_of
from pipelines.read.seen.flag import FLAGS

NO_FLAGS = pl.DataFrame(schema=FLAGS)
TEXTS = st.one_of(st.none(), st.text(), st.sampled_from(["12", 'say "no"', "C:\\x", "\x1b[2J", "\ud7ff", "null", "é"]))


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1), st.lists(st.integers(0, 2), min_size=1))
def test_rows_come_back_as_they_are(rows: list[tuple[str | None, ...]], gaps: list[int]) -> None:
    given = (gaps * len(rows))[: len(rows)]
    frame = pl.DataFrame(rows, schema=dict.fromkeys("abc", pl.String), orient="row")
    told = "".join(grids.told({"x": Grid(frame, pl.Series(given, dtype=pl.Int64))}, NO_FLAGS, notes=[]))
    blanks: list[list[str | None]] = []
    for gap, row in zip(given, rows, strict=True):
        blanks += [*([[]] * gap), list(row)]

    assert told.isascii()
    assert json.loads(told) == {"sheets": {"x": blanks}, "flags": [], "notes": []}


def test_a_large_sheet_is_told_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "_CELLS", 4)
    rows: list[tuple[int, list[str | None]]] = [(at * 2, [str(at), "é"]) for at in range(1, 8)]
    told = "".join(grids.told({"x": grids.as_it_stands(sheet_of("x", rows))}, NO_FLAGS, notes=["a note"]))

    assert json.loads(told)["sheets"]["x"] == [row for at in range(1, 8) for row in ([], [str(at), "é"])]
