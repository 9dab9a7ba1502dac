"""Tables of an HTML page: spans placed on a grid, footnote marks in `sup` kept apart from the text."""

from dataclasses import dataclass, field

from lxml import etree
from lxml import html as lxml_html

from pipelines.read.cells import Fact, ReadOptions, Sheet, Unreadable, sheet_of
from pipelines.read.encoding import decode
from pipelines.read.limits import Limits

_HEAD = 2_048
_SPAN_DIGITS = 9
_CHARSET = b"charset"


@dataclass(frozen=True)
class _Page:
    """Texts by column from 0, row by row; and for each column the row from which it is free again."""

    texts: list[dict[int, str]]
    free_from: list[int]
    facts: list[Fact] = field(default_factory=list)


def is_html(content: bytes) -> bool:
    """Whether the text begins like a page."""
    head = content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html")) or (head.startswith(b"<") and b"<table" in content.lower())


def read(content: bytes, options: ReadOptions) -> list[Sheet]:
    """Every table that holds no other table, named by its caption, its id or its position."""
    parser = lxml_html.HTMLParser(encoding=None if _CHARSET in content[:_HEAD].lower() else "utf-8")
    try:
        page = lxml_html.document_fromstring(_in_utf8(content, options), parser)
    except (etree.ParserError, ValueError) as error:
        raise Unreadable("file-unreadable", "an HTML page") from error
    tables = [table for table in page.iter("table") if table.find(".//table") is None]
    if not tables:
        raise Unreadable("file-not-tabular", "an HTML page without a table")
    return [_sheet(table, at, options.limits) for at, table in enumerate(tables, start=1)]


def _in_utf8(content: bytes, options: ReadOptions) -> bytes:
    """A page that does not name its code page is decoded like any text; otherwise it would be taken for Latin-1."""
    return content if _CHARSET in content[:_HEAD].lower() else decode(content, options.encoding).encode()


def _sheet(table: etree._Element, at: int, limits: Limits) -> Sheet:
    caption = table.find("caption")
    name = _shown(caption) if caption is not None else table.get("id") or f"table {at}"
    rows = list(table.iter("tr"))
    page = _Page([{} for _ in rows], [0] * limits.columns)
    for number, row in enumerate(rows):
        column = 0
        for cell in row.iterchildren("td", "th"):
            column = _place(cell, (number, column), page)
    grid = [
        (number, [texts.get(column) for column in range(max(texts) + 1)])
        for number, texts in enumerate(page.texts, start=1)
        if texts
    ]
    return sheet_of(name, grid, page.facts)


def _place(cell: etree._Element, start: tuple[int, int], page: _Page) -> int:
    """Put a cell on the first free column of its row from a column on, and give the column behind it."""
    row, column = start
    most = len(page.free_from)
    while column < most and page.free_from[column] > row:
        column += 1
    height, width = min(_span(cell, "rowspan"), len(page.texts) - row), _span(cell, "colspan")
    if column + width > most:
        raise Unreadable("file-too-large", f"row {row + 1} has a cell outside the limit of {most} columns")
    page.free_from[column : column + width] = [row + height] * width
    page.texts[row][column] = _shown(cell)
    if height * width > 1:
        page.facts.append(Fact(row + 1, column + 1, "MERGED", f"{height}x{width}"))
    raised = " ".join(_plain(mark) for mark in cell.iter("sup"))
    if raised:
        page.facts.append(Fact(row + 1, column + 1, "SUPERSCRIPT", raised))
    return column + width


def _span(cell: etree._Element, name: str) -> int:
    text = cell.get(name, "1")
    return max(1, int(text[:_SPAN_DIGITS])) if text.isdecimal() else 1


def _plain(node: etree._Element) -> str:
    return " ".join("".join(str(text) for text in node.itertext()).split())


def _shown(node: etree._Element) -> str:
    """Text of the cell without what stands in `sup`."""
    parts = [node.text or ""]
    for child in node:
        parts.append("" if child.tag == "sup" or not isinstance(child.tag, str) else _shown(child))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())
