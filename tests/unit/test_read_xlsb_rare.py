"""Rare records of binary workbooks: short cells, lines of no size, links that another program fills."""

import struct

import pytest

from pipelines.read import Unreadable, read
from tests.support.binary import cell, record, row, wide, xlsb_of
from tests.support.sheets import texts
from tests.support.workbooks import parts_of, zip_of

ONE = row(1) + cell(5, 1, struct.pack("<d", 1))
STRINGS = record(159, struct.pack("<II", 1, 1)) + record(19, b"\0" + wide("plain")) + record(160)


def short(kind: int, value: bytes = b"") -> bytes:
    """A cell behind the last one: it has a style and no column."""
    return record(kind, bytes(4) + value)


def test_short_cells_stand_behind_the_last_one() -> None:
    cells = (
        ONE + short(13, struct.pack("<i", 7 << 2 | 2)) + short(17, wide("st")) + short(18, bytes(4))
        + short(16, struct.pack("<d", 2.5)) + short(15, b"\1") + short(14, b"\x2a") + short(12)
        + short(16, struct.pack("<d", 9)) + cell(1, 12, b"") + short(15, b"\0") + row(3) + short(15, b"\1")
    )  # fmt: skip
    first = ["1", "7", "st", "plain", "2.5", "TRUE", "#N/A", None, "9", None, None, None, "FALSE"]
    [sheet] = read(xlsb_of(cells, strings=STRINGS), "x.xlsb")

    assert texts(sheet) == {1: first, 3: ["TRUE", *[None] * 12]}
    assert sheet.facts.rows() == [(1, 7, "ERROR", "#N/A")]


def test_short_cell_in_the_place_of_another_is_refused() -> None:
    with pytest.raises(Unreadable, match="occurs twice"):
        read(xlsb_of(row(1) + cell(4, 2, b"\1") + cell(4, 1, b"\1") + short(15, b"\1")), "x.xlsb")


def test_lines_of_no_size_are_hidden() -> None:
    flat = record(0, struct.pack("<IIHBBB", 0, 0, 0, 0, 0, 0)) + cell(4, 1, b"\1")
    [sheet] = read(xlsb_of(record(60, struct.pack("<IIIIH", 0, 0, 0, 0, 0)) + flat), "x.xlsb")

    assert sheet.hidden == ("column A", "row 1")


@pytest.mark.parametrize("kind", [1, 2])
def test_link_that_another_program_fills_is_refused(kind: int) -> None:
    link = record(360, struct.pack("<H", kind) + wide("cmd") + wide("/c calc"))
    with pytest.raises(Unreadable, match="DDE link"):
        read(zip_of({**parts_of(xlsb_of(ONE)), "xl/externalLinks/externalLink1.bin": link}), "x.xlsb")


@pytest.mark.parametrize(
    ("name", "part", "note"),
    [
        ("xl/connections.bin", record(429), "external data connection, not followed"),
        (
            "xl/externalLinks/externalLink1.bin",
            record(360, struct.pack("<H", 0) + wide("rId1") + wide("")),
            "external link to another workbook, not followed",
        ),
    ],
)
def test_what_is_not_followed_is_told(name: str, part: bytes, note: str) -> None:
    assert read(zip_of({**parts_of(xlsb_of(ONE)), name: part}), "x.xlsb")[0].notes == (note,)
