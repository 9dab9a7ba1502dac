"""What a worksheet holds beside its cells that changes what is seen of them, or what they are worth."""

import re
from collections.abc import Iterator
from xml.sax.saxutils import unescape

from pipelines.read.active import LINKED
from pipelines.read.cells import Unreadable
from pipelines.read.formulas import links_elsewhere, without_texts
from pipelines.read.ooxml import Workbook

_MARKS = {"&quot;": '"', "&apos;": "'"}
_DATA = b"sheetData"
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?>([^<]*)")
_FETCHES = re.compile(r"\b(?:WEBSERVICE|RTD|STOCKHISTORY|IMAGE|SQL\.REQUEST)\(", re.IGNORECASE)
_DDE = re.compile(r"(?:^|[=+\-*/(,&\s])'?\w+'?\|'?[^'|!]*'?!")
_CONDITIONAL = re.compile(rb"<(?:\w+:)?cfRule\s[^>]*dxfId=\"(\d+)\"")
_CONDITIONAL_OWN = re.compile(rb"<\w+:dxf>(?:(?!</\w+:dxf>).)*<(?:\w+:)?(?:numFmt|strike)\b", re.DOTALL)
_BARS = re.compile(rb"<(?:\w+:)?(?:dataBar|iconSet)\s[^>]*showValue=\"(?:0|false)\"")
_NO_NOUGHTS = re.compile(rb"<(?:\w+:)?sheetView\s[^>]*showZeros=\"(?:0|false)\"")
_SCENARIOS = re.compile(rb"<(?:\w+:)?scenarios\b")


def notes_of(content: bytes, book: Workbook) -> Iterator[str]:
    """What deserves to be known of a worksheet. Raises Unreadable where a formula would run a program."""
    text = content.replace(b"\x00", b"") if b"\x00" in content[:8] else content
    head, tail = text[: max(0, text.find(_DATA))], text[max(0, text.rfind(_DATA)) :]
    formulas = set(_formulas(text))
    noted = {
        LINKED: any(map(links_elsewhere, formulas)),
        "formulas that fetch from elsewhere, not followed": any(map(_FETCHES.search, formulas)),
        "formulas to be worked out anew when it is opened: stored results may be old": formulas and book.is_stale,
        "conditional formats that show values in another way, not read": _shows_otherwise(tail, book),
        "numbers hidden behind bars or icons": _BARS.search(tail),
        "noughts are not shown on the sheet": _NO_NOUGHTS.search(head),
        "scenarios with other values, not read": _SCENARIOS.search(tail),
    }
    if any(map(_DDE.search, formulas)):
        raise Unreadable("file-active", "it holds a formula with an external DDE link, which runs a program")
    yield from (what for what, is_there in noted.items() if is_there)


def _formulas(text: bytes) -> Iterator[str]:
    if b"<f" in text or b":f" in text:
        for found in _FORMULA.finditer(text):
            yield without_texts(unescape(found[1].decode("utf-8", "replace"), _MARKS))


def _shows_otherwise(tail: bytes, book: Workbook) -> bool:
    rules = {int(found[1]) for found in _CONDITIONAL.finditer(tail)}
    return not rules.isdisjoint(book.styles.otherwise) or bool(_CONDITIONAL_OWN.search(tail))
