"""The process that answers one question in SQL: sealed before DuckDB is loaded, then limited, then locked.

What comes in on standard input is the question, what goes out on standard output the answer: a line of JSON that says
how it went, then the rows as an Arrow stream.
"""

import json
import os
import resource
import sys
from typing import Any, NoReturn

import duckdb
import pyarrow as pa

from interfaces.asking.one_file import ADDRESS, OneFile
from interfaces.asking.words import RefusedError, said

_THREADS = 2
_BATCH = 1_000
_CELL = 8  # what a cell costs the reader of the answer, however little it takes here
_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.MULTI}  # a PIVOT is several
_LOCKED = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_persistent_secrets": "false",
    "python_enable_replacements": "false",
    "secret_directory": "",
    "temp_directory": "",
    "threads": str(_THREADS),
}
_AFTERWARDS = ("USE release", "SET enable_external_access = false", "SET lock_configuration = true")
_NUMBERS = {"tinyint", "smallint", "integer", "bigint", "hugeint", "utinyint", "usmallint", "uinteger", "ubigint"}
_AS_THEY_ARE = _NUMBERS | {"boolean", "float", "double", "decimal", "varchar"}
_IN_LISTS = {"integer", "bigint", "double", "varchar"}  # of others a list may take less room than its reader needs


def main() -> None:
    """Answer and end: nobody waits for this process, and nothing of it is kept."""
    asked = json.loads(sys.stdin.buffer.read())
    _limit(asked)
    try:
        _answer(asked)
    except Exception as error:  # noqa: BLE001  # whatever it is, the one who asked gets one message
        _end(json.dumps({"problem": said(error)}).encode() + b"\n")


def _end(answer: bytes) -> NoReturn:
    """Tell it and be gone: to let a connection go has crashed one process in fifty, with its answer untold."""
    with os.fdopen(1, "wb", closefd=False) as out:
        out.write(answer)
    os._exit(0)


def _limit(asked: dict[str, Any]) -> None:
    """Memory by addresses, time of the processor in case nobody watches the clock, and not one byte into a file."""
    seconds = asked["seconds"] * _THREADS + 1
    resource.setrlimit(resource.RLIMIT_AS, (asked["memory_bytes"], asked["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(asked: dict[str, Any]) -> NoReturn:
    connection = _opened(asked["descriptor"], asked["memory_bytes"] // 2)
    relation = _relation(connection, asked["sql"])
    rows = _stream(relation.limit(asked["rows"] + 1), asked["answer_bytes"])
    told = {"has_model": _has_model(connection)}
    _end(json.dumps(told).encode() + b"\n" + rows)


def _opened(descriptor: int, memory: int) -> duckdb.DuckDBPyConnection:
    """A connection to the one file, with no way to another. Raises RefusedError where it is no warehouse."""
    connection = duckdb.connect(config={**_LOCKED, "memory_limit": f"{memory}B"})
    files = OneFile(descriptor)
    connection.register_filesystem(files)
    try:
        connection.execute(f"ATTACH '{ADDRESS}' AS release (READ_ONLY)")
    except duckdb.Error as error:
        raise RefusedError("file") from error
    files.shut()
    for statement in _AFTERWARDS:
        connection.execute(statement)
    return connection


def _relation(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyRelation:
    """The statement, bound but not run. Raises RefusedError for one that does anything but read."""
    statements = connection.extract_statements(sql)
    if not statements:
        raise RefusedError("nothing")
    if len(statements) > 1:
        raise RefusedError("several")
    if statements[0].type not in _READING:
        raise RefusedError("kind")
    relation = connection.sql(sql)
    if relation is None:
        raise RefusedError("kind")
    return _plain(relation)


def _plain(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Numbers and texts as they are, lists of them too; whatever else there is as text."""
    if all(map(_is_plain, relation.types)):
        return relation
    columns = zip(relation.columns, relation.types, strict=True)
    return relation.project(
        ", ".join(
            f"#{at}" if _is_plain(kind) else f"CAST(#{at} AS VARCHAR) AS {_quoted(name)}"
            for at, (name, kind) in enumerate(columns, start=1)
        )
    )


def _is_plain(kind: Any) -> bool:
    return kind.id in _AS_THEY_ARE or (kind.id == "list" and kind.child.id in _IN_LISTS)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _stream(relation: duckdb.DuckDBPyRelation, most: int) -> bytes:
    """The rows as an Arrow stream. Raises RefusedError as soon as it outgrows the limit."""
    batches = relation.to_arrow_reader(_BATCH)
    sink = pa.BufferOutputStream()
    size = 0
    with pa.ipc.new_stream(sink, batches.schema) as writer:
        for batch in batches:
            size += max(batch.nbytes, batch.num_rows * batch.num_columns * _CELL)
            if size > most:
                raise RefusedError("large")
            writer.write_batch(batch)
    return bytes(sink.getvalue())


def _has_model(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether there are invented numbers to be named; a file that does not say so may hold some."""
    try:
        return bool(connection.execute("SELECT count(*) FROM core.source WHERE is_model").fetchall()[0][0])
    except (duckdb.CatalogException, duckdb.BinderException):
        return True
