"""Cell-key perturbation, the alternative to hiding cells: every count moves by a little, always by the same little.

Each record has a key, taken from the keyed digest of its case number; the key of a cell is the sum of those of its
records. Key and count choose the change in `schemas/perturbation.csv`, so that the same records give the same number in
every table and every release, and asking again tells nothing. Changes are zero on average, zeros stay zero, counts
below the smallest one of the table do not come out, and margins no longer add up.
"""

from functools import cache
from importlib.resources import files

import polars as pl

KEY_SIGNS = 8
_KEYS = 16**KEY_SIGNS
_MILLION = 1_000_000


def record_key(digest: pl.Expr) -> pl.Expr:
    """The key of a record: the first signs of its keyed digest as a number, evenly spread and known to nobody else."""
    return digest.str.slice(0, KEY_SIGNS).str.to_integer(base=16, dtype=pl.UInt64)


def perturbed(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells with `printed` beside `count` and `key`, the sum of the keys of its records.

    Raises ValueError where a count is negative or missing, or has no key.
    """
    if cells.filter(pl.col("count").is_null() | (pl.col("count") < 0) | pl.col("key").is_null()).height:
        raise ValueError("every cell needs a count that is not negative and a key")
    drawn = cells.with_row_index("at").with_columns(
        table_count=pl.col("count").clip(upper_bound=_last_count()).cast(pl.Int64),
        draw=(pl.col("key") % _KEYS * _MILLION // _KEYS).cast(pl.Int64),
    )
    moved = drawn.sort("draw").join_asof(
        changes().sort("from_draw"), left_on="draw", right_on="from_draw", by_left="table_count", by_right="table_count"
    )
    change = pl.col("change").fill_null(0)  # the table says nothing of zeros: they stay
    return moved.sort("at").with_columns(printed=pl.col("count") + change).select(*cells.columns, "printed")


@cache
def table() -> pl.DataFrame:
    """The table of changes as it ships: in how many of a million draws a count changes by how much."""
    text = files("schemas").joinpath("perturbation.csv").read_text(encoding="utf-8")
    return pl.read_csv(text.encode(), schema={"count": pl.Int64, "change": pl.Int64, "per_million": pl.Int64})


def changes() -> pl.DataFrame:
    """The same with the draw from which each change holds; counts above the last one change as it does."""
    before = pl.col("per_million").cum_sum().over("count") - pl.col("per_million")
    return table().select(table_count="count", change="change", from_draw=before)


def _last_count() -> int:
    return int(str(table()["count"].max()))
