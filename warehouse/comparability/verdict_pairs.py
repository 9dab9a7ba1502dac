"""Which profiles are compared, and the rows of `mart.pair`: verdict, reasons, repairs, and all differences behind them.

Two sources meet in the periods they share, or in their latest ones where they share none; one source meets itself in
every two of its periods, place by place. Only cells of one dimension and one kind of statistic are set side by side.
"""

import polars as pl

from schemas.comparability import LEVELS, Rulebook
from warehouse.comparability.verdict import LEVEL, compared
from warehouse.comparability.verdict_overlaps import overlaps_of
from warehouse.comparability.verdict_profiles import completed
from warehouse.comparability.verdict_reasons import differences

DIFFERENCE = (
    "fact", "topic", "relation", "level", "is_reason", "whose", "declared_in", "value_one", "value_other", "text",
    "repair", "action", "after", "citation",
)  # fmt: skip
_KEY = ["one", "other"]


def pair_rows(book: Rulebook, profiles: pl.DataFrame, *, facts: pl.DataFrame, breaks: pl.DataFrame) -> pl.DataFrame:
    """The rows of `mart.pair`, by numbers of profiles. Raises ValueError where a declaration contradicts another."""
    whole = completed(book, profiles, facts=facts, breaks=breaks)
    ready = compared(book, whole, overlaps=overlaps_of(facts))
    return summed_up(differences(ready, meetings(profiles), values=whole), meetings(profiles))


def meetings(profiles: pl.DataFrame) -> pl.DataFrame:
    """Pairs of profiles that are compared, as row numbers, the smaller first."""
    kept = (
        "source_id", "edition", "period", "period_start", "period_end", "geo_code", "dimension", "kind", "condition",
        "is_under_18",
    )  # fmt: skip
    sides = profiles.select(kept).with_row_index("one")
    met = sides.join(sides.rename({"one": "other"}), on=["dimension", "kind"], suffix="_other").filter(
        pl.col("one") < pl.col("other"), _are_alike()
    )
    sources = ["dimension", "kind", "source_id", "source_id_other"]
    ends = [pl.col(name) == pl.col(name).max().over(sources) for name in ("period_end", "period_end_other")]
    is_latest = ~pl.col("shares").any().over(sources) & pl.all_horizontal(ends)
    is_own = pl.col("source_id") == pl.col("source_id_other")
    chosen = met.with_columns(shares=_share_days()).filter(is_own | pl.col("shares") | is_latest)
    return chosen.select(_KEY).sort(_KEY)


def _are_alike() -> pl.Expr:
    """About the same part of the records and, among ages, one side of 18; one source in two periods of a place."""
    is_same_part = (pl.col("condition") == pl.col("condition_other")).fill_null(value=True)
    is_same_side = (pl.col("dimension") != "victim_age") | (pl.col("is_under_18") == pl.col("is_under_18_other"))
    is_other = {
        name: pl.col(name) != pl.col(f"{name}_other") for name in ("source_id", "geo_code", "period", "edition")
    }
    is_moved = (is_other["period"] | is_other["edition"]) & ~is_other["geo_code"]
    return is_same_part & is_same_side & (is_other["source_id"] | is_moved)


def _share_days() -> pl.Expr:
    """Whether two periods may share a day; one without a first or last day may."""
    ends_before = pl.col("period_end") < pl.col("period_start_other")
    begins_after = pl.col("period_start") > pl.col("period_end_other")
    return ~(ends_before | begins_after).fill_null(value=False)


def summed_up(found: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """One row a pair; a pair without differences is COMPARABLE."""
    reasons = pl.col("is_reason")
    said = pl.col("independent")
    is_independent = pl.when((said == "NO").any()).then(statement=False).when((said == "UNKNOWN").any()).then(None)
    rows = found.group_by(_KEY, maintain_order=True).agg(
        pl.col("verdict").first(),
        pl.col("topic").filter(reasons).unique(maintain_order=True).alias("topics"),
        pl.col("text").filter(reasons).alias("reasons"),
        pl.col("action").filter(reasons).drop_nulls().unique(maintain_order=True).alias("repairs"),
        pl.col("after_all", "if_declared_alike").first(),
        is_independent.otherwise(statement=True).alias("is_independent"),
        pl.struct(DIFFERENCE).alias("differences"),
    )
    best = pl.lit(LEVELS[0]).cast(LEVEL)
    filled = pairs.join(rows, on=_KEY, how="left", maintain_order="left")
    return filled.with_columns(
        pl.col("verdict", "after_all", "if_declared_alike").fill_null(best),
        pl.col("topics", "reasons", "repairs", "differences").fill_null([]),
        pl.col("is_independent"),
    )
