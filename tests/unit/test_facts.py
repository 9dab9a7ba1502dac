"""What a cell's text does not show becomes a finding on that cell."""

import gzip
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from pipelines.deliver import Outcome, deliver
from tests.support.small import HEADER, ids, rows_of, source_of
from tests.support.workbooks import saved, zip_of

RAISED = TextBlock(InlineFont(vertAlign="superscript"), "1")


def outcome_with(address: str, value: Any = None, *, is_struck: bool = False, hidden_row: int = 0) -> Outcome:
    """A delivery of two rows in which one cell is changed."""
    book = openpyxl.Workbook()
    [page] = book.worksheets
    for cells in (HEADER, *rows_of({}, {})):
        page.append(list(cells))
    if value is not None:
        page[address] = value
    if is_struck:
        page[address].font = Font(strike=True)
    if hidden_row:
        page.row_dimensions[hidden_row].hidden = True
    return deliver(saved(book), "x.xlsx", source=source_of(), edition="2024")


def test_mark_glued_to_a_number_refuses_the_row() -> None:
    outcome = outcome_with("E3", CellRichText("12", RAISED))
    told = outcome.findings.row(0, named=True)

    assert (told["finding_id"], told["cell"], told["value"], told["detail"]) == ("cell-superscript", "E3", "12", "1")
    assert (outcome.accepted.height, outcome.rejected) == (1, 1)


def test_mark_on_a_word_is_only_left_out() -> None:
    outcome = outcome_with("C3", CellRichText("money", RAISED))

    assert ids(outcome) == []
    assert outcome.accepted["motivation"].to_list() == ["SEXUAL", "FINANCIAL"]


def test_mark_in_the_header_is_no_finding() -> None:
    assert ids(outcome_with("E1", CellRichText("Age", RAISED))) == []


@pytest.mark.parametrize(
    ("value", "finding_id"), [("#N/A", "cell-error"), ("=1+1", "formula-without-value")],
)  # fmt: skip
def test_errors_and_missing_results_refuse_the_row(value: str, finding_id: str) -> None:
    outcome = outcome_with("C3", value)

    assert outcome.findings.filter(finding_id=finding_id)["cell"].to_list() == ["C3"]
    assert (outcome.accepted.height, outcome.rejected) == (1, 1)


def test_struck_through_value_is_taken_with_a_warning() -> None:
    outcome = outcome_with("C3", is_struck=True)

    assert outcome.findings.select("finding_id", "severity", "cell").rows() == [("text-struck-through", "warns", "C3")]
    assert outcome.accepted.height == 2


def test_number_whose_format_says_more_is_taken_with_a_warning() -> None:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    for cells in (HEADER, *rows_of({}, {})):
        page.append(list(cells))
    page["E3"] = 13
    page["E3"].number_format = '"<"0'
    outcome = deliver(saved(book), "x.xlsx", source=source_of(), edition="2024")

    assert outcome.findings.select("finding_id", "severity", "cell", "value", "detail").rows() == [
        ("number-shown-otherwise", "warns", "E3", "13", "<")
    ]
    assert outcome.accepted.height == 2


@pytest.mark.parametrize("change", [{"is_struck": True}, {"value": CellRichText("2024", RAISED)}])
def test_case_number_is_not_shown(change: dict[str, Any]) -> None:
    told = outcome_with("A3", **change).findings.row(0, named=True)

    assert (told["cell"], told["value"]) == ("A3", None)
    assert "C-2" not in told["text"]
    assert "2024" not in told["text"]


def test_hidden_rows_are_taken_with_a_warning() -> None:
    outcome = outcome_with("A1", hidden_row=3)

    assert outcome.findings.select("finding_id", "detail").rows() == [("rows-hidden", "row 3")]
    assert outcome.accepted.height == 2


def test_value_behind_a_merged_cell_refuses_its_row() -> None:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    for cells in (HEADER, *rows_of({}, {})):
        page.append(list(cells))
    page.merged_cells.add("C2:C3")  # merging by name would take the value away
    outcome = deliver(saved(book), "x.xlsx", source=source_of(), edition="2024")

    assert outcome.findings.filter(finding_id="cell-covered")["cell"].to_list() == ["C3"]
    assert (outcome.accepted.height, outcome.rejected) == (1, 1)


def test_archive_of_several_files_is_taken_with_a_warning_unless_the_source_chooses_among_them() -> None:
    lines = [as_text(";".join(HEADER), ";".join(map(str, cells))) for cells in rows_of({}, {})]
    content = zip_of({"b.csv": lines[1], "a.csv": lines[0]})
    told = deliver(content, "x.zip", source=source_of(), edition="2024").findings
    chosen = source_of(sheets={"pattern": ".*csv"})

    assert told.select("finding_id", "value", "detail").rows() == [("archive-several", "2", "a.csv, b.csv")]
    assert ids(deliver(content, "x.zip", source=chosen, edition="2024")) == []


def test_files_one_behind_the_other_in_a_gzip_are_taken_with_a_warning() -> None:
    first, second = rows_of({}, {})
    parts = [as_text(";".join(HEADER), ";".join(map(str, first))), as_text(";".join(map(str, second)))]
    content = b"".join(map(gzip.compress, parts))
    outcome = deliver(content, "x.csv.gz", source=source_of(), edition="2024")

    assert outcome.findings.select("finding_id", "value", "detail").rows() == [
        ("archive-several", "several", "x.csv.gz")
    ]
    assert outcome.accepted.height == 2


def as_text(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


@pytest.mark.parametrize(("spoilt", "finding_id"), [("{};more", "row-ragged"), ("{}\x00", "cell-binary")])
def test_row_of_a_text_table_that_went_wrong_is_refused(spoilt: str, finding_id: str) -> None:
    first, second = (";".join(map(str, cells)) for cells in rows_of({}, {}))
    outcome = deliver(
        as_text(";".join(HEADER), first, spoilt.format(second)), "x.csv", source=source_of(), edition="2024"
    )

    assert finding_id in ids(outcome)
    assert outcome.accepted.height == 1


def test_rows_that_a_stray_quotation_mark_swallowed_are_refused() -> None:
    lines = [";".join(map(str, cells)) for cells in rows_of({}, {}, {})]
    lines[1] = lines[1].replace(";", ';"', 1)
    lines[2] += '"'
    outcome = deliver(as_text(";".join(HEADER), *lines), "x.csv", source=source_of(), edition="2024")

    assert "rows-swallowed" in ids(outcome)
    assert outcome.accepted.height == 1
