"""The current snapshot, found whole and opened so that SQL can read it and do nothing else: no writing, no files."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from interfaces.ending import CommandError
from pipelines import home
from pipelines.derivation.sound import damage
from warehouse.build import current

_LOCKED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}


@contextmanager
def opened() -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the current snapshot. Raises CommandError where there is none, or SQL fails.

    So it does where a byte of the file is not as published: no figure is served from a damaged one.
    """
    path = current_path()
    try:
        with duckdb.connect(str(path), read_only=True, config=_LOCKED) as connection:
            yield connection
    except duckdb.Error as error:
        raise CommandError(str(error)) from error


def current_path() -> Path:
    """The current snapshot, whole. Raises CommandError where there is none yet, or where it is damaged."""
    path = current(home.warehouse())
    if path is None:
        raise CommandError(
            "There is no warehouse yet: build it with `oscec run`, or take in a file with `oscec submit`."
        )
    if what := damage(path):
        raise CommandError(
            f"The warehouse is damaged: {what}. No figure is served from it. `oscec run` builds it anew from what was"
            " taken in; `oscec verify` then proves it against the raw bytes."
        )
    return path


def check_sources(connection: duckdb.DuckDBPyConnection, sources: Sequence[str]) -> None:
    """Raise CommandError with the names of sources the warehouse does not know."""
    known = {each for (each,) in connection.execute("SELECT source_id FROM core.source").fetchall()}
    if unknown := [each for each in sources if each not in known]:
        raise CommandError(f"There is no source {', '.join(unknown)}; `oscec sources` lists them.")
