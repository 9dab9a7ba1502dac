"""Excel workbooks: values as shown, addresses kept, and every fact that changes what a cell means."""

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipelines.read import Sheet, Unreadable, read
from tests.support.sheets import facts, texts
from tests.support.workbooks import saved


def sheet_with(**cells: Any) -> Sheet:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    for address, value in cells.items():
        page[address] = value
    [sheet] = read(saved(book), "x.xlsx")
    return sheet


def test_superscript_is_kept_apart_from_the_number() -> None:
    raised = TextBlock(InlineFont(vertAlign="superscript"), "1")
    sheet = sheet_with(A1=CellRichText("12", raised))

    assert texts(sheet) == {1: ["12"]}
    assert facts(sheet, "SUPERSCRIPT") == [(1, 1, "1")]


def test_bold_part_of_a_text_is_no_mark() -> None:
    sheet = sheet_with(A1=CellRichText("12", TextBlock(InlineFont(b=True), "1")))

    assert texts(sheet) == {1: ["121"]}
    assert facts(sheet, "SUPERSCRIPT") == []


def test_leading_empty_rows_and_columns_keep_addresses() -> None:
    assert texts(sheet_with(C4="x", B7="y")) == {4: [None, None, "x"], 7: [None, "y", None]}


def test_merged_area_is_a_fact() -> None:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    page["B2"] = "head"
    page.merge_cells("B2:D3")
    [sheet] = read(saved(book), "x.xlsx")

    assert facts(sheet, "MERGED") == [(2, 2, "2x3")]
    assert texts(sheet) == {2: [None, "head"]}


def test_error_cell_is_a_fact() -> None:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    page["A1"] = "#DIV/0!"
    page["A1"].data_type = "e"
    [sheet] = read(saved(book), "x.xlsx")

    assert facts(sheet, "ERROR") == [(1, 1, "#DIV/0!")]


def test_formula_is_its_stored_value_and_a_fact_without_one() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet()
        page.write_formula("A1", "=1+1", None, 2)
    [stored] = read(buffer.getvalue(), "x.xlsx")
    bare = sheet_with(A1="label", B1="=1+1")

    assert texts(stored) == {1: ["2"]}
    assert facts(stored, "NO_STORED_VALUE") == []
    assert texts(bare) == {1: ["label"]}
    assert facts(bare, "NO_STORED_VALUE") == [(1, 2, "")]


def test_struck_through_text_is_a_fact() -> None:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    page["A1"] = "7"
    page["A1"].font = Font(strike=True)
    page["A2"].font = Font(strike=True)
    [sheet] = read(saved(book), "x.xlsx")

    assert facts(sheet, "STRUCK_THROUGH") == [(1, 1, "")]


def test_hidden_parts_are_read_and_named() -> None:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    page["A1"], page["A2"], page["B1"] = "a", "b", "c"
    page.row_dimensions[2].hidden = True
    page.column_dimensions["B"].hidden = True
    back = book.create_sheet("back")
    back["A1"] = "d"
    back.sheet_state = "veryHidden"
    front, hidden = read(saved(book), "x.xlsx")

    assert front.hidden == ("column B", "row 2")
    assert hidden.hidden == ("sheet back",)
    assert texts(front) == {1: ["a", "c"], 2: ["b", None]}
    assert texts(hidden) == {1: ["d"]}


@pytest.mark.parametrize(
    ("value", "shape", "shown"),
    [
        (0.785, "0.0%", "78.5%"),
        (0.29, "0%", "29%"),
        (46.5, "0.00", "46.50"),
        (1247, "#,##0", "1247"),
        (12.0, "General", "12"),
        (0.1, "General", "0.1"),
        (-3, "General", "-3"),
    ],
)
def test_number_is_shown_as_the_sheet_shows_it(value: float, shape: str, shown: str) -> None:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    page["A1"] = value
    page["A1"].number_format = shape

    assert texts(read(saved(book), "x.xlsx")[0]) == {1: [shown]}


@pytest.mark.parametrize("is_mac", [False, True])
def test_date_follows_the_calendar_of_the_workbook(*, is_mac: bool) -> None:
    book = openpyxl.Workbook()
    if is_mac:
        book.epoch = CALENDAR_MAC_1904
    [page] = book.worksheets
    page["A1"] = dt.date(2024, 2, 29)
    page["A2"] = dt.datetime(2024, 2, 29, 13, 5)  # noqa: DTZ001  # cells have no time zone

    assert texts(read(saved(book), "x.xlsx")[0]) == {1: ["2024-02-29"], 2: ["2024-02-29 13:05:00"]}


def test_booleans_are_words() -> None:
    assert texts(sheet_with(A1=True, B1=False)) == {1: ["TRUE", "FALSE"]}


def test_text_of_digits_keeps_its_zeros() -> None:
    assert texts(sheet_with(A1="0042")) == {1: ["0042"]}


def test_one_cell_in_the_last_row_costs_nothing() -> None:
    sheet = sheet_with(A1="a", B1048576="z")

    assert sheet.cells["row"].to_list() == [1, 1_048_576]
    assert sheet.cells["2"].to_list() == [None, "z"]


def test_one_cell_in_the_last_column_is_refused_before_it_costs() -> None:
    with pytest.raises(Unreadable, match="outside the limit of 512 columns") as refused:
        sheet_with(A1="a", XFD1048576="z")

    assert refused.value.finding_id == "file-too-large"


def test_name_of_the_file_does_not_matter() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "x"

    assert texts(read(saved(book), "export.csv")[0]) == {1: ["x"]}
