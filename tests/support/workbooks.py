"""Files as other programs write them: each writer here shares no code with the reader it tests."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

import docx
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import xlwt

Rows = Sequence[Sequence[str | None]]
_SHORT = ("office", "table", "text", "style")
_NAMES = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in _SHORT)


def xlsx_of(rows: Rows, *, sheet: str = "Sheet1") -> bytes:
    """A workbook with one sheet of text cells from A1."""
    book = openpyxl.Workbook()
    [page] = book.worksheets
    page.title = sheet
    for at, texts in enumerate(rows, start=1):
        for column, text in enumerate(texts, start=1):
            if text is not None:
                page.cell(at, column).value = text
                page.cell(at, column).data_type = "s"
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xls_of(book: xlwt.Workbook) -> bytes:
    """The bytes of an old workbook."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def docx_of(document: "docx.document.Document") -> bytes:
    """The bytes of a Word document."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def ods_of(table: str, *, styles: str = "", name: str = "Sheet1") -> bytes:
    """An OpenDocument spreadsheet with the rows given as XML."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="{name}">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zip_of({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


def ods_row(*cells: str) -> str:
    """A row of cells given as XML."""
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def ods_cell(text: str | None, attributes: str = "") -> str:
    """A text cell; lines become paragraphs, spaces are written as spreadsheets do."""
    if text is None:
        return f"<table:table-cell {attributes}/>"
    lines = "".join(f"<text:p>{escape(line).replace('  ', ' <text:s/>')}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string" {attributes}>{lines}</table:table-cell>'


def ods_text(rows: Rows) -> bytes:
    """A spreadsheet of text cells from A1."""
    return ods_of("".join(ods_row(*(ods_cell(text) for text in texts)) for texts in rows))


def zip_of(members: dict[str, bytes]) -> bytes:
    """A compressed archive of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return buffer.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """The members of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def parquet_of(columns: dict[str, Any]) -> bytes:
    """The bytes of a file with these columns."""
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer, write_page_checksum=True)
    return buffer.getvalue()
