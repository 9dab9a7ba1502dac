"""Profiles with a value for every compared fact: declared for the period, taken from the cells, or undeclared.

A declared fact holds for a period where one value covers every day of it. Several values inside make it CHANGING, days
without a value make it UNKNOWN. A fact that the dimension does not need is `_Z`, the same on both sides.
"""

from collections.abc import Iterable

import polars as pl

from schemas.age import CHILD_LIMIT, bounds_of
from schemas.comparability import CHANGING, NOT_NEEDED, UNKNOWN, FactKind, Rulebook
from schemas.counting import OVERLAP
from warehouse.comparability.breaks import numbered

_SPAN = ("source_id", "period_start", "period_end")


def completed(book: Rulebook, profiles: pl.DataFrame, *, facts: pl.DataFrame, breaks: pl.DataFrame) -> pl.DataFrame:
    """Rows of `mart.profile` with a column a fact. `facts`: core.fact; `breaks`: the columns of BREAK."""
    declared = declared_in(profiles.select(_SPAN).unique(maintain_order=True), facts)
    mine = profiles.with_columns(
        pl.col("bands").map_elements(cuts, pl.String, skip_nulls=True).alias("age_bands"), segments(profiles, breaks)
    )
    joined = mine.join(declared, on=_SPAN, how="left", nulls_equal=True, suffix="_declared", maintain_order="left")
    overridden = joined.with_columns(
        pl.coalesce(name, f"{name}_declared").alias(name)
        for name in profiles.columns
        if f"{name}_declared" in joined.columns
    ).with_columns(population_overlap="source_id")
    known = {fact.fact for fact in book.facts}
    filled = overridden.with_columns(pl.lit(None, pl.String).alias(name) for name in known - {*overridden.columns})
    plain = [name for name in profiles.columns if name not in known]
    return filled.select(*plain, *map(_value, book.facts))


def _value(fact: FactKind) -> pl.Expr:
    """The value a comparison sees: nothing where the dimension does not need it, and after a restriction by age."""
    value = pl.col(fact.fact).fill_null(UNKNOWN)
    if fact.under_18:
        value = pl.when("is_under_18").then(value.replace(fact.under_18)).otherwise(value)
    if fact.dimensions:
        value = pl.when(pl.col("dimension").is_in(fact.dimensions)).then(value).otherwise(pl.lit(NOT_NEEDED))
    return value.alias(fact.fact)


def declared_in(spans: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """The value of each declared fact over each span (source_id, period_start, period_end), a column a fact."""
    started, ended = pl.col("period_start"), pl.col("period_end")
    first = pl.max_horizontal(started, pl.col("valid_from").fill_null(started))
    last = pl.min_horizontal(ended, pl.col("valid_to").fill_null(ended))
    days = (last - first).dt.total_days() + 1
    always = pl.col("valid_from").is_null() & pl.col("valid_to").is_null()
    held = (
        spans.join(facts.filter(~pl.col("fact").str.starts_with(OVERLAP)), on="source_id")
        .with_columns(days=days, always=always)
        .filter(always | (pl.col("days") > 0))
        .group_by(*_SPAN, "fact", maintain_order=True)
        .agg(
            pl.col("value").n_unique().alias("values"), pl.col("value").first(), pl.col("days").sum(),
            pl.col("always").any(),
        )
    )  # fmt: skip
    is_whole = pl.col("always") | (pl.col("days") == (ended - started).dt.total_days() + 1)
    told = pl.when(pl.col("values") > 1).then(pl.lit(CHANGING)).when(is_whole).then("value").otherwise(pl.lit(UNKNOWN))
    wide = held.select(*_SPAN, "fact", told=told).pivot("fact", index=_SPAN, values="told")
    return spans.join(wide, on=_SPAN, how="left", nulls_equal=True, maintain_order="left")


def segments(profiles: pl.DataFrame, breaks: pl.DataFrame) -> pl.Series:
    """`series_break` of each profile: the breaks before it of what it is about, which for children is their age too."""
    limit = pl.when("is_under_18").then(pl.lit("victim_age"))
    return numbered(profiles.with_columns(base_filter=pl.coalesce("condition", limit)), breaks)


def cuts(codes: pl.Series) -> str:
    """The ages below 18 at which bands of these codes begin, and 18, joined by a bar; single years begin at each."""
    bands = [ends for code in codes if (ends := bounds_of(code))]
    if not bands:
        return UNKNOWN
    if any(first == last for first, last in bands):
        return _joined(range(CHILD_LIMIT + 1))
    firsts, lasts = zip(*bands, strict=True)
    return _joined({0, CHILD_LIMIT, *firsts, *(last + 1 for last in lasts)})


def _joined(ages: Iterable[int]) -> str:
    return "|".join(str(age) for age in sorted(ages) if age <= CHILD_LIMIT)
