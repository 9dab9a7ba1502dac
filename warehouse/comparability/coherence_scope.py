"""What figures may not be read as: other places, other ages, other definitions, duplicates of each other."""

from typing import Any

import polars as pl

from schemas.age import CHILD_LIMIT
from warehouse.comparability.found import Evidence, found
from warehouse.comparability.overlap import MOST, Aggregate, Meeting, Window, records_meet, union
from warehouse.comparability.tables import printed

_SMALLEST_MATCH = 100
_COUNTRY = 2
_OVERLAP = "overlap_"
_MEETINGS = {
    "SAME": Meeting.SAME,
    "PART_OF": Meeting.INSIDE,
    "CONTAINS": Meeting.AROUND,
    "DISJOINT": Meeting.DISJOINT,
}


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


def equal_by_chance(evidence: Evidence) -> pl.DataFrame:
    """The same large count in two sources for different things: no duplicate, and never merged as one."""
    counts = evidence.whole.filter(pl.col("statistic") == "COUNT", pl.col("value") >= _SMALLEST_MATCH)
    grouped = (
        counts.sort("source_id", "edition", "row", maintain_order=True)
        .with_columns(thing=pl.format("{}={}", "dimension", "code"))
        .with_columns(place=pl.format("{} in {}", "thing", "source_id"))
        .group_by("value", maintain_order=True)
        .agg(
            pl.exclude("place", "thing").first(),
            places=pl.col("place").unique(maintain_order=True).str.join(", "),
            sources=pl.col("source_id").n_unique(),
            things=pl.col("thing").n_unique(),
        )
    )
    chance = grouped.filter(pl.col("sources") > 1, pl.col("things") > 1)
    return found("figure-equal-by-chance", chance, value=printed(), detail=pl.col("places"))


def double_report_possible(evidence: Evidence) -> pl.DataFrame:
    """Totals of sources that may hold the same records, and how many different ones there are together."""
    is_total_count = (pl.col("dimension") == "total") & (pl.col("code") == "ALL") & (pl.col("statistic") == "COUNT")
    latest = evidence.whole.filter(is_total_count, pl.col("value") > 0, pl.col("period_start").is_not_null()).sort(
        "source_id", "period_end", maintain_order=True
    )
    totals = latest.unique(["source_id", "unit_family"], keep="last", maintain_order=True)
    aggregates = [_aggregate(row) for row in totals.to_dicts()]
    declared = _declared_overlaps(evidence.facts)
    found_text = [_shared(one, aggregates, declared=declared) for one in aggregates]
    shared = totals.with_columns(pl.Series("shared", found_text, pl.String)).filter(pl.col("shared").is_not_null())
    return found("figure-double-report-possible", shared, value=printed(), detail=pl.col("shared"))


CHECKS = (geography_ambiguous, scope_partial, citation_drift, equal_by_chance, double_report_possible)


def _aggregate(total: dict[str, Any]) -> Aggregate:
    is_sure = len(total["geo_code"]) == _COUNTRY and total["geographic_role"] not in {"VICTIM_OR_OFFENDER", "UNKNOWN"}
    count = int(total["value"])
    return Aggregate(
        name=total["source_id"],
        count=(count, count),
        window=Window(total["period_start"], total["period_end"]),
        source=total["source_id"],
        unit=total["unit_family"],
        place=total["geo_code"] if is_sure and total["geo_code"] != "EU" else None,
    )


def _declared_overlaps(facts: pl.DataFrame) -> dict[tuple[str, str], Meeting]:
    stated = facts.filter(pl.col("fact").str.starts_with(_OVERLAP), pl.col("value").is_in(list(_MEETINGS)))
    return {
        (source, fact.removeprefix(_OVERLAP)): _MEETINGS[value]
        for source, fact, value in stated.select("source_id", "fact", "value").iter_rows()
    }


def _shared(one: Aggregate, every: list[Aggregate], *, declared: dict[tuple[str, str], Meeting]) -> str | None:
    """The sources that may hold records of this one too, and the bounds of all of them together."""
    others = [
        other
        for other in every
        if other.unit == one.unit and other != one and records_meet(one, other, declared=declared) is Meeting.UNKNOWN
    ][: MOST - 1]
    if not others:
        return None
    least, most = union([one, *others], declared)
    return f"{', '.join(other.name for other in others)}; together {least} to {most}"


def _first(figures: pl.DataFrame) -> pl.DataFrame:
    """One row an edition: its first figure, for the place of a finding about all of it."""
    return figures.unique(["source_id", "edition"], keep="first", maintain_order=True).with_columns(
        dimension=pl.lit(None, pl.String)
    )
