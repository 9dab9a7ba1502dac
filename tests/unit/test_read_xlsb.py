"""Binary workbooks: values as calamine reads them, and the facts it does not tell."""

import io
import struct

import pytest
import python_calamine

from pipelines.read import Unreadable, read
from tests.support.binary import cell, record, row, wide, xlsb_of
from tests.support.workbooks import zip_of

PERCENT = 10
FONTS = (
    record(43, struct.pack("<HHHH", 220, 0, 400, 0))
    + record(43, struct.pack("<HHHH", 220, 8, 400, 0))
    + record(43, struct.pack("<HHHH", 220, 0, 400, 1))
)
FORMATS = record(615, struct.pack("<I", 1)) + record(44, struct.pack("<H", 164) + wide("dd/mm/yyyy")) + record(616)
STYLES = (
    FONTS
    + FORMATS
    + record(617, struct.pack("<I", 4))
    + b"".join(
        record(47, struct.pack("<HHHHHHH", 0, shape, font, 0, 0, 0, 0))
        for shape, font in [(0, 0), (PERCENT, 0), (164, 0), (0, 1)]
    )
    + record(618)
)
RUNS = struct.pack("<IHHHH", 2, 2, 2, 3, 0)
STRINGS = (
    record(159, struct.pack("<II", 2, 2))
    + record(19, b"\0" + wide("plain"))
    + record(19, b"\1" + wide("121 x") + RUNS)
    + record(160)
)


def number(value: float) -> bytes:
    return struct.pack("<d", value)


def rk(value: int, *, is_hundredth: bool = False) -> bytes:
    return struct.pack("<i", value << 2 | 2 | is_hundredth)


def test_values_are_those_calamine_reads() -> None:
    rows = (
        row(1) + cell(7, 1, struct.pack("<I", 0)) + cell(6, 2, wide("in place")) + cell(5, 3, number(0.5))
        + row(4) + cell(2, 1, rk(7)) + cell(2, 2, rk(1337, is_hundredth=True)) + cell(2, 3, rk(-3)) + cell(4, 4, b"\1")
        + cell(2, 28, struct.pack("<I", 0x3FF80000)) + cell(8, 29, wide("result") + b"\0" * 8)
        + cell(9, 30, number(1e300))
    )  # fmt: skip
    content = xlsb_of(rows, strings=STRINGS, styles=STYLES)
    [sheet] = read(content, "x.xlsb")
    theirs = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)

    values = {
        (at, to): value
        for at, texts in enumerate(theirs.to_python(skip_empty_area=False), start=1)
        for to, value in enumerate(texts, start=1)
        if value != ""
    }
    ours = {(texts[0], to): text for texts in sheet.cells.rows() for to, text in enumerate(texts[1:], 1) if text}
    assert len(values) == 10
    assert ours.keys() == values.keys()
    for place, value in values.items():
        if isinstance(value, str):
            assert ours[place] == value
        else:
            assert ours[place] == "TRUE" if value is True else float(ours[place]) == value


def test_facts_that_a_value_does_not_show() -> None:
    rows = (
        record(60, struct.pack("<IIIIH", 1, 2, 2000, 0, 1))
        + row(1) + cell(7, 1, struct.pack("<I", 1)) + cell(3, 2, b"\x2a") + cell(11, 3, b"\x07\0\0")
        + row(2, is_hidden=True) + cell(5, 1, number(0.125), 1) + cell(5, 2, number(45351), 2)
        + cell(5, 3, number(-5), 2)
        + cell(6, 4, wide("gone"), 3)
        + record(176, struct.pack("<IIII", 0, 1, 0, 2))
    )  # fmt: skip
    [sheet] = read(xlsb_of(rows, strings=STRINGS, styles=STYLES, state=2), "x.xlsb")

    assert sheet.cells.rows() == [(1, "12 x", "#N/A", "#DIV/0!", None), (2, "12.50%", "2024-02-29", "-5", "gone")]
    assert sheet.facts.rows() == [
        (1, 1, "SUPERSCRIPT", "1"), (1, 2, "ERROR", "#N/A"), (1, 3, "ERROR", "#DIV/0!"), (2, 3, "NOT_A_DATE", "-5"),
        (2, 4, "STRUCK_THROUGH", ""), (1, 1, "MERGED", "2x3"),
        *((row, column, "COVERED", "") for column, row in [(1, 2), (2, 1), (2, 2), (3, 1), (3, 2)]),
    ]  # fmt: skip
    assert sheet.stored.rows() == [(2, 1, "0.125")]
    assert sheet.hidden == ("sheet Sheet1", "column B", "column C", "row 2")


def test_level_of_the_first_label_of_a_row_is_told() -> None:
    bold = record(43, struct.pack("<HHHH", 220, 0, 700, 0))
    plain = record(43, struct.pack("<HHHH", 220, 0, 400, 0))
    looks = [(0, 0), (1, 2), (0, 3)]  # font, steps of indentation
    formats = [record(47, struct.pack("<HHHHHBBH", 0, 0, font, 0, 0, 0, steps, 0)) for font, steps in looks]
    styles = plain + bold + record(617, struct.pack("<I", 3)) + b"".join(formats) + record(618)
    rows = row(1) + cell(6, 1, wide("a"), 0) + row(2) + cell(6, 1, wide("b"), 1) + cell(6, 2, wide("c"), 2)
    [sheet] = read(xlsb_of(rows, styles=styles), "x.xlsb")

    assert sheet.facts.rows() == [(2, 1, "INDENTED", "2"), (2, 1, "BOLD", "")]


def test_calendar_of_1904_moves_dates() -> None:
    rows = row(1) + cell(5, 1, number(43889), 2)

    assert read(xlsb_of(rows, styles=STYLES, flags=1), "x.xlsb")[0].cells.rows() == [(1, "2024-02-29")]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (row(1) + cell(5, 1, b"\0\0"), "damaged or cut off"),
        (row(1) + cell(6, 1, struct.pack("<I", 900)), "damaged or cut off"),
        (row(1) + cell(7, 1, struct.pack("<I", 9)), "shared string that is missing"),
        (row(1) + cell(7, 1, b""), "shared string that is missing"),
        (row(2) + row(1), "out of order"),
        (row(1) + cell(5, 1, number(1)) + cell(5, 1, number(2)), "occurs twice"),
        (row(1) + cell(5, 20_000, number(1)), "invalid"),
        (row(1) + cell(5, 600, number(1)), "limit of 512 columns"),
        (b"\xff\xff", "damaged or cut off"),
    ],
)
def test_damaged_binary_workbook_is_refused(rows: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read(xlsb_of(rows), "x.xlsb")


def test_binary_workbook_without_a_worksheet_is_refused() -> None:
    with pytest.raises(Unreadable, match="no worksheet"):
        read(zip_of({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\x83\x01\x00"}), "x.xlsb")
