"""Old xls (BIFF5 and BIFF8) with xlrd: dates by the workbook's calendar, merges, errors, hidden rows and sheets."""

from typing import Any

import xlrd

from pipelines.read.cells import Fact, Sheet, Unreadable, date_text, number_text, sheet_of


def read(content: bytes) -> list[Sheet]:
    """Every sheet of the workbook, hidden ones included."""
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=_Silence())
    except Exception as error:  # xlrd raises XLRDError, struct.error, IndexError, AssertionError on damaged files
        raise Unreadable("file-unreadable", "an old Excel workbook (xls): it is damaged or protected") from error
    return [_sheet(book, sheet) for sheet in book.sheets()]


class _Silence:
    """A log that keeps nothing: xlrd prints its warnings to a stream, and they name cell contents."""

    def write(self, text: str) -> int:
        """Drop the text."""
        return len(text)


def _sheet(book: Any, sheet: Any) -> Sheet:
    rows = [(at + 1, [_text(book, cell) for cell in sheet.row(at)]) for at in range(sheet.nrows)]
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
    return sheet_of(sheet.name, rows, merged + errors, (*whole, *hidden_rows))


def _text(book: Any, cell: Any) -> str | None:
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            return str(cell.value)
        case xlrd.XL_CELL_NUMBER:
            return number_text(cell.value, _shape(book, cell))
        case xlrd.XL_CELL_DATE:
            return date_text(xlrd.xldate_as_datetime(cell.value, book.datemode))
        case xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if cell.value else "FALSE"
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#?"))
        case _:
            return None


def _shape(book: Any, cell: Any) -> str:
    style = book.xf_list[cell.xf_index]
    return str(book.format_map[style.format_key].format_str)
