"""Only the tables that `compare` reads, over counts of what some sources recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb

from warehouse import derive
from warehouse.macros import macros
from warehouse.tables import tables

_COUNTED = """
    source_id VARCHAR, edition VARCHAR, period VARCHAR, geo_code VARCHAR, geographic_role VARCHAR,
    counting_unit VARCHAR, dimension VARCHAR, recorded VARCHAR, relations VARCHAR
"""
_TABLES = f"""
    CREATE SCHEMA core; CREATE SCHEMA mart;
    CREATE TABLE core.source (source_id VARCHAR, is_model BOOLEAN);
    CREATE TABLE core.edition (source_id VARCHAR, edition VARCHAR, is_current BOOLEAN);
    CREATE TABLE core.code (codelist VARCHAR, code VARCHAR, label VARCHAR);
    CREATE TABLE core.figure_cell (
        source_id VARCHAR, edition VARCHAR, period VARCHAR, geo_code VARCHAR, geographic_role VARCHAR,
        counting_unit VARCHAR, dimension VARCHAR, code VARCHAR, base BIGINT, lower BIGINT, upper BIGINT,
        base_filter VARCHAR, share_lower DOUBLE, response_type VARCHAR
    );
    CREATE TABLE core.tally ({_COUNTED}, records BIGINT);
    CREATE TABLE core.cross_tally (
        {_COUNTED}, by_dimension VARCHAR, by_recorded VARCHAR, by_relations VARCHAR, records BIGINT
    );
"""
_MACRO = next(each for each in macros() if each.name == "compare")
_IN_USE = next(each for each in tables() if each.name == "core.code_in_use")
Asked = list[dict[str, Any]]


@dataclass(frozen=True)
class Count:
    """Records of one source: what was recorded of one dimension, in a two-way count also of the victim's gender."""

    source_id: str
    dimension: str
    recorded: str
    relations: str
    records: int
    gender: tuple[str, str] | None = None


def small_warehouse(counts: Iterable[Count]) -> duckdb.DuckDBPyConnection:
    """A warehouse in memory with these records of 2024."""
    connection = duckdb.connect()
    connection.execute(_TABLES)
    every = list(counts)
    for source in sorted({each.source_id for each in every}):
        connection.execute("INSERT INTO core.source VALUES (?, true)", [source])
        connection.execute("INSERT INTO core.edition VALUES (?, '1', true)", [source])
    for each in every:
        told = [each.source_id, "1", "2024", "XZ", "VICTIM_RESIDENCE", "VICTIM"]
        told += [each.dimension, each.recorded, each.relations]
        crossed = [] if each.gender is None else ["victim_gender", *each.gender]
        table = "tally" if each.gender is None else "cross_tally"
        row = [*told, *crossed, each.records]
        connection.execute(f"INSERT INTO core.{table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 - ours
    for name in ("leaf", "recorded", "cover"):
        frame = derive.LATE[name](connection)
        assert frame.width
        connection.execute(f"CREATE TABLE core.{name} AS FROM frame")
    connection.execute(f"CREATE TABLE core.code_in_use AS {_IN_USE.select}")
    connection.execute(_MACRO.create)
    return connection


def ask(connection: duckdb.DuckDBPyConnection, sources: list[str] | None, dimension: str, view: str) -> Asked:
    """The cells of one view, in the order of the answer."""
    query = "FROM compare($1, $2, '2024') WHERE view = $3"
    told: Asked = connection.sql(query, params=[sources, dimension, view]).pl().to_dicts()
    return told
