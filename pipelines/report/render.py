"""Tables of any format as a workbook of strings, at the same addresses: to be annotated where theirs cannot be."""

import io
import re

import polars as pl
import xlsxwriter

from pipelines.read.cells import Sheet

STRINGS_ONLY = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False,
}  # fmt: skip
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST = 31


def rendered(sheets: list[Sheet]) -> tuple[bytes, dict[str, str], int]:
    """A workbook, the name of every sheet in it, and by how many rows all moved down.

    Formats whose columns have names keep them in row 0; a workbook has no such row, so all moves down by one.
    """
    buffer = io.BytesIO()
    names = _names([sheet.name for sheet in sheets])
    moved = int(any((sheet.cells["row"] == 0).any() for sheet in sheets))
    with xlsxwriter.Workbook(buffer, STRINGS_ONLY) as book:
        for sheet in sheets:
            _write(book.add_worksheet(names[sheet.name]), sheet.cells.with_columns(pl.col("row") + moved))
    return buffer.getvalue(), names, moved


def _write(page: xlsxwriter.worksheet.Worksheet, cells: pl.DataFrame) -> None:
    for number, *texts in cells.iter_rows():
        for at, text in enumerate(texts):
            if text is not None:
                page.write_string(number - 1, at, text)


def _names(given: list[str]) -> dict[str, str]:
    """Names that a workbook allows: short, without some signs, each once whatever the case."""
    names: dict[str, str] = {}
    for each in given:
        plain = _FORBIDDEN.sub("_", each).strip("'")[:_LONGEST] or "_"
        taken = {name.casefold() for name in names.values()}
        numbered = (f"{plain[: _LONGEST - 5]} {at}" for at in range(2, 10_000))
        names[each] = plain if plain.casefold() not in taken else next(n for n in numbered if n.casefold() not in taken)
    return names
