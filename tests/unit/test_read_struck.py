"""Parts of a text that are struck through: they are no part of what the cell says, in whatever format."""

import io
import struct
from collections.abc import Callable

import docx
import pytest
import xlsxwriter

from pipelines.read import Sheet, read
from pipelines.read.lanes import read as read_lanes
from pipelines.read.limits import Limits
from tests.support.binary import cell, record, row, wide, xlsb_of
from tests.support.old_binary import STRUCK, Page, biff8_of, rich, shared
from tests.support.sheets import texts
from tests.support.workbooks import docx_of, ods_of, ods_row

Pieces = list[tuple[str, bool]]  # texts, and whether a line goes through them
FONTS = b"".join(record(43, struct.pack("<HHHH", 220, flags, 400, 0)) for flags in (0, 8))
STYLES = FONTS + record(617, struct.pack("<I", 1)) + record(47, bytes(14)) + record(618)
ODS_STYLES = (
    '<style:style style:name="T0" style:family="text"/><style:style style:name="T1" style:family="text">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
)


def starts(pieces: Pieces) -> list[int]:
    return [sum(len(text) for text, _ in pieces[:at]) for at in range(len(pieces))]


def of_xls(pieces: Pieces) -> Sheet:
    runs = [(start, STRUCK if struck else 0) for start, (_, struck) in zip(starts(pieces), pieces, strict=True)]
    return read(biff8_of(Page(shared(0, 0, 0)), strings=[rich("".join(dict(pieces)), runs)]), "x.xls")[0]


def of_xlsb(pieces: Pieces) -> Sheet:
    runs = b"".join(struct.pack("<HH", at, struck) for at, (_, struck) in zip(starts(pieces), pieces, strict=True))
    string = b"\1" + wide("".join(dict(pieces))) + struct.pack("<I", len(pieces)) + runs
    strings = record(159, struct.pack("<II", 1, 1)) + record(19, string) + record(160)
    return read(xlsb_of(row(1) + cell(7, 1, bytes(4)), strings=strings, styles=STYLES), "x.xlsb")[0]


def of_ods(pieces: Pieces) -> Sheet:
    spans = "".join(f'<text:span text:style-name="T{struck:d}">{text}</text:span>' for text, struck in pieces)
    cells = f'<table:table-cell office:value-type="string"><text:p>{spans}</text:p></table:table-cell>'
    return read(ods_of(ods_row(cells), styles=ODS_STYLES), "x.ods")[0]


def of_docx(pieces: Pieces) -> Sheet:
    document = docx.Document()
    paragraph = document.add_table(1, 1).cell(0, 0).paragraphs[0]
    for text, struck in pieces:
        paragraph.add_run(text).font.strike = struck
    return read(docx_of(document), "x.docx")[0]


def xlsx_of(pieces: Pieces) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        parts = [part for text, struck in pieces for part in (book.add_format({"font_strikeout": struck}), text)]
        book.add_worksheet().write_rich_string(0, 0, *parts)
    return buffer.getvalue()


def of_xlsx(pieces: Pieces) -> Sheet:
    return read(xlsx_of(pieces), "x.xlsx")[0]


def of_xlsx_in_bulk(pieces: Pieces) -> Sheet:
    return read_lanes(xlsx_of(pieces), Limits(), bulk_from=0)[0]


@pytest.mark.parametrize("reader", [of_xls, of_xlsb, of_ods, of_docx, of_xlsx, of_xlsx_in_bulk])
@pytest.mark.parametrize(
    ("pieces", "shown", "fact"),
    [
        ([("15", True), ("12", False)], "12", ("SUPERSCRIPT", "15")),
        ([("12", False), ("15", True)], "12", ("SUPERSCRIPT", "15")),
        ([("1", True), ("2", True)], "12", ("STRUCK_THROUGH", "")),
        ([("1", False), ("2", False)], "12", None),
    ],
)
def test_struck_part_of_a_text_is_no_part_of_it(
    reader: Callable[[Pieces], Sheet], pieces: Pieces, shown: str, fact: tuple[str, str] | None
) -> None:
    sheet = reader(pieces)
    told = sheet.facts.filter(~sheet.facts["fact"].is_in(["NUMBER_AS_TEXT"])).select("fact", "detail").rows()
    assert texts(sheet) == {1: [shown]}
    assert told == ([fact] if fact else [])
