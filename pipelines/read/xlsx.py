"""xlsx and xlsm with openpyxl: rich text kept apart, merges, errors, strike-through, formulas without a value."""

import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.read.cells import Fact, Sheet, Unreadable, date_text, number_text, sheet_of


def read(content: bytes) -> list[Sheet]:
    """Every worksheet, hidden ones included. Macros never run, external links are never followed."""
    try:
        values = _load(content, data_only=True, rich_text=True)
    except Exception as error:  # openpyxl raises whatever its XML meets: KeyError, ValueError, BadZipFile, ParseError
        raise Unreadable("file-unreadable", "an Excel workbook: a part of it is damaged or missing") from error
    if not values.worksheets:
        raise Unreadable("file-unreadable", "an Excel workbook: it has no worksheet we can read")
    formulas = _load(content) if _has_formulas(content) else None
    return [_sheet(each, formulas[each.title] if formulas else None) for each in values.worksheets]


def _load(content: bytes, **how: bool) -> Workbook:
    """The workbook; warnings of openpyxl are about page headers, default styles and other things no cell holds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(content), keep_links=False, **how)


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f" in package.read(name) for name in sheets)


def _sheet(values: Worksheet, formulas: Worksheet | None) -> Sheet:
    facts = [
        Fact(area.min_row, area.min_col, "MERGED", f"{area.size['rows']}x{area.size['columns']}")
        for area in values.merged_cells.ranges
    ]
    rows = list(_rows(values))
    facts += [fact for cell in _stored(values) if cell.value is not None for fact in _facts(cell)]
    if formulas is not None:
        facts += list(_without_value(values, formulas))
    return sheet_of(values.title, rows, facts, _hidden(values))


def _stored(sheet: Worksheet) -> list[Any]:
    """The cells the file holds, in order: one stray cell in the last corner must not cost seventeen billion others."""
    places: dict[tuple[int, int], Any] = sheet._cells  # noqa: SLF001  # every public iterator fills the gaps
    return [places[place] for place in sorted(places)]


def _rows(sheet: Worksheet) -> Iterator[tuple[int, list[str | None]]]:
    for number, cells in groupby(_stored(sheet), key=attrgetter("row")):
        texts = {cell.column: text for cell in cells if (text := _text(cell)) is not None}
        yield number, [texts.get(column) for column in range(1, max(texts, default=0) + 1)]


def _text(cell: Any) -> str | None:
    value = cell.value
    match value:
        case None:
            return None
        case CellRichText():
            return "".join(str(part) for part in value if not _is_raised(part))
        case bool():
            return str(value).upper()
        case int() | float():
            return number_text(value, cell.number_format)
        case dt.datetime():
            return date_text(value)
        case _:
            return str(value)


def _is_raised(part: object) -> bool:
    return isinstance(part, TextBlock) and part.font.vertAlign == "superscript"


def _facts(cell: Any) -> Iterator[Fact]:
    if isinstance(cell.value, CellRichText):
        raised = "".join(str(part) for part in cell.value if _is_raised(part))
        if raised:
            yield Fact(cell.row, cell.column, "SUPERSCRIPT", raised)
    if cell.data_type == "e":
        yield Fact(cell.row, cell.column, "ERROR", str(cell.value))
    if cell.has_style and cell.font.strike:
        yield Fact(cell.row, cell.column, "STRUCK_THROUGH", "")


def _without_value(values: Worksheet, formulas: Worksheet) -> Iterator[Fact]:
    for cell in _stored(formulas):
        if cell.data_type == "f" and values.cell(cell.row, cell.column).value is None:
            yield Fact(cell.row, cell.column, "NO_STORED_VALUE", "")


def _hidden(sheet: Worksheet) -> tuple[str, ...]:
    rows = [f"row {number}" for number, shape in sheet.row_dimensions.items() if shape.hidden]
    columns = [f"column {name}" for name, shape in sheet.column_dimensions.items() if shape.hidden]
    whole = [f"sheet {sheet.title}"] if sheet.sheet_state != "visible" else []
    return (*whole, *columns, *rows)
