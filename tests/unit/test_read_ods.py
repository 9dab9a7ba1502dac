"""OpenDocument spreadsheets, written here by hand."""

from pipelines.read import Sheet, read
from tests.support.sheets import facts, texts
from tests.support.workbooks import ods_cell, ods_of, ods_row, ods_text

RAISED = (
    '<style:style style:name="T1" style:family="text"><style:text-properties style:text-position="super 58%"/>'
    '</style:style><style:style style:name="T2" style:family="text"><style:text-properties/></style:style>'
)


def only(table: str, styles: str = "") -> Sheet:
    [sheet] = read(ods_of(table, styles=styles), "x.ods")
    return sheet


def test_plain_cells() -> None:
    assert texts(read(ods_text([["a", None, "ω  b"], [None, "c\nd"]]), "x.ods")[0]) == {
        1: ["a", None, "ω  b"],
        2: [None, "c\nd", None],
    }


def test_superscript_is_kept_apart_from_the_number() -> None:
    def marked(style: str) -> str:
        span = f'<text:p>12<text:span text:style-name="{style}">1</text:span></text:p>'
        return ods_row(f'<table:table-cell office:value-type="string">{span}</table:table-cell>')

    sheet = only(marked("T1") + marked("T2"), RAISED)

    assert texts(sheet) == {1: ["12"], 2: ["121"]}
    assert facts(sheet, "SUPERSCRIPT") == [(1, 1, "1")]


def test_repeated_empty_rows_and_cells_keep_addresses() -> None:
    empty = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    sheet = only(empty + ods_row(ods_cell(None, 'table:number-columns-repeated="3"'), ods_cell("x")))

    assert texts(sheet) == {1_000_001: [None, None, None, "x"]}


def test_repeated_values_are_repeated() -> None:
    cell = ods_cell("x", 'table:number-columns-repeated="2"')
    sheet = only(f'<table:table-row table:number-rows-repeated="2">{cell}</table:table-row>')

    assert texts(sheet) == {1: ["x", "x"], 2: ["x", "x"]}


def test_empty_cells_to_the_end_of_the_sheet_are_not_made() -> None:
    sheet = only(ods_row(ods_cell("x"), ods_cell(None, 'table:number-columns-repeated="16383"')))

    assert sheet.width < 3


def test_merged_header_is_a_fact() -> None:
    head = ods_cell("head", 'table:number-columns-spanned="3" table:number-rows-spanned="1"')
    covered = '<table:covered-table-cell table:number-columns-repeated="2"/>'
    sheet = only(ods_row(ods_cell("stub"), head, covered, ods_cell("last")))

    assert facts(sheet, "MERGED") == [(1, 2, "1x3")]
    assert texts(sheet) == {1: ["stub", "head", None, None, "last"]}


def test_a_merged_area_ends_where_spreadsheets_end() -> None:
    huge = f'table:number-columns-spanned="{"9" * 30}" table:number-rows-spanned="{"9" * 30}"'
    sheet = only(ods_row(ods_cell("head", huge), ods_cell("x")))

    assert facts(sheet, "MERGED") == [(1, 1, "1048576x16384")]


def test_values_are_read_as_shown() -> None:
    shown = "<text:p>78.5%</text:p>"
    percent = f'<table:table-cell office:value-type="percentage" office:value="0.785">{shown}</table:table-cell>'
    bare = '<table:table-cell office:value-type="float" office:value="12"/>'
    shown = "<text:p>29/02/24</text:p>"
    date = f'<table:table-cell office:value-type="date" office:date-value="2024-02-29">{shown}</table:table-cell>'

    assert texts(only(ods_row(percent, bare, date))) == {1: ["78.5%", "12", "2024-02-29"]}


def test_comments_and_notes_are_no_text() -> None:
    comment = "<office:annotation><text:p>by someone</text:p></office:annotation>"
    note = "<text:note><text:note-citation>1</text:note-citation></text:note>"
    cell = f'<table:table-cell office:value-type="string">{comment}<text:p>12{note}</text:p></table:table-cell>'

    assert texts(only(ods_row(cell))) == {1: ["12"]}


def test_error_of_a_formula_is_a_fact() -> None:
    cell = ods_cell("#DIV/0!", 'table:formula="of:=1/0"')

    assert facts(only(ods_row(ods_cell("a"), cell)), "ERROR") == [(1, 2, "#DIV/0!")]
    assert facts(only(ods_row(ods_cell("#5"))), "ERROR") == []


def test_hidden_row_is_read_and_named() -> None:
    hidden = f'<table:table-row table:visibility="collapse">{ods_cell("b")}</table:table-row>'
    sheet = only(ods_row(ods_cell("a")) + hidden)

    assert texts(sheet) == {1: ["a"], 2: ["b"]}
    assert sheet.hidden == ("row 2",)


def test_what_is_said_of_a_repeated_row_holds_for_each_of_its_copies() -> None:
    error = ods_cell("#DIV/0!", 'table:formula="of:=1/0"')
    share = (
        '<table:table-cell office:value-type="percentage" office:value="0.785"><text:p>79%</text:p></table:table-cell>'
    )
    repeated = f'<table:table-row table:number-rows-repeated="3">{error}{share}</table:table-row>'
    sheet = only(ods_row(ods_cell("a")) + repeated + ods_row(ods_cell("b")))

    assert texts(sheet) == {1: ["a", None], **{row: ["#DIV/0!", "79%"] for row in (2, 3, 4)}, 5: ["b", None]}
    assert facts(sheet, "ERROR") == [(row, 1, "#DIV/0!") for row in (2, 3, 4)]
    assert sheet.stored.rows() == [(row, 2, "0.785") for row in (2, 3, 4)]


LOOKS = (
    '<style:style style:name="ce1" style:family="table-cell"><style:text-properties xmlns:fo="{fo}" '
    'fo:font-weight="bold"/></style:style>'
    '<style:style style:name="ce2" style:family="table-cell" style:parent-style-name="ce1">'
    '<style:paragraph-properties xmlns:fo="{fo}" fo:margin-left="0.706cm"/></style:style>'
    '<style:style style:name="ce3" style:family="table-cell" style:parent-style-name="ce2">'
    '<style:text-properties xmlns:fo="{fo}" fo:font-weight="normal" style:text-line-through-style="solid"/>'
    "</style:style>"
).format(fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0")


def styled(name: str) -> str:
    return f'table:style-name="{name}"'


def test_level_of_the_first_label_of_a_row_is_told() -> None:
    rows = [
        ods_row(ods_cell("plain"), ods_cell("x", styled("ce2"))),
        ods_row(ods_cell("bold", styled("ce1"))),
        ods_row(ods_cell(None, styled("ce1")), ods_cell("within", styled("ce2"))),
        f'<table:table-row table:default-cell-style-name="ce2">{ods_cell("of the row")}</table:table-row>',
    ]
    sheet = only("".join(rows), LOOKS)

    assert facts(sheet, "BOLD") == [(2, 1, ""), (3, 2, ""), (4, 1, "")]
    assert facts(sheet, "INDENTED") == [(3, 2, "2"), (4, 1, "2")]


def test_style_of_a_column_holds_where_a_cell_has_none() -> None:
    columns = (
        '<table:table-column table:number-columns-repeated="2"/><table:table-column '
        'table:default-cell-style-name="ce2" table:number-columns-repeated="16382"/>'
    )
    sheet = only(columns + ods_row(ods_cell(None, 'table:number-columns-repeated="2"'), ods_cell("x")), LOOKS)

    assert facts(sheet, "INDENTED") == [(1, 3, "2")]


def test_struck_through_cells_are_told() -> None:
    sheet = only(ods_row(ods_cell("a"), ods_cell("b", f'{styled("ce3")} table:number-columns-repeated="2"')), LOOKS)

    assert facts(sheet, "STRUCK_THROUGH") == [(1, 2, ""), (1, 3, "")]
    assert facts(sheet, "BOLD") == []


def test_styles_that_are_made_from_each_other_end() -> None:
    circle = "".join(
        f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="{other}"/>'
        for name, other in (("a", "b"), ("b", "a"))
    )

    assert facts(only(ods_row(ods_cell("x", styled("a"))), circle), "BOLD") == []
