"""Cross-field rules name the record that contradicts itself and no other; nothing is lost whatever they reject."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.deliver import Outcome, deliver
from pipelines.rules.rows import flagged
from pipelines.rules.standing import Standing, shipped
from schemas.cross_field import RowCheck
from schemas.rule import book
from tests.support.small import COLUMNS, HEADER, LOOKUPS, ROW, csv_of, source_of

MORE = ("Offence", "Report", "Outcome", "Notifier", "Harm")
FULL = ROW | dict(zip(MORE, ("2024-02-01", "2024-02-02", "open", "parent", "fear"), strict=True))
DATED = {"format": "%Y-%m-%d"}
FULL_COLUMNS: dict[str, Any] = COLUMNS | {
    "Offence": {"to": "offence_date"} | DATED,
    "Report": {"to": "report_date"} | DATED,
    "Outcome": {"to": "outcome", "lookup": "outcome"},
    "Notifier": {"to": "notifier", "lookup": "notifier"},
    "Harm": {"to": "victim_outcome", "lookup": "harm", "separator": ";"},
}
FULL_LOOKUPS: dict[str, Any] = LOOKUPS | {
    "demand": LOOKUPS["demand"] | {"nothing": "NONE", "goods": "GOODS"},
    "age": LOOKUPS["age"] | {"16-20": "Y16T20"},
    "outcome": {"open": "OPEN", "charged": "CHARGED", "convicted": "CONVICTED", "not known": "_U"},
    "notifier": {"parent": "PARENT_GUARDIAN", "victim": "VICTIM"},
    "harm": {"fear": "FEAR", "death": "DEATH"},
}
INFERRED = {"motivation_basis": "INFERRED_FROM_DEMAND"}
EVERYTHING = Standing(frozenset(book()))


def sent(
    *changes: dict[str, str], counting: dict[str, Any] | None = None, standing: Standing | None = None, **changed: Any
) -> Outcome:
    """What comes of records with these cells, in a source that records more than the small one."""
    counts = {"counting_unit": "VICTIM", "recording_stage": "RECORDED_INPUT", "geographic_role": "VICTIM_RESIDENCE"}
    facts = counts | {"population_age": "CHILDREN_ONLY", "reference_date_type": "RECORDED"} | (counting or {})
    source = source_of(**{"columns": FULL_COLUMNS, "lookups": FULL_LOOKUPS, "counting": facts} | changed)
    rows = [list((FULL | {"Number": f"C-{at}"} | change).values()) for at, change in enumerate(changes, start=1)]
    return deliver(csv_of(rows, FULL), "records.csv", source=source, edition="2024", standing=standing or EVERYTHING)


BROKEN: list[tuple[str, dict[str, str], dict[str, Any], str]] = [
    ("report-before-offence", {"Offence": "2024-03-01", "Report": "2024-02-29"}, {}, "G3"),
    ("report-before-offence", {"Offence": "2024-03-02", "Report": ""}, {}, "G3"),
    ("report-before-offence", {"Offence": "", "Report": "2024-02-29"}, {"reference_date_type": "OFFENCE_START"}, "H3"),
    ("victim-age-outside-population", {"Age": "18"}, {}, "E3"),
    ("victim-age-outside-population", {"Age": "16"}, {"child_age_limit": "16"}, "E3"),
    ("victim-age-band-crosses-limit", {"Age": "16-20"}, {}, "E3"),
    ("motivation-against-demand", {"Demand": "cash;goods"}, INFERRED, "C3"),
    ("motivation-against-demand", {"Motive": "money"}, INFERRED, "C3"),
    ("motivation-without-demand", {"Demand": "not known"}, INFERRED, "C3"),
    ("motivation-without-demand", {"Demand": "nothing"}, INFERRED, "C3"),
    ("demand-none-and-other", {"Demand": "nothing;cash"}, {}, "D3"),
    ("known-and-unknown", {"Demand": "cash;not known"}, {}, "D3"),
    ("victim-outcome-against-notifier", {"Harm": "death", "Notifier": "victim"}, {}, "J3"),
    ("offence-long-before-report", {"Offence": "1924-02-01"}, {}, "G3"),
]


@pytest.mark.parametrize(("rule_id", "change", "counting", "cell"), BROKEN)
def test_record_that_contradicts_itself_is_named(
    rule_id: str, change: dict[str, str], counting: dict[str, Any], cell: str
) -> None:
    outcome = sent({}, change, {}, counting=counting)
    found = outcome.findings.filter(finding_id=rule_id)
    told = outcome.rules.row(by_predicate=pl.col("rule_id") == rule_id, named=True)

    assert found["cell"].to_list() == [cell]
    assert (told["numerator"], told["findings"]) == (1, 1)
    blocks = book()[rule_id].kind.severity == "blocks"
    assert (outcome.accepted.height, outcome.rejected) == ((2, 1) if blocks else (3, 0))


KEPT: list[tuple[str, dict[str, str], dict[str, Any]]] = [
    ("report-before-offence", {"Offence": "2024-02-02", "Report": "2024-02-02"}, {}),
    ("report-before-offence", {"Offence": "", "Report": ""}, {}),
    ("victim-age-outside-population", {"Age": "17"}, {}),
    ("victim-age-outside-population", {"Age": "not known"}, {}),
    ("victim-age-band-crosses-limit", {"Age": "16-17"}, {}),
    ("motivation-against-demand", {"Demand": "cash"}, {"motivation_basis": "STATED"}),
    ("motivation-against-demand", {"Demand": "cash;images"}, INFERRED),
    ("motivation-without-demand", {"Demand": "not known", "Motive": "not known"}, INFERRED),
    ("outcome-against-stage", {"Outcome": "not known"}, {"recording_stage": "CONVICTED"}),
    ("known-and-unknown", {"Demand": "not known"}, {}),
    ("victim-outcome-against-notifier", {"Harm": "death", "Notifier": "parent"}, {}),
]


@pytest.mark.parametrize(("rule_id", "change", "counting"), KEPT)
def test_record_that_does_not_is_left_alone(rule_id: str, change: dict[str, str], counting: dict[str, Any]) -> None:
    outcome = sent(change, counting=counting)

    assert outcome.findings.filter(finding_id=rule_id).is_empty()
    assert outcome.rules.filter(rule_id=rule_id)["numerator"].to_list() == [0]


@pytest.mark.parametrize(
    ("stage", "result", "is_told"),
    [("CHARGED", "open", True), ("CHARGED", "convicted", False), ("CONVICTED", "charged", True)],
)
def test_outcome_goes_with_the_stage_of_counting(stage: str, result: str, is_told: bool) -> None:  # noqa: FBT001
    outcome = sent({"Outcome": result}, counting={"recording_stage": stage})

    assert ("outcome-against-stage" in outcome.findings["finding_id"].to_list()) == is_told


def test_adults_only_holds_no_child() -> None:
    outcome = sent({"Age": "17"}, {"Age": "18"}, counting={"population_age": "ADULTS_ONLY"})

    assert outcome.findings.filter(finding_id="victim-age-outside-population")["cell"].to_list() == ["E2"]


def test_records_without_a_number_that_are_alike_are_asked_about() -> None:
    columns = {name: column for name, column in FULL_COLUMNS.items() if name != "Number"}
    unused: dict[str, Any] = {"unused_columns": {"Number": "invented"}, "row_key": "absent"}
    outcome = sent({}, {}, {"Age": "15"}, columns=columns, **unused)

    assert outcome.findings.filter(finding_id="record-repeated")["cell"].to_list() == ["B2", "B3"]
    assert sent({}, {}).rules.filter(rule_id="record-repeated")["outcome"].to_list() == ["NOT_APPLICABLE"]


def test_rule_in_shadow_is_recorded_and_has_no_effect() -> None:
    outcome = sent({"Demand": "nothing;cash"}, standing=shipped())
    told = outcome.rules.row(by_predicate=pl.col("rule_id") == "demand-none-and-other", named=True)

    assert outcome.findings.is_empty()
    assert outcome.shadow["finding_id"].to_list() == ["demand-none-and-other"]
    assert (told["state"], told["outcome"], told["numerator"]) == ("shadow", "PASSED_WITH_VIOLATIONS", 1)


def test_blocking_rule_in_shadow_rejects_nothing() -> None:
    outcome = sent({"Age": "30"}, standing=Standing(shipped().in_force - {"victim-age-outside-population"}))

    assert (outcome.accepted.height, outcome.rejected) == (1, 0)
    assert outcome.shadow["severity"].to_list() == ["blocks"]


def test_waived_rule_is_told_and_holds_nothing_back() -> None:
    waived = Standing(shipped().in_force, frozenset({"victim-age-outside-population"}))
    outcome = sent({"Age": "30"}, standing=waived)
    told = outcome.rules.row(by_predicate=pl.col("rule_id") == "victim-age-outside-population", named=True)

    assert (outcome.accepted.height, outcome.rejected) == (1, 0)
    assert outcome.findings["severity"].to_list() == ["warns"]
    assert (told["outcome"], told["is_waived"], told["threshold"]) == ("PASSED_WITH_VIOLATIONS", True, 1.0)


def test_rule_that_cannot_be_evaluated_is_told_and_the_others_are() -> None:
    true = pl.lit(value=True)
    rows = pl.DataFrame({"a": [1, 2]})
    good = RowCheck("known-and-unknown", "a", true, pl.col("a") == 1, pl.col("a"), pl.lit(""))
    wrong = RowCheck("demand-none-and-other", "a", true, pl.col("no such column") == 1, pl.col("a"), pl.lit(""))
    flags, errors = flagged(rows, [good, wrong])

    assert errors == {1: "ColumnNotFoundError"}
    assert flags["breaks 0"].to_list() == [True, False]


def test_rule_that_fails_blocks_the_edition_only_where_it_is_in_force(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = RowCheck("past-level", "motivation", pl.col("no such column"), pl.lit(value=True), pl.lit(""), pl.lit(""))
    failing = RowCheck("known-and-unknown", "demand", wrong.applies, wrong.breaks, wrong.value, wrong.detail)
    monkeypatch.setattr("pipelines.rules.rows.row_checks", lambda _facts, _columns: [failing])
    blocked, quiet = sent({}), sent({}, standing=shipped())

    assert blocked.findings.filter(finding_id="rule-not-evaluated")["value"].to_list() == ["known-and-unknown"]
    assert not blocked.is_accepted
    assert quiet.is_accepted
    assert quiet.findings.is_empty()
    for outcome in (blocked, quiet):
        assert outcome.rules.filter(rule_id="known-and-unknown")["outcome"].to_list() == ["RULE_ERROR"]


TEXTS = {
    "Offence": ["", "2024-03-09", "1924-01-01", "x"], "Report": ["", "2024-01-01"], "Age": ["14", "30", "16-20", "x"],
    "Demand": ["cash", "nothing;cash", "cash;not known"], "Motive": ["sexual", "money", "test", "x"],
    "Harm": ["fear", "death"], "Notifier": ["victim", "parent"],
}  # fmt: skip
CHANGES = st.lists(
    st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in TEXTS.items()}), min_size=1, max_size=6
)
WAIVED = st.sets(st.sampled_from(["victim-age-outside-population", "report-before-offence", "date-outside-period"]))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(CHANGES, WAIVED)
def test_rows_are_conserved_whatever_the_rules_reject(changes: list[dict[str, str]], waived: set[str]) -> None:
    outcome = sent(*changes, counting=INFERRED, standing=Standing(frozenset(book()), frozenset(waived)))
    blocking = outcome.findings.filter(severity="blocks", scope="row")

    assert outcome.rows_read == outcome.accepted.height + outcome.rejected + outcome.excluded.height == len(changes)
    assert blocking.select("sheet", "row").unique().join(outcome.accepted, on=["sheet", "row"], how="semi").is_empty()
    assert not {*blocking["finding_id"]} & waived
    counted = outcome.rules.filter(pl.col("numerator") > 0)
    assert set(counted["rule_id"]) >= set(outcome.findings["finding_id"]) - {"row-excluded"}
    assert len(HEADER) < len(FULL)
