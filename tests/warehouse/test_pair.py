"""`mart.pair` and `explain_pair`: what the snapshot says of two sources, and what stops it from saying anything."""

import duckdb
import polars as pl
import pytest

from tests.warehouse.conftest import Inputs
from warehouse.build import BuildError, fill
from warehouse.macros import macros

MACROS = {macro.name: macro for macro in macros()}


def test_documented_columns_are_the_columns_in_their_order(connection: duckdb.DuckDBPyConnection) -> None:
    made = connection.sql("FROM explain_pair('xz_test_records', 'xz_other_records')").columns
    assert list(MACROS["explain_pair"].columns) == made


def test_explain_pair_answers_both_ways_round(connection: duckdb.DuckDBPyConnection) -> None:
    asked = "SELECT {}, {}, fact, level, text, whose FROM explain_pair('{}', '{}') ORDER BY ALL"
    sources = ("xz_test_records", "xz_other_records")
    one = connection.execute(asked.format("value_a", "value_b", *sources)).fetchall()
    other = connection.execute(asked.format("value_b", "value_a", *reversed(sources))).fetchall()
    assert one == other
    assert one


def test_explain_pair_says_nothing_of_sources_that_are_not_there(connection: duckdb.DuckDBPyConnection) -> None:
    assert connection.execute("FROM explain_pair('no_such', 'source')").fetchall() == []


def test_declarations_that_contradict_each_other_stop_the_build(inputs: Inputs) -> None:
    said = (
        {"fact": "overlap_xz_other_records", "value": "PART_OF"},
        {"fact": "overlap_xz_test_records", "value": "SAME"},
    )
    rows = [
        {"source_id": source, **each}
        for source, each in zip(("xz_test_records", "xz_other_records"), said, strict=True)
    ]
    facts = pl.concat([inputs["fact"], pl.LazyFrame(rows)], how="diagonal")
    message = r"xz_test_records against xz_other_records: counting\.overlaps says both"
    with duckdb.connect() as connection, pytest.raises(BuildError, match=message):
        fill(connection, {**inputs, "fact": facts}, progress=lambda _: None)
