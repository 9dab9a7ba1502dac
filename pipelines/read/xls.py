"""Old xls (BIFF5 and BIFF8) with xlrd: dates by the workbook's calendar, merges, errors, hidden rows and sheets."""

from itertools import chain
from typing import Any

import xlrd

from pipelines.read.cells import Fact, Sheet, Stored, Unreadable, number_text, sheet_of
from pipelines.read.serial import shown

_RAISED = 1
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read(content: bytes) -> list[Sheet]:
    """Every sheet of the workbook, hidden ones included."""
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, logfile=_Silence())
        return [_sheet(book, sheet) for sheet in book.sheets()]
    except xlrd.XLRDError as error:
        raise _told(content, str(error)) from error
    except Exception as error:  # xlrd raises XLRDError, struct.error, IndexError, AssertionError on damaged files
        raise _told(content, "") from error


def _told(content: bytes, message: str) -> Unreadable:
    """What to say of a compound file: encrypted ones are named as such."""
    words = message.casefold()
    is_locked = "encrypt" in words or "password" in words or _ENCRYPTED in content
    if is_locked:
        return Unreadable("file-protected", "")
    return Unreadable("file-unreadable", "an old Excel workbook (xls): it is damaged or its format is not supported")


class _Silence:
    """A log that keeps nothing: xlrd prints its warnings to a stream, and they name cell contents."""

    def write(self, text: str) -> int:
        """Drop the text."""
        return len(text)


def _sheet(book: Any, sheet: Any) -> Sheet:
    raised: list[Fact] = []
    rows = [
        (at + 1, [_text(book, cell, _raised(book, sheet, (at, to), raised)) for to, cell in enumerate(sheet.row(at))])
        for at in range(sheet.nrows)
    ]
    merged = [
        Fact(top + 1, left + 1, "MERGED", f"{end - top}x{right - left}") for top, end, left, right in sheet.merged_cells
    ]
    errors = [
        Fact(row + 1, column + 1, "ERROR", xlrd.error_text_from_code.get(cell.value, "#?"))
        for row in range(sheet.nrows)
        for column, cell in enumerate(sheet.row(row))
        if cell.ctype == xlrd.XL_CELL_ERROR
    ]
    hidden_rows = [f"row {number + 1}" for number, shape in sheet.rowinfo_map.items() if shape.hidden]
    whole = [f"sheet {sheet.name}"] if sheet.visibility else []
    facts = merged + errors + raised
    return sheet_of(sheet.name, rows, facts, (*whole, *hidden_rows), stored=_stored(book, sheet))


def _stored(book: Any, sheet: Any) -> list[Stored]:
    """Numbers and clock times behind texts that say less."""
    found = []
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
                text, value = shown(cell.value, repr(cell.value), _shape(book, cell), is_1904=bool(book.datemode))
                found += [Stored(row + 1, column + 1, value)] if value != text else []
    return found


def _raised(book: Any, sheet: Any, place: tuple[int, int], facts: list[Fact]) -> set[int]:
    """Positions of the raised signs in a cell of several fonts; they become a fact of their own."""
    text, runs = sheet.cell(*place).value, sheet.rich_text_runlist_map.get(place, [])
    ends = [*(start for start, _ in runs[1:]), len(text)] if runs else []
    spans = [
        range(start, end)
        for (start, font), end in zip(runs, ends, strict=True)
        if book.font_list[font].escapement == _RAISED
    ]
    raised = set(chain.from_iterable(spans))
    if raised:
        facts.append(Fact(place[0] + 1, place[1] + 1, "SUPERSCRIPT", "".join(text[at] for at in sorted(raised))))
    return raised


def _text(book: Any, cell: Any, raised: set[int]) -> str | None:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return "".join(sign for at, sign in enumerate(cell.value) if at not in raised)
        case xlrd.XL_CELL_NUMBER:
            return number_text(cell.value, _shape(book, cell))
        case xlrd.XL_CELL_DATE:
            return shown(cell.value, repr(cell.value), _shape(book, cell), is_1904=bool(book.datemode))[0]
        case xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#?"))
        case _:
            return None


def _shape(book: Any, cell: Any) -> str:
    style = book.xf_list[cell.xf_index]
    return str(book.format_map[style.format_key].format_str)
