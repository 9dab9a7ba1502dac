"""The workbook for people: notes, then a sheet a table. Typed cells, flags as columns, texts as texts, no formula."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

import polars as pl
import xlsxwriter
from python_calamine import CalamineWorkbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipelines.release.content import Release, ReleaseError, ReleaseTable
from pipelines.release.flat import with_flags

NAME = "release.xlsx"
NOTES = "notes"
_ROWS, _SIGNS = 1_048_575, 32_767
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
        _write_notes(book.add_worksheet(NOTES), notes, bold=bold)
        for table in release.tables:
            _write_table(book.add_worksheet(table.stem), table, formats=(bold, day))
    return file.getvalue()


def _write_notes(sheet: Worksheet, notes: Notes, *, bold: Format) -> None:
    for row, (head, text) in enumerate(notes):
        sheet.write_string(row, 0, head, bold)
        sheet.write_string(row, 1, text)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 120)


def _write_table(sheet: Worksheet, table: ReleaseTable, *, formats: tuple[Format, Format]) -> None:
    frame = with_flags(table)
    if frame.height > _ROWS:
        raise ReleaseError(f"table {table.name} has {frame.height:,} rows, a sheet holds {_ROWS:,}")
    longest = frame.select(pl.col(pl.String).str.len_chars().max()).row(0)
    if any(length and length > _SIGNS for length in longest):
        raise ReleaseError(
            f"table {table.name} has a text of more than {_SIGNS:,} signs, which no cell of a sheet holds"
        )
    bold, day = formats
    for at, column in enumerate(frame.get_columns()):
        sheet.write_string(0, at, column.name, bold)
        sheet.set_column(at, at, _width(column))
        _write_column(sheet, at, column=column, day=day)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, frame.height, frame.width - 1)


def _width(column: pl.Series) -> int:
    longest = column.cast(pl.String).str.len_chars().max()
    return min(_WIDEST, max(_WIDTH, len(column.name) + 2, longest if isinstance(longest, int) else 0))


def _write_column(sheet: Worksheet, at: int, *, column: pl.Series, day: Format) -> None:
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
    """The tables of a workbook by sheet, in the types of others. Raises ReleaseError for other sheets or formulas."""
    _no_formulas(content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    if book.sheet_names != [NOTES, *like]:
        raise ReleaseError(f"the workbook has the sheets {', '.join(book.sheet_names)}")
    return {name: _read(book.get_sheet_by_name(name).to_python(), frame) for name, frame in like.items()}


def _no_formulas(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        live = [name for name in parts.namelist() if name.startswith("xl/worksheets/") and b"<f" in parts.read(name)]
        live += [name for name in parts.namelist() if name.startswith(("xl/externalLinks", "xl/vba", "xl/connections"))]
    if live:
        raise ReleaseError(f"the workbook holds formulas or links: {', '.join(live)}")


def _read(rows: Sequence[Sequence[object]], like: pl.DataFrame) -> pl.DataFrame:
    heads, body = rows[0], [[None if value == "" else value for value in row] for row in rows[1:]]
    if heads != like.columns:
        raise ReleaseError(f"a sheet has the columns {heads}")
    loose = {name: pl.Float64 if kind == pl.Int64 else kind for name, kind in like.schema.items()}
    return pl.DataFrame(body, schema=loose, orient="row").cast(like.schema)
