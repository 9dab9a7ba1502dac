"""File to sheets of cells with addresses; the reader is chosen by the content, never by the file name."""

import io
import zipfile
from collections import Counter
from dataclasses import replace

from pipelines.read import archive, delimited, docx, fixed_width, html, json, ods, parquet, pdf, xls, xlsx, xml
from pipelines.read.cells import UNDECLARED, ReadOptions, Sheet, Unreadable

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_BLANK = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"
_HEAD = 4_096
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_NO_TABLES = {b"{\\rtf": "RTF", **dict.fromkeys((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "a picture")}

__all__ = ["ReadOptions", "Sheet", "Unreadable", "read"]


def read(content: bytes, name: str, options: ReadOptions = UNDECLARED) -> list[Sheet]:
    """Sheets of a delivered file, hidden ones included. Raises Unreadable with the finding that explains why not."""
    if _is_blank(content):
        raise Unreadable("file-empty", name)
    foreign = next((kind for start, kind in _NO_TABLES.items() if content.startswith(start)), None)
    if foreign:
        raise Unreadable("file-not-tabular", f"it is {foreign}")
    sheets = _read_by_content(content, name, options)
    if not any(sheet.cells.height for sheet in sheets):
        raise Unreadable("file-empty", name)
    return _told_apart(sheets)


def _told_apart(sheets: list[Sheet]) -> list[Sheet]:
    """Tables of pages and documents may share a title; from the second on they get a number."""
    times = Counter[str]()
    named = []
    for sheet in sheets:
        times[sheet.name] += 1
        named.append(sheet if times[sheet.name] == 1 else replace(sheet, name=f"{sheet.name} ({times[sheet.name]})"))
    return named


def _is_blank(content: bytes) -> bool:
    return not content[:_HEAD].strip(_BLANK) and not content.strip(_BLANK)


def _read_by_content(content: bytes, name: str, options: ReadOptions) -> list[Sheet]:
    if content.startswith(_ZIP):
        return _read_package(content, options)
    if content.startswith(_OLE):
        return xls.read(content)
    if content.startswith((parquet.MARK, pdf.MARK)):
        is_pdf = content.startswith(pdf.MARK)
        return [pdf.read(content, name, options.read_as.pdf) if is_pdf else parquet.read(content, name)]
    if content.startswith(archive.GZIP):
        return _read_by_content(archive.unpacked(content), name, options)
    if not content.startswith(_UTF16) and b"\x00" in content:
        raise Unreadable("file-not-tabular", "it holds bytes that no text table has")
    if options.read_as.xml is None and html.is_html(content):
        return html.read(content, options)
    return [_read_text(content, name, options)]


def _read_text(content: bytes, name: str, options: ReadOptions) -> Sheet:
    if options.read_as.fixed_width:
        return fixed_width.read(content, name, options)
    if xml.is_xml(content):
        return xml.read(content, name, options.read_as.xml)
    if json.is_json(content):
        return json.read(content, name, options)
    return delimited.read(content, name, options)


def _read_package(content: bytes, options: ReadOptions) -> list[Sheet]:
    try:
        parts = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise Unreadable("file-unreadable", "a zip package: it is cut off or damaged") from error
    if "xl/workbook.xml" in parts:
        return xlsx.read(content)
    if "xl/workbook.bin" in parts:
        raise Unreadable("file-not-tabular", "it is a binary workbook (xlsb): save it as xlsx")
    if "word/document.xml" in parts:
        return docx.read(content)
    if "content.xml" in parts:
        return ods.read(content)
    return [_read_text(member, name, options) for name, member in archive.members(content)]
