"""Tables of an HTML page: spans placed on a grid, footnote marks in `sup` kept apart from the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree
from lxml import html as lxml_html

from pipelines.read.cells import Fact, ReadOptions, Sheet, Unreadable, merged_area, sheet_of
from pipelines.read.encoding import decode
from pipelines.read.limits import Limits

_HEAD = 2_048
_SPAN_DIGITS = 9
_RAISED = re.compile(r"vertical-align\s*:\s*(super|sub|text-top|text-bottom)")
_STRUCK = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through")
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)")
_MARKS, _DELETED, _SCRIPTS = {"sup", "sub"}, {"del", "s", "strike"}, {"script", "style", "template"}
_LINES = {"br", "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "th", "hr"}
_LONGEST_MARK = 3
_AROUND = "a table around another table is not read"
_FORMS = "pictures or fields of a form inside of cells, not read"
_UNSPOKEN = ("img", "input", "select", "textarea", "svg")
_CHARSET = b"charset"


@dataclass(frozen=True)
class _Page:
    """Texts by column from 0, row by row; and for each column the row from which it is free again."""

    texts: list[dict[int, str]]
    free_from: list[int]
    facts: list[Fact] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


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
    noted = {
        _AROUND: any(_says_more(table) for table in page.iter("table") if table not in tables),
        _FORMS: any(next(table.iter(*_UNSPOKEN), None) is not None for table in tables),
    }
    notes = tuple(what for what, is_there in noted.items() if is_there)
    return [_sheet(table, at, notes=notes, limits=options.limits) for at, table in enumerate(tables, start=1)]


def _says_more(outer: etree._Element) -> bool:
    """Whether a table that holds others has cells of its own: most only place the others on the page."""
    own = [cell for cell in outer.iter("td", "th") if cell.find(".//table") is None]
    return any(next(cell.iterancestors("table")) is outer and _shown(cell) for cell in own)


def _in_utf8(content: bytes, options: ReadOptions) -> bytes:
    """A page that does not name its code page is decoded like any text; otherwise it would be taken for Latin-1."""
    return content if _CHARSET in content[:_HEAD].lower() else decode(content, options.encoding).encode()


def _sheet(table: etree._Element, at: int, *, notes: tuple[str, ...], limits: Limits) -> Sheet:
    caption = table.find("caption")
    name = _shown(caption) if caption is not None else table.get("id") or f"table {at}"
    rows = list(table.iter("tr"))
    page = _Page([{} for _ in rows], [0] * limits.columns)
    for number, row in enumerate(rows):
        column = 0
        if _is_unseen(row):
            page.hidden.append(f"row {number + 1}")
        for cell in row.iterchildren("td", "th"):
            column = _place(cell, (number, column), page=page)
    grid = [
        (number, [texts.get(column) for column in range(max(texts) + 1)])
        for number, texts in enumerate(page.texts, start=1)
        if texts
    ]
    return replace(sheet_of(name, grid, facts=page.facts, hidden=tuple(page.hidden)), notes=notes)


def _place(cell: etree._Element, start: tuple[int, int], *, page: _Page) -> int:
    """Put a cell on the first free column of its row from a column on, and give the column behind it."""
    row, column = start
    most = len(page.free_from)
    while column < most and page.free_from[column] > row:
        column += 1
    height, width = min(_span(cell, "rowspan"), len(page.texts) - row), _span(cell, "colspan")
    if column + width > most:
        raise Unreadable("file-too-large", f"row {row + 1} has a cell outside the limit of {most} columns")
    page.free_from[column : column + width] = [row + height] * width
    page.texts[row][column] = _shown(cell) or _shown(cell, with_struck=True)
    if height * width > 1:
        page.facts.append(merged_area(row + 1, column + 1, high=height, wide=width))
    page.facts.extend(_facts(cell, row + 1, column=column + 1))
    return column + width


def _facts(cell: etree._Element, row: int, *, column: int) -> Iterator[Fact]:
    """What is left out of the text: marks, parts that are struck through or not seen; or that all of it is struck."""
    is_struck = not _shown(cell) and bool(_shown(cell, with_struck=True))
    apart = [part for part in cell.iterdescendants("*") if _is_left_out(part) and not (is_struck and _is_deleted(part))]
    if left_out := " ".join(filter(None, map(_plain, apart))):
        yield Fact(row, column, "SUPERSCRIPT", left_out)
    if is_struck:
        yield Fact(row, column, "STRUCK_THROUGH", "")


def _is_mark(node: etree._Element) -> bool:
    """Whether an element stands above or below the line, or leads to a note on the page."""
    return node.tag in _MARKS or _leads_to_note(node) or bool(_RAISED.search(_style(node)))


def _leads_to_note(node: etree._Element) -> bool:
    """Whether a short link within the page stands behind a text: alone it is the text."""
    is_inner = node.tag == "a" and node.get("href", "").startswith("#") and len(_plain(node)) <= _LONGEST_MARK
    parent = node.getparent()
    return is_inner and parent is not None and bool((parent.text or "").strip())


def _is_deleted(node: etree._Element) -> bool:
    return node.tag in _DELETED or bool(_STRUCK.search(_style(node)))


def _is_unseen(node: etree._Element) -> bool:
    return node.get("hidden") is not None or bool(_UNSEEN.search(_style(node)))


def _style(node: etree._Element) -> str:
    return (node.get("style") or "").lower()


def _span(cell: etree._Element, name: str) -> int:
    text = cell.get(name, "1")
    return max(1, int(text[:_SPAN_DIGITS])) if text.isdecimal() else 1


def _plain(node: etree._Element) -> str:
    return " ".join("".join(str(text) for text in node.itertext()).split())


def _shown(node: etree._Element, *, with_struck: bool = False) -> str:
    """Text of the cell without its marks and without what is struck through or not seen; lines become blanks."""
    return " ".join("".join(_spoken(node, with_struck=with_struck)).split())


def _spoken(node: etree._Element, *, with_struck: bool) -> Iterator[str]:
    yield node.text or ""
    for child in node:
        is_text = isinstance(child.tag, str) and child.tag not in _SCRIPTS
        if is_text and (not _is_left_out(child) or (with_struck and _is_deleted(child))):
            around = " " if child.tag in _LINES else ""
            yield around
            yield from _spoken(child, with_struck=with_struck)
            yield around
        yield child.tail or ""


def _is_left_out(node: etree._Element) -> bool:
    return _is_mark(node) or _is_deleted(node) or _is_unseen(node)
