"""Tables of Word documents."""

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from pipelines.read import Unreadable, read
from tests.support.sheets import facts, texts
from tests.support.workbooks import docx_of


def test_table_is_named_by_the_paragraph_before_it() -> None:
    document = docx.Document()
    for title in ("Table 1: first", None):
        if title:
            document.add_paragraph(title)
        document.add_table(1, 1).cell(0, 0).text = "x"

    assert [sheet.name for sheet in read(docx_of(document), "x.docx")] == ["Table 1: first", "table 2"]


def test_superscript_is_kept_apart_from_the_number() -> None:
    document = docx.Document()
    paragraph = document.add_table(1, 1).cell(0, 0).paragraphs[0]
    paragraph.add_run("12")
    paragraph.add_run("1").font.superscript = True
    [sheet] = read(docx_of(document), "x.docx")

    assert texts(sheet) == {1: ["12"]}
    assert facts(sheet, "SUPERSCRIPT") == [(1, 1, "1")]


def test_merged_cells_are_read_once() -> None:
    document = docx.Document()
    table = document.add_table(2, 3)
    table.cell(0, 1).merge(table.cell(0, 2)).text = "head"
    for column, text in enumerate("abc"):
        table.cell(1, column).text = text
    [sheet] = read(docx_of(document), "x.docx")

    assert texts(sheet) == {1: [None, "head", None], 2: ["a", "b", "c"]}
    assert facts(sheet, "MERGED") == [(1, 2, "1x2")]


def test_cell_over_rows_and_columns_is_read_once() -> None:
    document = docx.Document()
    table = document.add_table(4, 3)
    table.cell(0, 0).merge(table.cell(2, 1)).text = "block"
    table.cell(3, 0).text, table.cell(0, 2).text = "below", "beside"
    [sheet] = read(docx_of(document), "x.docx")

    assert texts(sheet) == {1: ["block", None, "beside"], 4: ["below", None, None]}
    assert facts(sheet, "MERGED") == [(1, 1, "3x2")]


def test_row_that_starts_later_keeps_its_columns() -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "a", "b"
    row = table.rows[1]._tr
    row.remove(row.tc_lst[0])
    row.get_or_add_trPr().append(OxmlElement("w:gridBefore", {qn("w:val"): "1"}))
    [sheet] = read(docx_of(document), "x.docx")

    assert texts(sheet) == {1: ["a", None], 2: [None, "b"]}


def test_columns_are_limited_before_they_are_made() -> None:
    document = docx.Document()
    document.add_table(1, 1).cell(0, 0)._tc.grid_span = 600
    with pytest.raises(Unreadable, match="512 columns"):
        read(docx_of(document), "x.docx")


def test_empty_rows_keep_the_numbers_of_those_below() -> None:
    document = docx.Document()
    document.add_table(3, 1).cell(2, 0).text = "x"

    assert texts(read(docx_of(document), "x.docx")[0]) == {3: ["x"]}


def test_document_without_a_table_is_refused() -> None:
    document = docx.Document()
    document.add_paragraph("12")
    with pytest.raises(Unreadable) as refused:
        read(docx_of(document), "x.docx")

    assert refused.value.finding_id == "file-not-tabular"
