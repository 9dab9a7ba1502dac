"""What deserves a look, as a frame: a file may hold a million cells that do."""

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from pipelines.read.seen.region import Region

FLAGS = {"row": pl.Int64, "column": pl.String, "reason": pl.String}


class Flag(NamedTuple):
    """A cell, column (row 0) or file (row -1) that deserves a look, by its place in the table."""

    row: int
    column: str
    reason: str


def flagged(flags: Iterable[Flag]) -> pl.DataFrame:
    """The frame of single flags."""
    return pl.DataFrame(list(flags), schema=FLAGS, orient="row")


def all_of(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The flags of several frames, in their order."""
    return pl.concat([pl.DataFrame(schema=FLAGS), *frames])


def at_rows(rows: pl.Series, column: str, *, reason: str) -> pl.DataFrame:
    """The same flag of one column at each of these rows."""
    return pl.DataFrame({"row": rows}).select(
        pl.col("row").cast(pl.Int64), column=pl.lit(column), reason=pl.lit(reason)
    )


def of_texts(region: Region, at: int, *, reason: pl.Expr) -> pl.DataFrame:
    """A flag for each cell of a column with a reason, an expression over `text` that is null where there is none."""
    told = region.counted(at).select("text", reason=reason).drop_nulls("reason")
    return of_reasons(region, at, reasons=told)


def of_reasons(region: Region, at: int, *, reasons: pl.DataFrame) -> pl.DataFrame:
    """A flag for each cell of a column whose `text` has a `reason`."""
    if reasons.is_empty():
        return pl.DataFrame(schema=FLAGS)
    texts = region.texts(at).alias("text").to_frame().with_row_index("row", 1)
    told = texts.join(reasons.unique("text"), on="text", how="inner", maintain_order="left")
    return told.select(pl.col("row").cast(pl.Int64), column=pl.lit(region.header[at]), reason="reason")
