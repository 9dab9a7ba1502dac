"""Parquet with pyarrow: every value as text, dates in ISO form. Row 0 holds the column names, row n the n-th record."""

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.read.cells import ReadOptions, Sheet, Unreadable, named_sheet, plain_name
from pipelines.read.limits import Limits

MARK, LOCKED_MARK = b"PAR1", b"PARE"
_FIRST_SIGN, _ENDS = 0x20, b"\t\n\r"
_OLD_UNIT = "us"  # of moments in twelve bytes: counted in billionths, those after 2262 would turn over
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896  # of the years 1 to 9999; others are left as the number they are
_DAMAGED = "a Parquet file: it is cut off or damaged"


def is_parquet(content: bytes) -> bool:
    """Whether the bytes start as such a file; behind these letters a text goes on with letters."""
    behind = content[len(MARK) : len(MARK) + 8]
    return content.startswith((MARK, LOCKED_MARK)) and any(byte < _FIRST_SIGN and byte not in _ENDS for byte in behind)


def read(content: bytes, name: str, *, options: ReadOptions) -> Sheet:
    """The one table of the file. Raises Unreadable, also where a column holds lists, records or bytes."""
    if content.startswith(LOCKED_MARK):
        raise Unreadable("file-protected", "")
    try:
        file = pq.ParquetFile(
            pa.BufferReader(content), page_checksum_verification=True, coerce_int96_timestamp_unit=_OLD_UNIT
        )
        _refuse_large(file.metadata, options.limits)
        _refuse_nested(file.schema_arrow)
        held = file.read()  # before anything else is asked of its columns: a locked one would end the process
        _refuse_renamed(file)
        held.validate(full=True)
        frame = _frame(held)
    except (pa.ArrowException, OSError, ValueError, pl.exceptions.PolarsError) as error:
        if "decrypt" in str(error).casefold():
            raise Unreadable("file-protected", "") from error
        raise Unreadable("file-unreadable", _DAMAGED) from error
    return named_sheet(
        name,
        file.schema_arrow.names,
        data=frame.select(pl.col(each).pipe(_text, kind) for each, kind in frame.schema.items()),
    )


def _frame(held: pa.Table) -> pl.DataFrame:
    """The columns by their number, as several may have one name, and without what describes them."""
    columns = [_plain(each) for each in held.columns]
    table = pl.from_arrow(pa.table(columns, names=[str(at) for at in range(len(columns))]))
    return table if isinstance(table, pl.DataFrame) else table.to_frame()


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """What an extension stores, and decimals longer than any number of ours as text."""
    if isinstance(column.type, pa.BaseExtensionType):
        column = pa.chunked_array([chunk.storage for chunk in column.chunks], column.type.storage_type)
    return column.cast(pa.string()) if pa.types.is_decimal256(column.type) else column


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
        kind = field.type.storage_type if isinstance(field.type, pa.BaseExtensionType) else field.type
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        is_odd = pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
        if is_odd or pa.types.is_fixed_size_binary(kind) or pa.types.is_duration(kind) or pa.types.is_interval(kind):
            raise Unreadable("file-not-tabular", f"column {plain_name(field.name)} holds {kind.__class__.__name__}")


def _text(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    if kind == pl.Boolean:
        return pl.when(column).then(pl.lit("TRUE")).when(~column).then(pl.lit("FALSE")).alias(column.meta.output_name())
    if isinstance(kind, pl.Datetime):
        return column.dt.to_string("iso").str.replace(r"\.0+([+\-]|$)", "${1}").str.replace(" 00:00:00$", "")
    if kind == pl.Date:
        days = column.cast(pl.Int32)
        written = days.clip(_FIRST_DAY, _LAST_DAY).cast(pl.Date).cast(pl.String)
        return pl.when(days.is_between(_FIRST_DAY, _LAST_DAY)).then(written).otherwise(days.cast(pl.String))
    if kind == pl.Time:
        return column.dt.to_string("iso")
    text = column.cast(pl.String)
    return text.str.replace(r"\.0$", "") if kind.is_float() else text
