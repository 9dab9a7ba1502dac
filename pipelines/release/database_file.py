"""The program that writes the DuckDB file of a release: a process of its own that reads Parquet files and nothing else.

DuckDB leaves bytes in its files that it never wrote: whatever memory held before. In this process memory was empty, and
it never held a record.
"""

import json
import sys
from collections.abc import Sequence

import duckdb

_OPTIONS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": "1",
}  # fmt: skip
_REPEATABLE = "SET disabled_compression_methods = 'fsst,dict_fsst,bitpacking'"  # draw samples, pack nulls
NO_ROOM = 3


def main() -> None:
    """Write the file of which standard input tells the path and the statements that fill it."""
    try:
        _write(**json.load(sys.stdin))
    except duckdb.IOException as error:
        sys.stderr.write(str(error))
        sys.exit(NO_ROOM)


def _write(path: str, statements: Sequence[str]) -> None:
    with duckdb.connect(config=_OPTIONS) as connection:
        connection.execute(_REPEATABLE)  # as an option of the connection it does nothing
        connection.execute(f"ATTACH {quoted(path)} AS made (STORAGE_VERSION 'v1.2.0')")
        connection.execute("USE made")
        connection.execute("BEGIN")  # one write to the disk for all
        for statement in statements:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT made")
        connection.execute("USE memory")
        connection.execute("DETACH made")


def quoted(text: str) -> str:
    """The text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
