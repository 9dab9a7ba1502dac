"""Figures over time: windows that contain each other, revised figures, overlapping periods, changes of totals."""

import polars as pl

from warehouse.comparability.breaks import jumps
from warehouse.comparability.found import Evidence, found
from warehouse.comparability.tables import printed

_LONGEST_YEAR = 370


def windows_nested(evidence: Evidence) -> pl.DataFrame:
    """Totals of one source whose periods start together and end apart, with the differences they allow."""
    windows = _totals(evidence).filter(pl.col("period_start").is_not_null()).sort("source_id", "period_end")
    grouped = (
        windows.unique(["source_id", "unit_family", "period_start", "period_end"], keep="last", maintain_order=True)
        .group_by("source_id", "unit_family", "period_start", maintain_order=True)
        .agg(pl.col("edition", "sheet", "row", "cell").last(), pl.col("value").cast(pl.Int64).alias("counts"))
        .filter(pl.col("counts").list.len() > 1)
    )
    steps = pl.col("counts").list.diff(null_behavior="drop")
    detail = pl.format("all start on {}; only the differences {} are new", "period_start", _listed(steps))
    return found("figure-windows-nested", grouped, value=_listed(pl.col("counts")), detail=detail)


def revised(evidence: Evidence) -> pl.DataFrame:
    """One figure with another value in a later edition of the same or a longer window."""
    cell = ["source_id", "dimension", "code", "base_filter", "statistic", "unit_family", "period_start"]
    is_comparable = (
        pl.col("period_start").is_not_null() & pl.col("value").is_not_null() & (pl.col("dimension") != "total")
    )
    ordered = evidence.figures.filter(is_comparable).sort("source_id", "period_end", "edition", maintain_order=True)
    moved = ordered.with_columns(shown=printed()).with_columns(
        before=pl.col("shown").shift(1).over(cell),
        edition_before=pl.col("edition").shift(1).over(cell),
        end_before=pl.col("period_end").shift(1).over(cell),
    )
    changed = moved.filter(pl.col("before") != pl.col("shown"), pl.col("edition_before") != pl.col("edition"))
    detail = pl.format("{} to {}, before that {} to {}", "shown", "period_end", "before", "end_before")
    return found("figure-revised", changed, value=pl.col("shown"), detail=detail)


def periods_overlap(evidence: Evidence) -> pl.DataFrame:
    """Sources of more than a year, or of an unknown start, whose periods other sources share."""
    length = (pl.col("period_end") - pl.col("period_start")).dt.total_days()
    spans = evidence.figures.group_by("source_id", maintain_order=True).agg(
        pl.col("edition", "sheet", "row", "cell").first(),
        start=pl.when(pl.col("period_start").is_not_null().all()).then(pl.col("period_start").min()),
        end=pl.col("period_end").max(),
        is_long=(length > _LONGEST_YEAR).fill_null(value=True).any(),
    )
    others = spans.select(other="source_id", other_start="start", other_end="end")
    pairs = spans.filter("is_long").join(others, how="cross")
    shared = pairs.filter(
        pl.col("source_id") != pl.col("other"),
        (pl.col("start") <= pl.col("other_end")).fill_null(value=True),
        (pl.col("other_start") <= pl.col("end")).fill_null(value=True),
    )
    grouped = shared.group_by("source_id", maintain_order=True).agg(
        pl.exclude("other", "other_start", "other_end").first(), pl.col("other").sort()
    )
    months = pl.concat_str(
        pl.col("start").dt.strftime("%Y-%m").fill_null(""), pl.lit("/"), pl.col("end").dt.strftime("%Y-%m")
    )
    return found("figure-periods-overlap", grouped, value=months, detail=pl.col("other").list.join(", "))


def totals_change(evidence: Evidence) -> pl.DataFrame:
    """Totals of two separate periods in one edition: how many times the earlier one the later is."""
    totals = _totals(evidence).filter(pl.col("period_start").is_not_null()).sort("source_id", "edition", "period_end")
    cell = ["source_id", "edition", "unit_family"]
    moved = totals.with_columns(
        before=pl.col("value").shift(1).over(cell),
        period_before=pl.col("period").shift(1).over(cell),
        end_before=pl.col("period_end").shift(1).over(cell),
    ).filter((pl.col("end_before") < pl.col("period_start")) & (pl.col("before") > 0))
    ratio = (pl.col("value") / pl.col("before")).round(2)
    detail = pl.format(
        "{} in {}, {} in {}", pl.col("value").cast(pl.Int64), "period", pl.col("before").cast(pl.Int64), "period_before"
    )
    return found("figure-totals-change", moved, value=ratio, detail=detail)


def jump_unexplained(evidence: Evidence) -> pl.DataFrame:
    """Totals that more than double or halve from one period to the next, with no dated break between them."""
    totals = _totals(evidence).with_columns(lower=pl.col("value").cast(pl.Int64), upper=pl.col("value").cast(pl.Int64))
    moved = jumps(totals, evidence.breaks, series=["source_id", "unit_family", "geo_code"])
    detail = pl.format("{} in {}, {} in {}", "lower", "period", "lower_before", "period_before")
    return found("figure-jump-unexplained", moved, value=pl.col("period"), detail=detail)


CHECKS = (windows_nested, revised, periods_overlap, totals_change, jump_unexplained)


def _totals(evidence: Evidence) -> pl.DataFrame:
    is_all = (pl.col("dimension") == "total") & (pl.col("code") == "ALL") & (pl.col("statistic") == "COUNT")
    return evidence.whole.filter(is_all & pl.col("value").is_not_null())


def _listed(numbers: pl.Expr) -> pl.Expr:
    return numbers.cast(pl.List(pl.String)).list.join(", ")
