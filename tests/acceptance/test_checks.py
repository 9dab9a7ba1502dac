"""Every check that was made by hand on the published figures is found again by computation over the shipped sources."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from docs.generate.checks import Check, checks
from pipelines import catalogue, handover
from tests.support.examples import delivered, examples
from warehouse.comparability.coherence import coherence
from warehouse.comparability.figures import bounded
from warehouse.comparability.mentions import told_twice

AKEU = "gb_nca_akeu"
NCMEC = "us_ncmec_sextortion"
RETRIEVAL = "eu_ncmec_retrieval"
MENTIONS = "gb_mentions"
BY_HAND = Path(__file__).parents[2].parent / "shared" / "data" / "published_figures" / "checks.csv"

FOUND = [(each, said) for each in checks() for said in each.says.split("|")]


@cache
def published() -> tuple[pl.DataFrame, pl.DataFrame]:
    """All shipped figures with the facts of their sources."""
    shipped = [example for example in examples() if _is_published(example.source_id)]
    sources = {example.source_id: catalogue.source(example.source_id) for example in shipped}
    declared = [(name, *fact) for name, source in sources.items() for fact in source.counting.facts().items()]
    schema = {"source_id": pl.String, "fact": pl.String, "value": pl.String}
    return pl.concat([delivered(each).accepted for each in shipped]), pl.DataFrame(declared, schema, orient="row")


def _is_published(source_id: str) -> bool:
    source = catalogue.source(source_id)
    return not (source.is_incident_level or source.is_model)


@cache
def findings() -> pl.DataFrame:
    """What coherence finds in them, with value and detail in one text."""
    return said_by(pl.concat([coherence(*published()), told_twice(mentioned())]))


@cache
def mentioned() -> pl.DataFrame:
    """The single victims that documents tell of, as they ship."""
    return handover.frames()["mention"].collect()


def said_by(found: pl.DataFrame) -> pl.DataFrame:
    return found.with_columns(said=pl.concat_str(pl.col("value").fill_null(""), pl.lit(": "), "detail"))


@pytest.mark.parametrize(("check", "said"), FOUND, ids=lambda each: each.check_id if isinstance(each, Check) else "")
def test_the_check_is_found(check: Check, said: str) -> None:
    there = of(check, findings())

    assert any(said in text for text in there["said"]), there["said"].to_list()


def of(check: Check, found: pl.DataFrame) -> pl.DataFrame:
    is_edition = pl.col("edition").fill_null("") == check.edition
    return found.filter(is_edition, finding_id=check.finding_id, source_id=check.source_id)


@pytest.mark.skipif(not BY_HAND.exists(), reason=f"needs the published figures in {BY_HAND.parent}")
def test_the_list_is_that_of_the_checks_made_by_hand() -> None:
    with BY_HAND.open(encoding="utf-8", newline="") as file:
        by_hand = [row["check_id"] for row in csv.DictReader(file)]

    assert len(by_hand) == 39
    assert [each.check_id for each in checks()] == by_hand


DECLARED = {"BRO-D", "AKEU-S"}
ONE_MORE = [(pl.col(name) + 1).alias(name) for name in ("value", "base_from", "base_to")]
CHANGES = {
    "EU-GEO": [pl.lit("VICTIM_RESIDENCE").alias("geographic_role")],
    "EXP-PER": [pl.col("period_start").dt.offset_by("40y"), pl.col("period_end").dt.offset_by("40y")],
    "BRO-V": [pl.col("statistic").replace("RANGE", "MINIMUM_COUNT")],
    "WIN": [pl.col("value") * 2],
    "KOP": [pl.col("value") + 5],
}


IS_FIRST = pl.int_range(pl.len()) == 0
OTHER_VICTIMS = [
    pl.when(IS_FIRST).then(pl.lit("Y16")).otherwise("victim_age").alias("victim_age"),
    pl.when(IS_FIRST).then(pl.lit("GB-NIR")).otherwise("geo_code").alias("geo_code"),
    pl.when(~IS_FIRST).then(pl.lit(date(2014, 5, 1))).alias("period_start"),
]  # each change alone makes two victims of them


@cache
def findings_after(change: str, source_id: str) -> pl.DataFrame:
    """What is found once the figures of one source are changed, or nothing is declared of it any more."""
    if source_id == MENTIONS:
        return pl.concat([said_by(told_twice(mentioned().with_columns(each))) for each in OTHER_VICTIMS])
    figures, facts = published()
    of_source = pl.col("source_id") == source_id
    if change in DECLARED:
        return said_by(coherence(figures, facts.filter(~of_source)))
    changes = CHANGES.get(change, ONE_MORE)
    return said_by(
        coherence(pl.concat([figures.filter(~of_source), figures.filter(of_source).with_columns(changes)]), facts)
    )


@pytest.mark.parametrize(("check", "said"), FOUND, ids=lambda each: each.check_id if isinstance(each, Check) else "")
def test_what_is_found_changes_with_the_data(check: Check, said: str) -> None:
    """A stored verdict would survive: here every number of the source is one larger, or what is read is gone."""
    change = check.check_id if check.check_id in DECLARED | CHANGES.keys() else ""
    there = of(check, findings_after(change, check.source_id))

    assert not any(said in text for text in there["said"]), there["said"].to_list()


def test_no_bound_is_reversed() -> None:
    rows = bounded(published()[0])
    assert rows.filter((pl.col("lower") > pl.col("upper")) | (pl.col("share_lower") > pl.col("share_upper"))).is_empty()
    assert rows.filter(pl.col("upper") > pl.col("total_to")).is_empty()


BOUNDS = [
    (AKEU, "2016", "motivation", "FINANCIAL", (665, 1174)),
    (NCMEC, "2016", "waiting_period", "SAME_DAY", (438, 1320)),
    (RETRIEVAL, "2016", "demand", "MORE_CONTENT", (98, 114)),
    (RETRIEVAL, "2016", "demand", "NOT_SPECIFIED", (16, 16)),
    (NCMEC, "2016", "notifier", "NOT_SPECIFIED", (46, 125)),
    (NCMEC, "2015", "demand", "NOT_SPECIFIED", (85, 106)),
    (NCMEC, "2015", "victim_gender", "NOT_SPECIFIED", (73, 87)),
    (AKEU, "2016", "victim_age", "NOT_SPECIFIED", (681, 681)),
]


@pytest.mark.parametrize(("source_id", "edition", "dimension", "code", "ends"), BOUNDS)
def test_published_figures_have_their_bounds(
    source_id: str, edition: str, dimension: str, code: str, ends: tuple[int, int]
) -> None:
    wanted = {"source_id": source_id, "edition": edition, "dimension": dimension, "code": code}
    row = bounded(published()[0]).filter(*(pl.col(name) == value for name, value in wanted.items()))
    assert row.select("lower", "upper").unique().rows() == [ends]
