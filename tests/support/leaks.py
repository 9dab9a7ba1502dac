"""Where a text stands below a folder: in names, plain bytes, packed members, the cells of Parquet and DuckDB."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl


def texts_below(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file with its bytes; members of packages and the cells of Parquet files as plain text too."""
    for path in (path for path in sorted(folder.rglob("*")) if path.is_file()):
        content = path.read_bytes()
        yield path, content
        if path.suffix == ".parquet":
            yield path, str(pl.read_parquet(path).to_dicts()).encode()
        if path.suffix == ".duckdb":
            yield path, _cells(path).encode()
        if zipfile.is_zipfile(io.BytesIO(content)):
            package = zipfile.ZipFile(io.BytesIO(content))
            yield from ((path, package.read(name)) for name in package.namelist())


def leaks(folder: Path, canaries: list[str]) -> list[tuple[str, str]]:
    """Files below the folder, by name and content, that hold a canary."""
    return [
        (str(path.relative_to(folder)), canary)
        for path, content in texts_below(folder)
        for canary in canaries
        if canary.encode() in content or canary in str(path)
    ]


def _cells(path: Path) -> str:
    """Every cell of every table of a DuckDB file."""
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
        return "".join(str(connection.execute(f"FROM {name}").fetchall()) for (name,) in names)
