"""Parquet with pyarrow: every value as text, dates in ISO form. Row 0 holds the column names, row n the n-th record."""

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.read.cells import ReadOptions, Sheet, Unreadable, named_sheet, plain_name
from pipelines.read.limits import Limits

MARK = b"PAR1"
_DAMAGED = "a Parquet file: it is cut off or damaged"


def read(content: bytes, name: str, *, options: ReadOptions) -> Sheet:
    """The one table of the file. Raises Unreadable, also where a column holds lists, records or bytes."""
    try:
        file = pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True)
        _refuse_large(file.metadata, options.limits)
        _refuse_nested(file.schema_arrow)
        _refuse_renamed(file)
        held = file.read()
        held.validate(full=True)
        table = pl.from_arrow(pa.table(held.columns, names=held.schema.names))  # without what describes the columns
    except (pa.ArrowException, OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise Unreadable("file-unreadable", _DAMAGED) from error
    frame = table if isinstance(table, pl.DataFrame) else table.to_frame()
    return named_sheet(
        name,
        file.schema_arrow.names,
        data=frame.select(pl.col(each).pipe(_text, kind) for each, kind in frame.schema.items()),
    )


def _refuse_large(metadata: pq.FileMetaData, limits: Limits) -> None:
    unpacked = sum(metadata.row_group(at).total_byte_size for at in range(metadata.num_row_groups))
    if unpacked > limits.unpacked_bytes:
        raise Unreadable("archive-unsafe", f"it unpacks to more than {limits.unpacked_bytes} bytes")
    if metadata.num_rows > limits.rows:  # a column of one value is packed to almost nothing
        raise Unreadable("file-too-large", f"it has more than the limit of {limits.rows} rows")
    if metadata.num_rows * metadata.num_columns > limits.cells:
        raise Unreadable("file-too-large", f"it has more cells than the limit of {limits.cells}")


def _refuse_renamed(file: pq.ParquetFile) -> None:
    """The footer carries no checksum, but says the names of the columns twice."""
    groups = [file.metadata.row_group(at) for at in range(file.metadata.num_row_groups)]
    for group in groups:
        if [group.column(at).path_in_schema for at in range(group.num_columns)] != file.schema_arrow.names:
            raise Unreadable("file-unreadable", _DAMAGED)


def _refuse_nested(schema: pa.Schema) -> None:
    for field in schema:
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        is_odd = pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
        if is_odd or pa.types.is_fixed_size_binary(kind) or pa.types.is_duration(kind) or pa.types.is_interval(kind):
            raise Unreadable("file-not-tabular", f"column {plain_name(field.name)} holds {kind.__class__.__name__}")


def _text(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if kind == pl.Boolean:
        return pl.when(column).then(pl.lit("TRUE")).when(~column).then(pl.lit("FALSE")).alias(column.meta.output_name())
    if isinstance(kind, pl.Datetime):
        return column.dt.to_string("iso").str.replace(r"\.0+([+\-]|$)", "${1}").str.replace(" 00:00:00$", "")
    text = column.cast(pl.String)
    return text.str.replace(r"\.0$", "") if kind.is_float() else text
