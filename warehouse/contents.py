"""What a snapshot holds, as one hash a table: the same rows give the same hash, in whatever order they lie."""

from dataclasses import dataclass

import duckdb

ITSELF = "core.snapshot"
_TABLES = """
    SELECT schema_name || '.' || table_name FROM duckdb_tables()
    WHERE schema_name IN ('core', 'mart') ORDER BY ALL
"""
_COLUMNS = """
    SELECT schema_name || '.' || table_name, string_agg(column_name || ' ' || data_type, chr(10) ORDER BY column_index)
    FROM duckdb_columns()
    WHERE schema_name IN ('core', 'mart') GROUP BY ALL
"""
_HASH = """
    SELECT coalesce(sum(rows), 0)::BIGINT, sha256(? || coalesce(string_agg(part, '' ORDER BY slot), ''))
    FROM (
        SELECT left(hash, 3) AS slot, count(*) AS rows, sha256(string_agg(hash, '' ORDER BY hash)) AS part
        FROM (SELECT sha256(to_json(each)::VARCHAR) AS hash FROM {table} AS each)
        GROUP BY slot
    )
"""  # in slots, so that no text holds the hashes of all rows


@dataclass(frozen=True)
class Content:
    """How many rows a table has, and the hash of its columns and rows."""

    rows: int
    sha256: str


def names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of a snapshot, without the one that tells of the snapshot itself."""
    found = [str(name) for (name,) in connection.execute(_TABLES).fetchall()]
    return [name for name in found if name != ITSELF]


def contents(connection: duckdb.DuckDBPyConnection) -> dict[str, Content]:
    """The content of every table of a snapshot, by name."""
    columns = dict(connection.execute(_COLUMNS).fetchall())
    return {name: _content(connection, name, columns=columns[name]) for name in names(connection)}


def _content(connection: duckdb.DuckDBPyConnection, table: str, *, columns: str) -> Content:
    [(rows, sha256)] = connection.execute(_HASH.format(table=table), [columns]).fetchall()
    return Content(rows, sha256)
