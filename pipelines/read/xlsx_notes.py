"""What a worksheet holds beside its cells that changes what is seen of them, or what they are worth."""

import re

from pipelines.read.active import LINKED
from pipelines.read.cells import Unreadable
from pipelines.read.formulas import Formulas
from pipelines.read.ooxml import Workbook

_DATA = b"sheetData"
_CONDITIONAL = re.compile(rb"<(?:\w+:)?cfRule\s[^>]*dxfId=\"(\d+)\"")
_CONDITIONAL_OWN = re.compile(rb"<\w+:dxf>(?:(?!</\w+:dxf>).)*<(?:\w+:)?(?:numFmt|strike)\b", re.DOTALL)
_BARS = re.compile(rb"<(?:\w+:)?(?:dataBar|iconSet)\s[^>]*showValue=\"(?:0|false)\"")
_NO_NOUGHTS = re.compile(rb"<(?:\w+:)?sheetView\s[^>]*showZeros=\"(?:0|false)\"")
_SCENARIOS = re.compile(rb"<(?:\w+:)?scenarios\b")


def with_notes(notes: tuple[str, ...], content: bytes, formulas: Formulas, *, book: Workbook) -> tuple[str, ...]:
    """The notes of the file and those of one worksheet. Raises Unreadable where a formula would run a program."""
    if formulas.runs:
        raise Unreadable("file-active", "it holds an external DDE link")
    text = content.replace(b"\x00", b"") if b"\x00" in content[:8] else content
    head, tail = text[: max(0, text.find(_DATA))], text[max(0, text.rfind(_DATA)) :]
    noted = {
        LINKED: formulas.links_elsewhere,
        "formulas that fetch from elsewhere, not followed": formulas.fetches,
        "formulas to be worked out anew when it is opened: stored results may be old": formulas.is_any
        and book.is_stale,
        "conditional formats that show values in another way, not read": _shows_otherwise(tail, book),
        "numbers hidden behind bars or icons": _BARS.search(tail),
        "noughts are not shown on the sheet": _NO_NOUGHTS.search(head),
        "scenarios with other values, not read": _SCENARIOS.search(tail),
    }
    return tuple(dict.fromkeys([*notes, *(what for what, is_there in noted.items() if is_there)]))


def _shows_otherwise(tail: bytes, book: Workbook) -> bool:
    rules = {int(found[1]) for found in _CONDITIONAL.finditer(tail)}
    return not rules.isdisjoint(book.styles.otherwise) or bool(_CONDITIONAL_OWN.search(tail))
