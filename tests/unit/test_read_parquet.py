"""Parquet files as pyarrow and polars write them."""

import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.deliver import deliver
from pipelines.read import ReadOptions, Unreadable, read
from pipelines.read.limits import Limits
from tests.support.sheets import texts
from tests.support.small import HEADER, ROW, source_of
from tests.support.workbooks import parquet_of


def refused(content: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as told:
        read(content, "x.parquet")
    return told.value


def test_every_type_becomes_text() -> None:
    columns = {
        "text": ["a", None, " "],
        "whole": [1, None, 12345678901234],
        "part": [0.1, 12.0, -3.5],
        "narrow": pa.array([0.1, None, 2.0], pa.float32()),
        "exact": [Decimal("1.50"), None, Decimal("2.25")],
        "yes": [True, False, None],
        "day": [date(2024, 3, 1), None, date(1899, 12, 31)],
        "moment": [datetime(2024, 3, 1), datetime(2024, 3, 1, 12, 30), None],  # noqa: DTZ001  # as files hold them
        "category": pa.array(["x", "y", None]).dictionary_encode(),
        "nothing": pa.nulls(3),
    }
    assert texts(read(parquet_of(columns), "x.parquet")[0]) == {
        0: list(columns),
        1: ["a", "1", "0.1", "0.1", "1.50", "TRUE", "2024-03-01", "2024-03-01", "x", None],
        2: [None, None, "12", None, None, "FALSE", None, "2024-03-01 12:30:00", "y", None],
        3: [None, "12345678901234", "-3.5", "2", "2.25", None, "1899-12-31", None, None, None],
    }


def test_moment_with_a_zone_keeps_it() -> None:
    moments = pa.array([datetime(2024, 3, 1)], pa.timestamp("us", tz="UTC"))  # noqa: DTZ001
    assert texts(read(parquet_of({"at": moments}), "x")[0])[1] == ["2024-03-01 00:00:00+00:00"]


@pytest.mark.parametrize("values", [[[1, 2]], [{"a": 1}], [b"abc"], [timedelta(1)], [[{"a": b"x"}]]])
def test_column_that_is_no_cell_is_refused_by_name(values: list[Any]) -> None:
    told = refused(parquet_of({"good": ["x"], "odd": values}))
    assert told.finding_id == "file-not-tabular"
    assert "'odd'" in told.detail


def test_name_of_a_refused_column_shows_no_identifier() -> None:
    assert "a@b.example" not in refused(parquet_of({"a@b.example": [[1]]})).detail


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_truncated_file_is_unreadable(share: float) -> None:
    content = parquet_of({"a": [f"text {at}" for at in range(500)]})
    assert refused(content[: int(len(content) * share)]).finding_id == "file-unreadable"


def test_nonsense_behind_the_mark_is_unreadable() -> None:
    assert refused(b"PAR1" + b"\x00\x01" * 99 + b"PAR1").finding_id == "file-unreadable"


def test_changed_bytes_of_a_page_are_noticed() -> None:
    content = bytearray(parquet_of({"a": [f"text {at}" for at in range(500)]}))
    content[200] ^= 1
    assert refused(bytes(content)).finding_id == "file-unreadable"


@pytest.mark.parametrize("columns", [{}, {"": pa.array([], pa.string())}])
def test_file_without_a_column_name_or_record_is_empty(columns: dict[str, Any]) -> None:
    assert refused(parquet_of(columns)).finding_id == "file-empty"


@pytest.mark.parametrize(("limit", "words"), [("rows", "limit of 9 rows"), ("cells", "limit of 9")])
def test_records_are_counted_before_they_are_unpacked(limit: str, words: str) -> None:
    content = parquet_of({"a": ["x"] * 10})
    with pytest.raises(Unreadable, match=words):
        read(content, "x.parquet", options=ReadOptions(limits=replace(Limits(), **{limit: 9})))


CELLS = st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_what_another_program_wrote_is_read_back(rows: list[tuple[str | None, str | None]]) -> None:
    frame = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.String}, orient="row")
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    want = {at: [text if text and text.strip() else None for text in row] for at, row in enumerate(rows, start=1)}
    [sheet] = read(buffer.getvalue(), "x.parquet")
    assert texts(sheet) == {0: ["a", "b"]} | {at: row for at, row in want.items() if any(row)}


def test_records_are_addressed_by_their_number() -> None:
    rows = [ROW | {"Number": "1"}, ROW | {"Number": "2", "Motive": "odd"}]
    content = parquet_of({name: [row[name] for row in rows] for name in HEADER})
    outcome = deliver(content, "a.parquet", source=source_of(), edition="2024")
    assert outcome.accepted["row"].to_list() == [1]
    assert outcome.findings.select("finding_id", "row", "cell").rows() == [("value-unmapped", 2, "C2")]
