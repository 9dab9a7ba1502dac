"""What OpenDocument cells show: styles of either part, layout of the XML, values without words, words beside values."""

from xml.sax.saxutils import escape

import pytest

from pipelines.read import Sheet, Unreadable, read
from tests.support.sheets import facts, texts
from tests.support.workbooks import ods_of, ods_row, parts_of, zip_of

DRAWN = 'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
RAISED = (
    '<style:style style:name="Sup" style:family="text"><style:text-properties style:text-position="{}"/></style:style>'
)
CHILD = '<style:style style:name="T1" style:family="text" style:parent-style-name="Sup"/>'
BOX = f"<draw:frame {DRAWN}><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame>"
TABLES = '</table:table><table:table table:name="{}">{}'


def cell(inner: str, attributes: str = 'office:value-type="string"') -> str:
    return f"<table:table-cell {attributes}>{inner}</table:table-cell>"


def with_styles(content: bytes, styles: str) -> bytes:
    parts = parts_of(content)
    names = parts["content.xml"].partition(b"<office:document-content")[2].partition(b">")[0].decode()
    whole = f"<office:document-styles{names}><office:styles>{styles}</office:styles></office:document-styles>"
    return zip_of({**parts, "styles.xml": whole.encode()})


def only(cells: str, *, own: str = "", common: str = "") -> Sheet:
    [sheet] = read(with_styles(ods_of(ods_row(cells), styles=own), common), "x.ods")
    return sheet


@pytest.mark.parametrize(
    ("own", "common", "style"),
    [
        ("", RAISED.format("super 58%"), "Sup"),
        (CHILD, RAISED.format("super 58%"), "T1"),
        (CHILD + RAISED.format("33.5% 58%"), "", "T1"),
    ],
)
def test_raised_marks_are_found_by_styles_of_either_part_and_their_parents(own: str, common: str, style: str) -> None:
    span = f'<text:span text:style-name="{style}">1</text:span>'
    sheet = only(cell(f"<text:p>12{span}</text:p>"), own=own, common=common)

    assert texts(sheet) == {1: ["12"]}
    assert facts(sheet, "SUPERSCRIPT") == [(1, 1, "1")]


@pytest.mark.parametrize(
    ("inner", "attributes", "shown"),
    [
        ("", 'office:value-type="string" office:string-value="abc"', "abc"),
        ("", 'office:value-type="time" office:time-value="PT12H30M00S"', "12:30:00"),
        ("", 'office:value-type="time" office:time-value="-P1DT1H"', "-25:00:00"),
        ("", 'office:value-type="percentage" office:value="0.785"', "78.5%"),
        ("<text:p>01.02.2024</text:p>", 'office:value-type="date"', "01.02.2024"),
        ("<text:p>WAHR</text:p>", 'office:value-type="boolean"', "WAHR"),
        ("", 'office:value-type="date" office:date-value="2024-01-02T10:30:00.000000000"', "2024-01-02 10:30:00"),
        ("", 'office:value-type="date" office:date-value="2024-01-02T00:00"', "2024-01-02"),
        ("<text:p>\n   a\n   b</text:p>", "", "a b"),
        ("<text:p>1<text:s text:c='2'/>2</text:p>", "", "1  2"),
        ("<text:list><text:list-item><text:p>1</text:p></text:list-item></text:list><text:h>2</text:h>", "", "1\n2"),
    ],
)
def test_cell_says_what_is_shown_or_stored(inner: str, attributes: str, shown: str) -> None:
    assert texts(only(cell(inner, attributes))) == {1: [shown]}


@pytest.mark.parametrize(
    ("kind", "value", "words", "told"),
    [
        ("float", "1247", "1.247", None),
        ("float", "1247.5", "1 247,50", None),
        ("float", "7", "007", None),
        ("float", "0", "-", None),
        ("float", "0.5", "1/2", None),
        ("float", "12000", "1,2E+04", None),
        ("float", "-5", "(5)", None),
        ("percentage", "0.785", "79%", None),
        ("currency", "12.5", "12,50 €", None),
        ("float", "1247", "١٢٤٧", None),
        ("float", "3", "<5", "<5"),
        ("float", "12345", "12", "in thousands"),
        ("float", "12345678", "12,3", "in millions"),
        ("float", "7", "5", "5"),
        ("float", "7", "few", "few"),
        ("float", "7", "", "nothing"),
    ],
)
def test_words_that_say_something_else_than_the_number_are_told(
    kind: str, value: str, words: str, told: str | None
) -> None:
    sheet = only(cell(f"<text:p>{escape(words)}</text:p>", f'office:value-type="{kind}" office:value="{value}"'))
    assert facts(sheet, "SHOWN_AS") == ([(1, 1, told)] if told else [])


@pytest.mark.parametrize("inner", [f"{BOX}<text:p>12</text:p>", f"<text:p>12{BOX}</text:p>"])
def test_text_over_the_sheet_is_no_part_of_a_cell(inner: str) -> None:
    sheet = only(cell(inner))
    assert texts(sheet) == {1: ["12"]}
    assert sheet.notes == ("text boxes present, not stored",)


def test_cells_of_another_workbook_that_are_kept_along_are_no_sheet() -> None:
    rows = ods_row(cell("<text:p>a</text:p>"))
    sheets = read(ods_of(rows + TABLES.format("'file:///home/o.ods'#$T", rows)), "x.ods")
    assert [sheet.name for sheet in sheets] == ["Sheet1"]


@pytest.mark.parametrize(
    ("inner", "cause"),
    [
        (f"<draw:image {DRAWN}><office:binary-data>iVBORw0K</office:binary-data></draw:image>", "picture"),
        (f"<draw:object {DRAWN}/>", "object"),
        ("<office:script/>", "macro"),
    ],
)
def test_what_lies_in_the_text_and_is_none_is_refused(inner: str, cause: str) -> None:
    with pytest.raises(Unreadable, match=cause) as told:
        only(cell(inner))
    assert told.value.finding_id == "file-active"


def test_rows_and_columns_of_no_size_and_sheets_by_styles_of_the_other_part_are_hidden() -> None:
    own = (
        '<style:style style:name="r"><style:table-row-properties style:row-height="0cm"/></style:style>'
        '<style:style style:name="c"><style:table-column-properties style:column-width="0in"/></style:style>'
    )
    common = '<style:style style:name="t"><style:table-properties table:display="false"/></style:style>'
    inner = cell("<text:p>a</text:p>")
    rows = f'<table:table-column table:style-name="c"/><table:table-row table:style-name="r">{inner}</table:table-row>'
    unseen = TABLES.format('B" table:style-name="t', ods_row(inner))
    sheets = read(with_styles(ods_of(rows + unseen, styles=own), common), "x.ods")

    assert [sheet.hidden for sheet in sheets] == [("column A", "row 1"), ("sheet B",)]


def test_package_that_is_encrypted_as_a_whole_is_told() -> None:
    with pytest.raises(Unreadable) as told:
        read(
            zip_of({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "encrypted-package": b"x"}), "x.ods"
        )
    assert told.value.finding_id == "file-protected"


def test_flat_file_is_refused_by_its_name() -> None:
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    flat = f'<?xml version="1.0"?><office:document xmlns:office="{office}" office:mimetype="{kind}"/>'
    with pytest.raises(Unreadable, match=r"fods.*save it as ods"):
        read(flat.encode(), "x.fods")


def test_what_is_said_of_a_repeated_cell_holds_for_each_of_its_copies() -> None:
    repeated = 'office:value-type="float" office:value="3" table:number-columns-repeated="3"'
    assert facts(only(cell("<text:p>few</text:p>", repeated)), "SHOWN_AS") == [(1, at, "few") for at in (1, 2, 3)]


def test_numbers_one_below_the_other_are_told() -> None:
    sheet = only(cell("<text:p>12</text:p><text:p>345</text:p>"))
    assert texts(sheet) == {1: ["12\n345"]}
    assert facts(sheet, "SHOWN_AS") == [(1, 1, "several lines")]


def test_each_hidden_line_that_holds_something_is_named() -> None:
    columns = '<table:table-column table:visibility="collapse" table:number-columns-repeated="16384"/>'
    cells = cell("<text:p>a</text:p>", 'table:number-columns-repeated="2"')
    hidden = f'<table:table-row table:visibility="filter" table:number-rows-repeated="2">{cells}</table:table-row>'
    [sheet] = read(ods_of(columns + hidden), "x.ods")

    assert sheet.hidden == ("column A", "column B", "row 1", "row 2")
