"""Tables for formats without lists: what their columns mean, flags as columns, texts that are no formulas."""

import polars as pl

from pipelines.release.content import ReleaseTable
from pipelines.release.guard import guarded_frame
from pipelines.release.plain import NOTE, of_records

NOTE_MEANING = "what must be known of the number"
FLAGS = "flags"


def left_out(table: ReleaseTable) -> list[str]:
    """The columns whose fields hold records: they are in Parquet and DuckDB only."""
    return of_records(table.frame)


def flat_meanings(table: ReleaseTable) -> dict[str, str]:
    """What the columns of the flat table mean."""
    deep = left_out(table)
    return {name: text for name, text in table.meanings.items() if name not in deep} | {NOTE: NOTE_MEANING}


def with_flags(table: ReleaseTable) -> pl.DataFrame:
    """The flat table with a column of truth values for each flag that occurs, in place of the texts."""
    frame = table.flat
    if FLAGS not in frame.columns or not isinstance(table.frame[FLAGS].dtype, pl.List):
        return frame
    codes = sorted(table.frame[FLAGS].explode().drop_nulls().unique().to_list())
    flags = [table.frame[FLAGS].list.contains(code).fill_null(value=False).alias(f"flag_{code}") for code in codes]
    return frame.drop(FLAGS, NOTE).with_columns(*flags, frame[NOTE])


def guarded(table: ReleaseTable) -> pl.DataFrame:
    """The flat table as a delimited file holds it."""
    return guarded_frame(table.flat)
