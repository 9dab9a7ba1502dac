"""Annotations stand where the finding is, beside what the sender has, and go away without a trace."""

import io
from functools import cache

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from pipelines.read import read
from pipelines.read.limits import Limits
from pipelines.read.returned import MARK
from pipelines.report.annotate import annotated, stripped
from pipelines.report.parts import Parts
from tests.support.returned import parts_of, raw_parts, told_of
from tests.support.workbooks import saved

LIMITS = Limits()
PAYLOADS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("x","y")',
    "=IMPORTXML(A1)", "%0A=1+1", '"=1+1', "<script>alert(1)</script>",
]  # fmt: skip


@cache
def busy() -> bytes:
    """A workbook with everything an office puts into one; the same bytes whenever it is asked for."""
    book = openpyxl.Workbook()
    [page] = book.worksheets
    page.title = "It's data"
    for row in range(1, 31):
        page.append([f"text {row}", row, f"=B{row}*2", None])
    page["B2"].font, page["B2"].number_format = Font(bold=True), "0.00"
    page["B3"].comment = Comment("ask Anna", "office")
    page.merge_cells("A5:B7")
    page.row_dimensions[9].hidden = True
    page.column_dimensions["D"].hidden = True
    page.auto_filter.ref = "A1:C30"
    page.auto_filter.add_filter_column(0, ["text 1"])
    page.row_dimensions[12].hidden = True
    rule = DataValidation(type="list", formula1='"a,b"', allow_blank=True)
    rule.add("B2:B30")
    page.add_data_validation(rule)
    red = PatternFill(bgColor="FFFF0000")
    page.conditional_formatting.add(
        "B2:B30", Rule(type="cellIs", operator="greaterThan", formula=["20"], dxf=DifferentialStyle(fill=red))
    )
    book.defined_names["months"] = DefinedName("months", attr_text="'It''s data'!$A$1:$A$12")
    book.create_sheet("Findings")["A1"] = "a sheet of theirs"
    return saved(book)


def loaded(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_blank_hidden_merged_and_filtered_cells_are_marked_where_they_are() -> None:
    cells = ["D4", "A9", "B6", "A12", "D40"]
    page = loaded(annotated(busy(), told_of([("It's data", cell) for cell in cells]), limits=LIMITS))["It's data"]
    noted = {
        cell.coordinate
        for row in page.iter_rows(max_row=50)
        for cell in row
        if cell.comment and cell.comment.author == "oscec"
    }

    assert noted == {"D4", "A9", "A5", "A12", "D40"}
    filled = {
        place
        for each in page.conditional_formatting
        for place in str(each.sqref).split()
        if each.rules[0].formula != ["20"]
    }
    assert filled == noted
    assert [page.row_dimensions[row].hidden for row in (9, 12)] == [True, True]
    assert page.auto_filter.ref == "A1:C30"


def test_the_senders_own_notes_formats_and_sheets_stay() -> None:
    told = told_of([("It's data", "B3"), ("It's data", "B4")])
    book = loaded(annotated(busy(), told, limits=LIMITS))
    page = book["It's data"]

    assert page["B3"].comment is not None
    assert page["B3"].comment.text == "ask Anna"
    assert page["B4"].comment is not None
    assert "Motive" in page["B4"].comment.text
    assert book.sheetnames == ["It's data", "Findings", "Findings 2"]
    assert book["Findings"]["A1"].value == "a sheet of theirs"
    assert book["Findings 2"]["A1"].value == MARK
    assert {*book.defined_names} == {"months", "oscec_findings"}
    assert page["C2"].value == "=B2*2"
    assert [str(each.sqref) for each in page.data_validations.dataValidation] == ["B2:B30"]


def test_only_a_marked_sheet_is_no_content() -> None:
    names = [sheet.name for sheet in read(annotated(busy(), told_of([("It's data", "B4")]), limits=LIMITS), "x.xlsx")]

    assert names == ["It's data", "Findings"]


def test_stripping_gives_back_what_was_sent() -> None:
    content = busy()
    returned = annotated(
        content, told_of([("It's data", "B4"), ("It's data", "B3"), ("Findings", "C3")]), limits=LIMITS
    )

    assert parts_of(stripped(returned, LIMITS)) == parts_of(content)
    assert stripped(content, LIMITS) == content


def test_former_annotations_give_way_to_the_new_ones() -> None:
    first = annotated(busy(), told_of([("It's data", "B4")]), limits=LIMITS)
    second = annotated(first, told_of([("It's data", "B8")]), limits=LIMITS)

    assert parts_of(second) == parts_of(annotated(busy(), told_of([("It's data", "B8")]), limits=LIMITS))


def test_what_another_program_saved_anew_is_still_no_content() -> None:
    resaved = saved(loaded(annotated(busy(), told_of([("It's data", "B4")]), limits=LIMITS)))
    page = loaded(annotated(resaved, told_of([("It's data", "B8")]), limits=LIMITS))["It's data"]

    assert [sheet.name for sheet in read(resaved, "x.xlsx")] == ["It's data", "Findings"]
    assert page["B4"].comment is None
    assert page["B8"].comment is not None


def test_links_lead_to_the_cells_and_causes_stand_first() -> None:
    told = told_of([("It's data", f"B{row}") for row in range(2, 9)])
    sheet = loaded(annotated(busy(), told, limits=LIMITS))["Findings 2"]
    texts = [row[0] for row in sheet.iter_rows(values_only=True)]

    assert "column B: 7 cells, one remedy" in texts
    links = {str(cell.value): cell.hyperlink.location for [cell] in sheet.iter_rows(max_col=1) if cell.hyperlink}
    assert links["It's data!B5"] == "'It''s data'!B5"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula_or_markup_in_the_workbook(payload: str) -> None:
    told = told_of([("It's data", "B4")], value=payload)
    book = loaded(annotated(busy(), told, limits=LIMITS))
    ours = book["Findings 2"]

    assert {cell.data_type for row in ours.iter_rows() for cell in row if cell.value is not None} == {"s"}
    assert book["It's data"]["B4"].comment is not None


def test_a_sheet_of_ours_that_was_written_over_is_theirs() -> None:
    book = loaded(annotated(busy(), told_of([("It's data", "B4")]), limits=LIMITS))
    book["Findings 2"]["A1"] = "our own list"
    after = annotated(saved(book), told_of([("It's data", "B8")]), limits=LIMITS)

    assert loaded(after).sheetnames == ["It's data", "Findings", "Findings 2", "Findings 3"]
    assert [sheet.name for sheet in read(after, "x.xlsx")] == ["It's data", "Findings", "Findings 2"]


def test_a_workbook_without_formats_gets_notes_and_links() -> None:
    parts = Parts(busy(), LIMITS)
    parts.unrelate("xl/workbook.xml", "xl/styles.xml")
    parts.remove("xl/styles.xml")
    after = raw_parts(annotated(parts.saved(), told_of([("It's data", "B4")]), limits=LIMITS))

    assert "xl/styles.xml" not in after
    assert b"[oscec]" in b"".join(after.values())


def test_equal_findings_give_equal_bytes() -> None:
    told = told_of([("It's data", "B4")])

    content = busy()
    assert annotated(content, told, limits=LIMITS) == annotated(content, told, limits=LIMITS)
