"""Sheets to rows in the source's own words: columns, rules, sections, and an address for every value."""

from typing import Any

import pytest
from pydantic import ValidationError

from pipelines.read.cells import Fact, Sheet
from pipelines.records import tidy_records
from pipelines.tidy import Tidy, tidy_figures
from tests.support.tables import figures, ids, records, sheet

HEAD = ("id", "day")


def tidied(*rows: Any, **changed: Any) -> Tidy:
    return tidy_records([sheet(*rows)], records(**changed))


def test_records_keep_row_numbers_and_letters() -> None:
    found = tidied([None, *HEAD], [None, "1", "a"], [None, None, None], [None, " 2 ", None])

    assert found.rows.to_dicts() == [
        {"sheet": "first", "row": 2, "id": "1", "day": "a"},
        {"sheet": "first", "row": 4, "id": "2", "day": None},
    ]
    assert (found.letters, found.rows_read, found.findings) == ({"id": "B", "day": "C"}, 2, [])


def test_columns_are_found_by_their_text_wherever_they_stand() -> None:
    found = tidied(["id", "spare", "day"], ["1", "x", "a"], unused_columns={"spare": "says nothing"})

    assert found.rows["day"].to_list() == ["a"]
    assert found.letters["day"] == "C"
    assert found.findings == []


def test_missing_unknown_and_duplicated_columns_are_told() -> None:
    found = tidied(["id", "other", "id"], ["1", "x", "y"])

    assert ids(found.findings) == ["column-missing", "column-unknown", "column-duplicated"]
    assert [each["column_name"][0] for each in found.findings] == ["day", "other", "id"]
    assert found.findings[1].select("cell", "row").row(0) == ("B1", 1)
    assert found.rows["day"].to_list() == [None]


def test_header_without_rows_is_told() -> None:
    assert ids(tidied(HEAD).findings) == ["table-empty"]


def test_rows_of_several_sheets_keep_their_sheet() -> None:
    pages = [sheet(HEAD, ["1", "a"], name="x"), sheet(HEAD, ["1", "b"], name="y")]

    assert tidy_records(pages, records()).rows.select("sheet", "row").rows() == [("x", 2), ("y", 2)]


def test_rules_leave_rows_out_by_name_and_the_first_counts() -> None:
    rules = [
        {"rule": "total", "column": "id", "matches": "Total|Sum", "reason": "sums"},
        {"rule": "no-day", "column": "day", "matches": "", "reason": "empty lines"},
        {"rule": "late", "column": "id", "matches": "Total", "reason": "never first"},
    ]
    found = tidied(HEAD, ["1", "a"], ["Total", None], ["2", None], ["Total 2", "b"], exclude_rows=rules)

    assert found.rows["id"].to_list() == ["1", "Total 2"]
    assert found.excluded.rows() == [("first", 3, "total"), ("first", 4, "no-day")]
    assert found.rows_read == 4


def test_rules_count_to_the_rows_even_where_all_are_left_out() -> None:
    rule = {"rule": "all", "column": "id", "matches": ".*", "reason": "test"}
    found = tidied(HEAD, ["1", "a"], exclude_rows=[rule])

    assert (found.rows.height, found.excluded.height, found.rows_read, found.findings) == (0, 1, 1, [])


CROSS: list[list[str | None]] = [["item", "girls", "boys"], ["threat", "12", "3"], ["demand", None, ":"]]


def test_crosstab_becomes_one_row_a_value_with_its_address() -> None:
    found = tidy_figures([sheet(*CROSS)], figures())

    assert found.rows.select("cell", "item", "group", "value").rows() == [
        ("B2", "threat", "girls", "12"),
        ("C2", "threat", "boys", "3"),
        ("C3", "demand", "boys", ":"),
    ]


def test_cells_that_publish_nothing_are_left_out_by_name() -> None:
    found = tidy_figures([sheet(*CROSS)], figures(not_published=[":"]))

    assert found.rows["cell"].to_list() == ["B2", "C2"]
    assert found.excluded.rows() == [("first", 3, "not-published")]
    assert found.rows_read == 3


def test_crosstab_of_two_header_rows_gives_each_value_both_heads() -> None:
    page = sheet(
        ["item", "girls", None, "boys"],
        [None, "n", "%", "n"],
        ["threat", "1", "2", "3"],
        facts=[Fact(1, 2, "MERGED", "1x2"), Fact(1, 1, "MERGED", "2x1")],
    )
    declared = figures(header={"anchor": "item", "rows": 2}, heads=["group", "unit"])

    assert tidy_figures([page], declared).rows.select("cell", "group", "unit").rows() == [
        ("B3", "girls", "n"), ("C3", "girls", "%"), ("D3", "boys", "n"),
    ]  # fmt: skip


def test_sections_and_filled_down_stubs_become_labels() -> None:
    page = sheet(
        ["item", "kind", "all"],
        ["Threats", None, None],
        ["online", "a", "1"],
        [None, "b", "2"],
        ["Demands", None, None],
        ["money", "a", "3"],
    )
    declared = figures(stubs=["item", "kind"], section_rows="topic", fill_down=["item"])
    found = tidy_figures([page], declared)

    assert found.rows.select("topic", "item", "kind", "cell").rows() == [
        ("Threats", "online", "a", "C3"), ("Threats", "online", "b", "C4"), ("Demands", "money", "a", "C6"),
    ]  # fmt: skip


def listed(page: Sheet, **changed: Any) -> Tidy:
    plain = {"kind": "list", "value": "number", "stubs": [], "heads": [], "labels": {"item | unit": {}}}
    return tidy_figures([page], figures(**(plain | changed)))


def test_list_gives_one_row_a_line() -> None:
    found = listed(sheet(["item", "number", "unit"], ["threat", "12", "n"], ["demand", "3", "n"]))

    assert found.rows.select("cell", "item", "unit", "value").rows() == [
        ("B2", "threat", "n", "12"), ("B3", "demand", "n", "3"),
    ]  # fmt: skip
    assert found.findings == []


def test_list_tells_missing_and_unknown_columns() -> None:
    found = listed(sheet(["item", "amount"], ["threat", "12"]))

    assert sorted(ids(found.findings)) == ["column-missing", "column-missing", "column-unknown"]
    assert found.rows["value"].to_list() == [None]


def test_list_tells_duplicated_columns() -> None:
    found = listed(sheet(["item", "number", "unit", "number"], ["threat", "12", "n", "13"]))

    assert ids(found.findings) == ["column-duplicated"]


def test_list_fills_labels_down_where_declared() -> None:
    page = sheet(["item", "number", "unit"], ["threat", "1", "n"], [None, "2", "n"])

    assert listed(page, fill_down=["item"]).rows["item"].to_list() == ["threat", "threat"]
    assert listed(page.__class__(page.name, page.cells)).rows["item"].to_list() == ["threat", ""]


def test_table_that_is_not_there_has_no_rows() -> None:
    found = tidy_figures([sheet(["other"])], figures())

    assert (found.rows.height, found.rows_read, ids(found.findings)) == (0, 0, ["header-missing"])


def test_crosstab_without_values_is_told() -> None:
    assert ids(tidy_figures([sheet(["item", "girls"], ["threat", None])], figures()).findings) == ["table-empty"]


def test_crosstab_tells_columns_of_the_same_heads() -> None:
    page = sheet(["item", "girls", "girls"], ["threat", "1", "2"])

    assert ids(tidy_figures([page], figures()).findings) == ["column-duplicated"]


@pytest.mark.parametrize("kind", ["crosstab", "list"])
def test_figures_have_titles_and_labels_without_their_marks(kind: str) -> None:
    page = sheet(["Year 2024"], ["item", "n"], ["boys 1)", "4"], ["girls", "5"])
    shape: dict[str, Any] = {"kind": "list", "value": "n", "stubs": [], "heads": []} if kind == "list" else {}
    table = figures(
        titles={"year": {"cell": "Year .*", "pattern": r"(\d{4})"}}, label_marks={"item": r" \d\)"},
        labels={"item": {}, "year": {}} | ({} if kind == "list" else {"group": {}}), **shape,
    )  # fmt: skip

    told = tidy_figures([page], table)

    assert told.rows.select("year", "item", "value").rows() == [("2024", "boys", "4"), ("2024", "girls", "5")]
    assert ids(told.findings) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"fill_down": ["itme"]},
        {"label_marks": {"group": "x"}},
        {"renamed": [{"from": "Item", "to": "itme", "editions": ["2024"]}]},
    ],
)
def test_names_that_are_no_label_columns_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="no label columns"):
        figures(**changed)
