"""Every coherence finding is found by computation, and only where it should be."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from schemas import finding
from tests.support.figures import facts, figure, frame, share
from warehouse.comparability.breaks import BREAK
from warehouse.comparability.coherence import coherence
from warehouse.comparability.found import FOUND

OPINION: dict[str, Any] = {"counting_unit": "EXPERT", "response_type": "CLAIMED_SINGLE"}
NONE = facts()


def shares(dimension: str, base: int, parts: Mapping[str, float], **other: Any) -> list[dict[str, Any]]:
    return [share(dimension, code, value, base, **other) for code, value in parts.items()]


def counts(dimension: str, base: int, parts: Mapping[str, int], **other: Any) -> list[dict[str, Any]]:
    return [figure(dimension, code, value, base, **other) for code, value in parts.items()]


def window(end: date, total: int, edition: str, **other: Any) -> dict[str, Any]:
    start = date(2013, 10, 1)
    place = {"edition": edition, "period": f"2013-10/{end:%Y-%m}", "period_start": start, "period_end": end}
    return {**figure("total", "ALL", total), **place, **other}


OBJECTIVES = [
    *shares("demand", 1428, {"MORE_CONTENT": 78, "SEX_OFFLINE": 5, "MONEY_OR_GOODS": 7}, response_type="MULTIPLE"),
    share("demand_count", "SEVERAL", 2, 1428, response_type="MULTIPLE"),
    share("demand", "UNDETERMINED", 11, 1428, response_type="MULTIPLE"),
]
GROUPS = [
    *shares("victim_gender", 1428, {"F": 78, "M": 15, "UNDETERMINED": 8}),
    share("demand", "MONEY", 7, 1428, response_type="MULTIPLE"),
    share("demand", "MONEY", 2, base_filter="victim_gender=F", response_type="MULTIPLE"),
    share("demand", "MONEY", 32, base_filter="victim_gender=M", response_type="MULTIPLE"),
]
OUTCOME = [
    share("victim_outcome", "NEGATIVE_ANY", 13, 1428, response_type="UNKNOWN"),
    share("victim_outcome", "SELF_HARM_OR_SUICIDAL", 31, base_filter="victim_outcome=NEGATIVE_ANY"),
    share("victim_outcome", "SELF_HARM_OR_SUICIDAL", 4, 1428, parent="NEGATIVE_ANY", response_type="UNKNOWN"),
]
REPORTERS = {
    "INTERNET_COMPANY": 33,
    "VICTIM": 24,
    "PARENT_GUARDIAN": 22,
    "PEER": 7,
    "AUTHORITY": 5,
    "ONLINE_STRANGER": 3,
}
SEEN = counts("self_harm_seen", 20, {"YES": 12, "NO": 8}, **OPINION)
OTHER_DOCUMENT = share("material", "DEVICE_HACK_MALWARE", 9, base_basis="NOT_STATED", document="other_2017")
OTHER_SOURCE: dict[str, Any] = {"source_id": "xb_other", "geo_code": "XB"}
MARGINS_AT_ODDS = (
    "the base; Sheet!B1 victim_gender=F; Sheet!B4 demand=MONEY; Sheet!B5 demand=MONEY|victim_gender=F; "
    "demand by victim_gender: groups are parts of the whole; victim_gender: categories exclude each other"
)

CASES = [
    ("figure-not-exclusive", OBJECTIVES, NONE, None, "78 + 5 + 7 + 11 + 2 of 1428 need at least 1437"),
    ("figure-union-fits", OBJECTIVES, NONE, None, "99 points; 1380 to 1447 of 1428"),
    ("figure-rounding-only", GROUPS[:3], NONE, "101", "1423 to 1462 of 1428"),
    ("figure-remainder", shares("notifier", 1428, REPORTERS), NONE, "46 to 125",
     "3.2 to 8.8 % of 1428; published 33 + 24 + 22 + 7 + 5 + 3"),
    ("figure-remainder", counts("demand", 123, {"MORE_CONTENT": 98, "SEX_OFFLINE": 4, "MONEY": 5}), NONE, "16",
     "13.0 % of 123; published 98 + 4 + 5"),
    ("figure-part-of-table-missing", counts("expert_view_gender", 24, {"MORE_FEMALE": 14, "BOTH": 8, "ONLY_MALE": 1},
     **OPINION), NONE, "23", "1 of 24 are not described"),
    ("figure-sum-above-base", counts("expert_view_demand", 17, {"OFFLINE": 8, "MONEY": 4, "CONTACTS": 2,
     "MONEY_AND_OFFLINE": 1, "NONE": 3}, **OPINION), NONE, "18", "8 + 4 + 2 + 1 + 3 of 17 need at least 18"),
    ("figure-hundred-by-chance", shares("threat", 801, {"PUBLISH": 71, "DOXXING": 29}, response_type="MULTIPLE"), NONE,
     None, "71 + 29"),
    ("figure-counts-and-shares", counts("age_class", 78, {"MINORS_ONLY": 55, "MINORS_AND_ADULTS": 14, "ADULTS_ONLY": 9})
     + shares("age_class", 78, {"MINORS_ONLY": 71, "MINORS_AND_ADULTS": 18, "ADULTS_ONLY": 12}), NONE, "101",
     "55 + 14 + 9"),
    ("figure-base-assumed", shares("demand", 1428, {"MONEY": 7, "GOODS": 5}, base_basis="ASSUMED"), NONE, "2",
     "taken to be 1428"),
    ("figure-base-ambiguous", [share("motivation", "SEXUAL", 83, base_from=87, base_to=95, base_options=[87, 95])],
     NONE,
     "83 %", "72 of 87, 79 of 95"),
    ("figure-base-identified", [share("demand", "SEXUAL_ANY", 46.56, decimals=2, base_from=1, base_to=140,
     base_filter="victim_gender=F")], NONE, "46.56 %", "61 of 131"),
    ("figure-share-impossible", [share("demand", "MONEY", 46.56, 10, decimals=2)], NONE, "46.56 %", "10"),
    ("figure-share-impossible", [share("demand", "MONEY", 46.56, decimals=2, base_from=1, base_to=9)], NONE, "46.56 %",
     "1 to 9"),
    ("figure-conditional", [figure("demand_known", "DETERMINED", 738, 1247), figure("motivation", "FINANCIAL", 665, 738,
     base_filter="demand_known=DETERMINED")], NONE, "665", "53.3 to 94.1 % of 1247"),
    ("figure-two-bases-agree", OUTCOME, NONE, "4 %",
     "50 to 64 of all and 55 to 60 by way of victim_outcome=NEGATIVE_ANY"),
    ("figure-two-bases-differ", [*OUTCOME[:2], {**OUTCOME[2], "value": 9.0}], NONE, "9 %",
     "122 to 135 of all and 55 to 60 by way of victim_outcome=NEGATIVE_ANY"),
    ("figure-unit-mixed", [share("demand", "MONEY", 7, 801), share("victim_gender", "F", 78, 801,
     counting_unit="INCIDENT")], NONE, None, "INCIDENT, REPORT of 801"),
    ("figure-one-number-two-units", [figure("total", "ALL", 1247), figure("total", "VICTIMS", 1247,
     counting_unit="VICTIM")], NONE, "1247", "REPORT, VICTIM"),
    ("figure-nested", [*SEEN, figure("self_harm_seen", "SUICIDAL", 4, 20, parent="YES", **OPINION)], NONE, "4",
     "12 (SUICIDAL in YES)"),
    ("figure-nested-outside", [*SEEN, figure("self_harm_seen", "SUICIDAL", 13, 20, parent="YES", **OPINION)], NONE,
     "13",
     "12 (SUICIDAL in YES)"),
    ("figure-cell-contradicts", [figure("demand", "MONEY", 55, 78), share("demand", "MONEY", 90, 78)], NONE, "MONEY",
     "55, 90 %"),
    ("figure-margins-contradict", [*GROUPS[:3], {**GROUPS[3], "value": 40.0}, *GROUPS[4:]], NONE, "78 %",
     MARGINS_AT_ODDS),
    ("figure-groups-agree", GROUPS, NONE, "7 %",
     "5.8 to 6.9 % come from the groups of victim_gender, up to 7.9 % are in none"),
    ("figure-groups-differ", [*GROUPS[:3], {**GROUPS[3], "value": 40.0}, *GROUPS[4:]], NONE, "40 %",
     "5.8 to 6.9 % come from the groups of victim_gender, up to 7.9 % are in none"),
    ("figure-two-questions", [*shares("notifier", 1428, REPORTERS), share("originator", "VICTIM", 38, 1428)], NONE,
     "38 %", "24 % filed it, 14 points less, 42 % of the 33 % that companies filed"),
    ("figure-windows-nested", [window(date(2014, 11, 30), 310, "a"), window(date(2015, 6, 30), 801, "b"),
     window(date(2016, 4, 30), 1428, "c")], NONE, "310, 801, 1428",
     "all start on 2013-10-01; only the differences 491, 627 are new"),
    ("figure-revised", [window(date(2015, 6, 30), 71, "b", dimension="threat", code="PUBLISH", statistic="SHARE"),
     window(date(2016, 4, 30), 67, "c", dimension="threat", code="PUBLISH", statistic="SHARE")], NONE, "67 %",
     "67 % to 2016-04-30, before that 71 % to 2015-06-30"),
    ("figure-periods-overlap", [window(date(2016, 4, 30), 1428, "c"), figure("total", "ALL", 9, **OTHER_SOURCE)], NONE,
     "2013-10/2016-04", "xb_other"),
    ("figure-totals-change", [figure("total", "ALL", 1247), figure("total", "ALL", 386, period="2015",
     period_start=date(2015, 1, 1), period_end=date(2015, 12, 31))], NONE, "3.23", "1247 in 2016, 386 in 2015"),
    ("figure-double-report-possible", [figure("total", "ALL", 1428, geo_code="WORLD"), figure("total", "ALL", 123,
     **OTHER_SOURCE)], NONE, "1428", "xb_other; together 1428 to 1551"),
    ("figure-jump-unexplained", [figure("total", "ALL", 1247), figure("total", "ALL", 386, period="2015",
     period_start=date(2015, 1, 1), period_end=date(2015, 12, 31))], NONE, "2016", "1247 in 2016, 386 in 2015"),
    ("figure-bands-overlap", [figure("victim_age", "Y13T15", 5, 40), figure("victim_age", "Y15T17", 6, 40),
     figure("victim_age", "Y_LT13", 1, 40)], NONE, "Y13T15 / Y15T17", "Sheet!B1 and Sheet!B2"),
    ("figure-geography-ambiguous", [figure("total", "ALL", 123, geographic_role="VICTIM_OR_OFFENDER")], NONE, "XA",
     "VICTIM_OR_OFFENDER"),
    ("figure-scope-partial", [figure("victim_age", "Y_LT18", 123, 1247)], facts(("population_age", "ALL_AGES")),
     "all ages", "victims of every age are counted; about children: Y_LT18: 123 of 1247, 9.9 %"),
    ("figure-scope-partial", [figure("total", "ALL", 78)], facts(("element_value", "PARTIAL")), "VALUE",
     "the definition takes in only some forms of the element VALUE"),
    ("figure-citation-drift", [figure("total", "ALL", 78), figure("total", "ALL", 78), OTHER_DOCUMENT],
     facts(("population_age", "ALL_AGES")), "9 %", "other_2017 cites it, the source counts victims of every age"),
    ("figure-equal-by-chance", [figure("victim_age", "Y_LT18", 123, 1247), figure("total", "ALL", 123, **OTHER_SOURCE)],
     NONE, "123", "victim_age=Y_LT18 in xa_test_figures, total=ALL in xb_other"),
    ("figure-statistics-differ", [figure("victim_count", "IDENTIFIED", 1397, statistic="MINIMUM_COUNT"),
     figure("victim_count", "ESTIMATED", 3000, value_high=6500, statistic="RANGE")], NONE, None,
     "MINIMUM_COUNT, RANGE"),
    ("figure-range-contradicts", [figure("victim_age_years", "ANY", 18, statistic="MAX"),
     figure("victim_age_years", "ONE_EXPERT", 25, statistic="MAX")], NONE, None, "largest values 18 and 25"),
    ("figure-range-contradicts", [figure("victim_age_years", "ANY", 18, statistic="MAX")],
     facts(("population_age", "CHILDREN_ONLY")), "18", "18 years is no child, and only children are counted"),
    ("figure-small-opinion-base", [figure("total", "ALL", 30, **OPINION), *counts("sgsem_share", 30, {"WORDS_ONLY": 9,
     "NO_INFORMATION": 6}, **OPINION), figure("sgsem_share", "ANY", 72, statistic="MEAN_OF_OPINIONS", **OPINION)], NONE,
     "72", "15"),
    ("figure-level-not-derivable", [figure("growth", "YEAR_ON_YEAR", 90, statistic="RELATIVE_CHANGE")], NONE, "90 %",
     "RELATIVE_CHANGE"),
    ("figure-level-not-derivable", [figure("threat", "PUBLISH", 1, statistic="RANK")], NONE, "1", "RANK"),
]  # fmt: skip


@pytest.mark.parametrize(("finding_id", "rows", "declared", "value", "detail"), CASES)
def test_a_finding_is_computed(
    finding_id: str, rows: list[dict[str, Any]], declared: pl.DataFrame, value: str | None, detail: str
) -> None:
    found = coherence(frame(*rows), declared).filter(pl.col("finding_id") == finding_id)
    assert (value, detail) in found.select("value", "detail").rows()
    text = finding.of_rows(finding_id, found)["text"].item(0)
    assert "{" not in text
    assert "characters:" not in text


def test_order_of_rows_changes_no_kind_of_finding() -> None:
    placed = frame(*GROUPS, *OUTCOME, *shares("notifier", 1428, REPORTERS), *SEEN)
    forward, backward = coherence(placed, NONE), coherence(placed.reverse(), NONE)
    assert forward.height > 3
    assert forward["finding_id"].sort().to_list() == backward["finding_id"].sort().to_list()


def test_every_figure_finding_of_the_catalogue_is_tested() -> None:
    known = {finding_id for finding_id in finding.catalogue() if finding_id.startswith("figure-")}
    assert {case[0] for case in CASES} == known


def test_a_consistent_table_has_no_finding() -> None:
    rows = [*counts("victim_gender", 100, {"F": 70, "M": 25, "UNDETERMINED": 5}), figure("total", "ALL", 100)]
    assert coherence(frame(*rows), NONE).is_empty()


def test_a_dated_break_explains_a_jump() -> None:
    before: dict[str, Any] = {"period": "2015", "period_start": date(2015, 1, 1), "period_end": date(2015, 12, 31)}
    rows = frame(figure("total", "ALL", 1247), figure("total", "ALL", 386, **before))
    dated = pl.DataFrame([("xa_test_figures", date(2016, 1, 1), "FORM", "ALL", "note")], schema=BREAK, orient="row")
    assert "figure-jump-unexplained" in coherence(rows, NONE)["finding_id"].to_list()
    assert "figure-jump-unexplained" not in coherence(rows, NONE, breaks=dated)["finding_id"].to_list()


@pytest.mark.parametrize(
    ("first", "other", "declared"),
    [
        ({}, {}, NONE),
        ({"geo_code": "WORLD"}, {}, facts(("overlap_xb_other", "CONTAINS"))),
        ({"geo_code": "WORLD"}, {}, facts(("overlap_xb_other", "DISJOINT"))),
        ({"geo_code": "WORLD"}, {"counting_unit": "VICTIM"}, NONE),
        ({"geo_code": "WORLD"}, {"period_start": date(2017, 1, 1), "period_end": date(2017, 12, 31)}, NONE),
        ({"geo_code": "WORLD"}, {"period_start": None}, NONE),
    ],
)
def test_records_that_are_apart_or_one_inside_the_other_are_not_asked_about(
    first: dict[str, Any], other: dict[str, Any], declared: pl.DataFrame
) -> None:
    rows = [figure("total", "ALL", 1428, **first), figure("total", "ALL", 123, **{**OTHER_SOURCE, **other})]
    assert "figure-double-report-possible" not in coherence(frame(*rows), declared)["finding_id"].to_list()


def test_bands_of_each_sex_do_not_overlap_those_of_the_other() -> None:
    rows = [
        figure("victim_age", "Y13T15", 5, 40, base_filter="victim_gender=F"),
        figure("victim_age", "Y15T17", 6, 40, base_filter="victim_gender=M"),
    ]
    assert "figure-bands-overlap" not in coherence(frame(*rows), NONE)["finding_id"].to_list()


def test_no_figures_no_findings() -> None:
    assert coherence(frame(), NONE).schema == pl.Schema(FOUND)


def test_equal_numbers_of_one_thing_are_no_chance() -> None:
    rows = [figure("total", "ALL", 123), figure("total", "ALL", 123, **OTHER_SOURCE)]
    assert coherence(frame(*rows), NONE).is_empty()


def test_a_sum_of_hundred_of_exclusive_categories_is_no_chance() -> None:
    rows = shares("victim_gender", 200, {"F": 60, "M": 40})
    assert coherence(frame(*rows), NONE).is_empty()


def test_windows_that_do_not_start_together_are_not_nested() -> None:
    rows = [figure("total", "ALL", 10), window(date(2016, 4, 30), 1428, "c")]
    assert "figure-windows-nested" not in coherence(frame(*rows), NONE)["finding_id"].to_list()


def test_places_are_those_of_the_figure() -> None:
    rows = [figure("total", "ALL", 78), figure("threat", "PUBLISH", 1, statistic="RANK", row=7, cell="D7")]
    found = coherence(frame(*rows), NONE).row(0, named=True)
    place = ("sheet", "row", "cell", "column_name", "edition")
    assert tuple(found[name] for name in place) == ("Sheet", 7, "D7", "threat", "2016")
