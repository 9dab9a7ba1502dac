"""Tables of an HTML page: spans placed on a grid, footnote marks in `sup` kept apart from the text."""

from lxml import etree
from lxml import html as lxml_html

from pipelines.read.cells import Fact, ReadOptions, Sheet, Unreadable, sheet_of
from pipelines.read.encoding import decode

_HEAD = 2_048
_MAX_SPAN = 1_000
_CHARSET = b"charset"


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
    return [_sheet(table, at) for at, table in enumerate(tables, start=1)]


def _in_utf8(content: bytes, options: ReadOptions) -> bytes:
    """A page that does not name its code page is decoded like any text; otherwise it would be taken for Latin-1."""
    return content if _CHARSET in content[:_HEAD].lower() else decode(content, options.encoding).encode()


def _sheet(table: etree._Element, at: int) -> Sheet:
    caption = table.find("caption")
    name = _shown(caption) if caption is not None else table.get("id") or f"table {at}"
    taken: dict[tuple[int, int], str | None] = {}
    facts: list[Fact] = []
    rows = list(table.iter("tr"))
    for row_number, row in enumerate(rows, start=1):
        for cell in row.iterchildren("td", "th"):
            _place(cell, row_number, taken, facts)
    width = max((column for _, column in taken), default=0)
    grid = [
        (number, [taken.get((number, column)) for column in range(1, width + 1)]) for number in range(1, len(rows) + 1)
    ]
    return sheet_of(name, grid, facts)


def _place(cell: etree._Element, row: int, taken: dict[tuple[int, int], str | None], facts: list[Fact]) -> None:
    column = 1
    while (row, column) in taken:
        column += 1
    height, width = _span(cell, "rowspan"), _span(cell, "colspan")
    taken |= {(row + down, column + right): None for down in range(height) for right in range(width)}
    taken[row, column] = _shown(cell)
    if height * width > 1:
        facts.append(Fact(row, column, "MERGED", f"{height}x{width}"))
    raised = " ".join(_plain(mark) for mark in cell.iter("sup"))
    if raised:
        facts.append(Fact(row, column, "SUPERSCRIPT", raised))


def _span(cell: etree._Element, name: str) -> int:
    text = cell.get(name, "1")
    return min(max(1, int(text)), _MAX_SPAN) if text.isdecimal() else 1


def _plain(node: etree._Element) -> str:
    return " ".join("".join(str(text) for text in node.itertext()).split())


def _shown(node: etree._Element) -> str:
    """Text of the cell without what stands in `sup`."""
    parts = [node.text or ""]
    for child in node:
        parts.append("" if child.tag == "sup" or not isinstance(child.tag, str) else _shown(child))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())
