"""Workbooks as packages: parts are found by what they are, and what is not read is told, or refused by its cause."""

import io
import struct
import zipfile

import pytest

from pipelines.read import Unreadable, read
from tests.support.lanes import both, refusal_of, sheet_of
from tests.support.parts import (
    BOOK,
    BOOK_RELATIONS,
    OWN,
    RELATED,
    SHEET,
    book,
    package,
    relation,
    relations,
    sheet,
    strings,
    styles,
)
from tests.support.workbooks import ods_text, parts_of

ROWS = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
OTHER = sheet('<row r="1"><c r="A1"><v>99</v></c></row>')
ELSEWHERE = ' TargetMode="External"'
LISTED = '<sheet name="s" sheetId="1" r:id="rId1"/><sheet name="t" sheetId="2" {}/>'
TEXT_BOX = b'<xml xmlns:v="v"><v:textbox style="x"><div>said</div></v:textbox></xml>'
NO_TEXT_BOX = b'<xml xmlns:v="v"><v:textbox style="x"><div></div></v:textbox></xml>'


def related(*more: str) -> dict[str, bytes]:
    return {BOOK_RELATIONS: relations(*OWN, *more)}


def of_sheet(*more: str) -> dict[str, bytes]:
    return {"xl/worksheets/_rels/sheet1.xml.rels": relations(*more)}


def notes(parts: dict[str, bytes]) -> tuple[str, ...]:
    return sheet_of(package(ROWS, parts)).notes


@pytest.mark.parametrize(
    ("listed", "more", "note"),
    [
        ('r:id="rId9"', "", "the sheet 't' is missing, not read"),
        ('state="veryHidden" r:id=""', "", "the sheet 't' is missing, not read"),
        ('r:id="rId9"', relation("rId9", "chartsheet", "c.xml"), "the sheet 't' is a chart, not read"),
        ('r:id="rId9"', relation("rId9", "dialogsheet", "d.xml"), "the sheet 't' is a dialog, not read"),
        ('r:id="rId9"', relation("rId9", "worksheet", "x", more=ELSEWHERE), "the sheet 't' is missing, not read"),
    ],
)
def test_sheet_that_is_listed_and_not_read_is_told(listed: str, more: str, note: str) -> None:
    assert notes({BOOK: book(sheets=LISTED.format(listed)), **related(more)}) == (note,)


def test_cells_of_a_sheet_that_is_not_listed_are_told() -> None:
    told = "cells of a worksheet that the workbook does not list, not read"

    assert notes({"xl/worksheets/sheet2.xml": OTHER}) == (told,)


@pytest.mark.parametrize(
    ("parts", "cause"),
    [
        ({BOOK_RELATIONS: relations(relation("rId1", "worksheet", "worksheets/x.xml"), *OWN)}, "one thing (id)"),
        (related(relation("rId8", "sharedStrings", "x.xml")) | {"xl/x.xml": strings("<t>2</t>")}, "one thing"),
        (related(relation("rId8", "styles", "x.xml")) | {"xl/x.xml": styles()}, "one thing"),
        (
            {"_rels/.rels": relations(relation("a", "officeDocument", "x.xml"), relation("b", "officeDocument", BOOK))},
            "one thing",
        ),
    ],
)
def test_of_two_parts_for_one_thing_none_is_chosen(parts: dict[str, bytes], cause: str) -> None:
    assert cause in refusal_of(package(ROWS, parts))


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        ("vbaProject", "a macro (VBA)"),
        ("xlMacrosheet", "an Excel 4 macro sheet (XLM)"),
        ("image", "an embedded picture (image)"),
        ("oleObject", "an embedded object"),
        ("package", "an embedded object"),
        ("control", "an embedded object"),
    ],
)
def test_active_part_is_known_by_its_relation_whatever_its_name(kind: str, cause: str) -> None:
    more = relation("rId9", kind, "plain.xml").replace(
        RELATED, "http://schemas.microsoft.com/office/2006/relationships"
    )

    assert cause in refusal_of(package(ROWS, related(more) | {"xl/plain.xml": b"<x/>"}))


@pytest.mark.parametrize("kind", ["image", "oleObject", "attachedTemplate", "frame"])
def test_what_would_be_fetched_is_refused(kind: str) -> None:
    parts = of_sheet(relation("rId1", kind, "http://192.0.2.1/x", more=ELSEWHERE))

    assert "external place" in refusal_of(package(ROWS, parts))


@pytest.mark.parametrize(
    ("target", "is_refused"),
    [("file:///C:/Office/own.dotx", False), ("file://192.0.2.1/a.dotx", True), ("\\\\192.0.2.1\\a.dotx", True)],
)
def test_template_of_the_office_itself_is_no_danger(target: str, *, is_refused: bool) -> None:
    content = package(ROWS, of_sheet(relation("rId1", "attachedTemplate", target, more=ELSEWHERE)))

    assert isinstance(both(content), str) == is_refused


def test_link_that_nobody_follows_by_opening_the_file_is_none() -> None:
    assert notes(of_sheet(relation("rId1", "hyperlink", "https://example.org", more=ELSEWHERE))) == ()


@pytest.mark.parametrize(
    ("parts", "note"),
    [
        (of_sheet(relation("rId1", "comments", "../x.xml")), "comments present, not stored"),
        ({"xl/drawings/vmlDrawing1.vml": TEXT_BOX}, "text boxes present, not stored"),
        ({"xl/drawings/vmlDrawing1.vml": NO_TEXT_BOX}, None),
        ({"xl/diagrams/data1.xml": b'<x xmlns:a="a"><a:t>said</a:t></x>'}, "text boxes present, not stored"),
        (
            {"xl/pivotCache/pivotCacheDefinition1.xml": b'<c><sharedItems count="1"><s v="A"/></sharedItems></c>'},
            "records behind a pivot table present, not stored",
        ),
        ({"xl/pivotCache/pivotCacheDefinition1.xml": b"<c><sharedItems/></c>"}, None),
        ({"xl/revisions/revisionLog1.xml": b"<x/>"}, "tracked changes present, not stored"),
        ({"xl/queryTables/queryTable1.xml": b"<x/>"}, "external data connection, not followed"),
        ({"customXml/item1.xml": "<DataMashup/>".encode("utf-16")}, "external data connection, not followed"),
        ({"customXml/item1.xml": b"<x/>"}, None),
        ({"docProps/thumbnail.jpeg": b"\xff\xd8\xff"}, "a small picture of the first page present, not stored"),
        (
            {BOOK: book(after="<definedNames><definedName name='n'>[1]S!$A$1</definedName></definedNames>")},
            "external link to another workbook, not followed",
        ),
    ],
)
def test_what_is_not_read_is_told(parts: dict[str, bytes], note: str | None) -> None:
    assert notes(parts) == ((note,) if note else ())


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("xl/other/a.png", b"x", "embedded picture"),
        ("xl/other/a.xml", b"\x89PNG\r\n", "embedded object"),
        ("xl/other/b.dat", b"MZ\x90", "embedded object"),
        ("customXml/item1.xml", b"PK\x03\x04", "embedded object"),
    ],
)
def test_files_among_the_parts_are_refused(name: str, content: bytes, cause: str) -> None:
    assert cause in refusal_of(package(ROWS, {name: content}))


@pytest.mark.parametrize("name", ["content.xml", "word/document.xml", "xl/workbook.bin"])
def test_two_documents_in_one_are_refused(name: str) -> None:
    content = package(ROWS, {name: parts_of(ods_text([["another"]]))["content.xml"]})
    with pytest.raises(Unreadable, match="two documents in one"):
        read(content, "x.xlsx")


def test_member_that_the_list_of_members_does_not_name_is_refused() -> None:
    content = package(ROWS)
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        start = whole.start_dir
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as other:
        other.writestr(SHEET, OTHER)
        member = buffer.getvalue()
    end = bytearray(content[content.rindex(b"PK\x05\x06") :])
    struct.pack_into("<I", end, 16, start + len(member))
    hidden = content[:start] + member + content[start : -len(end)] + bytes(end)

    assert sheet_of(content).cells["1"].to_list() == ["first"]
    assert "does not name" in refusal_of(hidden)
