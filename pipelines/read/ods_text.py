"""The text of a cell of an OpenDocument spreadsheet as it is shown, in pieces that say where they stand."""

import re
from collections.abc import Iterator

from lxml import etree

from pipelines.read.cells import Unreadable
from pipelines.read.ods_styles import Styles
from pipelines.read.raised import Stands

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_STANDS = {"super": Stands.ABOVE, "sub": Stands.BELOW}
_PLACE = "stands"  # attribute we give to spans that do not stand on the line
_UNSPOKEN = {f"{_TEXT}note", f"{_TEXT}ruby-text"}
_LINE = f"{_TEXT}p"
_LINES = {_LINE, f"{_TEXT}h"}
_AROUND = {f"{_TEXT}{name}" for name in ("list", "list-item", "list-header", "section")}
_SIGNS = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_LONGEST_TEXT = 32_767  # signs a cell may hold
_LAYOUT = re.compile(r"^ |[\t\r\n]|  ")
_BLANKS = re.compile(r"[ \t\r\n]+")
_PERCENT = re.compile(r"(-?\d{1,3}(?:\.\d+)?)%")

Pieces = list[tuple[str, Stands]]


def mark_places(tree: etree._Element, styles: Styles) -> None:
    """Say of each span of text whose style stands above or below the line, or is struck through, that it does."""
    for span in tree.iter(f"{_TEXT}span"):
        look = styles.look(span.get(f"{_TEXT}style-name"))
        place = Stands.STRUCK if look.is_struck else _place(look.said("text", f"{_STYLE}text-position"))
        span.set(_PLACE, str(int(place)))


def _place(said: str) -> Stands:
    """Where text stands: `super 58%`, `sub 58%`, or percent of its height up or down."""
    first = said.partition(" ")[0]
    found = _PERCENT.fullmatch(first)
    height = float(found[1]) if found else 0
    return _STANDS.get(first) or (Stands.ABOVE if height > 0 else Stands.BELOW if height < 0 else Stands.ON_LINE)


def pieces_of(cell: etree._Element) -> Pieces:
    """The text of a cell piece by piece, a line for each paragraph."""
    if len(cell) == 1 and cell[0].tag == _LINE and not len(cell[0]) and not _LAYOUT.search(cell[0].text or " "):
        return [(str(cell[0].text), Stands.ON_LINE)]  # most cells
    pieces: Pieces = []
    for at, paragraph in enumerate(_paragraphs(cell)):
        pieces += [("\n", Stands.ON_LINE)] * bool(at)
        pieces += _without_layout(_spoken(paragraph, Stands.ON_LINE))
    return pieces


def _paragraphs(node: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and headings of a cell, those in lists among them; what lies over the sheet has others."""
    for child in node:
        if child.tag in _LINES:
            yield child
        elif child.tag in _AROUND:
            yield from _paragraphs(child)


def _spoken(node: etree._Element, stands: Stands) -> Iterator[tuple[str, Stands, bool]]:
    """Text, where it stands, whether its blanks are written as such; notes and phonetic guides are left out."""
    if node.text:
        yield node.text, stands, False
    for child in node:
        if child.tag in _SIGNS:
            yield _SIGNS[child.tag] * (_spaces(child) if child.tag == f"{_TEXT}s" else 1), stands, True
        elif child.tag.startswith(_TEXT) and child.tag not in _UNSPOKEN:
            yield from _spoken(child, Stands(int(child.get(_PLACE, "0"))) or stands)
        if child.tail:
            yield child.tail, stands, False


def _without_layout(spoken: Iterator[tuple[str, Stands, bool]]) -> Iterator[tuple[str, Stands]]:
    """Blanks and line ends of the XML stand for one blank, and for none at the start of a paragraph."""
    is_after_blank = True
    for text, stands, is_meant in spoken:
        shown = text if is_meant else _BLANKS.sub(" ", text)
        shown = shown[1:] if is_after_blank and not is_meant and shown.startswith(" ") else shown
        if shown:
            is_after_blank = not is_meant and shown.endswith(" ")
            yield shown, stands


def _spaces(node: etree._Element) -> int:
    text = node.get(f"{_TEXT}c", "1")
    if not text.isdecimal() or int(text) > _LONGEST_TEXT:
        raise Unreadable("file-unreadable", "an OpenDocument spreadsheet: a number of spaces is damaged")
    return int(text)
