"""Text tables whose records all have as many fields: cut into numbers of distinct texts, and only these are decoded.

The cells of a bulk extract repeat a few texts millions of times. Where a code page writes ASCII as ASCII and every
other sign in one byte too, marks can be found before anything is decoded.
"""

from collections.abc import Iterable

import polars as pl
import pyarrow as pa
import pyarrow.csv as arrow_csv

from pipelines.read.delimited_rules import unblanked
from pipelines.read.marks import Content, octets
from pipelines.side_by_side import side_by_side

_MOST_CATEGORIES = 50_000
_CODED = pa.dictionary(pa.int32(), pa.binary())
_ASCII = 128


def kinds(samples: Iterable[bytes], delimiter: str, *, width: int) -> dict[str, pa.DataType]:
    """How the columns are to be held: as dictionaries where they repeat themselves in all samples."""
    names = [str(at) for at in range(1, width + 1)]
    cuts = (cut(sample, delimiter, kinds=dict.fromkeys(names, pa.binary()), is_broken=True) for sample in samples)
    tables = [table for table in cuts if table is not None]
    return {name: _CODED if all(_repeats(table[name]) for table in tables) else pa.binary() for name in names}


def _repeats(texts: pa.ChunkedArray) -> bool:
    return len(texts.unique()) * 2 <= len(texts)


def cut(text: Content, delimiter: str, *, kinds: dict[str, pa.DataType], is_broken: bool) -> pa.Table | None:
    """The raw fields, or nothing where a record is irregular. `is_broken`: whether lines end inside of fields."""
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(text)),
            read_options=arrow_csv.ReadOptions(column_names=list(kinds), use_threads=False),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=is_broken),
            convert_options=arrow_csv.ConvertOptions(check_utf8=False, column_types=kinds),
        )
    except pa.ArrowInvalid:
        return None


def is_ascii_where_distinct(table: pa.Table) -> bool:
    """Whether columns that are no dictionaries, and too long to be decoded text by text, need no decoding."""
    distinct = [column for column in table.columns if column.type != _CODED]
    return all(_is_ascii(chunk) for column in distinct for chunk in column.chunks)


def cells(table: pa.Table, encoding: str) -> pl.DataFrame:
    """The cells: categories, or texts where they are many; a blank is null. Raises UnicodeDecodeError."""
    columns = side_by_side(lambda name: _texts(table[name], encoding).alias(name), table.column_names)
    return pl.DataFrame(list(columns))


def _texts(column: pa.ChunkedArray, encoding: str) -> pl.Series:
    if column.type != _CODED:
        return unblanked(pl.Series(pl.from_arrow(column)).cast(pl.String))
    column = column.unify_dictionaries()
    codes = pl.Series(pl.from_arrow(pa.chunked_array([chunk.indices for chunk in column.chunks])))
    words = unblanked(_decoded(column.chunk(0).dictionary, encoding))
    is_few = len(words) <= _MOST_CATEGORIES and words.drop_nulls().is_unique().all()  # bytes may stand for one sign
    return _as_categories(codes, words) if is_few else words.gather(codes)


def _is_ascii(texts: pa.Array) -> bool:
    return int(octets(texts.buffers()[2] or b"").max() or 0) < _ASCII  # type: ignore[arg-type]  # a byte


def _decoded(distinct: pa.Array, encoding: str) -> pl.Series:
    if encoding == "utf-8" or _is_ascii(distinct):
        return pl.Series(pl.from_arrow(distinct)).cast(pl.String)
    return pl.Series([raw.decode(encoding) for raw in distinct.to_pylist()], dtype=pl.String)


def _as_categories(codes: pl.Series, words: pl.Series) -> pl.Series:
    if words.null_count():
        codes = (words.is_not_null().cum_sum().cast(pl.Int32) - 1).set(words.is_null(), None).gather(codes)
    return codes.cat.to(pl.Enum(words.drop_nulls()))
