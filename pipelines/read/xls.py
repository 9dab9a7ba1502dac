"""Old xls (BIFF5 and BIFF8) with xlrd: dates by the workbook's calendar, merges, errors, hidden rows and sheets."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import xlrd

from pipelines.read import xls_active, xls_formulas, xls_records
from pipelines.read.cells import Fact, Sheet, Stored, Unreadable, letter, merged_area, one_line_end, sheet_of
from pipelines.read.raised import SCRIPTS, Stands, apart, are_struck
from pipelines.read.text_numbers import IS_NUMBER, with_runs
from pipelines.read.xls_records import Silence, parts_of, records
from pipelines.read.xlsx_values import Valued, valued

_MACROS = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "VBA_PROJECT_CUR"))
_TOLD = xls_active.KINDS | xls_formulas.KINDS
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read(content: bytes) -> list[Sheet]:
    """Every sheet of the workbook, hidden ones included."""
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, logfile=Silence())
        names, stream = parts_of(content)
        found = list(records(stream, _TOLD))
        xls_active.refuse(names, found)
        notes = (*_noted(content), *xls_active.told(names, found))
        blank = xls_formulas.uncalculated(found)
        sheets = [_sheet(book, sheet, notes=notes, blank=blank.get(at, [])) for at, sheet in enumerate(book.sheets())]
    except Unreadable:
        raise
    except xlrd.XLRDError as error:
        raise _told(content, str(error)) from error
    except Exception as error:  # xlrd raises XLRDError, struct.error, IndexError, AssertionError on damaged files
        raise _told(content, "") from error
    if not sheets:
        raise Unreadable("file-unreadable", "an old Excel workbook (xls): it has no worksheet, or it is damaged")
    return sheets


def _told(content: bytes, message: str) -> Unreadable:
    """What to say of a compound file: encrypted ones are named as such."""
    words = message.casefold()
    is_locked = "encrypt" in words or "password" in words or _ENCRYPTED in content
    if is_locked:
        return Unreadable("file-protected", "")
    if other := xls_records.others(content):
        return Unreadable("file-not-tabular", f"it is {other}, a format not supported")
    return Unreadable("file-unreadable", "an old Excel workbook (xls): it is damaged or its format is not supported")


def _noted(content: bytes) -> tuple[str, ...]:
    return ("macros (VBA) present, never run",) if any(name in content for name in _MACROS) else ()


def _sheet(book: Any, sheet: Any, *, notes: tuple[str, ...], blank: list[tuple[int, int]]) -> Sheet:
    found = _Found(book, sheet)
    rows = [
        (at + 1, [found.text((at, to), cell) for to, cell in enumerate(sheet.row(at))]) for at in range(sheet.nrows)
    ]
    merged = [
        merged_area(top + 1, left + 1, high=end - top, wide=right - left)
        for top, end, left, right in sheet.merged_cells
    ]
    facts = [
        *merged,
        *(Fact(row, column, "NO_STORED_VALUE", "") for row, column in blank),
        *found.facts,
    ]
    commented = ("comments present, not stored",) if sheet.cell_note_map else ()
    whole = sheet_of(sheet.name, rows, facts=facts, hidden=_hidden(sheet), stored=found.stored)
    return with_runs(replace(whole, notes=(*notes, *commented)), found.text_numbers)


def _hidden(sheet: Any) -> tuple[str, ...]:
    """The sheet, its columns and its rows that nobody sees who opens the file."""
    whole = [f"sheet {sheet.name}"] if sheet.visibility else []
    columns = [
        f"column {letter(at + 1)}"
        for at, shape in sorted(sheet.colinfo_map.items())
        if at < sheet.ncols and (shape.hidden or not shape.width)
    ]
    rows = [at for at, shape in sheet.rowinfo_map.items() if shape.hidden or not shape.height]
    if sheet.default_row_hidden:
        rows += [at for at in range(sheet.nrows) if at not in sheet.rowinfo_map and sheet.row_len(at)]
    return (*whole, *columns, *(f"row {at + 1}" for at in sorted(rows)))


class _Found:
    """Texts of the cells of one sheet, and what is told of them meanwhile."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self._book, self._sheet = book, sheet
        self._runs = sheet.rich_text_runlist_map
        self.facts: list[Fact] = []
        self.stored: list[Stored] = []
        self.text_numbers: list[tuple[int, int]] = []
        self._row = -1

    def text(self, place: tuple[int, int], cell: Any) -> str | None:
        """What a cell shows. Places count from 0, facts from 1."""
        row, column = place[0] + 1, place[1] + 1
        if cell.ctype == xlrd.XL_CELL_TEXT:
            pieces = list(self._pieces(cell, self._runs.get(place, [])))
            text, marks = map(one_line_end, apart(pieces))
            self.facts += [Fact(row, column, "SUPERSCRIPT", marks)] if marks else []
            is_struck = are_struck(pieces)
            self.text_numbers += [(row, column)] if not marks and IS_NUMBER.match(text) else []
        else:
            text = self._value(row, column, cell=cell) or ""
            is_struck = bool(self._font(cell).struck_out)
        if text and is_struck:
            self.facts.append(Fact(row, column, "STRUCK_THROUGH", ""))
        if text and self._row != place[0]:
            self._row = place[0]
            self.facts += self._levels(row, column, cell=cell)
        return text

    def _levels(self, row: int, column: int, *, cell: Any) -> Iterator[Fact]:
        """What the format of the first filled cell of a row says of its level."""
        indent = self._book.xf_list[cell.xf_index].alignment.indent_level
        if indent:
            yield Fact(row, column, "INDENTED", str(indent))
        if self._font(cell).bold:
            yield Fact(row, column, "BOLD", "")

    def _pieces(self, cell: Any, runs: list[tuple[int, int]]) -> Iterator[tuple[str, Stands]]:
        """Runs count in signs of 16 bits; before the first of them the font of the cell says what is struck."""
        signs = cell.value.encode("utf-16-le", "surrogatepass")
        starts = [0, *(2 * start for start, _ in runs), len(signs)]
        first = Stands.STRUCK if self._font(cell).struck_out else Stands.ON_LINE
        places = [first, *(self._stands(self._book.font_list[font]) for _, font in runs)]
        for (start, end), place in zip(pairwise(starts), places, strict=True):
            yield signs[start:end].decode("utf-16-le", "surrogatepass"), place

    def _stands(self, font: Any) -> Stands:
        return Stands.STRUCK if font.struck_out else SCRIPTS.get(font.escapement, Stands.ON_LINE)

    def _value(self, row: int, column: int, *, cell: Any) -> str | None:
        match cell.ctype:
            case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
                found = valued("n", repr(cell.value), shape=self._shape(cell), is_1904=bool(self._book.datemode))
            case xlrd.XL_CELL_BOOLEAN:
                found = Valued("TRUE" if cell.value else "FALSE")
            case xlrd.XL_CELL_ERROR:
                error = str(xlrd.error_text_from_code.get(cell.value, "#?"))
                found = Valued(error, None, "ERROR", error)
            case _:
                return None
        self.stored += [] if found.stored is None else [Stored(row, column, found.stored)]
        self.facts += [Fact(row, column, found.fact, found.detail)] if found.fact else []
        return found.text

    def _shape(self, cell: Any) -> str:
        style = self._book.xf_list[cell.xf_index]
        return str(self._book.format_map[style.format_key].format_str)

    def _font(self, cell: Any) -> Any:
        return self._book.font_list[self._book.xf_list[cell.xf_index].font_index]
