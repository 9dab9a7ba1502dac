"""Small nasty files: each is read exactly, or what could be mistaken is told; nothing runs together unseen."""

import gzip
import io
import re
import zipfile

import docx
import openpyxl
import pytest
import xlwt
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipelines.read import Sheet, Unreadable, read
from pipelines.read.seen import look
from tests.support import lanes
from tests.support.sheets import facts, texts
from tests.support.workbooks import docx_of, ods_cell, ods_of, ods_row, saved, xls_of, xlsx_of, zip_of

_TWICE = '<table:table-row table:number-rows-repeated="2">'


def only(content: bytes, name: str) -> Sheet:
    [sheet] = read(content, name)
    return sheet


def with_rows(rows: str, **others: bytes) -> Sheet:
    """A workbook whose one sheet holds these rows, as XML; `others` are further parts."""
    with zipfile.ZipFile(io.BytesIO(xlsx_of([["a", "b"]]))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = "xl/worksheets/sheet1.xml"
    data = f"<sheetData>{rows}</sheetData>".encode()
    parts[name] = re.sub(rb"<sheetData>.*</sheetData>", lambda _: data, parts[name], flags=re.DOTALL)
    return only(zip_of(parts | others), "x.xlsx")


def with_format(value: float, shape: str) -> Sheet:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    page["A1"] = value
    page["A1"].number_format = shape
    page["A2"] = "end"
    return only(saved(book), "x.xlsx")


@pytest.mark.parametrize(
    ("value", "shape", "shown", "said"),
    [
        (3, '[<5]"<5";0', "<5", "<5"),
        (12, '[<5]"<5";0', "12", None),
        (0, '[=0]"..";General', "..", ".."),
        (0, '0;-0;"n/a"', "n/a", "n/a"),
        (0, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', "0", None),
        (42, ";;;", None, "nothing"),
        (7, '"<"0', "7", "<"),
        (7, '0" *"', "7", "*"),
        (7, '0"p"', "7", "p"),
        (7, '0"\u00b9"', "7", "\u00b9"),
        (7, '0" m\u00b2"', "7", None),
        (7, '"ca. "0', "7", "ca."),
        (12.5, '0.0"%"', "12.5", "%"),
        (12345, "#,##0,", "12345", "in thousands"),
        (1_234_567, '0.0,," Mio"', "1234567", "Mio in thousands"),
        (7, '0" days"', "7", None),
        (7, "", "7", None),
        (7, '#,##0 "€"', "7", None),
        (7, '0" kr"', "7", None),
        (-7, "#,##0_);[Red](#,##0)", "-7", None),
        (5, "00000", "00005", None),
        (45_000, "[$-407]d. mmmm yyyy", "2023-03-15", None),
    ],
)
def test_what_a_number_format_says_beside_the_digits_is_told(
    value: float, shape: str, shown: str | None, said: str | None
) -> None:
    sheet = with_format(value, shape)

    assert sheet.cells.filter(row=1)["1"].to_list() in ([shown], [] if shown is None else None)
    assert facts(sheet, "SHOWN_AS") == ([(1, 1, said)] if said else [])


def test_both_lanes_tell_the_same_of_formats() -> None:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    shapes = ["General", '[<5]"<5";0', '"<"0', "00000", ";;;", "0,", '0;-0;"n/a"', "#,##0_);(#,##0)"]
    for column, shape in enumerate(shapes, start=1):
        for row, number in enumerate((0, 3, 7, -4, 12_345, 123_456), start=1):
            page.cell(row, column).value = number
            page.cell(row, column).number_format = shape
    content = saved(book)
    bulk, reasons = lanes.bulk_workbook(content)

    assert reasons == [""]
    lanes.assert_same(bulk, lanes.workbook(content, bulk_from=lanes.NEVER))


@pytest.mark.parametrize("text", ["1_000", "NaN", "INF", "0x10", "1,5", "\uff11\uff13"])
def test_what_python_takes_for_a_number_and_excel_does_not_is_told(text: str) -> None:
    sheet = with_rows(f'<row r="1"><c r="A1"><v>{text}</v></c></row>')

    assert texts(sheet) == {1: [text]}
    assert facts(sheet, "NOT_A_NUMBER") == [(1, 1, text)]


@pytest.mark.parametrize(("text", "shown"), [("1", "TRUE"), ("0", "FALSE"), ("true", "TRUE"), ("yes", "yes")])
def test_only_the_two_logical_values_are_such(text: str, shown: str) -> None:
    sheet = with_rows(f'<row r="1"><c r="A1" t="b"><v>{text}</v></c></row>')

    assert texts(sheet) == {1: [shown]}
    assert bool(facts(sheet, "NOT_A_NUMBER")) == (shown == "yes")


def test_comments_and_instructions_in_the_xml_cut_no_text() -> None:
    inner = '<c r="A1"><v>1<!-- x -->2</v></c><c r="B1" t="inlineStr"><is><t>a<?x y?>b</t></is></c>'

    assert texts(with_rows(f'<row r="1">{inner}</row>')) == {1: ["12", "ab"]}


def test_text_whose_cell_does_not_say_so_is_read_and_two_values_are_refused() -> None:
    assert texts(with_rows('<row r="1"><c r="A1"><is><t>y</t></is></c></row>')) == {1: ["y"]}
    with pytest.raises(Unreadable, match="holds two values"):
        with_rows('<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>')


def test_cells_inside_of_other_elements_are_refused() -> None:
    with pytest.raises(Unreadable, match="not among its cells"):
        with_rows('<row r="1"><x><c r="A1"><v>1</v></c></x><c r="B1"><v>3</v></c></row>')


def test_row_of_no_height_is_hidden() -> None:
    assert with_rows('<row r="1" ht="0" customHeight="1"><c r="A1"><v>1</v></c></row>').hidden == ("row 1",)


def test_records_behind_a_pivot_table_are_told() -> None:
    sheet = with_rows(
        '<row r="1"><c r="A1"><v>1</v></c></row>', **{"xl/pivotCache/pivotCacheRecords1.xml": b"<pivotCacheRecords/>"}
    )

    assert sheet.notes == ("records behind a pivot table present, not stored",)


def test_day_before_the_calendar_of_1904_is_no_date_and_its_first_day_is_one() -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    [page] = book.worksheets
    for at, number in enumerate((-1, 0), start=1):
        page.cell(1, at).value = number
        page.cell(1, at).number_format = "yyyy-mm-dd"
    sheet = only(saved(book), "x.xlsx")

    assert texts(sheet) == {1: ["-1", "1904-01-01"]}
    assert facts(sheet, "NOT_A_DATE") == [(1, 1, "-1")]


def lowered(text: str, low: str) -> dict[str, bytes]:
    """A text and signs below its line, in every format that knows such."""
    book = openpyxl.Workbook()
    [page] = book.worksheets
    page["A1"] = CellRichText(text, TextBlock(InlineFont(vertAlign="subscript"), low))
    old = xlwt.Workbook()
    old.add_sheet("s").write_rich_text(0, 0, [text, (low, xlwt.easyfont("escapement subscript"))])
    document = docx.Document()
    paragraph = document.add_table(1, 1).cell(0, 0).paragraphs[0]
    paragraph.add_run(text)
    paragraph.add_run(low).font.subscript = True
    style = '<style:style style:name="T"><style:text-properties style:text-position="-33% 58%"/></style:style>'
    cell = (
        f'<table:table-cell><text:p>{text}<text:span text:style-name="T">{low}</text:span></text:p></table:table-cell>'
    )
    page_of = f"<table><tr><td>{text}<sub>{low}</sub></table>"
    return {
        "x.xlsx": saved(book), "x.xls": xls_of(old), "x.docx": docx_of(document),
        "x.ods": ods_of(ods_row(cell), styles=style), "x.html": page_of.encode(),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["x.xlsx", "x.xls", "x.docx", "x.ods", "x.html"])
def test_signs_below_the_line_are_marks_at_a_number(name: str) -> None:
    sheet = only(lowered("12", "1")[name], name)

    assert texts(sheet) == {1: ["12"]}
    assert facts(sheet, "SUPERSCRIPT") == [(1, 1, "1")]


@pytest.mark.parametrize("name", ["x.xlsx", "x.xls", "x.docx", "x.ods"])
def test_signs_below_the_line_belong_to_a_word(name: str) -> None:
    sheet = only(lowered("CO", "2")[name], name)

    assert texts(sheet) == {1: ["CO2"]}
    assert facts(sheet, "SUPERSCRIPT") == []


@pytest.mark.parametrize(
    ("cell", "text", "mark"),
    [
        ("1<br>2", "1 2", ""),
        ("<p>1</p><p>2</p>", "1 2", ""),
        ("5<span style='vertical-align: super'>2</span>", "5", "2"),
        ("5<a href='#n2'>2</a>", "5", "2"),
        ("<a href='#n2'>2</a>", "2", ""),
        ("<del>7</del>8", "8", "7"),
        ("<span style='display:none'>9</span>6", "6", "9"),
        ("6<script>var a = 1</script>", "6", ""),
        ("6<!-- 7 --><b>8</b>", "68", ""),
        ("&euro;&nbsp;5", "€ 5", ""),
    ],
)
def test_parts_of_a_page_do_not_run_into_a_number(cell: str, text: str, mark: str) -> None:
    sheet = only(f"<table><tr><td>{cell}</table>".encode(), "x.html")

    assert texts(sheet) == {1: [text]}
    assert facts(sheet, "SUPERSCRIPT") == ([(1, 1, mark)] if mark else [])


def test_struck_and_unseen_parts_of_a_page_are_told() -> None:
    page = "<table><tr><td><s>5</s><tr style='display:none'><td>6</table>"
    sheet = only(page.encode(), "x.html")

    assert texts(sheet) == {1: ["5"], 2: ["6"]}
    assert facts(sheet, "STRUCK_THROUGH") == [(1, 1, "")]
    assert sheet.hidden == ("row 2",)


def test_table_around_another_is_told_where_it_says_something() -> None:
    inner = "<table><tr><td>x</table>"

    assert only(f"<table><tr><td>1<td>{inner}</table>".encode(), "x.html").notes != ()
    assert only(f"<table><tr><td>{inner}</table>".encode(), "x.html").notes == ()


def run(text: str, shape: str = "") -> str:
    return f'<w:r><w:rPr>{shape}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize(
    ("inner", "text", "fact"),
    [
        (f'<w:del w:id="1"><w:r><w:delText>9</w:delText></w:r></w:del><w:ins w:id="2">{run("7")}</w:ins>', "7", None),
        (f'<w:hyperlink w:anchor="q">{run("5")}</w:hyperlink>', "5", None),
        (f"<w:sdt><w:sdtContent>{run('6')}</w:sdtContent></w:sdt>", "6", None),
        ("<w:r><w:t>1</w:t><w:br/><w:t>2</w:t></w:r>", "1 2", ("SHOWN_AS", "several lines")),
        (f"{run('1')}</w:p><w:p>{run('2')}", "1 2", ("SHOWN_AS", "several lines")),
        (f"{run('8', '<w:strike/>')}{run('9')}", "9", ("SUPERSCRIPT", "8")),
        (run("8", "<w:strike/>"), "8", ("STRUCK_THROUGH", "")),
        (run("8", '<w:strike w:val="0"/>'), "8", None),
        (f"{run('8', '<w:vanish/>')}{run('9')}", "9", ("SUPERSCRIPT", "8")),
    ],
)
def test_cell_of_a_document_is_read_as_it_is_shown(inner: str, text: str, fact: tuple[str, str] | None) -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)._tc
    cell.remove(cell.p_lst[0])
    for paragraph in parse_xml(f"<w:body {nsdecls('w')}><w:p>{inner}</w:p></w:body>"):
        cell.append(paragraph)
    sheet = only(docx_of(document), "x.docx")

    assert texts(sheet) == {1: [text]}
    assert sheet.facts.select("fact", "detail").rows() == ([fact] if fact else [])


def test_rows_and_cells_of_forms_are_read_and_deleted_rows_are_not() -> None:
    document = docx.Document()
    table = document.add_table(2, 1)._tbl
    cell = f"<w:tc><w:p>{run('{}')}</w:p></w:tc>"
    gone = f"<w:tr><w:trPr><w:del w:id='1'/></w:trPr>{cell.format('gone')}</w:tr>"
    held = f"<w:sdt><w:sdtContent><w:tr><w:sdt><w:sdtContent>{cell.format('held')}</w:sdtContent></w:sdt></w:tr>"
    for xml in (gone, f"{held}</w:sdtContent></w:sdt>"):
        table.append(parse_xml(f"<w:body {nsdecls('w')}>{xml}</w:body>")[0])
    sheet = only(docx_of(document), "x.docx")

    assert texts(sheet) == {3: ["held"]}
    assert "tracked changes read as if they were accepted" in sheet.notes


def test_hidden_sheets_groups_and_lines_of_ods() -> None:
    group = f'<table:table-row-group table:display="false">{ods_row(ods_cell("g"))}</table:table-row-group>'
    ruby = "<text:ruby><text:ruby-base>東</text:ruby-base><text:ruby-text>とう</text:ruby-text></text:ruby>"
    cells = f"<table:table-cell><text:p>a<text:line-break/>{ruby}</text:p></table:table-cell>"
    sheet = only(ods_of(group + ods_row(cells)), "x.ods")

    assert texts(sheet) == {1: ["g"], 2: ["a\n東"]}
    assert sheet.hidden == ("row 1",)


def test_hidden_sheet_of_ods_is_named() -> None:
    style = '<style:style style:name="H"><style:table-properties table:display="false"/></style:style>'
    rows = ods_row(ods_cell("x"))
    unseen = f'{rows}</table:table><table:table table:name="back" table:style-name="H">{rows}'

    assert [sheet.hidden for sheet in read(ods_of(unseen, styles=style), "x.ods")] == [(), ("sheet back",)]


def test_table_inside_of_a_cell_of_ods_is_refused() -> None:
    inner = f'<table:table table:is-sub-table="true">{ods_row(ods_cell("x"))}</table:table>'
    with pytest.raises(Unreadable, match="table inside of a cell"):
        read(ods_of(ods_row(f"<table:table-cell>{inner}</table:table-cell>")), "x.ods")


def test_hidden_column_struck_cell_and_note_of_xls() -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("s")
    page.write(0, 0, "a")
    page.write(0, 1, 5, xlwt.easyxf("font: struck_out true"))
    page.col(1).hidden = True
    page.write(1, 0, 3, xlwt.easyxf(num_format_str='[<5]"<5";0'))
    sheet = only(xls_of(book), "x.xls")

    assert texts(sheet) == {1: ["a", "5"], 2: ["<5", None]}
    assert facts(sheet, "STRUCK_THROUGH") == [(1, 2, "")]
    assert facts(sheet, "SHOWN_AS") == [(2, 1, "<5")]
    assert sheet.hidden == ("column B",)


def test_macros_of_xls_are_told_and_never_run() -> None:
    book = xlwt.Workbook()
    book.add_sheet("s").write(0, 0, "a")
    marked = xls_of(book) + "_VBA_PROJECT_CUR".encode("utf-16-le")

    assert only(marked, "x.xls").notes == ("macros (VBA) present, never run",)
    assert only(xls_of(book), "x.xls").notes == ()


@pytest.mark.parametrize(
    "inside", [gzip.compress(b"a;b\n1;2\n"), xlsx_of([["a"]]), b"%PDF-1.4 "], ids=["gzip", "xlsx", "pdf"]
)
def test_archive_of_anything_but_texts_is_refused_by_what_it_holds(inside: bytes) -> None:
    with pytest.raises(Unreadable, match="text tables only"):
        read(zip_of({"a.csv": inside}), "x.zip")


def test_what_file_managers_pack_along_is_no_table() -> None:
    others = {"__MACOSX/._a.csv": b"\x00\x05\x16\x07", ".DS_Store": b"\x00\x00", "b/Thumbs.db": b"\xd0\xcf"}

    assert [sheet.name for sheet in read(zip_of({"a.csv": b"a;b\n1;2\n", **others}), "x.zip")] == ["a.csv"]


SWALLOWED = ["id;day;n", "a;2024-01-01;1", 'b;2024-01-02;"2', "c;2024-01-03;3", 'd;2024-01-04;4"', "e;2024-01-05;5"]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (SWALLOWED, [(3, 1, "3")]),
        (["id;t", "1;a", '2;"h', "3;e", '4;l"', "5;x"], [(3, 1, "3")]),
        (["id;t;u", "1;a;b", '2;"two', 'lines";c', "3;d;e"], []),
        (["id;t", '1;"Paris; Nord', 'and more"', "2;b"], []),
        (["id;t", "1;a", "", "", "2;b"], []),
    ],
)
def test_rows_between_two_stray_quotation_marks_are_told(lines: list[str], found: list[tuple[int, int, str]]) -> None:
    assert facts(only("\n".join(lines).encode(), "x.csv"), "SWALLOWED") == found


def test_runs_of_numbers_stored_as_text_are_facts_of_their_column() -> None:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    for cells in (["id", "n"], ["1", 5], ["2", "6"], ["x", "7"], ["4", 8]):
        page.append(cells)
    sheet = only(saved(book), "x.xlsx")
    old = xlwt.Workbook()
    first = old.add_sheet("s")
    first.write(0, 0, "1")
    first.write(0, 1, 5)
    first.write(1, 0, "2")
    first.write(1, 1, "6")
    of_ods = ods_of(ods_row(ods_cell("5"), ods_cell("x")).replace("<table:table-row>", _TWICE))

    assert facts(sheet, "NUMBER_AS_TEXT") == [(2, 1, "3"), (3, 2, "4"), (5, 1, "5")]
    assert facts(only(xls_of(old), "x.xls"), "NUMBER_AS_TEXT") == [(1, 1, "2"), (2, 2, "2")]
    assert facts(only(of_ods, "x.ods"), "NUMBER_AS_TEXT") == [(1, 1, "2")]


def test_number_stored_as_text_among_numbers_is_flagged() -> None:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    page.append(["region", "share", "code"])
    for at in range(8):
        page.append([f"R{at}", "0.5" if at == 3 else at / 4, f"{at}"])
    seen = look(only(saved(book), "x.xlsx"), is_text=False)

    assert seen.flags == [(4, "share", "a number stored as text")]
