"""An old BIFF8 xls workbook with a sheet a quarter, every cell text."""

from pathlib import Path

import polars as pl
import xlwt

from bench.model_countries.specs import Delivery

QUARTER_SHEET = "{number}. čtvrtletí"
SHEET_ROWS = 65_536


def write_quarters(delivery: Delivery, folder: Path) -> list[Path]:
    """Four sheets, each with the title lines, the header and its rows."""
    path = folder / delivery.file_name()
    book = xlwt.Workbook(encoding="utf-8")
    for number, table in enumerate(delivery.tables_by_part(), start=1):
        sheet = book.add_sheet(QUARTER_SHEET.format(number=number))
        for row, line in enumerate(delivery.title()):
            sheet.write(row, 0, line)
        _write_table(sheet, table, start=len(delivery.title()))
    book.save(str(path))
    return [path]


def _write_table(sheet: xlwt.Worksheet, table: pl.DataFrame, *, start: int) -> None:
    for number, header in enumerate(table.columns):
        sheet.write(start, number, header)
    for row, cells in enumerate(table.iter_rows(), start=start + 1):
        for number, cell in enumerate(cells):
            sheet.write(row, number, cell)
        if row % 1000 == 0:
            sheet.flush_row_data()
