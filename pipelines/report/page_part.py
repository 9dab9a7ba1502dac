"""One worksheet part opened around its cells: these stay bytes, the little before and after them can be changed."""

import re
from codecs import BOM_UTF8
from dataclasses import dataclass

from lxml import etree

from pipelines.read.limits import Limits
from pipelines.read.ooxml_tree import local
from pipelines.read.safe_xml import parse
from pipelines.report.parts import written

_BODY = re.compile(rb"<((?:\w+:)?)sheetData\s*(/?)>")
_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"']([\w-]+)")
_PLAIN = {b"utf-8", b"us-ascii"}
_ORDER = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
]  # the order that the schema of worksheets prescribes


@dataclass(frozen=True)
class PagePart:
    """A worksheet: `root` without its cells, and these as they stand in the file; None where they are in the root."""

    root: etree._Element
    cells: bytes | None

    @property
    def space(self) -> str:
        """The namespace of the sheet: strict and transitional files differ in it."""
        return etree.QName(self.root).namespace or ""

    def named(self, name: str) -> list[etree._Element]:
        """Direct children of one local name."""
        return [each for each in self.root if isinstance(each.tag, str) and local(each) == name]

    def insert(self, element: etree._Element) -> None:
        """Put an element where the schema wants it: behind its like and all that comes before."""
        rank = _ORDER.index(local(element))
        elements = [each for each in self.root if isinstance(each.tag, str)]
        later = (each for each in elements if local(each) in _ORDER and _ORDER.index(local(each)) > rank)
        following = next(later, None)
        at = len(self.root) if following is None else self.root.index(following)
        self.root.insert(at, element)

    def closed(self) -> bytes:
        """The part with its cells back in their place."""
        whole = written(self.root)
        if self.cells is None:
            return whole
        found = _BODY.search(whole)
        if found is None:
            raise ValueError("a worksheet lost the place of its cells")
        return whole[: found.start()] + self.cells + whole[found.end() :]


def opened(content: bytes, name: str, *, limits: Limits) -> PagePart:
    """Open a worksheet. Raises Unreadable where it is not well formed."""
    content = content.removeprefix(BOM_UTF8)
    start, end = _cells(content)
    if end == 0:
        return PagePart(parse(content, name, limits=limits), None)
    prefix = _prefix(content[start:])
    skeleton = content[:start] + b"<" + prefix + b"sheetData/>" + content[end:]
    return PagePart(parse(skeleton, name, limits=limits), content[start:end])


def _cells(content: bytes) -> tuple[int, int]:
    """From where to where the cells reach; 0, 0 where only a parser may say it."""
    found, encoding = _BODY.search(content), _ENCODING.match(content)
    if found is None or b"<!" in content or (encoding and encoding[1].lower() not in _PLAIN) or content[:1] != b"<":
        return 0, 0
    if found[2]:
        return found.start(), found.end()
    closing = b"</" + found[1] + b"sheetData>"
    at = content.rfind(closing)
    return (found.start(), at + len(closing)) if at > 0 else (0, 0)


def _prefix(cells: bytes) -> bytes:
    found = _BODY.match(cells)
    return found[1] if found else b""
