"""Old Excel workbooks, as xlwt writes them."""

import datetime as dt

import pytest
import xlwt

from pipelines.read import Sheet, read
from tests.support.sheets import facts, texts
from tests.support.workbooks import xls_of


def book_with(**options: object) -> tuple[xlwt.Workbook, xlwt.Worksheet]:
    book = xlwt.Workbook(**options)
    return book, book.add_sheet("first")


def only(book: xlwt.Workbook) -> Sheet:
    [sheet] = read(xls_of(book), "x.xls")
    return sheet


def test_text_and_leading_empty_rows() -> None:
    book, page = book_with()
    page.write(3, 2, "žluť")

    assert texts(only(book)) == {4: [None, None, "žluť"]}


def test_superscript_is_kept_apart_from_the_number() -> None:
    book, page = book_with()
    raised = xlwt.easyfont("escapement superscript")
    page.write_rich_text(0, 0, ["12", ("1", raised)])
    page.write_rich_text(1, 0, ["12", ("1", xlwt.easyfont("bold true"))])
    sheet = only(book)

    assert texts(sheet) == {1: ["12"], 2: ["121"]}
    assert facts(sheet, "SUPERSCRIPT") == [(1, 1, "1")]


@pytest.mark.parametrize(
    ("value", "shape", "shown"),
    [(0.785, "0.0%", "78.5%"), (46.5, "0.00", "46.50"), (12.0, "General", "12"), (1247.0, "#,##0", "1247")],
)
def test_number_is_shown_as_the_sheet_shows_it(value: float, shape: str, shown: str) -> None:
    book, page = book_with()
    page.write(0, 0, value, xlwt.easyxf(num_format_str=shape))

    assert texts(only(book)) == {1: [shown]}


@pytest.mark.parametrize("is_mac", [False, True])
def test_date_follows_the_calendar_of_the_workbook(*, is_mac: bool) -> None:
    book, page = book_with()
    book.dates_1904 = is_mac
    page.write(0, 0, dt.date(2024, 2, 29), xlwt.easyxf(num_format_str="DD.MM.YYYY"))

    assert texts(only(book)) == {1: ["2024-02-29"]}


def test_merges_and_booleans() -> None:
    book, page = book_with()
    page.write_merge(0, 1, 0, 2, "head")
    page.write(2, 0, True)  # noqa: FBT003  # the cell's value
    sheet = only(book)

    assert facts(sheet, "MERGED") == [(1, 1, "2x3")]
    assert texts(sheet)[3][0] == "TRUE"


def test_error_cell_is_a_fact() -> None:
    book, page = book_with()
    page.row(0).set_cell_error(0, 0x07)

    assert facts(only(book), "ERROR") == [(1, 1, "#DIV/0!")]


def test_hidden_parts_are_read_and_named() -> None:
    book, page = book_with()
    page.write(0, 0, "a")
    page.write(1, 0, "b")
    page.row(1).hidden = True
    back = book.add_sheet("back")
    back.write(0, 0, "c")
    back.visibility = 1
    front, hidden = read(xls_of(book), "x.xls")

    assert front.hidden == ("row 2",)
    assert hidden.hidden == ("sheet back",)
    assert texts(hidden) == {1: ["c"]}


def test_one_cell_in_the_last_corner_costs_nothing() -> None:
    book, page = book_with()
    page.write(0, 0, "a")
    page.write(65_535, 255, "z")

    assert only(book).cells["row"].to_list() == [1, 65_536]
