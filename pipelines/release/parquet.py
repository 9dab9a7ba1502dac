"""Parquet: the same table always gives the same bytes. One row group, fixed settings, no time and no path inside."""

import io

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.release.content import ReleaseTable

FOLDER = "parquet"


def path_of(stem: str) -> str:
    """Where the file of a table lies in the folder."""
    return f"{FOLDER}/{stem}.parquet"


def written(table: ReleaseTable, notice: str) -> bytes:
    """The file; what a table and its columns mean is told in its metadata."""
    given = table.frame.to_arrow(compat_level=pl.CompatLevel.oldest())
    plain = given.cast(pa.schema([_field(field, table) for field in given.schema]))
    told = plain.replace_schema_metadata({"description": table.description, "notice": notice})
    file = io.BytesIO()
    pq.write_table(
        told, file, compression="zstd", compression_level=9, version="2.6", data_page_version="1.0",
        row_group_size=max(1, table.frame.height), use_dictionary=True,
    )  # fmt: skip
    return file.getvalue()


def _field(field: pa.Field, table: ReleaseTable) -> pa.Field:
    kind = pa.string() if pa.types.is_large_string(field.type) else field.type
    return pa.field(field.name, kind, metadata={"meaning": table.meanings.get(field.name, "")})


def read(content: bytes) -> pl.DataFrame:
    """The table of a file."""
    return pl.read_parquet(io.BytesIO(content))
