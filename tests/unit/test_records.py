"""Records beyond the plain table: what stands around it, counts printed in it, tables joined to it, other editions."""

from dataclasses import replace
from typing import Any

import openpyxl
import polars as pl
import pytest
from pydantic import ValidationError

from pipelines.deliver import Outcome, code_delivery, tidy_delivery
from pipelines.read.cells import Sheet
from pipelines.records import tidy_records
from pipelines.tidy import Tidy
from tests.support.small import COLUMNS, HEADER, LOOKUPS, csv_of, delivered, ids, rows_of, source_of
from tests.support.tables import ids as found
from tests.support.tables import records, sheet
from tests.support.workbooks import saved

DAY = {"to": "reference_date", "format": "%Y-%m-%d"}
PLACE = {"to": "geo_code"}
HEAD = ["id", "day"]


def tidied(*sheets: Sheet, **changed: Any) -> Tidy:
    return tidy_records(list(sheets), records(**changed))


def with_place(**changed: Any) -> dict[str, Any]:
    return {"columns": {"id": {"to": "row_key"}, "day": DAY, "place": PLACE}} | changed


def in_categories(page: Sheet) -> Sheet:
    """The same sheet as the bulk lane of text tables gives it."""
    columns = [name for name in page.cells.columns if name != "row"]
    kinds: dict[Any, Any] = {name: pl.Enum(page.cells[name].drop_nulls().unique()) for name in columns}
    return replace(page, coded=page.cells.cast(kinds))


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"section_rows": "place"},
        {"stop": "Total"},
        {"titles": {"place": {"cell": "Area: .*", "pattern": "Area: (.*)"}}},
        {"fill_down": ["place"], "label_marks": {"place": r" ?\d\)"}},
        {"header": {"anchor": "id", "in_any_column": True}},
    ],
)
def test_columns_of_categories_become_the_same_rows(changed: dict[str, Any]) -> None:
    rows: list[list[str | None]] = [
        ["1", "d", " North  2)"],
        ["2", "d", None],
        ["3", "\u00a0e", "North 2)"],
        [*map(str, HEAD)],
        ["North"],
        ["4", "e", "x"],
    ]
    page = sheet(["Area: N"], [*HEAD, "place"], *rows, ["Total"], ["5", "f"])
    ours, theirs = tidied(in_categories(page), **with_place(**changed)), tidied(page, **with_place(**changed))

    assert in_categories(page).coded.dtypes != page.coded.dtypes
    assert ours.rows.equals(theirs.rows)
    assert ours.excluded.equals(theirs.excluded)
    assert found(ours.findings) == found(theirs.findings)


def test_a_title_is_a_column_of_every_row() -> None:
    pages = [sheet([f"Area: {name}"], HEAD, ["1", "d"], name=name) for name in ("North", "South")]
    told = tidied(*pages, **with_place(titles={"place": {"cell": "Area: .*", "pattern": "Area: (.*)"}}))

    assert told.rows.select("sheet", "place").rows() == [("North", "North"), ("South", "South")]
    assert found(told.findings) == []


def test_a_title_that_is_not_there_refuses_the_edition() -> None:
    told = tidied(sheet(HEAD, ["1", "d"]), **with_place(titles={"place": {"right_of": "Area"}}))

    assert found(told.findings) == ["title-missing"]


def test_headings_of_sections_are_a_column_and_are_counted_as_left_out() -> None:
    page = sheet([None, *HEAD], [None, "North"], [None, "1", "d"], [None, "South"], [None, "2", "e"])
    told = tidied(page, **with_place(section_rows="place"))

    assert told.rows.select("row", "id", "place").rows() == [(3, "1", "North"), (5, "2", "South")]
    assert told.excluded.select("row", "rule").rows() == [(2, "section-row"), (4, "section-row")]
    assert told.rows_read == page.cells.height - 1


def test_blanks_are_filled_and_footnote_marks_taken_off_where_declared() -> None:
    page = sheet([*HEAD, "place"], ["1", "d", "North²"], ["2", "e", None], ["3", "f", "South 1)"])
    told = tidied(page, **with_place(fill_down=["place"], label_marks={"place": r" ?\d\)|[¹²³]"}))

    assert told.rows["place"].to_list() == ["North", "North", "South"]


COUNT = {"rule": "sum", "column": "id", "matches": "Total", "counts": "day", "reason": "counts the records"}


@pytest.mark.parametrize(
    ("printed", "expected"), [("2", []), ("2 records", []), ("3", ["total-differs"]), (None, ["total-differs"])]
)
def test_a_printed_count_is_kept_apart_and_compared(printed: str | None, expected: list[str]) -> None:
    page = sheet(HEAD, ["1", "d"], ["2", "e"], ["Total", printed])
    told = tidied(page, totals=[COUNT | {"pattern": r"(\d+)(?: records)?"}])

    assert told.rows["id"].to_list() == ["1", "2"]
    assert told.excluded.rows() == [("first", 4, "sum")]
    assert found(told.findings) == expected
    assert [cell for each in told.findings for cell in each["cell"]] == ["B4"] * len(expected)


def test_a_printed_count_is_that_of_its_part() -> None:
    page = sheet([*HEAD, "place"], ["1", "d", "N"], ["Total", "1", "N"], ["2", "e", "S"], ["Total", "5", "S"])
    told = tidied(page, **with_place(totals=[COUNT | {"within": ["place"]}]))

    assert told.findings[0].select("row", "detail").rows() == [(5, "sum, there are 1 records")]


def test_the_anchor_may_stand_below_a_title() -> None:
    page = sheet(["Offences"], HEAD, ["1", "d"], ["Victims"], HEAD, ["2", "e"])

    assert tidied(page, header={"anchor": "id", "below": "Victims"}).rows["id"].to_list() == ["2"]
    assert found(tidied(page, header={"anchor": "id", "below": "Suspects"}).findings) == ["header-missing"]


OTHER = [header if header != "Motive" else "Reason" for header in HEADER]
RENAMED = [{"from": "Reason", "to": "Motive", "editions": ["2023"]}]


def test_a_column_has_the_name_its_edition_prints() -> None:
    rows = rows_of({"Date": "2023-05-01"})
    source = source_of(renamed=RENAMED)
    old, new = (
        code_delivery(tidy_delivery(csv_of(rows, OTHER), "x.csv", source=source, edition=edition), source)
        for edition in ("2023", "2024")
    )

    assert (old.accepted["motivation"].to_list(), ids(old)) == (["SEXUAL"], [])
    assert {"column-missing", "column-unknown"} <= set(ids(new))


def test_a_renamed_anchor_is_found_and_a_column_under_both_names_is_told() -> None:
    renamed = [{"from": "No", "to": "id", "editions": ["x"]}, {"from": "date", "to": "day", "editions": ["x"]}]
    told = tidied(sheet(["No", "date", "day"], ["1", "d", "e"]), renamed=renamed)

    assert told.rows["id"].to_list() == ["1"]
    assert found(told.findings) == ["column-duplicated"]


def test_a_rename_of_an_undeclared_edition_is_refused() -> None:
    with pytest.raises(ValidationError, match="1999"):
        source_of(renamed=[RENAMED[0] | {"editions": ["1999"]}])


JOIN = {
    "table": "cases", "sheets": {"names": ["cases"]}, "header": {"anchor": "case"}, "match": {"case": "case"},
    "columns": ["Date", "Motive"], "unused_columns": {"office": "not needed"},
}  # fmt: skip
JOINED: dict[str, Any] = {
    "columns": {name: column for name, column in COLUMNS.items() if name in {"Number", "Date", "Motive", "Age"}},
    "sheets": {"names": ["victims"]}, "joins": [JOIN], "unused_columns": {"case": "joins the tables"},
    "lookups": {name: LOOKUPS[name] for name in ("motive", "age")},
}  # fmt: skip
CASE = "AZ-4711-secret"
CASES = [["case", "Date", "Motive", "office"], [CASE, "2024-05-01", "sexual", "a"], ["2", "2024-06-01", "moon", "b"]]
VICTIMS = [["Number", "case", "Age"], ["1", CASE, "14"], ["2", CASE, "15"]]


def outcome_of(*, cases: list[list[str]], victims: list[list[str]]) -> Outcome:
    source = source_of(**JOINED)
    book = openpyxl.Workbook()
    for name, rows in {"cases": cases, "victims": victims}.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    del book["Sheet"]
    tidied = tidy_delivery(saved(book), "x.xlsx", source=source, edition="2024")
    outcome = code_delivery(tidied, source)
    told = str([outcome.findings.to_dicts(), [each.rows.to_dicts() for each in tidied.tables]])
    assert CASE not in told
    assert outcome.rows_read == outcome.accepted.height + outcome.rejected + outcome.excluded.height
    return outcome


def test_records_take_columns_from_a_joined_table() -> None:
    outcome = outcome_of(cases=CASES[:2], victims=VICTIMS)

    assert outcome.accepted.select("motivation", "victim_age").rows() == [("SEXUAL", "Y14"), ("SEXUAL", "Y15")]
    assert ids(outcome) == []


def test_a_record_without_its_partner_is_refused_and_a_partner_without_record_is_told() -> None:
    outcome = outcome_of(cases=CASES, victims=[*VICTIMS, ["3", "9", "14"]])

    assert (outcome.accepted.height, outcome.rejected) == (2, 1)
    missing = outcome.findings.filter(finding_id="join-missing").row(0, named=True)
    assert (missing["sheet"], missing["cell"], missing["value"], missing["detail"]) == ("victims", "B4", None, "cases")
    assert outcome.findings.filter(finding_id="join-unused").select("sheet", "cell").rows() == [("cases", "A3")]


def test_a_record_with_two_partners_is_refused() -> None:
    outcome = outcome_of(cases=[*CASES[:2], CASES[1]], victims=VICTIMS)

    assert (outcome.accepted.height, outcome.rejected) == (0, 2)
    assert outcome.findings.filter(finding_id="join-ambiguous")["row"].to_list() == [2, 3]


def test_a_value_of_a_joined_table_has_its_own_address() -> None:
    outcome = outcome_of(cases=CASES, victims=[*VICTIMS, ["3", "2", "14"]])
    [unmapped] = outcome.findings.filter(finding_id="value-unmapped").to_dicts()

    assert (unmapped["row"], unmapped["cell"], unmapped["value"]) == (4, "cases!C3", "moon")


def test_a_fact_of_a_joined_cell_refuses_every_record_that_took_it() -> None:
    outcome = outcome_of(cases=[CASES[0], [CASE, "2024-05-01", "#N/A", "a"]], victims=VICTIMS)

    found = outcome.findings.filter(finding_id="cell-error").select("sheet", "row", "cell").rows()
    assert found == [("victims", 2, "cases!C2"), ("victims", 3, "cases!C2")]
    assert (outcome.accepted.height, outcome.rejected) == (0, 2)


def test_the_record_says_where_its_joined_columns_stand() -> None:
    assert "Motive=cases!C" in outcome_of(cases=CASES[:2], victims=VICTIMS).accepted["columns"][0]


def test_columns_of_a_joined_table_are_checked() -> None:
    outcome = outcome_of(cases=[["case", "Date", "case", "x"], [CASE, "2024-05-01", "z", "q"]], victims=VICTIMS)

    assert {"column-missing", "column-unknown", "column-duplicated"} <= set(ids(outcome))


@pytest.mark.parametrize(
    "changed",
    [
        {"joins": [JOIN | {"columns": ["Colour"]}]},
        {"joins": [JOIN, JOIN]},
        {"joins": [JOIN | {"fill_down": ["Date"]}]},
        {"joins": [JOIN | {"encoding": "utf-8"}]},
        {"renamed": [{"from": "Reason", "to": "Colour", "editions": ["2023"]}]},
        {"fill_down": ["Colour"]},
        {"totals": [COUNT]},
    ],
)
def test_names_that_are_no_columns_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=r"no mapped columns|from one place|plain rows"):
        source_of(**JOINED | changed)


BANDS = ["unter {below}", "{from} bis {to} Jahre", "{from} bis unter {below}", "ab {from}", "über {above}"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("unter 14", "Y_LT14"),
        ("14 bis 15 Jahre", "Y14T15"),
        ("14 bis unter 16", "Y14T15"),
        ("ab 18", "Y_GE18"),
        ("über 17", "Y_GE18"),
        ("17 bis unter 18", "Y17"),
    ],
)
def test_age_bands_in_words_of_a_language(text: str, code: str) -> None:
    columns = COLUMNS | {"Age": {"to": "victim_age", "lookup": "age", "bands": BANDS}}

    assert delivered({"Age": text}, columns=columns).accepted["victim_age"].to_list() == [code]


@pytest.mark.parametrize("text", ["15 bis unter 14", "unter 0", "ab 200", "unter vierzehn", "14", "unter 14 Jahre"])
def test_an_age_band_in_no_declared_form_is_refused(text: str) -> None:
    columns = COLUMNS | {"Age": {"to": "victim_age", "lookup": "age", "bands": BANDS}}

    assert "age-unreadable" in ids(delivered({"Age": text}, columns=columns))


def test_age_bands_that_disagree_say_nothing() -> None:
    columns = COLUMNS | {"Age": {"to": "victim_age", "lookup": "age", "bands": ["{from}-{to}", "{from}-{below}"]}}

    assert "age-unreadable" in ids(delivered({"Age": "12-15"}, columns=columns))


def test_a_label_of_the_lookup_counts_before_a_form() -> None:
    columns = COLUMNS | {"Age": {"to": "victim_age", "lookup": "age", "bands": ["{from}-{below}"]}}

    assert delivered({"Age": "13-15"}, columns=columns).accepted["victim_age"].to_list() == ["Y13T15"]


def test_a_date_in_words_follows_the_locale_of_its_column() -> None:
    columns = COLUMNS | {"Date": {"to": "reference_date", "format": "%d. %B %Y", "locale": "de"}}
    outcome = delivered({"Date": "1. März 2024"}, {"Date": "1. March 2024"}, columns=columns)

    assert outcome.accepted["reference_date"].dt.to_string().to_list() == ["2024-03-01"]
    assert "date-unreadable" in ids(outcome)
