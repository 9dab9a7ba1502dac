"""What are the shares of? Bases that are assumed, ambiguous, given away, conditional, or counted in two units."""

import polars as pl

from warehouse.comparability import shares
from warehouse.comparability.found import Evidence, found
from warehouse.comparability.tables import SERIES, interval_text, is_total, printed


def base_assumed(evidence: Evidence) -> pl.DataFrame:
    """One finding an edition whose shares have an assumed base."""
    assumed = evidence.figures.filter(pl.col("base_basis") == "ASSUMED")
    grouped = assumed.group_by("source_id", "edition", "base_to", maintain_order=True).agg(
        pl.col("sheet", "row", "cell").first(), pl.len().alias("figures")
    )
    detail = pl.format("taken to be {}", pl.col("base_to").cast(pl.String).fill_null("all records"))
    return found("figure-base-assumed", grouped, value=pl.col("figures"), detail=detail)


def base_ambiguous(evidence: Evidence) -> pl.DataFrame:
    """Shares that more than one of their possible bases can give, with the counts each would mean."""
    several = evidence.figures.filter(
        pl.col("base_options").list.len() > 1, pl.col("fitting_bases").list.len() > 1, pl.col("statistic") == "SHARE"
    )
    spread = (
        several.explode("fitting_bases", empty_as_null=False, keep_nulls=False)
        .with_columns(
            base=pl.col("fitting_bases"), printed=(pl.col("value") * 10 ** pl.col("decimals")).round().cast(pl.Int64)
        )
        .with_columns(low=shares.least(), high=shares.most())
        .with_columns(fit=pl.format("{} of {}", interval_text("low", "high"), "base"))
    )
    grouped = spread.group_by("at", maintain_order=True).agg(
        pl.exclude("fit").first(), pl.col("fit").str.join(", ").alias("fits")
    )
    return found("figure-base-ambiguous", grouped, value=printed(), detail=pl.col("fits"))


def base_identified(evidence: Evidence) -> pl.DataFrame:
    """Shares of an unknown base that only one count of one base can give."""
    given_away = evidence.figures.filter(
        pl.col("statistic") == "SHARE",
        pl.col("base_options").is_null() & (pl.col("candidate_bases") > 1),
        pl.col("fitting_bases").list.n_unique() == 1,
        pl.col("reach") != "WIDENED",
        pl.col("printed_lower") == pl.col("printed_upper"),
    )
    detail = pl.format("{} of {}", "printed_lower", pl.col("fitting_bases").list.first())
    return found("figure-base-identified", given_away, value=printed(), detail=detail)


def share_impossible(evidence: Evidence) -> pl.DataFrame:
    """Shares that no count of their base is printed as."""
    rows = evidence.figures.filter(
        pl.col("statistic") == "SHARE", pl.col("candidate_bases") > 0, pl.col("printed_lower").is_null()
    )
    bases = (
        pl.when(pl.col("base_from") == pl.col("base_to"))
        .then(pl.col("base_to").cast(pl.String))
        .otherwise(pl.format("{} to {}", pl.coalesce("base_from", "part_from"), pl.coalesce("base_to", "part_to")))
    )
    return found("figure-share-impossible", rows, value=printed(), detail=bases)


def conditional(evidence: Evidence) -> pl.DataFrame:
    """Figures of what could be determined, with their bounds over all records."""
    widened = evidence.figures.filter(pl.col("reach") == "WIDENED", pl.col("share_upper").is_not_null())
    percent = [(100 * pl.col(name)).round(1).cast(pl.String) for name in ("share_lower", "share_upper")]
    detail = pl.format("{} to {} % of {}", *percent, "total_to")
    return found("figure-conditional", widened, value=printed(), detail=detail)


def two_bases(evidence: Evidence) -> pl.DataFrame:
    """One fact published as a share of all records and as a share of a part that holds it."""
    cell = [*SERIES, "dimension", "code"]
    of_all = evidence.whole.filter(pl.col("printed_lower").is_not_null())
    part = evidence.figures.filter(pl.col("reach") == "INSIDE", pl.col("printed_lower").is_not_null())
    both = of_all.join(part, on=cell, suffix="_part", maintain_order="left").with_columns(
        agrees=(pl.col("printed_lower") <= pl.col("printed_upper_part"))
        & (pl.col("printed_lower_part") <= pl.col("printed_upper"))
    )
    detail = pl.format(
        "{} of all and {} by way of {}",
        interval_text("printed_lower", "printed_upper"),
        interval_text("printed_lower_part", "printed_upper_part"),
        "base_filter_part",
    )
    return pl.concat([
        found("figure-two-bases-agree", both.filter("agrees"), value=printed(), detail=detail),
        found("figure-two-bases-differ", both.filter(~pl.col("agrees")), value=printed(), detail=detail),
    ])  # fmt: skip


def unit_mixed(evidence: Evidence) -> pl.DataFrame:
    """Figures of one base that name different units of one kind, such as reports and incidents."""
    key = [*SERIES, "total_from", "total_to", "unit_family"]
    units = (
        evidence.whole.filter(pl.col("total_to").is_not_null())
        .group_by(key, maintain_order=True)
        .agg(pl.col("sheet", "row", "cell").first(), pl.col("counting_unit").unique(maintain_order=True))
    )
    mixed = units.filter(pl.col("counting_unit").list.len() > 1)
    detail = pl.format("{} of {}", pl.col("counting_unit").list.sort().list.join(", "), "total_to")
    return found("figure-unit-mixed", mixed, detail=detail)


def one_number_two_units(evidence: Evidence) -> pl.DataFrame:
    """Totals of one edition and period that agree although they count different things."""
    totals = evidence.figures.filter(is_total() & (pl.col("statistic") == "COUNT"))
    grouped = totals.group_by([*SERIES, "value"], maintain_order=True).agg(
        pl.col("sheet", "row", "cell", "statistic", "decimals").first(),
        pl.col("counting_unit").unique(maintain_order=True),
        families=pl.col("unit_family").n_unique(),
    )
    detail = pl.col("counting_unit").list.sort().list.join(", ")
    return found("figure-one-number-two-units", grouped.filter(pl.col("families") > 1), value=printed(), detail=detail)


CHECKS = (
    base_assumed,
    base_ambiguous,
    base_identified,
    share_impossible,
    conditional,
    two_bases,
    unit_mixed,
    one_number_two_units,
)
