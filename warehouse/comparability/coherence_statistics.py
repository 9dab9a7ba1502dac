"""What kind of number a figure is: ranges that contradict, means of few opinions, directions, mixed statistics."""

import polars as pl

from schemas.age import CHILD_LIMIT
from warehouse.comparability.found import Evidence, found
from warehouse.comparability.tables import SERIES, printed

_LEVELS = ["COUNT", "MINIMUM_COUNT", "RANGE", "UPPER_BOUND"]
_DIRECTIONS = ["RELATIVE_CHANGE", "RANK"]


def statistics_differ(evidence: Evidence) -> pl.DataFrame:
    """Figures of one dimension and period that are counts, least counts, ranges or limits side by side."""
    levels = evidence.whole.filter(pl.col("statistic").is_in(_LEVELS), pl.col("dimension") != "total")
    grouped = levels.group_by([*SERIES, "dimension"], maintain_order=True).agg(
        pl.col("sheet", "row", "cell").first(), pl.col("statistic").unique(maintain_order=True)
    )
    mixed = grouped.filter(pl.col("statistic").list.len() > 1)
    return found("figure-statistics-differ", mixed, detail=pl.col("statistic").list.sort().list.join(", "))


def range_contradicts(evidence: Evidence) -> pl.DataFrame:
    """Several largest values for one thing, and victims of a child-only source who are no children."""
    largest = evidence.figures.filter(pl.col("statistic") == "MAX", pl.col("value").is_not_null())
    grouped = largest.group_by([*SERIES, "dimension", "base_filter"], maintain_order=True).agg(
        pl.col("sheet", "row", "cell").last(), pl.col("value").unique().sort()
    )
    several = grouped.filter(pl.col("value").list.len() > 1)
    texts = pl.col("value").cast(pl.List(pl.Int64)).cast(pl.List(pl.String)).list.join(" and ")
    children = evidence.sources_with("population_age", "CHILDREN_ONLY")
    grown_up = largest.filter(pl.col("dimension") == "victim_age_years", pl.col("value") >= CHILD_LIMIT).join(
        children, on="source_id", how="semi", maintain_order="left"
    )
    return pl.concat([
        found("figure-range-contradicts", several, detail=pl.format("largest values {}", texts)),
        found(
            "figure-range-contradicts",
            grown_up,
            value=printed(),
            detail=pl.format("{} years is no child, and only children are counted", printed()),
        ),
    ])  # fmt: skip


def small_opinion_base(evidence: Evidence) -> pl.DataFrame:
    """Means of opinions, with the most experts they can rest on: all asked, less those who gave no number."""
    opinions = evidence.whole.filter(pl.col("unit_family") == "OPINIONS", pl.col("statistic") == "COUNT")
    asked = opinions.filter(pl.col("dimension") == "total", pl.col("code") == "ALL").select(*SERIES, asked="value")
    silent = (
        opinions.filter(pl.col("dimension") != "total", pl.col("parent").is_null())
        .group_by([*SERIES, "dimension"])
        .agg(silent=pl.col("value").sum())
    )
    means = evidence.figures.filter(pl.col("statistic") == "MEAN_OF_OPINIONS")
    rested = means.join(asked, on=SERIES, how="left", maintain_order="left").join(
        silent, on=[*SERIES, "dimension"], how="left", maintain_order="left"
    )
    most = pl.coalesce("base_to", (pl.col("asked") - pl.col("silent").fill_null(0)).cast(pl.Int64))
    known = rested.with_columns(most=most).filter(pl.col("most").is_not_null())
    return found("figure-small-opinion-base", known, value=printed(), detail=pl.col("most"))


def level_not_derivable(evidence: Evidence) -> pl.DataFrame:
    """Changes and ranks: directions, from which no count follows."""
    rows = evidence.figures.filter(pl.col("statistic").is_in(_DIRECTIONS))
    return found("figure-level-not-derivable", rows, value=printed(), detail=pl.col("statistic"))


CHECKS = (statistics_differ, range_contradicts, small_opinion_base, level_not_derivable)
