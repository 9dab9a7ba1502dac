"""The current snapshot, opened so that SQL can read it and do nothing else: no writing, no files, no extensions."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from interfaces.ending import CommandError
from pipelines import home
from warehouse.build import current

_LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}


def published() -> Path:
    """The file of the current snapshot. Raises CommandError where there is none yet."""
    path = current(home.warehouse())
    if path is None:
        raise CommandError(
            "There is no warehouse yet: build it with `oscec run`, or take in a file with `oscec submit`."
        )
    return path


@contextmanager
def opened() -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the current snapshot. Raises CommandError where there is none yet, or SQL fails."""
    path = published()
    try:
        with duckdb.connect(str(path), read_only=True, config=_LOCKED) as connection:
            yield connection
    except duckdb.Error as error:
        raise CommandError(str(error)) from error


def check_sources(connection: duckdb.DuckDBPyConnection, sources: Sequence[str]) -> None:
    """Raise CommandError with the names of sources the warehouse does not know."""
    known = {each for (each,) in connection.execute("SELECT source_id FROM core.source").fetchall()}
    if unknown := [each for each in sources if each not in known]:
        raise CommandError(f"There is no source {', '.join(unknown)}; `oscec sources` lists them.")
