"""Sheets of cells: addresses, letters, numbers as shown; and any small table on its way through a file."""

import csv
import io
import string
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from pipelines.read import ReadOptions, read
from pipelines.read.cells import letter, sheet_of
from pipelines.read.number_sections import section_for
from pipelines.read.number_shown import as_shown
from tests.support.sheets import texts
from tests.support.workbooks import Rows, ods_text, xlsx_of

SIGNS = st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(string.ascii_letters + " ;,|\"'\n=#<&")
TEXTS = st.text(SIGNS, min_size=1, max_size=8).filter(lambda text: bool(text.strip()) and text[0] != "\ufeff")
CELLS = st.none() | TEXTS
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=5).filter(
    lambda rows: any(text for row in rows for text in row)
)


def expected(rows: Rows) -> dict[int, list[str | None]]:
    """Filled rows by number, each as wide as the widest."""
    filled = {at: list(row) for at, row in enumerate(rows, start=1) if any(row)}
    width = max(max(at for at, text in enumerate(row, start=1) if text) for row in filled.values())
    return {at: (row + [None] * width)[:width] for at, row in filled.items()}


def trimmed(found: dict[int, list[str | None]]) -> dict[int, list[str | None]]:
    """The same without empty columns at the right, which some formats keep."""
    return expected([found.get(at, [None]) for at in range(1, max(found) + 1)])


@settings(max_examples=25)
@given(TABLES)
def test_table_survives_xlsx(rows: Rows) -> None:
    assert trimmed(texts(read(xlsx_of(rows), "x.xlsx")[0])) == expected(rows)


@settings(max_examples=25)
@given(TABLES)
def test_table_survives_ods(rows: Rows) -> None:
    assert trimmed(texts(read(ods_text(rows), "x.ods")[0])) == expected(rows)


@settings(max_examples=25)
@given(TABLES)
def test_table_survives_csv(rows: Rows) -> None:
    """A text table numbers lines, so a cell of several lines moves the rows below it."""
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    started = [
        1 + sum(1 + sum((text or "").count("\n") for text in row) for row in rows[:at]) for at in range(len(rows))
    ]
    wanted = dict(zip(started, rows, strict=True))
    [sheet] = read(buffer.getvalue().encode(), "x.csv", options=ReadOptions(delimiter=","))
    padded = [wanted.get(at, [None]) for at in range(1, max(wanted) + 1)]

    assert trimmed(texts(sheet)) == expected(padded)


@given(st.integers(1, 16_384))
def test_letters_are_those_of_spreadsheets(column: int) -> None:
    assert letter(column) == get_column_letter(column)


def number_text(value: float, shape: str = "General") -> str:
    return as_shown(value, repr(value), section_for(shape, value))


@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_have_no_point(number: int) -> None:
    assert number_text(float(number)) == str(number)


@given(st.integers(0, 1000))
def test_percent_shows_its_decimals(tenths: int) -> None:
    assert number_text(tenths / 1000, "0.0%") == f"{tenths // 10}.{tenths % 10}%"


@given(
    st.decimals(-1000, 1000, places=3), st.sampled_from(["0.0", "#,##0.0_);(#,##0.0)", "_-* #,##0.0 €_-", "[Red]0.0"])
)
def test_decimals_that_are_not_shown_are_rounded_away_from_nought(number: Decimal, shape: str) -> None:
    near = number.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)

    assert Decimal(number_text(float(number), shape)) == near


def test_blank_rows_are_dropped_and_blank_cells_are_null() -> None:
    sheet = sheet_of("s", [(1, ["", " \t"]), (5, ["a", "", "b"])])

    assert (texts(sheet), sheet.width) == ({5: ["a", None, "b"]}, 3)


def test_sheet_without_rows_has_no_width() -> None:
    assert sheet_of("s", []).width == 0
