"""An xlsx workbook with a title block, a merged two-row header, a total row and footnotes."""

from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bench.model_countries.specs import Delivery

SHEET = "Procédures"
FOOTNOTES = (
    "(1) Données inventées pour un pays modèle : aucune personne ni affaire réelle.",
    "(2) Une ligne par procédure ; l'âge est celui de la victime à la date d'enregistrement.",
)
_MEMORY_ROWS = 20_000


def write_workbook(delivery: Delivery, folder: Path) -> list[Path]:
    """Title lines, two header rows, the rows, a blank row, `Total` with the count, a blank row, the footnotes."""
    path = folder / delivery.file_name()
    large = delivery.table.height > _MEMORY_ROWS
    with xlsxwriter.Workbook(path, {"constant_memory": large}) as book:
        book.set_properties({"created": datetime(2025, 1, 1, tzinfo=UTC)})
        sheet = book.add_worksheet(SHEET)
        bold = book.add_format({"bold": True})
        for row, line in enumerate(delivery.title()):
            sheet.write_string(row, 0, line, bold)
        start = _write_header(sheet, delivery, style=book.add_format({"bold": True, "align": "center", "border": 1}))
        end = _write_rows(sheet, delivery.table, start=start, date_style=book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_string(end + 1, 0, "Total", bold)
        sheet.write_number(end + 1, 1, delivery.table.height, bold)
        for row, line in enumerate(FOOTNOTES, start=end + 3):
            sheet.write_string(row, 0, line)
    return [path]


def _write_header(sheet: Worksheet, delivery: Delivery, *, style: Format) -> int:
    """Write the merged groups and under them the column names; returns the row of the first data."""
    top = len(delivery.country.title)
    position = 0
    for group, columns in groupby(delivery.country.columns, key=lambda column: column.group):
        width = len(list(columns))
        sheet.merge_range(top, position, top, position + width - 1, group, style)
        position += width
    for number, column in enumerate(delivery.country.columns):
        sheet.write_string(top + 1, number, column.header, style)
    return top + 2


def _write_rows(sheet: Worksheet, table: pl.DataFrame, *, start: int, date_style: Format) -> int:
    dates = {number for number, dtype in enumerate(table.dtypes) if dtype == pl.Date}
    for row, cells in enumerate(table.iter_rows(), start=start):
        for number, cell in enumerate(cells):
            if number in dates:
                sheet.write_datetime(row, number, cell, date_style)
            else:
                sheet.write_string(row, number, cell)
    return start + table.height
