"""Where the tables are: SQLite in the data folder, or the database of OSCEC_REGISTER."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, inspect, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from pipelines import home
from pipelines.register.errors import RegisterError
from pipelines.register.tables import METADATA


def url() -> URL:
    """The address of the database. Raises RegisterError for a text that is none."""
    configured = os.environ.get("OSCEC_REGISTER")
    if not configured:
        return URL.create("sqlite", database=str(home.data().resolve() / "register.db"))
    try:
        found = make_url(configured)
    except ArgumentError as error:
        raise RegisterError("OSCEC_REGISTER is no address such as postgresql://user@host/name") from error
    return found.set(drivername="postgresql+psycopg") if found.drivername == "postgresql" else found


@lru_cache(maxsize=8)
def _engine(address: URL) -> Engine:
    try:
        return create_engine(address, poolclass=NullPool)  # a connection an act: nothing is held between them
    except ModuleNotFoundError as error:
        raise RegisterError(f"{address.drivername} needs the extra: pip install 'oscec[postgres]'") from error


def prepare(connection: Connection) -> None:
    """Make the tables that are not there. Call it while `writing`: two at once would be in each other's way."""
    if not is_ready(connection):
        METADATA.create_all(connection)


def reset() -> None:
    """Empty tables in place of what is there, readable or not. Call it while `writing`."""
    database = url().database
    if url().get_backend_name() == "sqlite" and database:
        for name in (f"{database}-journal", database):  # a journal left behind would be played into the new file
            Path(name).unlink(missing_ok=True)
    with transaction() as connection:
        METADATA.drop_all(connection)
        METADATA.create_all(connection)


def is_ready(connection: Connection) -> bool:
    """Whether all tables are there; an earlier release of the program had fewer."""
    return METADATA.tables.keys() <= {*inspect(connection).get_table_names()}


@contextmanager
def transaction() -> Iterator[Connection]:
    """A transaction. Raises RegisterError where the database cannot be reached or is damaged."""
    try:
        with _engine(url()).connect() as connection, connection.begin():
            yield connection
    except DatabaseError as error:
        told = url().render_as_string(hide_password=True)
        raise RegisterError(
            f"the register at {told} cannot be used: {error.orig}."
            " Where it is damaged, `oscec audit repair` makes it anew from the log"
        ) from error
