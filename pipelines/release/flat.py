"""Tables for formats without lists: one plain value a field, and a note where numbers are invented."""

import re

import polars as pl

from pipelines.release.content import ReleaseTable
from pipelines.release.guard import guarded_frame

NOTE = "remark"
NOTE_MEANING = "what must be known of the number"
INVENTED = "Invented data of a model country."
FLAGS = "flags"
_MODEL = re.compile(r"\bX[A-Z]\b|\bx[a-z]_[a-z0-9]")
_BETWEEN = "|"


def flat(table: ReleaseTable) -> pl.DataFrame:
    """Lists as texts, empty texts as no value, no columns of records, and the note as the last column."""
    deep = left_out(table)
    columns = [column for column in table.frame.get_columns() if column.name not in deep]
    frame = table.frame.select(map(_plain, columns))
    return frame.with_columns(pl.col(pl.String).replace("", None), note(frame).alias(NOTE))


def left_out(table: ReleaseTable) -> list[str]:
    """The columns whose fields hold records: they are in Parquet and DuckDB only."""
    return [name for name, kind in table.frame.schema.items() if _is_deep(kind)]


def _is_deep(kind: pl.DataType) -> bool:
    inner = kind.inner if isinstance(kind, pl.List) else kind
    return isinstance(inner, pl.DataType) and inner.is_nested()


def flat_meanings(table: ReleaseTable) -> dict[str, str]:
    """What the columns of the flat table mean."""
    deep = left_out(table)
    return {name: text for name, text in table.meanings.items() if name not in deep} | {NOTE: NOTE_MEANING}


def with_flags(table: ReleaseTable) -> pl.DataFrame:
    """The flat table with a column of truth values for each flag that occurs, in place of the texts."""
    frame = flat(table)
    if FLAGS not in frame.columns or not isinstance(table.frame[FLAGS].dtype, pl.List):
        return frame
    codes = sorted(table.frame[FLAGS].explode().drop_nulls().unique().to_list())
    flags = [table.frame[FLAGS].list.contains(code).fill_null(value=False).alias(f"flag_{code}") for code in codes]
    return frame.drop(FLAGS, NOTE).with_columns(*flags, frame[NOTE])


def guarded(table: ReleaseTable) -> pl.DataFrame:
    """The flat table as a delimited file holds it."""
    return guarded_frame(flat(table))


def note(frame: pl.DataFrame) -> pl.Series:
    """For each row whether its numbers are invented: it says so itself, or names a model country or its source."""
    if "is_model" in frame.columns:
        invented = frame["is_model"].fill_null(value=False)
    else:
        texts = frame.select(pl.concat_str(pl.col(pl.String).fill_null(""), separator=" ")).to_series()
        invented = texts.str.contains(_MODEL.pattern)
    return pl.select(pl.when(invented).then(pl.lit(INVENTED))).to_series()


def _plain(column: pl.Series) -> pl.Series:
    if isinstance(column.dtype, pl.List):
        return column.cast(pl.List(pl.String)).list.join(_BETWEEN)
    return column.cast(pl.Int64) if column.dtype.is_integer() else column
