"""The workbook for people: notes first, then a sheet a table, flags as columns. Typed cells, texts as texts, no formula anywhere."""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import polars as pl
import xlsxwriter
from openpyxl import load_workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipelines.release.content import Release, ReleaseError, ReleaseTable
from pipelines.release.flat import with_flags

NAME = "release.xlsx"
NOTES = "notes"
_ROWS = 1_048_575
_LITERAL = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDTH, _WIDEST = 12, 60
Notes = Sequence[tuple[str, str]]


def written(release: Release, notes: Notes) -> bytes:
    """The workbook; the same release gives the same bytes."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _LITERAL) as book:
        released = datetime.combine(release.released_on, datetime.min.time())
        book.set_properties({"title": f"oscec {release.name}", "comments": release.notice, "created": released})
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        _write_notes(book.add_worksheet(NOTES), notes, bold)
        for table in release.tables:
            _write_table(book.add_worksheet(table.stem), table, (bold, day))
    return file.getvalue()


def _write_notes(sheet: Worksheet, notes: Notes, bold: Format) -> None:
    for row, (head, text) in enumerate(notes):
        sheet.write_string(row, 0, head, bold)
        sheet.write_string(row, 1, text)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 120)


def _write_table(sheet: Worksheet, table: ReleaseTable, formats: tuple[Format, Format]) -> None:
    frame = with_flags(table)
    if frame.height > _ROWS:
        raise ReleaseError(f"table {table.name} has {frame.height:,} rows, a sheet holds {_ROWS:,}")
    bold, day = formats
    for at, column in enumerate(frame.get_columns()):
        sheet.write_string(0, at, column.name, bold)
        sheet.set_column(at, at, _width(column))
        _write_column(sheet, at, column, day)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, frame.height, frame.width - 1)


def _width(column: pl.Series) -> int:
    longest = column.cast(pl.String).str.len_chars().max()
    return min(_WIDEST, max(_WIDTH, len(column.name) + 2, longest if isinstance(longest, int) else 0))


def _write_column(sheet: Worksheet, at: int, column: pl.Series, day: Format) -> None:
    for row, value in enumerate(column.to_list(), start=1):
        if isinstance(value, bool):
            sheet.write_boolean(row, at, value)
        elif isinstance(value, int | float):
            sheet.write_number(row, at, value)
        elif isinstance(value, date):
            sheet.write_datetime(row, at, datetime.combine(value, datetime.min.time()), day)
        elif value is not None:
            sheet.write_string(row, at, value)


def read(content: bytes, like: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables of a workbook by sheet, in the types of others. Raises ReleaseError for other sheets, headers or formulas."""
    book = load_workbook(io.BytesIO(content), read_only=True)
    if book.sheetnames != [NOTES, *like]:
        raise ReleaseError(f"the workbook has the sheets {', '.join(book.sheetnames)}")
    return {name: _read(book[name].iter_rows(), frame) for name, frame in like.items()}


def _read(rows: Iterator[Sequence[object]], like: pl.DataFrame) -> pl.DataFrame:
    every = [[_plain(cell) for cell in row] for row in rows]
    heads, body = every[0], every[1:]
    if heads != like.columns:
        raise ReleaseError(f"a sheet has the columns {heads}")
    loose = {name: pl.Float64 if kind == pl.Int64 else kind for name, kind in like.schema.items()}
    return pl.DataFrame(body, schema=loose, orient="row", strict=False).cast(dict(like.schema))


def _plain(cell: object) -> object:
    value, kind = getattr(cell, "value", None), getattr(cell, "data_type", "n")
    if kind == "f":
        raise ReleaseError(f"cell {getattr(cell, 'coordinate', '')} of the workbook is a formula")
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).date()
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
