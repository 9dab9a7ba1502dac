"""File to sheets of cells with addresses; the reader is chosen by the content, never by the file name."""

import re
from collections import Counter
from dataclasses import replace
from itertools import chain
from pathlib import PurePosixPath

from pipelines.read import (
    archive,
    delimited,
    docx,
    fixed_width,
    foreign,
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
from pipelines.read.covered import with_covered
from pipelines.read.encoding import guessed
from pipelines.read.limits import Limits
from pipelines.read.marks import Content
from pipelines.read.odd_texts import with_odd_texts
from pipelines.read.returned import without_ours
from pipelines.read.swallowed import with_swallowed

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_EXE = b"MZ"
_END = b"PK\x05\x06"
_TAIL = 70_000
_BLANK = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"
_HEAD = 4_096
_FLAT_HEAD = 16_384  # all the namespaces come first
_KINDS = {
    "zip": "zip package", "ole": "old Excel workbook or encrypted file", "gzip": "gzip archive",
    "foreign": "picture or other binary format (no image or document is taken)",
    "pdf": "PDF document (no image or document is taken)", "parquet": "Parquet file",
    "page": "HTML or XML page", "text": "text",
}  # fmt: skip
_STARTS = {
    _ZIP: "zip", _OLE: "ole", archive.GZIP: "gzip", parquet.MARK: "parquet", parquet.LOCKED_MARK: "parquet",
    pdf.MARK: "pdf",
}  # fmt: skip
_PACKAGES = {
    re.compile("^ppt/"): "a presentation (pptx)",
    re.compile(r"\.iwa$"): "a document of Apple iWork (Numbers, Pages or Keynote)",
    re.compile(r"^META-INF/(?:container\.xml|MANIFEST\.MF)$"): "a book or a program",
}
_HEADS = frozenset({"mimetype", "[Content_Types].xml"})
_FLAT = re.compile(rb"office:mimetype=.application/vnd\.oasis\.opendocument\.")
_MAIN_PARTS = ("content.xml", "word/document.xml", "xl/workbook.bin", "xl/workbook.xml")
_EXCEL_XML = re.compile(rb"<(?:\w+:)?Workbook\s[^>]*urn:schemas-microsoft-com:office:spreadsheet")
_PROMISED = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".ods", ".docx", ".zip"), "zip"), ".xls": "ole",
    **dict.fromkeys((".csv", ".tsv", ".txt"), "text"), ".gz": "gzip", ".parquet": "parquet", ".pdf": "pdf",
}  # fmt: skip

__all__ = ["ReadOptions", "Sheet", "Unreadable", "is_text", "kind_of", "named_truly", "read"]


def read(content: Content, name: str, *, options: ReadOptions = UNDECLARED) -> list[Sheet]:
    """Sheets of a delivered file, hidden ones included. Raises Unreadable with the finding that explains why not."""
    head = bytes(content[:_HEAD])
    if len(content) > options.limits.file_bytes:
        raise Unreadable("file-too-large", f"its size is over the limit of {options.limits.file_bytes} bytes")
    if not head.strip(_BLANK) and not bytes(content).strip(_BLANK):
        raise Unreadable("file-empty", name)
    if other := foreign.what(head):
        raise Unreadable("file-not-tabular", f"it is {other}")
    if any(start.startswith(head) for start in (*_STARTS, *foreign.MARKS)):
        raise Unreadable("file-unreadable", "anything we know: it is truncated, only its first bytes are here")
    sheets = _told_apart(without_ours(_read_by_content(content, name, options=options)))
    _refuse_large(sheets, options.limits)
    return list(map(with_covered, sheets))


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
    """What the bytes are: zip, ole, gzip, parquet, pdf, foreign, page or text; blank where only reading can tell."""
    known = next((kind for start, kind in _STARTS.items() if content.startswith(start)), None)
    if known and (known != "parquet" or parquet.is_parquet(content)):
        return known
    if foreign.what(content[:_HEAD]):
        return "ole" if foreign.is_old_excel(content) else "foreign"
    if content.startswith(_EXE):
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


def _is_delimited(head: bytes, options: ReadOptions) -> bool:
    """Whether what starts like this is a text table and nothing else; it is read where it lies."""
    others = (html.is_html, xml.is_xml, json.is_json, _EXCEL_XML.search)
    return kind_of(head) == "text" and not any(is_so(head) for is_so in others) and not options.read_as.fixed_width


def _read_by_content(content: Content, name: str, *, options: ReadOptions) -> list[Sheet]:
    if _is_delimited(bytes(content[:_HEAD]), options):
        return _filled([_delimited(content, name, options=options)], name)
    return _read_bytes(bytes(content), name, options=options)


def _read_bytes(content: bytes, name: str, *, options: ReadOptions) -> list[Sheet]:
    if content.startswith(_ZIP) or (_END in content[-_TAIL:] and content.startswith(_EXE)):
        return _read_package(content, options)
    if content.startswith(_OLE):
        return list(map(with_odd_texts, xls.read(content)))
    if content.startswith(pdf.MARK):
        return _filled([pdf.read(content, name, declared=options.read_as.pdf)], name)
    if parquet.is_parquet(content):
        return _filled([with_odd_texts(parquet.read(content, name, options=options))], name)
    if content.startswith(archive.GZIP):
        return _filled(_read_gzip(content, name, options=options), name)
    return _filled(_read_text(content, name, options=options), name)


def _read_gzip(content: bytes, name: str, *, options: ReadOptions) -> list[Sheet]:
    """The text in a gzip; files one behind the other in it are one text, as every program reads them, and told."""
    text = archive.unzipped(content, options.limits)
    told = (f"{archive.UNCOUNTED} {archive.SEVERAL}",) if archive.is_several(content, text) else ()
    return [replace(sheet, notes=(*sheet.notes, *told)) for sheet in _read_text(text, name, options=options)]


def _filled(sheets: list[Sheet], name: str) -> list[Sheet]:
    """Workbooks may hold blank sheets only, and whoever asks is told; a text without a cell was cut off."""
    if not any(sheet.coded.height for sheet in sheets):
        raise Unreadable("file-empty", name)
    return sheets


def _refuse_large(sheets: list[Sheet], limits: Limits) -> None:
    """What holds for every format, also where its reader had no need to count before it read."""
    held = [sheet.coded.drop("row") for sheet in sheets]
    values = sum(cells.height * cells.width - sum(cells.null_count().row(0)) for cells in held if cells.width)
    sizes = {
        "it has more than the limit of {} columns": (max((cells.width for cells in held), default=0), limits.columns),
        "it has more than the limit of {} rows": (max((cells.height for cells in held), default=0), limits.rows),
        "it has more cells than the limit of {}": (values, limits.cells),
        "it has more than the limit of {} sheets": (len(held), limits.sheets),
    }
    for problem, (size, most) in sizes.items():
        if size > most:
            raise Unreadable("file-too-large", problem.format(most))


def _read_text(content: bytes, name: str, *, options: ReadOptions) -> list[Sheet]:
    if options.read_as.fixed_width:
        return [fixed_width.read(content, name, options=options)]
    if options.read_as.xml is None and _EXCEL_XML.search(content[:_HEAD]):
        raise Unreadable(
            "file-not-tabular", "it is an Excel 2003 XML spreadsheet, a format not supported: save it as xlsx"
        )
    if options.read_as.xml is None and _FLAT.search(content[:_FLAT_HEAD]):
        raise Unreadable(
            "file-not-tabular", "it is a flat OpenDocument file (fods), a format not supported: save it as ods"
        )
    if options.read_as.xml is None and html.is_html(content):
        return html.read(content, options)
    if xml.is_xml(content):
        return [xml.read(content, name, declared=options.read_as.xml)]
    if json.is_json(content):
        return [json.read(content, name, options=options)]
    return [_delimited(content, name, options=options)]


def _delimited(content: Content, name: str, *, options: ReadOptions) -> Sheet:
    """A text table, with a note where its code page is a guess."""
    sheet = with_swallowed(delimited.read(content, name, options=options))
    page = guessed(content, options.encoding)
    told = (f"read in the code page {page}, as it reads best and none is stated",) if page else ()
    return replace(sheet, notes=told)


def _refuse_package(package: archive.Package) -> None:
    """What is no one document that we read."""
    if "encrypted-package" in package:
        raise Unreadable("file-protected", "")
    if sum(name in package for name in _MAIN_PARTS) > 1 or ("content.xml" in package and "_rels/.rels" in package):
        raise Unreadable("archive-unsafe", "it holds two documents in one: programs disagree on which of them it is")
    other = next((what for shape, what in _PACKAGES.items() if any(map(shape.search, package.names))), None)
    if other:
        raise Unreadable("file-not-tabular", f"it is {other}")


def _read_package(content: bytes, options: ReadOptions) -> list[Sheet]:
    package = archive.Package(content, options.limits)
    _refuse_package(package)
    if "content.xml" in package:
        return list(map(with_odd_texts, ods.read(content, options.limits)))
    if any(name.casefold().startswith("word/") for name in package.names):
        return _filled(docx.read(package, content, options.limits), "a document")
    if "xl/workbook.bin" in package:
        return list(map(with_odd_texts, xlsb.read(content, options.limits)))
    if any(name.startswith(("xl/", "_rels/")) for name in package.names):
        return lanes.read(content, options.limits)
    if not _HEADS.isdisjoint(package.names):  # an office file of which no more than its head can be found
        raise Unreadable("file-unreadable", "a zip package: it is truncated or damaged")
    members = archive.members(content, options.limits)
    found = list(chain.from_iterable(_read_text(member, name, options=options) for name, member in members))
    told = (f"{len(found)} {archive.SEVERAL}",) if len(found) > 1 else ()
    return _filled([replace(sheet, notes=(*sheet.notes, *told)) for sheet in found], "an archive")
