"""Build one immutable snapshot of the warehouse: written aside, checked, closed, then swapped in by rename."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import polars as pl

from warehouse import derive
from warehouse.comparability.verdict_values import DeclarationError
from warehouse.macros import macros
from warehouse.tables import Table, in_order, tables

POINTER = "current"
NO_EXTENSIONS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_KEPT = 3
Files = Sequence[Path]
Inputs = Mapping[str, pl.LazyFrame | Files]


class BuildError(Exception):
    """A snapshot that breaks its own invariants; it is never published."""


@dataclass(frozen=True)
class Snapshot:
    """A published snapshot: its file, its number, and the findings of the checks over the whole warehouse."""

    path: Path
    number: int
    findings: pl.DataFrame


def build(
    inputs: Inputs, folder: Path, *, fingerprint: str, progress: Callable[[str], None] = lambda _: None,
    seal: Callable[[Path, Path], object] = lambda _built, _path: None,
) -> Snapshot:  # fmt: skip
    """Make the next snapshot and publish it. Raises BuildError and publishes nothing where a check blocks.

    `seal` gets the finished file and the path at which it will be published, before it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    number = _latest(folder) + 1
    aside = folder / f".building-{os.getpid()}.duckdb"
    aside.unlink(missing_ok=True)
    try:
        with writing(aside) as connection:
            found = fill(connection, inputs, progress=progress)
            _sign(connection, number, fingerprint=fingerprint)
        _refuse(found)
        path = folder / f"oscec-{number:06d}.duckdb"
        seal(aside, path)
        _publish(aside, path)
    finally:
        aside.unlink(missing_ok=True)
        aside.with_name(aside.name + ".wal").unlink(missing_ok=True)
    _prune(folder, number)
    return Snapshot(path, number, found)


def _sign(connection: duckdb.DuckDBPyConnection, number: int, *, fingerprint: str) -> None:
    """Say in the snapshot which one it is, and what it was made from."""
    connection.execute(
        "CREATE TABLE core.snapshot AS SELECT ?::INTEGER AS number, ?::VARCHAR AS fingerprint", [number, fingerprint]
    )
    connection.execute("COMMENT ON TABLE core.snapshot IS 'this snapshot itself'")
    connection.execute("COMMENT ON COLUMN core.snapshot.number IS 'its number; later snapshots have higher ones'")
    connection.execute("COMMENT ON COLUMN core.snapshot.fingerprint IS 'hash of everything it was made from'")


@contextmanager
def writing(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that fills the file at `path`, in the format of DuckDB 1.2 to 2.0; checkpointed and closed after."""
    with duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    ) as connection:
        connection.execute(f"ATTACH '{path}' AS warehouse (STORAGE_VERSION 'v1.2.0')")
        connection.execute("USE warehouse")
        yield connection
        connection.execute("CHECKPOINT warehouse")
        connection.execute("USE memory")
        connection.execute("DETACH warehouse")


def fill(connection: duckdb.DuckDBPyConnection, inputs: Inputs, *, progress: Callable[[str], None]) -> pl.DataFrame:
    """Create every table in order of reference, then run the checks; returns their findings."""
    connection.execute("ATTACH ':memory:' AS input")
    for schema in ("core", "mart"):
        connection.execute(f"CREATE SCHEMA {schema}")
    frames = {name: given.collect() for name, given in inputs.items() if isinstance(given, pl.LazyFrame)}
    for name, given in {**inputs, **frames, **derive.derived(frames)}.items():
        if name not in derive.KEPT_OUT:
            hand_over(connection, name, given=given)
    make(connection, {}, progress=progress)
    return derive.check(connection)


def make(
    connection: duckdb.DuckDBPyConnection, given: Mapping[str, pl.DataFrame], *, progress: Callable[[str], None]
) -> None:
    """Create every table and macro in order of reference; tables that are `given` are taken as they are."""
    made: set[str] = set()
    for table in in_order(tables()):
        progress(table.name)
        if table.name in given:
            with _registered(connection, given[table.name]):
                create(connection, replace(table, select="FROM frame"))
        else:
            for name in table.inputs & derive.LATE.keys():
                hand_over(connection, name, given=_worked_out(connection, name))
            create(connection, table)
        made.add(table.name)
        for macro in macros():
            if table.name in macro.references <= made:
                connection.execute(macro.create)


def _worked_out(connection: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    """A late input. Raises BuildError where declarations of sources contradict each other."""
    try:
        return derive.LATE[name](connection)
    except DeclarationError as error:
        raise BuildError(str(error)) from error


def hand_over(connection: duckdb.DuckDBPyConnection, name: str, *, given: pl.LazyFrame | pl.DataFrame | Files) -> None:
    """Make an input readable as `input.<name>`: a frame is copied, Parquet files are read where they lie."""
    if isinstance(given, pl.LazyFrame | pl.DataFrame):
        with _registered(connection, given.lazy().collect()):
            connection.execute(f"CREATE TABLE input.{name} AS FROM frame")
    else:
        files = ", ".join(_quoted(str(path)) for path in given)
        connection.execute(f"CREATE VIEW input.{name} AS FROM read_parquet([{files}])")


@contextmanager
def _registered(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame) -> Iterator[None]:
    """The frame, for as long as needed, under the name `frame`."""
    connection.register("frame", frame)
    yield
    connection.unregister("frame")


def create(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Create one table from its SELECT, with a comment on it and on each of its columns."""
    connection.execute(f"CREATE TABLE {table.name} AS {table.select}")
    meanings = (f'COLUMN {table.name}."{column}" IS {_quoted(each)}' for column, each in table.columns.items())
    comments = [f"TABLE {table.name} IS {_quoted(table.description)}", *meanings]
    told = "".join(f"COMMENT ON {each};" for each in comments)
    connection.execute(f"BEGIN; {told} COMMIT")  # one write to the disk for all


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def current(folder: Path) -> Path | None:
    """The published snapshot, or None where there is none yet."""
    pointer = folder / POINTER
    return folder / pointer.read_text(encoding="utf-8").strip() if pointer.exists() else None


def fingerprint_of(path: Path) -> str:
    """What the snapshot at `path` was made from."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return str(connection.execute("SELECT fingerprint FROM core.snapshot").fetchall()[0][0])


def _latest(folder: Path) -> int:
    return max((int(path.stem.removeprefix("oscec-")) for path in folder.glob("oscec-*.duckdb")), default=0)


def _refuse(found: pl.DataFrame) -> None:
    blocking = found.filter(pl.col("severity") == "blocks")
    if blocking.height:
        raise BuildError("; ".join(blocking["text"].to_list()))


def _publish(aside: Path, path: Path) -> None:
    """The file first, then the pointer: a reader finds a whole snapshot whenever it looks."""
    _flush(aside)
    aside.rename(path)
    pointer = path.with_name(f".{POINTER}-{os.getpid()}")
    pointer.write_text(path.name, encoding="utf-8")
    _flush(pointer)
    pointer.replace(path.with_name(POINTER))
    _flush(path.parent)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _prune(folder: Path, number: int) -> None:
    """Older snapshots go; who has one open keeps reading it until they close it."""
    for path in folder.glob("oscec-*.duckdb"):
        if int(path.stem.removeprefix("oscec-")) <= number - _KEPT:
            path.unlink()
