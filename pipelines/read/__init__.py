"""File to sheets of cells with addresses; the reader is chosen by the content, never by the file name."""

from collections import Counter
from dataclasses import replace
from itertools import chain
from pathlib import PurePosixPath

from pipelines.read import (
    active,
    archive,
    delimited,
    docx,
    fixed_width,
    html,
    json,
    lanes,
    ods,
    parquet,
    pdf,
    xls,
    xlsb,
    xml,
)
from pipelines.read.cells import UNDECLARED, ReadOptions, Sheet, Unreadable

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_EXE = b"MZ"
_END = b"PK\x05\x06"
_TAIL = 70_000
_BLANK = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"
_HEAD = 4_096
_NO_TABLES = {
    b"SQLite format 3": "a database (binary)",
    b"x\x9c": "compressed (binary)",
    b"ID;P": "SYLK",
    b"{\\rtf": "RTF",
    **dict.fromkeys((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "a picture"),
}

_KINDS = {
    "zip": "zip package", "ole": "old Excel workbook or encrypted file", "gzip": "gzip archive",
    "foreign": "picture, PDF or other binary format (no image or document is taken)",
    "page": "HTML or XML page", "text": "text",
}  # fmt: skip
_STARTS = {_ZIP: "zip", _OLE: "ole", archive.GZIP: "gzip", **dict.fromkeys((*_NO_TABLES, pdf.MARK), "foreign")}
_PROMISED = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".ods", ".docx", ".zip"), "zip"), ".xls": "ole",
    **dict.fromkeys((".csv", ".tsv", ".txt"), "text"), ".gz": "gzip",
}  # fmt: skip

__all__ = ["ReadOptions", "Sheet", "Unreadable", "is_text", "kind_of", "named_truly", "read"]


def read(content: bytes, name: str, options: ReadOptions = UNDECLARED) -> list[Sheet]:
    """Sheets of a delivered file, hidden ones included. Raises Unreadable with the finding that explains why not."""
    if len(content) > options.limits.file_bytes:
        raise Unreadable("file-too-large", f"its size is over the limit of {options.limits.file_bytes} bytes")
    if _is_blank(content):
        raise Unreadable("file-empty", name)
    foreign = next((kind for start, kind in _NO_TABLES.items() if content.startswith(start)), None)
    if foreign:
        raise Unreadable("file-not-tabular", f"it is {foreign}")
    sheets = _read_by_content(content, name, options)
    if not any(sheet.cells.height for sheet in sheets):
        raise Unreadable("file-empty", name)
    return _told_apart(sheets)


def is_text(content: bytes) -> bool:
    """Whether the bytes are a text table."""
    return kind_of(content) == "text"


def named_truly(content: bytes, name: str) -> None:
    """Refuse a file whose extension promises another format; a declared source may take it. Raises Unreadable."""
    promised = _PROMISED.get(PurePosixPath(name).suffix.casefold())
    kind = kind_of(content)
    if content and promised is not None and kind not in {promised, ""}:
        raise Unreadable("file-disguised", f"it is {_KINDS[kind]}, damaged or not a valid {_KINDS[promised]}")


def kind_of(content: bytes) -> str:
    """What the bytes are: zip, ole, gzip, foreign, page or text; blank where only reading can tell."""
    for start, kind in (
        (_ZIP, "zip"),
        (_OLE, "ole"),
        (archive.GZIP, "gzip"),
        *((start, "foreign") for start in _NO_TABLES),
    ):
        if content.startswith(start):
            return kind
    if content.startswith((_EXE, _ZIP[:2])):
        return ""
    return "page" if html.is_html(content) or content.lstrip().startswith((b"<?xml", b"<")) else "text"


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
    if content.startswith(_ZIP) or (_END in content[-_TAIL:] and content.startswith(_EXE)):
        return _read_package(content, options)
    if content.startswith(_OLE):
        return xls.read(content)
    if content.startswith(pdf.MARK):
        return [pdf.read(content, name, options.read_as.pdf)]
    if content.startswith(parquet.MARK):
        return [parquet.read(content, name, options)]
    if content.startswith(archive.GZIP):
        return _read_text(archive.unzipped(content, options.limits), name, options)
    return _read_text(content, name, options)


def _read_text(content: bytes, name: str, options: ReadOptions) -> list[Sheet]:
    if options.read_as.fixed_width:
        return [fixed_width.read(content, name, options)]
    if options.read_as.xml is None and html.is_html(content):
        return html.read(content, options)
    if xml.is_xml(content):
        return [xml.read(content, name, options.read_as.xml)]
    if json.is_json(content):
        return [json.read(content, name, options)]
    return [delimited.read(content, name, options)]


def _read_package(content: bytes, options: ReadOptions) -> list[Sheet]:
    package = archive.Package(content, options.limits)
    if "content.xml" in package:
        return ods.read(content, options.limits)
    if "word/document.xml" in package:
        active.refuse(package)
        return docx.read(content)
    if "xl/workbook.bin" in package:
        return xlsb.read(content, options.limits)
    if any(name.startswith(("xl/", "_rels/")) for name in package.names):
        return lanes.read(content, options.limits)
    members = archive.members(content, options.limits)
    return list(chain.from_iterable(_read_text(member, name, options) for name, member in members))
