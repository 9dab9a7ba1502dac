"""Every check that was made by hand on the published figures is found again by computation over the shipped sources."""

from functools import cache

import polars as pl
import pytest

from pipelines import catalogue
from tests.support.examples import delivered, examples
from warehouse.comparability.coherence import coherence
from warehouse.comparability.figures import bounded

AKEU, BROOKINGS, EMPACT = "gb_nca_akeu", "us_brookings_sextortion", "eu_europol_empact"
KOPECKY, NCMEC, RETRIEVAL, SCAN = (
    "cz_kopecky_incidents",
    "us_ncmec_sextortion",
    "eu_ncmec_retrieval",
    "eu_europol_scan",
)

# check, finding id, source, edition, dimension or None, fragment of "value: detail"
FOUND = [
    ("OBJ", "figure-not-exclusive", NCMEC, "2016", "demand", "of 1428 need at least 1437"),
    ("OBJ-U", "figure-union-fits", NCMEC, "2016", "demand", "99 points"),
    ("GEN", "figure-rounding-only", NCMEC, "2016", "victim_gender", "101: 1423 to 1462"),
    ("REP", "figure-remainder", NCMEC, "2016", "notifier", "46 to 125: 3.2 to 8.8 % of 1428"),
    ("REP-O", "figure-two-questions", NCMEC, "2016", "originator", "14 points less, 42 % of the 33 %"),
    ("THR", "figure-nested", NCMEC, "2016", "threat", "29 %: 67 % (PUBLISH_TO_KNOWN in PUBLISH)"),
    ("WAIT", "figure-conditional", NCMEC, "2016", "waiting_period", "80 %: 30.7 to 92.4 % of 1428"),
    ("OUTC", "figure-two-bases-agree", NCMEC, "2016", "victim_outcome", "4 %: 50 to 64 of all and 55 to 60"),
    ("GxO", "figure-groups-agree", NCMEC, "2016", "demand", "78 %: 72.5 to 74.5 %"),
    ("GxO", "figure-groups-agree", NCMEC, "2016", "demand", "7 %: 5.8 to 6.9 %"),
    ("N", "figure-base-assumed", NCMEC, "2016", None, "taken to be 1428"),
    ("GRO", "figure-level-not-derivable", NCMEC, "2016", "growth", "90 %: RELATIVE_CHANGE"),
    ("GRO", "figure-level-not-derivable", NCMEC, "2016", "growth", "150 %: RELATIVE_CHANGE"),
    ("WIN", "figure-windows-nested", NCMEC, "2016", None, "310, 801, 1428: all start on 2013-10-01"),
    ("WIN", "figure-windows-nested", NCMEC, "2016", None, "491, 627"),
    ("GEN15", "figure-remainder", NCMEC, "2015", "victim_gender", "9.1 to 10.9 % of 801"),
    ("DEM15", "figure-remainder", NCMEC, "2015", "demand", "10.6 to 13.2 % of 801"),
    ("THR15", "figure-hundred-by-chance", NCMEC, "2015", "threat", "71 + 29"),
    ("UNIT15", "figure-unit-mixed", NCMEC, "2015", None, "INCIDENT, REPORT of 801"),
    ("EU", "figure-remainder", RETRIEVAL, "2016", "demand", "16: 13.0 % of 123; published 98 + 4 + 5"),
    ("EU-GEO", "figure-geography-ambiguous", RETRIEVAL, "2016", None, "EU: VICTIM_OR_OFFENDER"),
    (
        "C123",
        "figure-equal-by-chance",
        RETRIEVAL,
        "2016",
        "total",
        "123: total=ALL in eu_ncmec_retrieval, victim_age=Y_LT18 in gb_nca_akeu",
    ),
    ("AKEU-U", "figure-one-number-two-units", AKEU, "2016", None, "1247: REPORT, VICTIM"),
    ("AKEU-T", "figure-totals-change", AKEU, "2016", "total", "3.23: 1247 in 2016, 386 in 2015"),
    ("AKEU-M", "figure-conditional", AKEU, "2016", "motivation", "665: 53.3 to 94.1 % of 1247"),
    ("AKEU-F", "figure-base-identified", AKEU, "2016", "demand", "46.56 %: 61 of 131"),
    (
        "AKEU-S",
        "figure-scope-partial",
        AKEU,
        "2016",
        None,
        "all ages: victims of every age are counted; about children",
    ),
    ("AKEU-S", "figure-scope-partial", AKEU, "2016", None, "Y_LT18: 123 of 1247, 9.9 %"),
    ("AKEU-B", "figure-remainder", AKEU, "2016", "victim_age", "681: 54.6 % of 1247"),
    ("BRO", "figure-counts-and-shares", BROOKINGS, "2016", "age_class", "101: 55 + 14 + 9"),
    ("BRO-V", "figure-statistics-differ", BROOKINGS, "2016", "victim_count", "MINIMUM_COUNT, RANGE"),
    ("BRO-D", "figure-scope-partial", BROOKINGS, "2016", None, "VALUE: the definition takes in only some forms"),
    ("BRO-A", "figure-citation-drift", BROOKINGS, "2016", "material", "9 %: acar_2016 cites it"),
    ("OSS", "figure-base-ambiguous", SCAN, "2017", "motivation", "83 %: 72 of 87, 79 of 95"),
    ("EXP-17", "figure-sum-above-base", EMPACT, "2015", "expert_view_demand", "18: 8 + 4 + 2 + 1 + 3 of 17"),
    ("EXP-24", "figure-part-of-table-missing", EMPACT, "2015", "expert_view_gender", "23: 1 of 24"),
    ("EXP-20", "figure-nested", EMPACT, "2015", "self_harm_seen", "4: 12 (SUICIDAL in YES)"),
    ("EXP-30", "figure-small-opinion-base", EMPACT, "2015", "sgsem_share", "72: 15"),
    ("EXP-AGE", "figure-range-contradicts", EMPACT, "2015", "victim_age_years", "largest values 18 and 25"),
    ("EXP-PER", "figure-periods-overlap", EMPACT, "2015", None, "us_brookings_sextortion, us_ncmec_sextortion"),
    ("KOP", "figure-level-not-derivable", KOPECKY, "2015", "threat", "1: RANK"),
    ("KOP", "figure-level-not-derivable", KOPECKY, "2015", "threat", "2: RANK"),
    ("CITE", "figure-revised", NCMEC, "2016", "threat", "67 % to 2016-04-30, before that 71 %"),
    ("CITE", "figure-revised", NCMEC, "2016", "platform_use", "42 % to 2016-04-30, before that 41 %"),
]
NOT_YET = {"CASE": "one person in two documents: single cases are case content, which no source of figures holds"}
CHECKS = {
    "OBJ", "OBJ-U", "GEN", "REP", "REP-O", "THR", "WAIT", "OUTC", "GxO", "N", "GRO", "WIN", "GEN15", "DEM15",
    "THR15", "UNIT15", "EU", "EU-GEO", "C123", "AKEU-U", "AKEU-T", "AKEU-M", "AKEU-F", "AKEU-S", "AKEU-B",
    "BRO", "BRO-V", "BRO-D", "BRO-A", "OSS", "EXP-17", "EXP-24", "EXP-20", "EXP-30", "EXP-AGE", "EXP-PER",
    "KOP", "CASE", "CITE",
}  # fmt: skip


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
    return coherence(*published()).with_columns(
        said=pl.concat_str(pl.col("value").fill_null(""), pl.lit(": "), "detail")
    )


@pytest.mark.parametrize("case", FOUND, ids=lambda case: f"{case[0]}-{case[4]}")
def test_the_check_is_found(case: tuple[str, str, str, str, str | None, str]) -> None:
    check, finding_id, source_id, edition, dimension, said = case
    there = findings().filter(
        pl.col("finding_id") == finding_id, pl.col("source_id") == source_id, pl.col("edition") == edition
    )
    same = there.filter(pl.col("column_name").eq_missing(pl.lit(dimension)))
    assert any(said in text for text in same["said"]), f"{check}: {same['said'].to_list()}"


def test_no_check_is_left_out() -> None:
    assert {case[0] for case in FOUND} | NOT_YET.keys() == CHECKS
    assert not {case[0] for case in FOUND} & NOT_YET.keys()


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
