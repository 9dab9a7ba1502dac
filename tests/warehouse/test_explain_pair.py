"""Every macro is a file that says what goes in and out, and the snapshot answers it."""

import duckdb
import pytest

from warehouse.macros import Macro, macros, parse

MACROS = {macro.name: macro for macro in macros()}
GOOD = "-- m(a)\n-- Description: d.\n-- a | in\n-- x | out\nSELECT a AS x"
ASKED = {"explain_pair": "explain_pair('xz_test_records', 'xz_other_records')"}


@pytest.mark.parametrize("name", ASKED)
def test_documented_columns_are_the_columns_in_their_order(name: str, connection: duckdb.DuckDBPyConnection) -> None:
    made = connection.sql(f"FROM {ASKED[name]}").columns
    assert list(MACROS[name].columns) == made


def test_header_is_parsed() -> None:
    assert parse(GOOD, "m") == Macro("m", "d.", {"a": "in"}, {"x": "out"}, "SELECT a AS x")


@pytest.mark.parametrize("line", ["-- m(a)\n", "-- Description: d.\n", "-- a | in\n"])
def test_incomplete_header_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="m: the header needs"):
        parse(GOOD.replace(line, ""), "m")


def test_explain_pair_answers_both_ways_round(connection: duckdb.DuckDBPyConnection) -> None:
    asked = "SELECT {}, {}, fact, level, text, whose FROM explain_pair('{}', '{}') ORDER BY ALL"
    sources = ("xz_test_records", "xz_other_records")
    one = connection.execute(asked.format("value_a", "value_b", *sources)).fetchall()
    other = connection.execute(asked.format("value_b", "value_a", *reversed(sources))).fetchall()
    assert one == other
    assert one


def test_explain_pair_says_nothing_of_sources_that_are_not_there(connection: duckdb.DuckDBPyConnection) -> None:
    assert connection.execute("FROM explain_pair('no_such', 'source')").fetchall() == []
