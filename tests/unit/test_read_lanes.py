"""Two lanes, one result: whatever the bulk lane takes it reads as the careful lane does, and it leaves the rest."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from pipelines.read import ReadOptions
from tests.support.lanes import ALWAYS, NEVER, assert_same, both, is_bulk_text, text, why_not_in_bulk, workbook
from tests.support.parts import BOOK, STRINGS, STYLES, book, package, strings, styles
from tests.support.workbooks import saved

SHEET = "xl/worksheets/sheet1.xml"
FORMATS = ["General", "0", "0.00", "#,##0", "0%", "0.0%", "dd/mm/yyyy", "h:mm", "[h]:mm:ss", "@", "0.00E+00", '0 "kg"']
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8) | st.sampled_from(
    ["", " ", "\u00a0", "a & b", "<5", "a>b", '"q"', "_x000D_", "_x0041_", "two\nlines", " padded ", "=1+1", "1e5"]
)
NUMBERS = (
    st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(-1000, 60000, places=3).map(float)
)
VALUES = st.none() | TEXTS | NUMBERS | st.booleans() | st.dates(date(1900, 3, 1), date(2100, 1, 1))
CELLS = st.tuples(VALUES, st.sampled_from(FORMATS))
TABLES = st.lists(st.lists(CELLS, max_size=5), min_size=1, max_size=6)


def written(table: list[list[tuple[object, str]]], *, is_1904: bool, in_place: bool) -> bytes:
    """A workbook of another writer, with shared strings or with the texts in place."""
    buffer = io.BytesIO()
    options = {
        "date_1904": is_1904,
        "constant_memory": in_place,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet()
        for row, cells in enumerate(table):
            for column, (value, shape) in enumerate(cells):
                style = book.add_format({"num_format": shape, "font_strikeout": shape == "@"})
                if isinstance(value, str):
                    page.write_string(row, 3 * column, value, style)
                else:
                    page.write(row, 3 * column, value, style)
    return buffer.getvalue()


@given(TABLES, st.booleans(), st.booleans())
def test_both_lanes_read_the_same(table: list[list[tuple[object, str]]], is_1904: bool, in_place: bool) -> None:  # noqa: FBT001
    content = written(table, is_1904=is_1904, in_place=in_place)

    assert_same(workbook(content, bulk_from=ALWAYS), workbook(content, bulk_from=NEVER))


def odd_book() -> bytes:
    """A workbook with every fact that a text does not show."""
    book = openpyxl.Workbook()
    [page] = book.worksheets
    page["C1"] = "plain"
    page["A2"], page["B2"], page["C2"] = "#N/A", "=1+1", 0.125
    page["A2"].data_type, page["C2"].number_format = "e", "0%"
    page["A3"], page["B3"] = datetime(2024, 2, 29, 13, 5), time(7, 30)  # noqa: DTZ001  # cells have no time zone
    page["A5"], page["AB5"], page["AB6"] = True, "far", -1
    page["AB5"].font = Font(strike=True)
    page["A6"], page["B6"] = -5, "date"
    page["A6"].number_format = "dd/mm/yyyy"
    page.merge_cells("A5:B5")
    page.merge_cells("A90:B91")
    page.row_dimensions[5].hidden = True
    page.column_dimensions["C"].hidden = True
    hidden = book.create_sheet("hidden")
    hidden.sheet_state, hidden["B3"] = "hidden", "x"
    book.create_sheet("empty")
    return saved(book)


def changed(content: bytes, change: Callable[[str], str], part: str = SHEET) -> bytes:
    """The same package with one part rewritten."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data.decode()).encode() if name == part else data)
    return buffer.getvalue()


def test_bulk_lane_keeps_every_fact() -> None:
    content = odd_book()
    sheets = workbook(content, bulk_from=ALWAYS)

    assert why_not_in_bulk(content) == ["", "", "no plain rows"]
    assert not isinstance(sheets, str)
    assert [fact[:3] for fact in sheets[0].facts.rows()] == [
        (2, 1, "ERROR"), (2, 2, "NO_STORED_VALUE"), (5, 28, "STRUCK_THROUGH"),
        (6, 1, "NOT_A_DATE"), (90, 1, "MERGED"), (5, 1, "MERGED"),
    ]  # fmt: skip
    assert sheets[0].hidden == ("column C", "row 5")
    assert (2, 3, "0.125") in sheets[0].stored.rows()
    assert_same(sheets, workbook(content, bulk_from=NEVER))


def test_raised_marks_of_shared_strings_stay_in_bulk() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet()
        page.write_rich_string("A1", "12", book.add_format({"font_script": 1}), "1", " & more")
        page.write_string("B2", "plain")
    sheets = workbook(buffer.getvalue(), bulk_from=ALWAYS)

    assert why_not_in_bulk(buffer.getvalue()) == [""]
    assert not isinstance(sheets, str)
    assert sheets[0].facts.rows() == [(1, 1, "SUPERSCRIPT", "1")]
    assert sheets[0].cells.rows() == [(1, "12 & more", None), (2, None, "plain")]
    assert_same(sheets, workbook(buffer.getvalue(), bulk_from=NEVER))


def test_raised_marks_in_place_are_left_to_the_careful_lane() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = CellRichText("12", TextBlock(InlineFont(vertAlign="superscript"), "1"))
    content = saved(book)
    sheets = workbook(content, bulk_from=ALWAYS)

    assert why_not_in_bulk(content) == ["a tag of another name"]
    assert not isinstance(sheets, str)
    assert sheets[0].facts.rows() == [(1, 1, "SUPERSCRIPT", "1")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda xml: xml.replace("<v>7", "<v> 7", 1), ""),
        (lambda xml: xml.replace("</row>", "</row>\n", 1), "signs between tags"),
        (lambda xml: xml.replace("</row>", "</row><!-- x -->", 1), "a tag that plain sheets do not have"),
        (lambda xml: xml.replace(' r="A2"', "", 1), "a cell without a reference"),
        (lambda xml: xml.replace('<c r="A2"', '<c s="0" r="A2"', 1), "a cell that does not start with its reference"),
        (lambda xml: xml.replace(' r="A2"', ' r="A3"', 1), "a cell in the row of another"),
        (lambda xml: xml.replace(' r="B2"', ' r="A2"', 1), "cells out of order"),
        (lambda xml: xml.replace('<row r="2"', '<row r="1"', 1), "rows out of order"),
        (lambda xml: xml.replace('<row r="2"', '<row r="02"', 1), "a row without a plain number"),
        (lambda xml: xml.replace("<v>7</v>", "<v>7</v><v>8</v>", 1), "tags in another order"),
        (lambda xml: xml.replace("<v>7</v>", "<v>&#55;</v>", 1), "an entity in a number"),
        (lambda xml: xml.replace("<v>7</v>", "<v><![CDATA[7]]></v>", 1), "a tag that plain sheets do not have"),
        (lambda xml: xml.replace("<v>7</v>", "<v>7\x01</v>", 1), "control signs"),
        (lambda xml: xml.replace("<v>7</v>", "<x>7</x>", 1), "a tag that plain sheets do not have"),
        (lambda xml: xml.replace("</row>", "</rox>", 1), "a tag of another name"),
        (lambda xml: xml.replace('<c r="A2"', '<c r="A2" s="x"', 1), "a cell format that is no number"),
        (lambda xml: xml.replace('<row r="2"', '<row r="2" r="2"', 1), "attributes that are damaged"),
        (lambda xml: xml.replace("<v>7</v>", "<v>7>6</v>", 1), "a sign of markup inside a text"),
    ],
)
def test_odd_xml_is_left_to_the_careful_lane(change: Callable[[str], str], reason: str) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append([1, 2, 3])
    book.worksheets[0].append([7, 8, 9])
    content = changed(saved(book), change)

    assert why_not_in_bulk(content) == [reason]
    assert_same(workbook(content, bulk_from=ALWAYS), workbook(content, bulk_from=NEVER))


@given(st.data())
def test_damaged_xml_is_read_or_refused_the_same(data: st.DataObject) -> None:
    def damage(xml: str) -> str:
        places = st.integers(xml.find("<sheetData>"), xml.find("</sheetData>") + 5)
        for _ in range(data.draw(st.integers(1, 3))):
            start = data.draw(places)
            end = start + data.draw(st.integers(0, 12))
            fresh = data.draw(
                st.sampled_from(["", "<", ">", "/", '"', " ", "é", "1", "<v>", "</c>", "<row>", "\uffff", "&"])
            )
            xml = xml[:start] + fresh + xml[end:]
        return xml

    content = changed(odd_book(), damage)

    assert_same(workbook(content, bulk_from=ALWAYS), workbook(content, bulk_from=NEVER))


SHAPES = [
    "0", "0.00", "0%", "0.0%_)", "#,##0_);(#,##0)", '[<5]"<5";0', "yyyy-mm-dd", "h:mm", "[h]:mm", '"<"@', "@", ";;;",
    "000", "00-00", "0;0", "-0", "# ?/?", "0.0E+0", "[>100]dd.mm.yyyy;0", "0,.0",
]  # fmt: skip
FONTS = [
    "<strike/>", '<color rgb="FFFFFFFF"/>', "<b/>", '<vertAlign val="subscript"/>', '<sz val="1"/>',
    '<name val="Wingdings"/>',
]  # fmt: skip
ITEMS = [
    "<t>a</t>", "<t>12</t>", "<t/>", "<t>_xD83D_</t>", '<t xml:space="preserve"> </t>',
    "<r><rPr><strike/></rPr><t>12</t></r><r><t>15</t></r>", "<r><rPr><strike/></rPr><t>12</t></r>",
    '<r><t>12</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>',
]  # fmt: skip
IN_VALUES = [
    "0",
    "5",
    "-5",
    "12.5",
    "45000.5",
    "60",
    "1E+20",
    "12345678901234567890",
    ".5",
    "",
    "1e400",
    "x",
    " 7 ",
    "TRUE",
]
HELD = st.sampled_from(
    [*(f"<v>{value}</v>" for value in IN_VALUES), "<v/>", "", *(f"<is>{item}</is>" for item in ITEMS[:4])]
)
FORMULAS = st.sampled_from(["", "", "<f>B1</f>", "<f/>", "<f>[1]S!A1</f>"])
WRITTEN = st.builds(
    lambda style, kind, held, formula: f's="{style}"{kind}>{formula}{held}</c>',
    st.integers(0, len(SHAPES) + len(FONTS)),
    st.sampled_from(["", *(f' t="{kind}"' for kind in ("n", "s", "str", "inlineStr", "b", "e", "d"))]),
    HELD,
    FORMULAS,
)


@given(st.dictionaries(st.tuples(st.integers(1, 6), st.sampled_from("ABC")), WRITTEN, min_size=1), st.booleans())
def test_cells_of_every_kind_format_and_font_are_the_same_in_both_lanes(
    cells: dict[tuple[int, str], str],
    is_stale: bool,  # noqa: FBT001  # drawn
) -> None:
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{column}{row}" {cells[row, column]}' for column in "ABC" if (row, column) in cells)
        + "</row>"
        for row in sorted({row for row, _ in cells})
    )
    parts: dict[str, bytes | None] = {
        STYLES: styles(SHAPES, fonts=[f"<font>{font}</font>" for font in FONTS]),
        STRINGS: strings(*ITEMS),
        BOOK: book(after='<calcPr fullCalcOnLoad="1"/>' if is_stale else ""),
    }
    both(package(rows, parts))


PIECES = st.sampled_from(
    ["a", "b", '"', ";", "\n", '""', "\r\n", " ", "é", "\t", ';"x"', '"\n', "\u00a0", "  ;", "a;b;c\n", '"q;r";', "1\n"]
)


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from([None, ";"]))
def test_both_lanes_read_the_same_text(table: str, delimiter: str | None) -> None:
    options = ReadOptions(delimiter=delimiter)

    assert_same(text(table.encode(), options, bulk_from=ALWAYS), text(table.encode(), options, bulk_from=NEVER))


@pytest.mark.parametrize(
    "table",
    [
        "a;b\n1;2\n",
        "a;b\r\n1;\r\n\r\n;2",
        'a;b\n"x\n y";2\n"";3\n1;"say ""no"""\n',
        'a;b\r\n"x\r\ny";2\r\n3;4\r\n',
        "a;b;c\n1\n2;3\n4;5;6\n",
    ],
)
def test_plain_dialects_are_bulk_and_keep_their_line_numbers(table: str) -> None:
    options = ReadOptions()

    assert is_bulk_text(table.encode(), options)
    assert_same(text(table.encode(), options, bulk_from=ALWAYS), text(table.encode(), options, bulk_from=NEVER))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_the_same_in_both_lanes(encoding: str) -> None:
    content = 'Fälle;Jahr\r\nÖl;2024\r\n"müde\r\nund matt";2023\r\n'.encode(encoding)
    options = ReadOptions(encoding="cp1252" if encoding == "cp1252" else None)

    assert is_bulk_text(content, options)
    assert_same(text(content, options, bulk_from=ALWAYS), text(content, options, bulk_from=NEVER))
