"""The distinct texts of a column: most columns repeat a few, and what is asked of each text is asked once."""

import polars as pl

_SAMPLE = 20_000


def counted(texts: pl.Series) -> pl.DataFrame:
    """`text` and `times`; where texts hardly repeat, all of them once and in order, which costs nothing."""
    sample = texts.head(_SAMPLE)
    if sample.n_unique() * 2 > sample.len():
        return pl.DataFrame({"text": texts}).with_columns(times=pl.lit(1, pl.UInt32))
    return texts.alias("text").value_counts(name="times")


def times(rows: pl.DataFrame) -> int:
    """How many cells the texts of some rows of `counted` stand in."""
    return int(rows["times"].sum())


def times_that(rows: pl.DataFrame, fits: pl.Expr) -> int:
    """How many cells hold a text that fits, an expression over `text`."""
    return times(rows.filter(fits))
