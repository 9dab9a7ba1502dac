"""Values behind merged cells are told in every format whose files can hold them."""

import openpyxl
import pytest
import xlwt

from pipelines.read import Sheet, read
from pipelines.read.cells import Fact, sheet_of
from pipelines.read.covered import with_covered
from tests.support.sheets import facts
from tests.support.workbooks import ods_cell, ods_of, ods_row, saved, xls_of

COVERED = [(2, 2, ""), (3, 1, ""), (3, 2, "")]


def in_xlsx() -> bytes:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    for texts in (["a", "b"], ["c", "old"], ["older", "oldest"]):
        page.append(texts)
    page.merged_cells.add("A2:B3")  # merging by name would take the values away
    return saved(book)


def in_ods() -> bytes:
    hidden = ods_cell("old").replace("table-cell", "covered-table-cell")
    first = ods_cell("c", 'table:number-columns-spanned="2" table:number-rows-spanned="2"')
    return ods_of(ods_row(ods_cell("a"), ods_cell("b")) + ods_row(first, hidden) + ods_row(hidden, hidden))


def in_xls() -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("x")
    for row, texts in enumerate((("a", "b"), ("c", "old"), ("older", "oldest"))):
        for column, text in enumerate(texts):
            page.write(row, column, text)
    page.merged_ranges.append((1, 2, 0, 1))  # merging by name refuses filled cells
    return xls_of(book)


@pytest.mark.parametrize("content", [in_xlsx(), in_ods(), in_xls()], ids=["xlsx", "ods", "xls"])
def test_filled_cells_of_a_merged_area_are_told_other_than_its_first(content: bytes) -> None:
    [sheet] = read(content, "x")

    assert facts(sheet, "COVERED") == COVERED


def test_areas_may_lie_below_beside_and_over_gaps_of_the_rows() -> None:
    areas = [Fact(4, 3, "MERGED", "3x3"), Fact(30, 1, "MERGED", "1000000x16000"), Fact(1, 9, "MERGED", "9x1")]
    rows: list[tuple[int, list[str | None]]] = [(1, ["a", "b", "c"]), (3, ["d", None, "e"]), (5, ["f", "g", "h"])]

    assert facts(with_covered(sheet_of("x", rows, facts=areas)), "COVERED") == [(5, 3, "")]


def test_many_areas_cost_little() -> None:
    many = 60_000
    rows: list[tuple[int, list[str | None]]] = [(at, ["a", "b"]) for at in range(1, many + 1)]
    told: Sheet = with_covered(sheet_of("x", rows, facts=[Fact(at, 1, "MERGED", "1x2") for at in range(1, many + 1)]))

    assert told.facts.filter(fact="COVERED").height == many
