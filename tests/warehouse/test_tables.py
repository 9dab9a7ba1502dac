"""Every table is a file that says what it holds, column by column, and comes after those it reads."""

from graphlib import CycleError

import duckdb
import pytest

from schemas.dimension import DIMENSIONS, relation_column
from schemas.finding import catalogue
from warehouse.tables import Table, checks, in_order, parse, tables

TABLES = {table.name: table for table in tables()}
GOOD = "-- mart.a\n-- Description: d.\n-- Grain: x\n-- x | one\nSELECT 1 AS x"


def of(name: str, select: str) -> Table:
    return Table(name, "d.", "x", {"x": "one"}, select)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_says_what_it_holds(name: str) -> None:
    table = TABLES[name]

    assert table.description.endswith(".")
    assert table.columns
    assert all(meaning.strip() for meaning in table.columns.values())
    grain = [] if table.grain.startswith("none") else table.grain.split(", ")
    assert set(grain) <= set(table.columns)


@pytest.mark.parametrize("name", TABLES)
def test_every_query_is_one_select(name: str) -> None:
    with duckdb.connect() as parser:
        statements = parser.extract_statements(TABLES[name].select)

    assert [statement.type for statement in statements] == [duckdb.StatementType.SELECT]


@pytest.mark.parametrize("name", TABLES)
def test_documented_columns_are_the_columns_in_their_order(name: str, connection: duckdb.DuckDBPyConnection) -> None:
    made = [str(row[0]) for row in connection.execute(f"DESCRIBE {name}").fetchall()]

    assert list(TABLES[name].columns) == made


@pytest.mark.parametrize("name", TABLES)
def test_grain_tells_the_rows_apart(name: str, connection: duckdb.DuckDBPyConnection) -> None:
    grain = TABLES[name].grain
    if grain.startswith("none"):
        return
    repeated = f"SELECT {grain} FROM {name} GROUP BY ALL HAVING count(*) > 1"  # noqa: S608  # our own names

    assert connection.execute(repeated).fetchall() == []


@pytest.mark.parametrize("name", [name for name in TABLES if name.startswith("mart.")])
def test_every_mart_of_the_small_warehouse_could_have_rows(name: str, connection: duckdb.DuckDBPyConnection) -> None:
    count = connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]  # noqa: S608  # our own names

    assert count > 0 or name in {"mart.published_cell", "mart.comparable_reporter"}


def test_every_check_is_a_finding_that_blocks() -> None:
    assert checks()
    assert {catalogue()[finding_id].severity for finding_id in checks()} == {"blocks"}


def test_tables_come_after_those_they_read() -> None:
    order = [table.name for table in in_order(tables())]

    assert sorted(order) == sorted(TABLES)
    for at, name in enumerate(order):
        assert TABLES[name].references <= set(order[:at])


def test_references_are_found_in_joins_and_below() -> None:
    select = "SELECT * FROM core.a JOIN (SELECT 1 from mart.b) LEFT JOIN core.c ON true -- FROM core.d"

    assert {"core.a", "mart.b", "core.c"} <= of("mart.x", select).references
    assert of("mart.x", "SELECT * FROM mart.x, input.y").references == set()


def test_cycle_is_an_error() -> None:
    with pytest.raises(CycleError):
        in_order([of("mart.a", "FROM mart.b"), of("mart.b", "FROM mart.a")])


def test_unknown_table_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"core\.nowhere"):
        in_order([of("mart.a", "FROM core.nowhere")])


def test_header_is_parsed() -> None:
    table = parse(GOOD, "mart.a")

    assert (table.description, table.grain, table.columns, table.select) == ("d.", "x", {"x": "one"}, "SELECT 1 AS x")


@pytest.mark.parametrize("line", ["-- mart.a\n", "-- Description: d.\n", "-- Grain: x\n"])
def test_incomplete_header_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"mart\.a: the header needs"):
        parse(GOOD.replace(line, ""), "mart.a")


def test_header_of_another_table_is_refused() -> None:
    with pytest.raises(ValueError, match=r"mart\.b"):
        parse(GOOD, "mart.b")


def test_every_dimension_is_counted() -> None:
    sets = TABLES["core.cross_tally"].select.partition("GROUPING SETS")[2]

    assert [each.name for each in DIMENSIONS if f"{each.name}, {relation_column(each.name)}" not in sets] == []
