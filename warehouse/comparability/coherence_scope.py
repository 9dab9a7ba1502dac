"""What figures may not be read as: other places, other ages, other definitions, opinions, directions, chance matches."""

import polars as pl

from schemas.age import CHILD_LIMIT
from warehouse.comparability.found import Evidence, found
from warehouse.comparability.tables import SERIES, printed

_LEVELS = ["COUNT", "MINIMUM_COUNT", "RANGE", "UPPER_BOUND"]
_DIRECTIONS = ["RELATIVE_CHANGE", "RANK"]
_SMALLEST_MATCH = 100


def geography_ambiguous(evidence: Evidence) -> pl.DataFrame:
    """Editions whose place is that of the victim or of the offender."""
    rows = _first(evidence.figures.filter(pl.col("geographic_role") == "VICTIM_OR_OFFENDER"))
    return found("figure-geography-ambiguous", rows, value=pl.col("geo_code"), detail=pl.lit("VICTIM_OR_OFFENDER"))


def scope_partial(evidence: Evidence) -> pl.DataFrame:
    """Sources that count victims of all ages, or define an element only in part; what of them is about children."""
    sources = _first(evidence.figures)
    is_child = pl.col("code").is_in([f"Y_LT{CHILD_LIMIT}", "MINORS_ONLY", "MINOR_VICTIM_CASES"])
    children = (
        evidence.whole.filter(is_child & (pl.col("statistic") == "COUNT") & pl.col("total_to").is_not_null())
        .with_columns(
            inside=pl.format(
                "{}: {} of {}, {} %", "code", printed(), "total_to",
                (100 * pl.col("value") / pl.col("total_to")).round(1),
            )
        )
        .group_by("source_id", "edition", maintain_order=True)
        .agg(pl.col("inside").str.join("; "))
    )  # fmt: skip
    ages = sources.join(evidence.sources_with("population_age", "ALL_AGES"), on="source_id", how="semi").join(
        children, on=["source_id", "edition"], how="left", maintain_order="left"
    )
    inside = pl.format("victims of every age are counted; about children: {}", pl.col("inside").fill_null("nothing"))
    partial = evidence.facts.filter(pl.col("fact").str.starts_with("element_"), pl.col("value") == "PARTIAL").select(
        "source_id", element=pl.col("fact").str.strip_prefix("element_").str.to_uppercase()
    )
    parts = sources.join(partial, on="source_id", maintain_order="left")
    elements = pl.format("the definition takes in only some forms of the element {}", "element")
    return pl.concat([
        found("figure-scope-partial", ages, value=pl.lit("all ages"), detail=inside),
        found("figure-scope-partial", parts, value=pl.col("element"), detail=elements),
    ])  # fmt: skip


def citation_drift(evidence: Evidence) -> pl.DataFrame:
    """Shares without a base, cited by another document than the rest, of a source that counts victims of all ages."""
    all_ages = evidence.sources_with("population_age", "ALL_AGES")
    main = (
        evidence.figures.group_by("source_id", "edition", "document")
        .len()
        .sort("len", "document", descending=[True, False])
        .unique(["source_id", "edition"], keep="first", maintain_order=True)
        .select("source_id", "edition", main="document")
    )
    drifted = (
        evidence.figures.join(all_ages, on="source_id", how="semi")
        .join(main, on=["source_id", "edition"], maintain_order="left")
        .filter(
            pl.col("document") != pl.col("main"),
            pl.col("base_basis") == "NOT_STATED",
            pl.col("statistic").str.contains("SHARE"),
        )
    )
    detail = pl.format("{} cites it, the source counts victims of every age", "document")
    return found("figure-citation-drift", drifted, value=printed(), detail=detail)


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


def equal_by_chance(evidence: Evidence) -> pl.DataFrame:
    """The same large count in two sources for different things: no duplicate, and never merged as one."""
    counts = evidence.whole.filter(
        pl.col("statistic") == "COUNT", pl.col("value") >= _SMALLEST_MATCH, pl.col("dimension").is_not_null()
    )
    other = counts.select("value", "source_id", "dimension", "code", "counting_unit")
    pairs = counts.join(other, on="value", suffix="_other", maintain_order="left").filter(
        pl.col("source_id") < pl.col("source_id_other"),
        (pl.col("dimension") != pl.col("dimension_other")) | (pl.col("code") != pl.col("code_other")),
    )
    detail = pl.format(
        "{}={} here, {}={} in {}", "dimension", "code", "dimension_other", "code_other", "source_id_other"
    )
    return found("figure-equal-by-chance", pairs, value=printed(), detail=detail)


CHECKS = (
    geography_ambiguous,
    scope_partial,
    citation_drift,
    statistics_differ,
    range_contradicts,
    small_opinion_base,
    level_not_derivable,
    equal_by_chance,
)


def _first(figures: pl.DataFrame) -> pl.DataFrame:
    """One row an edition: its first figure, for the place of a finding about all of it."""
    return figures.unique(["source_id", "edition"], keep="first", maintain_order=True).with_columns(
        dimension=pl.lit(None, pl.String)
    )
