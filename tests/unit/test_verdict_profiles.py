"""What a profile holds: facts over its days, breaks, bands, restrictions; and which profiles meet."""

from datetime import date

import polars as pl
import pytest

from schemas.comparability_checks import rulebook
from warehouse.comparability.breaks import BREAK
from warehouse.comparability.verdict_pairs import meetings, pair_rows
from warehouse.comparability.verdict_profiles import completed, cuts, declared_in, segments

FACT = {
    "source_id": pl.String, "fact": pl.String, "value": pl.String, "valid_from": pl.Date, "valid_to": pl.Date,
    "cite": pl.String,
}  # fmt: skip
PLAIN = {
    "profile": 0, "source_id": "xa", "edition": "2016", "period": "2016", "period_start": date(2016, 1, 1),
    "period_end": date(2016, 12, 31), "geo_code": "XA", "geographic_role": "VICTIM_RESIDENCE",
    "dimension": "motivation", "kind": "CASES", "statistic": "COUNT", "counting_unit": "VICTIM", "condition": None,
    "is_under_18": False, "base_filter": "WHOLE", "base_basis": "STATED", "mapping_relation": "EQUAL",
    "response_type": "SINGLE", "undetermined_share": "NONE", "revision_state": None, "bands": None,
    "codes": ["SEXUAL"], "is_model": True,
}  # fmt: skip
BREAKS = pl.DataFrame(schema=BREAK)


def facts(*rows: tuple[str, str, str, date | None, date | None]) -> pl.DataFrame:
    return pl.DataFrame([(*row, "cited") for row in rows], schema=FACT, orient="row")


def spans(start: date | None, end: date) -> pl.DataFrame:
    schema = {"source_id": pl.String, "period_start": pl.Date, "period_end": pl.Date}
    return pl.DataFrame([("xa", start, end)], schema=schema, orient="row")


def profiles(*changes: dict[str, object]) -> pl.DataFrame:
    rows = [{**PLAIN, "profile": at, **each} for at, each in enumerate(changes)]
    typed: dict[str, type[pl.DataType] | pl.DataType] = {
        "bands": pl.List(pl.String),
        "condition": pl.String,
        "revision_state": pl.String,
        "period_start": pl.Date,
    }
    return pl.DataFrame(rows, schema_overrides=typed)


YEAR = spans(date(2016, 1, 1), date(2016, 12, 31))


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ([("POLICE", None, None)], "POLICE"),
        ([("POLICE", date(2016, 1, 1), date(2016, 12, 31))], "POLICE"),
        ([("POLICE", date(2016, 1, 2), None)], "UNKNOWN"),
        ([("POLICE", None, date(2016, 12, 30))], "UNKNOWN"),
        ([("POLICE", None, date(2016, 6, 30)), ("COURT", date(2016, 7, 1), None)], "CHANGING"),
        ([("POLICE", None, date(2016, 6, 30)), ("POLICE", date(2016, 7, 1), None)], "POLICE"),
        ([("POLICE", None, date(2015, 12, 31)), ("COURT", date(2016, 1, 1), None)], "COURT"),
        ([("POLICE", date(2017, 1, 1), None)], None),
    ],
)
def test_a_fact_holds_where_it_covers_every_day(
    rows: list[tuple[str, date | None, date | None]], value: str | None
) -> None:
    declared = facts(*(("xa", "universe", *row) for row in rows), ("xa", "window", "CALENDAR", None, None))
    assert declared_in(YEAR, declared).to_dicts()[0].get("universe") == value


def test_where_the_first_day_is_not_known_only_what_always_holds_is() -> None:
    declared = facts(
        ("xa", "universe", "POLICE", None, None), ("xa", "window", "CALENDAR", date(2016, 1, 1), date(2016, 12, 31))
    )
    found = declared_in(spans(None, date(2016, 12, 31)), declared).to_dicts()[0]
    assert (found["universe"], found["window"]) == ("POLICE", "UNKNOWN")


@pytest.mark.parametrize(
    ("days", "value"),
    [([], "0"), ([date(2016, 1, 1)], "1"), ([date(2016, 7, 1)], "CHANGING"), ([date(2017, 1, 1)], "0"),
     ([date(2014, 1, 1), date(2015, 1, 1)], "2")],
)  # fmt: skip
def test_breaks_number_the_spans(days: list[date], value: str) -> None:
    breaks = pl.DataFrame([("xa", day, "LAW", "ALL", "invented") for day in days], schema=BREAK, orient="row")
    assert segments(profiles({}), breaks).to_list() == [value]


def test_a_break_of_one_dimension_leaves_the_others_alone() -> None:
    bands = pl.DataFrame([("xa", date(2015, 1, 1), "FORM", "victim_age", "invented")], schema=BREAK, orient="row")
    told = profiles({}, {"dimension": "victim_age"}, {"is_under_18": True}, {"condition": "victim_age=Y_LT14"})
    assert segments(told, bands).to_list() == ["0", "1", "1", "1"]
    assert completed(rulebook(), told, facts=facts(), breaks=bands)["series_break"].to_list() == ["0", "1", "1", "1"]


@pytest.mark.parametrize(
    ("codes", "text"),
    [
        (["Y_LT13", "Y13T15", "Y16T17"], "0|13|16|18"),
        (["Y_LT18", "Y18T24"], "0|18"),
        (["Y_LT14", "Y14T17", "_U"], "0|14|18"),
        (["Y15", "_U"], "0|1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18"),
        (["_U"], "UNKNOWN"),
    ],
)
def test_bands_are_the_ages_they_begin_at(codes: list[str], text: str) -> None:
    assert cuts(pl.Series(codes)) == text


def test_restricted_to_children_the_facts_about_age_are_those_of_children() -> None:
    declared = facts(
        ("xa", "population_age", "ALL_AGES", None, None), ("xa", "element_child", "NO", None, None),
        ("xa", "definition_in_force", "SEXUAL_COERCION_ALL_AGES", None, None),
    )  # fmt: skip
    whole, part = completed(rulebook(), profiles({}, {"is_under_18": True}), facts=declared, breaks=BREAKS).to_dicts()
    assert (whole["population_age"], whole["element_child"]) == ("ALL_AGES", "NO")
    assert (part["population_age"], part["element_child"], part["definition_in_force"]) == (
        "CHILDREN_ONLY", "YES", "OSCEC",
    )  # fmt: skip


def test_facts_of_cells_go_before_declared_ones_and_what_is_not_needed_says_so() -> None:
    declared = facts(
        ("xa", "counting_unit", "REPORT", None, None), ("xa", "revision_state", "FINAL", None, None),
        ("xa", "age_basis", "STATED", None, None),
    )  # fmt: skip
    first, second = completed(
        rulebook(), profiles({}, {"revision_state": "REVISED"}), facts=declared, breaks=BREAKS
    ).to_dicts()
    assert (first["counting_unit"], first["revision_state"], second["revision_state"]) == ("VICTIM", "FINAL", "REVISED")
    assert (first["age_basis"], first["motivation_basis"], first["universe"]) == ("_Z", "UNKNOWN", "UNKNOWN")


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ({}, {"source_id": "xb"}, True),
        ({}, {"source_id": "xb", "dimension": "demand"}, False),
        ({}, {"source_id": "xb", "kind": "MEAN"}, False),
        ({}, {"source_id": "xb", "period_start": None}, True),
        ({"condition": "victim_gender=F"}, {"source_id": "xb", "condition": "victim_gender=M"}, False),
        ({"condition": "victim_gender=F"}, {"source_id": "xb"}, True),
        ({}, {}, False),
        ({}, {"period": "2015", "period_start": date(2015, 1, 1), "period_end": date(2015, 12, 31)}, True),
        ({}, {"period": "2015", "geo_code": "XB"}, False),
        ({}, {"source_id": "xb", "period_start": date(2015, 1, 1), "period_end": date(2015, 12, 31)}, True),
        ({"dimension": "victim_age"}, {"source_id": "xb", "dimension": "victim_age", "is_under_18": True}, False),
        ({"dimension": "total"}, {"source_id": "xb", "dimension": "total", "is_under_18": True}, True),
    ],
)
def test_who_meets_whom(one: dict[str, object], other: dict[str, object], *, meet: bool) -> None:
    assert meetings(profiles(one, other)).rows() == ([(0, 1)] if meet else [])


def test_sources_that_share_no_period_meet_in_their_latest() -> None:
    later = {"source_id": "xb", "period_start": date(2018, 1, 1), "period_end": date(2018, 12, 31), "period": "2018"}
    earlier = {"period": "2015", "period_start": date(2015, 1, 1), "period_end": date(2015, 12, 31)}
    assert meetings(profiles(earlier, {}, later)).rows() == [(0, 1), (1, 2)]


def test_no_profiles_give_no_rows() -> None:
    found = pair_rows(rulebook(), profiles({}).clear(), facts=facts(), breaks=BREAKS)
    assert found.height == 0
    assert {"one", "other", "verdict", "differences"} <= set(found.columns)
