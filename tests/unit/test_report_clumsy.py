"""An annotated workbook comes back after work in another program: nothing of ours becomes data, nothing is lost."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.deliver import Outcome, deliver
from pipelines.read.limits import Limits
from pipelines.report.annotate import annotated
from pipelines.report.answer import told_of
from schemas.source import Source
from tests.support.small import HEADER, rows_of, source_of
from tests.support.workbooks import saved, xlsx_of

ROWS = rows_of({}, {"Motive": "angry"}, {"Age": "x"}, {"Gender": "f"}, {"Motive": "money"}, {"Date": "2025-01-01"})
SENT = xlsx_of([list(HEADER), *ROWS], sheet="Data")


def outcome_of(content: bytes, file: str = "sent.xlsx") -> Outcome:
    return deliver(content, file, source=source_of(), edition="2024")


def returned() -> Workbook:
    """The annotated copy of the delivery, opened with the program most people have at hand."""
    source: Source = source_of()
    content = annotated(SENT, told_of(outcome_of(SENT), source, language="de"), limits=Limits())
    return openpyxl.load_workbook(io.BytesIO(content))


def data(book: Workbook) -> Worksheet:
    page = book["Data"]
    assert isinstance(page, Worksheet)
    return page


def nothing(_: Workbook) -> None:
    """Only opened and saved."""


def findings_sheet_first(book: Workbook) -> None:
    book.move_sheet(book.worksheets[-1], -1)


def findings_sheet_deleted(book: Workbook) -> None:
    book.remove(book.worksheets[-1])


def findings_sheet_renamed(book: Workbook) -> None:
    book.worksheets[-1].title = "mended"


def findings_sheet_copied(book: Workbook) -> None:
    book.copy_worksheet(book.worksheets[-1])


def findings_sheet_written_on(book: Workbook) -> None:
    book.worksheets[-1]["H3"] = "done"


def findings_ticked_off(book: Workbook) -> None:
    book.worksheets[-1].delete_rows(6, 2)


def column_inserted_in_findings(book: Workbook) -> None:
    book.worksheets[-1].insert_cols(3)


def rows_sorted(book: Workbook) -> None:
    page = data(book)
    rows = sorted(([cell.value for cell in row] for row in page.iter_rows(min_row=2)), key=str, reverse=True)
    for at, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            page.cell(at, column).value = value


def blank_column_inserted(book: Workbook) -> None:
    data(book).insert_cols(3)


def blank_rows_inserted(book: Workbook) -> None:
    data(book).insert_rows(4, 2)


def title_put_above(book: Workbook) -> None:
    data(book).insert_rows(1, 2)
    data(book)["A1"] = "Cases of 2024"


def columns_swapped(book: Workbook) -> None:
    page = data(book)
    for row in page.iter_rows(min_col=5, max_col=6):
        row[0].value, row[1].value = row[1].value, row[0].value


def notes_removed(book: Workbook) -> None:
    for row in data(book).iter_rows():
        for cell in row:
            cell.comment = None


def fills_painted_over(book: Workbook) -> None:
    for row in data(book).iter_rows():
        for cell in row:
            cell.fill = PatternFill("solid", fgColor="FFFF00")


def filtered(book: Workbook) -> None:
    data(book).auto_filter.ref = data(book).dimensions
    data(book).freeze_panes = "A2"


def blank_sheet_added(book: Workbook) -> None:
    book.create_sheet("Sheet2")


def data_sheet_renamed(book: Workbook) -> None:
    data(book).title = "mended data"


def blanks_typed_behind_texts(book: Workbook) -> None:
    for row in data(book).iter_rows(min_row=2):
        row[2].value = f" {row[2].value}  "


SAME = [
    nothing, findings_sheet_first, findings_sheet_deleted, findings_sheet_renamed, findings_sheet_copied,
    findings_sheet_written_on, findings_ticked_off, column_inserted_in_findings, rows_sorted, blank_column_inserted,
    blank_rows_inserted, title_put_above, columns_swapped, notes_removed, fills_painted_over, filtered,
    blank_sheet_added, data_sheet_renamed, blanks_typed_behind_texts,
]  # fmt: skip


def said(outcome: Outcome) -> list[tuple[str, str, str]]:
    """What is found, wherever it stands."""
    return sorted(outcome.findings.select("finding_id", "column_name", "value").rows(), key=str)


@pytest.mark.parametrize("work", SAME, ids=lambda work: work.__name__)
def test_clumsy_work_changes_no_figure_and_no_finding(work: Callable[[Workbook], None]) -> None:
    book = returned()
    work(book)
    before, after = outcome_of(SENT), outcome_of(saved(book))

    assert said(after) == said(before)
    assert (after.rows_read, after.accepted.height, after.rejected) == (6, 3, 3)
    assert sorted(after.accepted["row_key"]) == sorted(before.accepted["row_key"])


def a_remark_beside(book: Workbook) -> None:
    data(book)["H1"], data(book)["H3"] = "remark", "mended"


def a_header_mistyped(book: Workbook) -> None:
    data(book)["C1"] = "Motiv"


def a_record_twice(book: Workbook) -> None:
    data(book).append([cell.value for cell in data(book)[2]])


def a_row_hidden(book: Workbook) -> None:
    data(book).row_dimensions[3].hidden = True


def data_sheet_deleted(book: Workbook) -> None:
    book.remove(data(book))
    book.create_sheet("Data")


@pytest.mark.parametrize(
    ("work", "finding_id"),
    [
        (a_remark_beside, "column-unknown"),
        (a_header_mistyped, "column-missing"),
        (a_record_twice, "row-key-duplicated"),
        (a_row_hidden, "rows-hidden"),
        (data_sheet_deleted, "file-empty"),
    ],
    ids=lambda each: getattr(each, "__name__", each),
)
def test_work_that_changes_what_is_counted_is_told_by_name(work: Callable[[Workbook], None], finding_id: str) -> None:
    book = returned()
    work(book)

    assert finding_id in {*outcome_of(saved(book)).findings["finding_id"]}
