"""Where a text stands below a folder: in names, bytes, packed members, the cells of Parquet, DuckDB and SQLite."""

import gzip
import io
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.parquet as pq


def texts_below(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file with its bytes; members of packages and the cells of Parquet and database files as plain text too."""
    for path in (path for path in sorted(folder.rglob("*")) if path.is_file()):
        content = path.read_bytes()
        yield from ((path, each) for each in unpacked(content))
        if path.suffix == ".parquet":
            yield path, f"{pl.read_parquet(path).to_dicts()} {pq.read_schema(path)}".encode()
        if path.suffix == ".duckdb":
            yield path, _cells(path).encode()
        if content.startswith(b"SQLite format 3"):
            yield path, _dumped(path).encode()


def unpacked(content: bytes) -> Iterator[bytes]:
    """Bytes, and whatever they hold packed, to any depth."""
    yield content
    if zipfile.is_zipfile(io.BytesIO(content)):
        package = zipfile.ZipFile(io.BytesIO(content))
        yield "\n".join(package.namelist()).encode()
        for name in package.namelist():
            yield from unpacked(package.read(name))
    if content.startswith(b"\x1f\x8b"):
        yield from unpacked(gzip.decompress(content))
    if content.startswith(b"%PDF"):
        yield from _streams(content)


def leaks(folder: Path, canaries: list[str]) -> list[tuple[str, str]]:
    """Files below the folder, by name and content, that hold a canary."""
    return [
        (str(path.relative_to(folder)), canary)
        for path, content in texts_below(folder)
        for canary in canaries
        if canary.encode() in content or canary in str(path)
    ]


def found_below(folder: Path, forms: Mapping[bytes, str]) -> set[tuple[str, str]]:
    """The same in one go for many canaries in all their forms: file and canary."""
    names = [(path, str(path.relative_to(folder)).encode()) for path in folder.rglob("*")]
    held = [*texts_below(folder), *names]
    found = _found([content for _, content in held], forms)
    return {(str(path.relative_to(folder)), each) for (path, _), here in zip(held, found, strict=True) for each in here}


def found_in(content: bytes, forms: Mapping[bytes, str]) -> set[str]:
    """The canaries in some bytes, any of whose forms stands there."""
    return _found([content], forms)[0]


def _found(contents: list[bytes], forms: Mapping[bytes, str]) -> list[set[str]]:
    """One search of all for all: every byte is a sign of its own."""
    patterns = {form.decode("latin-1"): canary for form, canary in forms.items()}
    texts = pl.Series([content.decode("latin-1") for content in contents], dtype=pl.String)
    return [{patterns[form] for form in here} for here in texts.str.extract_many(list(patterns), overlapping=True)]


def _cells(path: Path) -> str:
    """Every cell of every table of a DuckDB file."""
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
        return "".join(str(connection.execute(f"FROM {name}").fetchall()) for (name,) in names)


def _dumped(path: Path) -> str:
    """A SQLite file as statements, with binary cells unpacked where they are packed."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = lambda content: content.decode("utf-8", "replace")
        return "\n".join(connection.iterdump())


def _streams(content: bytes) -> Iterator[bytes]:
    """The packed parts of a PDF."""
    for part in content.split(b"stream\r\n" if b"stream\r\n" in content else b"stream\n")[1:]:
        try:
            yield zlib.decompressobj().decompress(part)
        except zlib.error:
            continue
