"""The folder of a release: every file written and flushed, the manifest after them, the seal last."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipelines import steps
from pipelines.files import flush_folder
from pipelines.register.signing import SigningKey
from pipelines.release import (
    changelog,
    citation,
    csvw,
    data_package,
    database,
    dcat,
    delimited,
    parquet,
    readme,
    reference,
    sdmx_data,
    sdmx_structure,
    workbook,
)
from pipelines.release.content import Release, ReleaseTable
from pipelines.release.guard import guarded_frame
from pipelines.release.manifest import PATH, SEAL_PATH, Bytes, Manifest, manifest_of, sealed
from pipelines.release.text import as_json

MADE_FROM = "made-from.json"
_READABLE = 0o444


@dataclass(frozen=True)
class Around:
    """What stands around a release: the tables of the one before it, and the macros its database answers."""

    before: Mapping[str, ReleaseTable] = field(default_factory=dict, hash=False)
    questions: Mapping[str, str] = field(default_factory=dict, hash=False)


def write(folder: Path, release: Release, *, around: Around, key: SigningKey) -> Manifest:
    """Fill an empty folder. Everything is on disk when this returns."""
    files = {**_tables(release), **_described(release, around)}
    files[dcat.PATH] = dcat.written(release, files)
    manifest = manifest_of(
        release, {path: Bytes.of(content) for path, content in files.items()}, questions=(*around.questions,)
    )
    for path, content in files.items():
        _put(folder / path, content)
    database.write(
        folder / database.NAME, release.tables, notice=release.notice, questions=[*around.questions.values()]
    )
    made = _settled(folder / database.NAME)
    _put(folder / PATH, manifest.content)
    _put(folder / SEAL_PATH, sealed(manifest, made, key=key).content)
    for each in sorted({path.parent for path in folder.rglob("*")}):
        flush_folder(each)
    return manifest


def _tables(release: Release) -> dict[str, bytes]:
    """The files of data."""
    files = {parquet.path_of(table.stem): parquet.written(table, release.notice) for table in release.tables}
    files |= {delimited.path_of(table.stem): delimited.written(table) for table in release.tables}
    files |= {
        sdmx_data.path_of(table.stem): sdmx_data.written(table, release.tier, number=release.number)
        for table in release.cubes
    }
    return files | {workbook.NAME: workbook.written(release, readme.notes(release))}


def _described(release: Release, around: Around) -> dict[str, bytes]:
    """The files about the data."""
    changed = _changed(release.tables, around.before) if release.former else pl.DataFrame(schema=changelog.SCHEMA)
    return {
        sdmx_structure.PATH: sdmx_structure.written(release),
        csvw.PATH: csvw.written(release),
        data_package.PATH: data_package.written(release),
        **reference.written(release),
        **citation.written(release),
        changelog.CSV_PATH: guarded_frame(changed).write_csv(line_terminator="\n").encode(),
        changelog.PAGE_PATH: changelog.page(release, changed),
        readme.PATH: readme.written(release),
        MADE_FROM: as_json({"notice": release.notice, **release.made_from}),
    }


def _changed(tables: Sequence[ReleaseTable], before: Mapping[str, ReleaseTable]) -> pl.DataFrame:
    return changelog.changes(before, {table.name: table for table in tables})


def _put(path: Path, content: bytes) -> None:
    """One file, on disk and never to be changed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(_READABLE)
    steps.reached("release.file")


def _settled(path: Path) -> Bytes:
    """The database as DuckDB left it, on disk and never to be changed."""
    flush_folder(path)
    path.chmod(_READABLE)
    steps.reached("release.file")
    return Bytes.of(path.read_bytes())
