"""Whether the categories of a published table can be parts of one whole. See comparability.md 5 and 6."""

import polars as pl

from schemas.age import crossing
from warehouse.comparability.found import Evidence, found
from warehouse.comparability.tables import EXCLUSIVE, SERIES, TABLE, interval_text, is_missing

SEVERAL = "SEVERAL"
_SUFFIX = "_count"
_BOTH = ("code", "code_other")
_WHOLE = 100


def not_exclusive(evidence: Evidence) -> pl.DataFrame:
    """Smallest possible sum above the base: the categories overlap, or where they are counted and exclusive, an error.

    Records with several categories (`demand_count=SEVERAL`) stand in the table they were printed in.
    """
    sums = _sums(_with_several(evidence.categories))
    above = sums.filter(pl.col("sum_lower") > pl.col("total_to"))
    is_error = pl.col("is_exclusive") & pl.col("is_counted")
    detail = pl.format("{} of {} need at least {}", "numbers", "total_to", "sum_lower")
    wrong = found("figure-sum-above-base", above.filter(is_error), value=pl.col("sum_lower"), detail=detail)
    return pl.concat([wrong, found("figure-not-exclusive", above.filter(~is_error), detail=detail)])


def union_fits(evidence: Evidence) -> pl.DataFrame:
    """Tables with a figure for several categories: do the categories, with that many records in two, cover the base."""
    is_several = pl.col("code") == SEVERAL
    rows = _with_several(evidence.categories)
    sums = rows.group_by(TABLE, maintain_order=True).agg(
        pl.col("sheet", "row", "cell").first(),
        least=pl.col("printed_lower").filter(~is_several).sum() - pl.col("printed_upper").filter(is_several).sum(),
        most=pl.col("printed_upper").filter(~is_several).sum() - pl.col("printed_lower").filter(is_several).sum(),
        points=pl.col("share").filter(~is_several).sum() - pl.col("share").filter(is_several).sum(),
        has_several=is_several.any(),
    )
    fits = sums.filter("has_several", pl.col("least") <= pl.col("total_to"), pl.col("most") >= pl.col("total_from"))
    detail = pl.format("{} points; {} to {} of {}", _points("points"), "least", "most", "total_to")
    return found("figure-union-fits", fits, detail=detail)


def rounding_only(evidence: Evidence) -> pl.DataFrame:
    """Exclusive shares that do not add to 100 and still fit the base, with or without the counts beside them."""
    sums = _sums(evidence.categories).filter(
        pl.col("is_exclusive") & (pl.col("categories") > 1) & (pl.col("points") != _WHOLE) & pl.col("is_shared"),
        pl.col("sum_lower") <= pl.col("total_to"),
        pl.col("sum_upper") >= pl.col("total_from"),
    )
    detail = pl.format("{} to {} of {}", "sum_lower", "sum_upper", "total_to")
    bare = found("figure-rounding-only", sums.filter(~pl.col("is_counted")), value=_points("points"), detail=detail)
    counted = sums.filter("is_counted")
    both = found("figure-counts-and-shares", counted, value=_points("points"), detail=pl.col("numbers"))
    return pl.concat([bare, both])


def undescribed(evidence: Evidence) -> pl.DataFrame:
    """Tables whose categories cannot reach the base."""
    sums = _sums(evidence.categories).select(*TABLE, "numbers", "sum_text")
    left = (
        evidence.tables.filter("has_remainder")
        .join(sums, on=TABLE, maintain_order="left")
        .with_columns(
            (100 * pl.col(f"remainder_{end}") / pl.col("total_to")).round(1).alias(f"percent_{end}")
            for end in ("lower", "upper")
        )
    )
    amount = interval_text("remainder_lower", "remainder_upper")
    is_opinion = pl.col("unit_family") == "OPINIONS"
    return pl.concat([
        found(
            "figure-remainder",
            left.filter(~is_opinion),
            value=amount,
            detail=pl.format(
                "{} % of {}; published {}", interval_text("percent_lower", "percent_upper"), "total_to", "numbers"
            ),
        ),
        found(
            "figure-part-of-table-missing",
            left.filter(is_opinion),
            value=pl.col("sum_text"),
            detail=pl.format("{} of {} are not described", amount, "total_to"),
        ),
    ])  # fmt: skip


def hundred_by_chance(evidence: Evidence) -> pl.DataFrame:
    """Shares that add to exactly 100 although their categories are not declared exclusive, or contain each other."""
    shares = evidence.whole.filter(pl.col("statistic") == "SHARE", pl.col("dimension") != "total")
    sums = shares.group_by(TABLE, maintain_order=True).agg(
        pl.col("sheet", "row", "cell").first(),
        points=pl.col("value").sum().round(6),
        categories=pl.len(),
        numbers=pl.col("value").round(2).cast(pl.String).str.strip_suffix(".0").str.join(" + "),
        is_loose=(~pl.col("response_type").is_in(EXCLUSIVE) | pl.col("parent").is_not_null()).any(),
    )
    chance = sums.filter("is_loose", pl.col("categories") > 1, pl.col("points") == _WHOLE)
    return found("figure-hundred-by-chance", chance, detail=pl.col("numbers"))


def bands_overlap(evidence: Evidence) -> pl.DataFrame:
    """Age bands of one table that overlap without one holding the other: both cells are named."""
    aged = evidence.figures.filter(pl.col("dimension") == "victim_age", pl.col("statistic").is_in(["COUNT", "SHARE"]))
    both = pl.DataFrame(crossing(aged["code"].unique().sort()), schema=dict.fromkeys(_BOTH, pl.String), orient="row")
    table = [*SERIES, "unit_family", "base_filter"]
    pairs = aged.join(aged, on=table, nulls_equal=True, suffix="_other", maintain_order="left_right")
    crossed = pairs.join(both, on=_BOTH, how="semi", maintain_order="left")
    detail = pl.format("{}!{} and {}!{}", "sheet", "cell", "sheet_other", "cell_other")
    return found("figure-bands-overlap", crossed, value=pl.format("{} / {}", "code", "code_other"), detail=detail)


CHECKS = (bands_overlap, not_exclusive, union_fits, rounding_only, undescribed, hundred_by_chance)


def _with_several(categories: pl.DataFrame) -> pl.DataFrame:
    """`demand_count=SEVERAL` moved into the table of `demand`, where there is one."""
    own = pl.col("dimension").str.strip_suffix(_SUFFIX)
    is_several = (pl.col("code") == SEVERAL) & pl.col("dimension").str.ends_with(_SUFFIX)
    moved = categories.filter(is_several).with_columns(dimension=own)
    kept = categories.filter(~is_several)
    return pl.concat([kept, moved.join(kept, on=TABLE, how="semi")])


def _sums(categories: pl.DataFrame) -> pl.DataFrame:
    return (
        categories.group_by(TABLE, maintain_order=True)
        .agg(
            pl.col("sheet", "row", "cell").first(),
            categories=pl.len(),
            sum_lower=pl.col("printed_lower").sum(),
            sum_upper=pl.col("printed_upper").sum(),
            points=pl.col("share").sum().round(6),
            is_shared=pl.col("share").is_not_null().all(),
            is_counted=pl.col("count").is_not_null().all(),
            is_exclusive=(pl.col("response_type").is_in(EXCLUSIVE) & ~is_missing()).any()
            & pl.col("response_type").is_in(EXCLUSIVE).all(),
            numbers=pl.col("number").str.join(" + "),
        )
        .with_columns(sum_text=interval_text("sum_lower", "sum_upper"))
    )


def _points(column: str) -> pl.Expr:
    return pl.col(column).round(2).cast(pl.String).str.strip_suffix(".0")
