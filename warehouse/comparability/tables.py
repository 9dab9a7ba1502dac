"""Published figures put into tables: one source, period, dimension, kind of counting unit and base."""

import polars as pl

from schemas.codelist import missing_codes

SERIES = ["source_id", "edition", "period"]
TABLE = [*SERIES, "dimension", "unit_family", "total_from", "total_to"]
COUNTED = ["COUNT", "SHARE", "APPROXIMATE_SHARE"]
EXCLUSIVE = ["SINGLE", "CLAIMED_SINGLE", "UNKNOWN"]
_FAMILIES = {
    "RECORDS": ["REPORT", "INCIDENT", "OFFENCE", "CASE_FILE", "ARTICLE"],
    "OFFENDERS": ["SUSPECT", "PERSON_PROSECUTED", "PERSON_CONVICTED"],
    "OPINIONS": ["EXPERT", "ANSWER"],
}
_FAMILY_OF = {unit: family for family, units in _FAMILIES.items() for unit in units}


def unit_family() -> pl.Expr:
    """What is counted, roughly: records of whatever name, offenders, opinions, or the counting unit itself."""
    return pl.col("counting_unit").replace(_FAMILY_OF).alias("unit_family")


def is_missing() -> pl.Expr:
    """Whether the category is a code for a value that is not known."""
    return pl.col("code").is_in(sorted(missing_codes()))


def is_total() -> pl.Expr:
    """Whether the figure counts all records of its unit."""
    return (pl.col("dimension") == "total") & pl.col("code").is_in(["ALL", "VICTIMS"])


def printed() -> pl.Expr:
    """A figure as a reader sees it: `665`, `46.56 %`."""
    is_share = pl.col("statistic").str.contains("SHARE|CHANGE")
    return pl.concat_str(number_text(), pl.when(is_share).then(pl.lit(" %")).otherwise(pl.lit("")))


def number_text() -> pl.Expr:
    """The printed number without its sign."""
    is_whole = pl.col("value") == pl.col("value").round(0)
    return (
        pl.when(is_whole)
        .then(pl.col("value").cast(pl.Int64).cast(pl.String))
        .otherwise(pl.col("value").cast(pl.String))
    )


def interval_text(lower: str, upper: str) -> pl.Expr:
    """`16` where both ends agree, otherwise `46 to 125`."""
    is_one = pl.col(lower) == pl.col(upper)
    return pl.when(is_one).then(pl.col(lower).cast(pl.String)).otherwise(pl.format("{} to {}", lower, upper))


def table_rows(bounded: pl.DataFrame) -> pl.DataFrame:
    """One row a category that may enter a sum: of all records, no part of another category, printed bounds at hand.

    A count and a share of one category are one category, with the narrower bounds of both.
    """
    kept = bounded.filter(
        ~pl.col("is_derived") & pl.col("base_filter").is_null() & pl.col("parent").is_null(),
        pl.col("dimension") != "total",
        pl.col("printed_lower").is_not_null() & pl.col("total_to").is_not_null(),
    )
    return kept.group_by([*TABLE, "code"], maintain_order=True).agg(
        pl.col("printed_lower").max(),
        pl.col("printed_upper").min(),
        pl.col("statistic").unique(maintain_order=True).alias("statistics"),
        pl.col("response_type", "decimals", "sheet", "row", "cell").first(),
        pl.col("value").filter(pl.col("statistic") == "SHARE").first().alias("share"),
        pl.col("value").filter(pl.col("statistic") == "COUNT").first().alias("count"),
        number_text().sort_by("statistic", maintain_order=True).first().alias("number"),
    )


def tables(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a table of `table_rows`: sums of its categories, what they leave undescribed, whether it is exclusive."""
    described = pl.col("printed_lower").filter(~is_missing())
    summed = rows.group_by(TABLE, maintain_order=True).agg(
        pl.len().alias("categories"),
        pl.col("printed_lower").sum().alias("sum_lower"),
        pl.col("printed_upper").sum().alias("sum_upper"),
        described.sum().alias("described_lower"),
        pl.col("printed_upper").filter(is_missing()).sum().alias("missing_upper"),
        pl.col("response_type").is_in(EXCLUSIVE).all().alias("is_exclusive"),
        (pl.col("response_type") == "UNKNOWN").all().alias("is_undeclared"),
        (pl.col("response_type") == "SINGLE").all().alias("is_declared"),
        pl.col("sheet", "row", "cell").first(),
    )
    left = summed.with_columns(
        remainder_lower=(pl.col("total_from") - pl.col("sum_upper")).clip(lower_bound=0),
        remainder_upper=(pl.col("total_to") - pl.col("sum_lower")).clip(lower_bound=0),
    )
    is_table = (pl.col("categories") > 1) | ~pl.col("is_undeclared")
    return left.with_columns(has_remainder=pl.col("is_exclusive") & is_table & (pl.col("remainder_lower") > 0))
