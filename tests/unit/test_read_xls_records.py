"""What old workbooks hold beside their cells, written record by record."""

import struct

import pytest
import xlwt

from pipelines.read import Unreadable, read
from tests.support.old_binary import (
    RAISED,
    STRUCK,
    TO_NOTHING,
    TO_TEXT,
    Page,
    biff8_of,
    formula,
    label,
    number,
    record,
    rich,
    shared,
    text,
)
from tests.support.sheets import facts, texts
from tests.support.workbooks import xls_of

ONE = Page(number(0, 0, 1))
LINK = struct.pack("<H", 1) + text("\1other.xls")
DDE = struct.pack("<H", 0) + text("cmd\3/c calc")
BOX, REMARK = (
    record(0x5D, struct.pack("<HHHH", 0x15, 0x12, kind, 1) + bytes(18))
    + record(0x1B6, struct.pack("<HHIHHHH", 0, 0, 0, 0, 5, 16, 0) + bytes(2))
    + record(0x3C, text("hello")[2:])
    + record(0x3C, bytes(16))
    for kind in (0x06, 0x19)
)
PICTURE = (
    struct.pack("<HHI", 0xF, 0xF000, 50) + struct.pack("<HHI", 0x1F, 0xF001, 42) + struct.pack("<HHI", 2, 0xF007, 100)
)
BLANK_ENTRY = struct.pack("<HHI", 0xF, 0xF000, 44) + struct.pack("<HHI", 2, 0xF007, 36) + bytes(36)


def refused(content: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as told:
        read(content, "x.xls")
    return told.value


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (biff8_of(ONE, Page(number(0, 0, 1), kind=1)), "Excel 4 macro sheet"),
        (biff8_of(ONE, more=record(0x1AE, DDE)), "DDE link"),
        (biff8_of(ONE, streams={"MBD0018D4CE": b"x"}), "embedded object"),
        (biff8_of(ONE, more=record(0xEB, PICTURE[:12]) + record(0x3C, PICTURE[12:])), "picture"),
        (biff8_of(Page(number(0, 0, 1) + record(0xE9))), "picture"),
    ],
)
def test_active_and_foreign_content_is_refused_as_that_of_newer_workbooks(content: bytes, cause: str) -> None:
    told = refused(content)
    assert told.finding_id == "file-active"
    assert cause in told.detail


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (biff8_of(ONE, more=record(0x1AE, LINK)), "external link to another workbook, not followed"),
        (biff8_of(ONE, more=record(0x876)), "external data connection, not followed"),
        (biff8_of(ONE, streams={"_SX_DB_CUR": b"x"}), "records behind a pivot table present, not stored"),
        (biff8_of(Page(number(0, 0, 1) + BOX)), "text boxes present, not stored"),
    ],
)
def test_what_is_not_read_is_told(content: bytes, note: str) -> None:
    [sheet] = read(content, "x.xls")
    assert sheet.notes == (note,)


@pytest.mark.parametrize(
    "content",
    [
        biff8_of(ONE),
        biff8_of(ONE, Page(b"", kind=2)),
        biff8_of(ONE, more=record(0x1AE, struct.pack("<HH", 1, 0x0401))),
        biff8_of(ONE, more=record(0xEB, BLANK_ENTRY)),
        biff8_of(Page(number(0, 0, 1) + REMARK)),
    ],
    ids=["plain", "chart", "own sheets", "no picture", "comment"],
)
def test_nothing_is_told_of_what_is_harmless(content: bytes) -> None:
    [sheet] = read(content, "x.xls")
    assert sheet.notes == ()


def test_workbook_of_charts_only_is_refused() -> None:
    assert "no worksheet" in refused(biff8_of(Page(b"", kind=2))).detail


@pytest.mark.parametrize(
    ("string", "shown", "fact"),
    [
        (rich("12\U0001f6001", [(4, RAISED)]), "12\U0001f600", ("SUPERSCRIPT", "1")),
        (rich("1512", [(0, STRUCK), (2, 0)]), "12", ("SUPERSCRIPT", "15")),
        (rich("1512", [(0, STRUCK)]), "1512", ("STRUCK_THROUGH", "")),
        (rich("a\r\nb", [(0, 0)]), "a\nb", None),
        (rich("12\0", [(0, 0)]), "12\0", ("NUL", "")),
        (rich("12\n345", [(0, 0)]), "12\n345", ("SHOWN_AS", "several lines")),
        (rich("12\nof 345", [(0, 0)]), "12\nof 345", None),
    ],
)
def test_runs_of_a_text_say_what_is_part_of_it(string: bytes, shown: str, fact: tuple[str, str] | None) -> None:
    [sheet] = read(biff8_of(Page(shared(0, 0, 0)), strings=[string]), "x.xls")
    assert texts(sheet) == {1: [shown]}
    assert sheet.facts.filter(~sheet.facts["fact"].is_in(["NUMBER_AS_TEXT"])).select("fact", "detail").rows() == (
        [fact] if fact else []
    )


def test_rows_without_a_record_are_hidden_where_the_sheet_says_so() -> None:
    cells = record(0x225, struct.pack("<HH", 2, 255)) + number(0, 0, 1)
    assert read(biff8_of(Page(cells)), "x.xls")[0].hidden == ("row 1",)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (formula(0, 0, bytes(8), flags=3), [(1, 1, "")]),
        (formula(0, 0, bytes(8)), []),
        (formula(0, 0, TO_NOTHING), [(1, 1, "")]),
        (formula(0, 0, TO_NOTHING) + formula(0, 1, struct.pack("<d", 2)), []),
        (formula(0, 0, TO_TEXT) + record(0x207, text("a")), []),
    ],
)
def test_formula_that_nobody_reckoned_is_told(cells: bytes, told: list[tuple[int, int, str]]) -> None:
    sheets = read(biff8_of(ONE, Page(cells)), "x.xls")
    assert [facts(sheet, "NO_STORED_VALUE") for sheet in sheets] == [[], told]


def test_formula_of_a_writer_that_does_not_reckon_is_told() -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("s")
    page.write(0, 0, 2)
    page.write(0, 1, xlwt.Formula("A1*2"))
    [sheet] = read(xls_of(book), "x.xls")

    assert texts(sheet) == {1: ["2", None]}
    assert facts(sheet, "NO_STORED_VALUE") == [(1, 2, "")]


def test_text_of_its_own_is_read() -> None:
    assert texts(read(biff8_of(Page(label(0, 1, "žluť"))), "x.xls")[0]) == {1: [None, "žluť"]}
