"""What the mapping relation of a label leaves of the bounds of its code (comparability.md 2).

WIDER keeps the upper end, NARROWER the lower, INEXACT neither. An open upper end is closed again by a margin: where
each record has one category, the code can hold no record that surely belongs to another one.
"""

import polars as pl

from warehouse.comparability.partition import are_apart
from warehouse.comparability.tables import TABLE, is_missing

_OPEN = ["NARROWER", "INEXACT"]
_SURE = ["EQUAL", "NARROWER"]


def mapped(rows: pl.DataFrame) -> pl.DataFrame:
    """Bounds of figures, with the relation of their labels taken into account."""
    relation = pl.col("mapping")
    related = rows.with_columns(
        lower=pl.when(pl.col("lower").is_not_null() & relation.is_in(["WIDER", "INEXACT"])).then(0).otherwise("lower"),
        upper=pl.when(relation.is_in(_OPEN)).then(None).otherwise("upper"),
    )
    closed = related.join(_left_by_others(related), on="at", how="left", maintain_order="left")
    return closed.with_columns(upper=pl.coalesce("upper", "left_by_others")).drop("left_by_others")


def _left_by_others(rows: pl.DataFrame) -> pl.DataFrame:
    """`at` and `left_by_others` of open figures in tables that are declared to have one category a record."""
    is_category = (pl.col("reach") == "ALL") & pl.col("parent").is_null() & pl.col("lower").is_not_null()
    single = rows.filter(is_category, pl.col("is_declared").fill_null(value=False), ~is_missing())
    tables = single.filter(pl.col("mapping").is_in(_OPEN).any().over(TABLE))
    found = [
        (at, total - taken)
        for table in tables.partition_by(TABLE, maintain_order=True)
        if are_apart(table["dimension"][0], table["code"])
        for at, total, taken in _taken(table)
        if 0 < taken <= total
    ]
    return pl.DataFrame(found, schema={"at": rows.schema["at"], "left_by_others": pl.Int64}, orient="row")


def _taken(table: pl.DataFrame) -> list[tuple[int, int, int]]:
    """Each open figure with its base, and how many records surely have another code."""
    sure = dict(table.filter(pl.col("mapping").is_in(_SURE)).group_by("code").agg(pl.col("lower").max()).iter_rows())
    still_open = table.filter(pl.col("mapping").is_in(_OPEN)).select("at", "total_to", "code")
    return [(at, total, sum(sure.values()) - sure.get(code, 0)) for at, total, code in still_open.iter_rows()]
