"""ods on lxml: repeated rows and cells, spans, covered cells, errors, notes left out of the text."""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

from pipelines.read.archive import DAMAGED
from pipelines.read.cells import Fact, Sheet, Unreadable, sheet_of

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_RAISED = "raised"
_MAX_REPEAT = 16_384


def read(content: bytes) -> list[Sheet]:
    """Every table of the spreadsheet."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            tree = etree.fromstring(package.read("content.xml"), parser)
    except (*DAMAGED, KeyError, etree.XMLSyntaxError) as error:
        raise Unreadable("file-unreadable", "an OpenDocument spreadsheet: a part of it is damaged") from error
    tables = list(tree.iter(f"{_TABLE}table"))
    if not tables:
        raise Unreadable("file-not-tabular", "an OpenDocument file without a table")
    for span in _raised(tree):
        span.tag = _RAISED
    return [_sheet(table) for table in tables]


def _raised(tree: etree._Element) -> list[etree._Element]:
    """Spans of text whose style stands above the line."""
    styles = {
        style.get(f"{_STYLE}name")
        for style in tree.iter(f"{_STYLE}style")
        for shape in style.iter(f"{_STYLE}text-properties")
        if shape.get(f"{_STYLE}text-position", "").startswith("super")
    }
    return [span for span in tree.iter(f"{_TEXT}span") if span.get(f"{_TEXT}style-name") in styles]


def _sheet(table: etree._Element) -> Sheet:
    rows: list[tuple[int, list[str | None]]] = []
    facts: list[Fact] = []
    hidden: list[str] = []
    number = 0
    for row in table.iter(f"{_TABLE}table-row"):
        repeat = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        texts = [text for cell in _cells(row) for text in _repeated(cell)]
        if any(texts):
            rows += [(number + 1 + copy, texts) for copy in range(min(repeat, _MAX_REPEAT))]
            facts += list(_facts(row, number + 1))
        if row.get(f"{_TABLE}visibility", "visible") != "visible" and any(texts):
            hidden.append(f"row {number + 1}")
        number += repeat
    return sheet_of(table.get(f"{_TABLE}name", ""), rows, facts, tuple(hidden))


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for cell in row:
        if cell.tag in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            yield cell


def _repeats(cell: etree._Element) -> int:
    return min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), _MAX_REPEAT)


def _repeated(cell: etree._Element) -> list[str | None]:
    text = _text(cell)
    return [text] * (_repeats(cell) if text or cell.getnext() is not None else 1)


def _text(cell: etree._Element) -> str | None:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind == "date":
        return (cell.get(f"{_OFFICE}date-value") or "").removesuffix("T00:00:00") or None
    lines = ["".join(_spoken(each)) for each in cell if each.tag == f"{_TEXT}p"]
    return "\n".join(lines) or cell.get(f"{_OFFICE}value")


def _spoken(node: etree._Element) -> Iterator[str]:
    """Text of a paragraph as shown: repeated spaces and tabs expanded; notes, comments and raised marks left out."""
    if node.text:
        yield node.text
    for child in node:
        if child.tag == f"{_TEXT}s":
            yield " " * int(child.get(f"{_TEXT}c", "1"))
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag not in {f"{_OFFICE}annotation", f"{_TEXT}note", _RAISED}:
            yield from _spoken(child)
        if child.tail:
            yield child.tail


def _facts(row: etree._Element, number: int) -> Iterator[Fact]:
    column = 1
    for cell in _cells(row):
        rows = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
        columns = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
        if rows * columns > 1:
            yield Fact(number, column, "MERGED", f"{rows}x{columns}")
        raised = "".join(str(text) for mark in cell.iter(_RAISED) for text in mark.itertext())
        if raised:
            yield Fact(number, column, "SUPERSCRIPT", raised)
        text = _text(cell) or ""
        if text.startswith(("#", "Err:")) and cell.get(f"{_TABLE}formula"):
            yield Fact(number, column, "ERROR", text)
        column += _repeats(cell)
