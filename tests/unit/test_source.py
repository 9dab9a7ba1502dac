"""A source file says everything, or it is refused with the field that does not."""

import copy
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.counting import Counting
from schemas.layout import Column, FiguresTable, LabelMeaning, RecordsTable
from schemas.source import Assertion, Source
from tests.support.small import COLUMNS, LOOKUPS, source_of, told

FIGURES = {
    "table": "t", "kind": "crosstab", "header": {"anchor": "a"}, "stubs": ["s"], "heads": ["h"], "labels": {"s": {}},
}  # fmt: skip


def test_small_source_is_good() -> None:
    source = source_of()

    assert source.is_incident_level
    assert source.edition_named("2024-2") is not None
    assert source.edition_named("1999") is None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"is_model": False}, "XA to XZ"),
        ({"country": "DE", "source_id": "de_test_records"}, "XA to XZ"),
        ({"country": "XZZ"}, "country"),
        ({"source_id": "xy_test_records"}, "must start with xz_"),
        ({"source_id": "xz"}, "source_id"),
        ({"titel": "x"}, "titel"),
        ({"language": "english"}, "language"),
        ({"editions": []}, "editions"),
        ({"editions": [{"edition": "a", "period_end": "2024-12-31"}]}, "period_start"),
        (
            {"editions": [{"edition": "a", "period_start": "2024-01-01", "period_end": "2024-12-31", "revises": "b"}]},
            "'b'",
        ),
        ({"editions": [{"edition": "a", "period_start": "2024-01-01", "period_end": "2024-12-31"}] * 2}, "unique"),
        ({"lookups": LOOKUPS | {"spare": {"a": "SEXUAL"}}}, "spare"),
        ({"lookups": LOOKUPS | {"gender": {"f": "GIRL"}}}, "not in codelist victim_gender"),
        ({"lookups": LOOKUPS | {"age": {"f": "Y15T13"}}}, "not in codelist victim_age"),
        ({"lookups": {name: LOOKUPS[name] for name in LOOKUPS if name != "age"}}, "age"),
        ({"not_recorded": []}, "neither mapped nor in not_recorded"),
        ({"not_recorded": [*told()["not_recorded"], "demand"]}, "both"),
        ({"not_recorded": [*told()["not_recorded"], "colour"]}, "unknown"),
        ({"tables": [*told()["tables"], FIGURES]}, "records or figures"),
        ({"counting": {"counting_unit": "CHILD"}}, "not in the codelist of the fact"),
        ({"counting": {"counting_unit": "VICTIM", "child_age_limit": "eighteen"}}, "child_age_limit"),
        ({"counting": {"counting_unit": "VICTIM", "elements": {"MONEY": "YES"}}}, "elements"),
        ({"exclude_rows": [{"rule": "a", "column": "Colour", "matches": "x", "reason": "y"}]}, "Colour"),
        ({"exclude_rows": [{"rule": "A rule", "column": "Age", "matches": "x", "reason": "y"}]}, "rule"),
        ({"exclude_rows": [{"rule": "a", "column": "Age", "matches": "(", "reason": "y"}]}, "matches"),
        ({"exclude_rows": [{"rule": "a", "column": "Age", "matches": "(?=x)", "reason": "y"}]}, "matches"),
        ({"columns": {**COLUMNS, "Other": {"to": "motivation", "lookup": "motive"}}}, "same target"),
        ({"row_key": "absent"}, "row_key"),
    ],
)
def test_source_that_leaves_something_open_is_refused(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        source_of(**copy.deepcopy(changed))


@pytest.mark.parametrize("country", ["XA", "XM", "XZ"])
def test_model_countries_are_marked(country: str) -> None:
    assert source_of(country=country, source_id=f"{country.lower()}_test_records").is_model


def test_country_that_only_starts_with_x_is_marked_too() -> None:
    with pytest.raises(ValidationError, match="XA to XZ"):
        source_of(is_model=False)


@pytest.mark.parametrize(
    "column",
    [
        {"to": "colour"},
        {"to": "motivation"},
        {"to": "motivation", "lookup": "a", "separator": ";"},
        {"to": "reference_date"},
        {"to": "motivation", "lookup": "a", "format": "%Y"},
        {"to": "motivation", "lookup": "a", "years": True},
        {"to": "row_key", "lookup": "a"},
        {"to": "row_key", "unknown": 1},
    ],
)
def test_column_that_makes_no_sense_is_refused(column: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Column.model_validate(column)


@pytest.mark.parametrize(
    "label",
    [
        {},
        {"code": "A", "exclude": "b"},
        {"code": "A", "relation": "WIDER"},
        {"code": "A", "relation": "SAME", "reason": "b"},
        {"code": "A", "colour": "b"},
    ],
)
def test_label_that_says_too_little_or_too_much_is_refused(label: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        LabelMeaning.model_validate(label)


@pytest.mark.parametrize(
    "assertion",
    [
        {"measure": "rows_accepted"},
        {"measure": "code_share", "min": 1},
        {"measure": "rows_accepted", "code": "A", "dimension": "demand", "min": 1},
        {"measure": "mood", "min": 1},
    ],
)
def test_assertion_that_measures_nothing_is_refused(assertion: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Assertion.model_validate(assertion)


@pytest.mark.parametrize(
    "changed",
    [
        {"value": "v"},
        {"stubs": []},
        {"heads": ["a", "b"]},
        {"kind": "list"},
        {"labels": {"s": {"x": {"dimension": "victim_gender", "code": "GIRL"}}}},
        {"labels": {"s": {"x": {"dimension": "total", "code": "F"}}}},
    ],
)
def test_table_of_figures_that_does_not_fit_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        FiguresTable.model_validate(FIGURES | changed)


def test_table_belongs_to_the_editions_it_names() -> None:
    first = told()["tables"][0]
    tables = [first | {"editions": ["2023"]}, first | {"table": "later", "editions": ["2024", "2024-2"]}]
    source = source_of(tables=tables)

    assert [table.table for table in source.tables_of("2024")] == ["later"]
    with pytest.raises(ValidationError, match="1999"):
        source_of(tables=[first | {"editions": ["1999"]}])


def test_undeclared_facts_are_unknown() -> None:
    facts = source_of().counting.facts()

    assert facts["counting_unit"] == "VICTIM"
    assert facts["reference_date_type"] == facts["element_value"] == facts["rule_serial_acts"] == "UNKNOWN"


def counting(**facts: Any) -> Counting:
    return Counting.model_validate({"counting_unit": "VICTIM", **facts})


def test_fact_may_change_in_time() -> None:
    laws = [{"value": "new", "valid_from": "2024-01-01"}, {"value": "old", "valid_to": "2023-12-31"}]
    declared = counting(law_version=laws)

    assert [fact.value for fact in declared.stated()["law_version"]] == ["old", "new"]
    assert declared.facts()["law_version"] == "new"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"law_version": [{"value": "old"}, {"value": "new", "valid_from": "2024-01-01"}]}, "old and new"),
        ({"law_version": {"value": "x", "valid_from": "2024-01-02", "valid_to": "2024-01-01"}}, "wrong way round"),
        ({"law_version": []}, "needs a value"),
        ({"suppression": "SOME"}, "suppression"),
        ({"overlaps": {"xz_other": "MAYBE"}}, "overlap_xz_other"),
        ({"child_age_limit": "eighteen"}, "child_age_limit"),
        (
            {"age_moment": [
                {"value": "AT_REPORT", "valid_to": "2023-12-31"}, {"value": "AT_RECORDING", "valid_from": "2024-01-01"}
            ]},
            "age_moment",
        ),
    ],
)  # fmt: skip
def test_fact_that_contradicts_itself_or_its_codelist_is_refused(facts: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        counting(**facts)


def test_list_of_facts_not_stated_is_complete() -> None:
    silent = sorted(name for name, facts in counting().stated().items() if facts[0].value == "UNKNOWN")

    assert counting(not_stated=silent).facts() == counting().facts()
    for wrong, named in ((silent[1:], silent[0]), ([*silent, "counting_unit"], "counting_unit")):
        with pytest.raises(ValidationError, match=named):
            counting(not_stated=wrong)


def test_models_do_not_change() -> None:
    source: Source = source_of()
    table = source.tables[0]

    assert isinstance(table, RecordsTable)
    with pytest.raises(ValidationError):
        setattr(source, "title", "x")  # noqa: B010  # mypy knows that it is read-only
    with pytest.raises(ValidationError):
        setattr(table, "table", "x")  # noqa: B010  # mypy knows that it is read-only
