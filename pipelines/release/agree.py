"""Whether every format of a release says the same, value by value, and fits its own structure."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import polars as pl
from polars.exceptions import PolarsError

from pipelines.release import database, delimited, flat, parquet, sdmx_data, workbook
from pipelines.release.content import ReleaseError, ReleaseTable
from pipelines.release.manifest import Manifest
from pipelines.release.sdmx_check import misfits


def disagreements(folder: Path, manifest: Manifest) -> Iterator[str]:
    """What one format says and another does not. The Parquet files are what the others are compared with."""
    try:
        tables = tables_of(folder, manifest)
    except (PolarsError, OSError) as error:
        yield f"{parquet.FOLDER}/: a file cannot be read: {error}"
        return
    for name, told in manifest.tables.items():
        if told.rows != tables[name].frame.height:
            yield f"{parquet.path_of(tables[name].stem)}: it has {tables[name].frame.height} rows, not {told.rows}"
    yield from _database(folder / database.NAME, tables, manifest=manifest)
    yield from _workbook(folder / workbook.NAME, tables)
    for table in tables.values():
        yield from _delimited(folder / delimited.path_of(table.stem), table)
        if table.is_cube:
            yield from _sdmx(folder, table, manifest=manifest)


def tables_of(folder: Path, manifest: Manifest) -> dict[str, ReleaseTable]:
    """The tables as the Parquet files have them."""
    bare = {name: ReleaseTable(name, told.description, {}, told.keys, _NONE) for name, told in manifest.tables.items()}
    read = {name: parquet.read((folder / parquet.path_of(table.stem)).read_bytes()) for name, table in bare.items()}
    meanings = {name: dict.fromkeys(frame.columns, "") for name, frame in read.items()}
    return {
        name: ReleaseTable(name, table.description, meanings[name], table.keys, read[name])
        for name, table in bare.items()
    }


_NONE = pl.DataFrame()


def _database(path: Path, tables: Mapping[str, ReleaseTable], *, manifest: Manifest) -> Iterator[str]:
    try:
        with database.opened(path) as connection:
            if database.things(connection) != database.expected([*tables], manifest.questions):
                yield f"{path.name}: it holds other tables, views or macros than the release"
                return
            for name, table in tables.items():
                if not database.read(connection, name).equals(table.frame):
                    yield f"{path.name}: {name} is not what the Parquet file says"
    except duckdb.Error as error:
        yield f"{path.name}: it cannot be read: {error}"


def _workbook(path: Path, tables: Mapping[str, ReleaseTable]) -> Iterator[str]:
    expected = {table.stem: flat.with_flags(table) for table in tables.values()}
    try:
        found = workbook.read(path.read_bytes(), expected)
    except (ReleaseError, PolarsError, ValueError) as error:
        yield f"{path.name}: {error}"
        return
    for name, frame in expected.items():
        if not found[name].equals(frame):
            yield f"{path.name}: sheet {name} is not what the Parquet file says"


def _delimited(path: Path, table: ReleaseTable) -> Iterator[str]:
    yield from _same(path, flat.guarded(table))


def _sdmx(folder: Path, table: ReleaseTable, *, manifest: Manifest) -> Iterator[str]:
    expected = sdmx_data.expected(table, manifest.tier, number=manifest.number)
    yield from _same(folder / sdmx_data.path_of(table.stem), expected)
    yield from misfits(folder, table.stem, rows=expected)


def _same(path: Path, expected: pl.DataFrame) -> Iterator[str]:
    try:
        found = pl.read_csv(path.read_bytes(), schema=expected.schema)
    except PolarsError as error:
        yield f"{path.parent.name}/{path.name}: it cannot be read: {error}"
        return
    if found.columns != expected.columns or not found.equals(expected):
        yield f"{path.parent.name}/{path.name}: it is not what the Parquet file says"
