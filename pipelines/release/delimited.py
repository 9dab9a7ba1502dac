"""CSV for those who have nothing else: UTF-8, commas, a header; an empty field is no value."""

import io

import polars as pl

from pipelines.release.content import ReleaseTable
from pipelines.release.flat import guarded

FOLDER = "csv"


def path_of(stem: str) -> str:
    """Where the file of a table lies in the folder."""
    return f"{FOLDER}/{stem}.csv"


def written(table: ReleaseTable) -> bytes:
    """The file; no text in it is a formula."""
    return guarded(table).write_csv(line_terminator="\n").encode()


def read(content: bytes, like: pl.DataFrame) -> pl.DataFrame:
    """The table of a file, in the types of another one. Raises polars' errors for what does not fit."""
    return pl.read_csv(io.BytesIO(content), schema=like.schema)
