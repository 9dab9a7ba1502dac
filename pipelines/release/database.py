"""The DuckDB file: the released tables and nothing else, readable by DuckDB 1.2 to 2.0.

DuckDB gives other bytes each time, so that two builds are compared by what the file holds, and the seal of a copy
names its bytes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from pipelines.release.content import ReleaseError, ReleaseTable

NAME = "oscec.duckdb"
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "enable_external_access": "false",
}  # fmt: skip
_OPEN = {name: value for name, value in _CLOSED.items() if name != "enable_external_access"}
_THINGS = """
    SELECT 'table ' || schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = current_database()
    UNION ALL
    SELECT 'view ' || schema_name || '.' || view_name FROM duckdb_views()
    WHERE database_name = current_database() AND NOT internal
    UNION ALL
    SELECT function_type || ' ' || function_name FROM duckdb_functions()
    WHERE database_name = current_database() AND NOT internal
    ORDER BY ALL
"""


def write(path: Path, tables: Sequence[ReleaseTable], *, notice: str, questions: Sequence[str] = ()) -> None:
    """Make the file, with a comment on every table and column; checkpointed and closed after.

    `questions`: statements that store the macros which these tables can answer.
    """
    try:
        _write(path, tables, notice=notice, questions=questions)
    except duckdb.IOException as error:
        raise ReleaseError(f"{NAME} could not be written, is the disk full? {error}") from error


def _write(path: Path, tables: Sequence[ReleaseTable], *, notice: str, questions: Sequence[str]) -> None:
    with duckdb.connect(config=_OPEN) as connection:
        connection.execute(f"ATTACH {_quoted(str(path))} AS made (STORAGE_VERSION 'v1.2.0')")
        connection.execute("USE made")
        for table in tables:
            _create(connection, table, notice=notice)
        for statement in questions:
            connection.execute(statement)
        connection.execute("CHECKPOINT made")
        connection.execute("USE memory")
        connection.execute("DETACH made")


def _create(connection: duckdb.DuckDBPyConnection, table: ReleaseTable, *, notice: str) -> None:
    name = table.name
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {name.partition('.')[0]}")
    connection.register("frame", table.frame)
    connection.execute(f"CREATE TABLE {name} AS FROM frame")
    connection.unregister("frame")
    connection.execute(f"COMMENT ON TABLE {name} IS {_quoted(f'{table.description} {notice}')}")
    for column in table.frame.columns:
        meaning = _quoted(table.meanings.get(column, ""))
        connection.execute(f'COMMENT ON COLUMN {name}."{column}" IS {meaning}')


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The file, for reading only; no statement reaches another one."""
    with duckdb.connect(str(path), read_only=True, config=_CLOSED) as connection:
        yield connection


def things(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Every table, view and macro in the file."""
    return [str(name) for (name,) in connection.execute(_THINGS).fetchall()]


def expected(tables: Sequence[str], questions: Sequence[str]) -> list[str]:
    """The things a file with these tables and macros holds."""
    return sorted([*(f"table {name}" for name in tables), *(f"table_macro {name}" for name in questions)])


def read(connection: duckdb.DuckDBPyConnection, table: str) -> pl.DataFrame:
    """One table, its rows in the order they were written."""
    found: pl.DataFrame = connection.table(table).pl()
    return found
