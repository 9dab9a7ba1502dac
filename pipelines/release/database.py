"""The DuckDB file: the released tables and nothing else, readable by DuckDB 1.2 to 2.0.

A process of its own (`database_file`) writes it from Parquet files, so that no memory of the house lies in it, and the
same tables give the same bytes. DuckDB promises no such thing: the seal of a copy names its bytes, the manifest does
not, and two builds are compared by what the files hold.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

from pipelines.release import parquet
from pipelines.release.content import ReleaseError, ReleaseTable
from pipelines.release.database_file import NO_ROOM, quoted

NAME = "oscec.duckdb"
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "enable_external_access": "false",
}  # fmt: skip
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from pipelines.release.database_file import main; main()"
)
_EMPTY_MEMORY = {"DUCKDB_JE_MALLOC_CONF": "zero:true", "PYTHONUTF8": "1"}  # of the allocator that DuckDB brings
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
    with TemporaryDirectory() as folder:
        statements = [each for table in tables for each in _filling(table, Path(folder), notice=notice)]
        _run(path, [*statements, *questions])


def _filling(table: ReleaseTable, folder: Path, *, notice: str) -> Iterator[str]:
    """Put the table in a Parquet file, and say how to make it from that."""
    file, name = folder / f"{table.name}.parquet", table.name
    file.write_bytes(parquet.written(table, notice))
    yield f"CREATE SCHEMA IF NOT EXISTS {name.partition('.')[0]}"
    yield f"CREATE TABLE {name} AS FROM read_parquet({quoted(str(file))})"
    yield f"COMMENT ON TABLE {name} IS {quoted(f'{table.description} {notice}')}"
    for column in table.frame.columns:
        yield f'COMMENT ON COLUMN {name}."{column}" IS {quoted(table.meanings.get(column, ""))}'


def _run(path: Path, statements: Sequence[str]) -> None:
    done = subprocess.run(  # noqa: S603  # our own interpreter and a constant
        [sys.executable, "-c", _START, json.dumps([str(Path(each).resolve()) for each in sys.path])],
        input=json.dumps({"path": str(path.resolve()), "statements": statements}), env={**os.environ, **_EMPTY_MEMORY},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode == NO_ROOM:
        raise ReleaseError(f"{NAME} could not be written, is the disk full? {done.stderr}")
    if done.returncode:
        raise ReleaseError(f"{NAME} could not be written: {done.stderr.strip()}")


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
