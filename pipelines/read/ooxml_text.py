"""Text of a string item of a workbook: raised and struck parts stand apart, guides to its sound are dropped."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from pipelines.read.cells import Unreadable, one_line_end
from pipelines.read.ooxml_tree import children, is_on, local, value
from pipelines.read.raised import Stands, apart

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_STANDS = {"superscript": Stands.ABOVE, "subscript": Stands.BELOW}
_DROPPED = {"rPh", "phoneticPr", "extLst"}
_LEAST_SEEN = 2  # points; letters of one are a line to the eye


@dataclass(frozen=True)
class Said:
    """Text of a string item without its raised marks, which stand apart; `is_struck`: all of it is crossed out."""

    text: str
    raised: str = ""
    is_struck: bool = False

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What its text does not show."""
        told = [("SUPERSCRIPT", self.raised)] if self.raised else []
        return [*told, ("STRUCK_THROUGH", "")] if self.is_struck else told


def said(item: etree._Element) -> Said:
    """Text of a string item: runs joined, marks apart. Raises Unreadable where it holds what is no text."""
    if len(item) == 1 and local(item[0]) == "t":
        return Said(unescaped(letters(item[0])))
    runs = [_run(child) for child in item if local(child) not in _DROPPED]
    is_struck = any(run.text and run.is_struck for run in runs) and all(
        run.is_struck or not run.text.strip() for run in runs
    )
    stands = [Stands.ABOVE if run.is_struck and not is_struck else run.stands for run in runs]
    text, marks = apart(zip((run.text for run in runs), stands, strict=True))
    return Said(unescaped(text), unescaped(marks), is_struck)


class _Run(NamedTuple):
    text: str
    stands: Stands
    is_struck: bool


def _run(child: etree._Element) -> _Run:
    kind = local(child)
    if kind == "t":
        return _Run(letters(child), Stands.ON_LINE, is_struck=False)
    if kind != "r" or any(local(each) not in {"t", "rPr"} for each in child):
        raise Unreadable("file-unreadable", "an Excel workbook: a text or value holds other elements")
    shape = next(iter(children(child, "rPr")), None)
    text = "".join(map(letters, children(child, "t")))
    if shape is None:
        return _Run(text, Stands.ON_LINE, is_struck=False)
    return _Run(text, _stands(shape), is_on(shape, "strike"))


def _stands(shape: etree._Element) -> Stands:
    """Signs too small to be seen are apart too: whoever looks at the cell does not read them."""
    size = value(shape, "sz")
    if size.replace(".", "", 1).isdecimal() and float(size) < _LEAST_SEEN:
        return Stands.ABOVE
    return _STANDS.get(value(shape, "vertAlign"), Stands.ON_LINE)


def letters(node: etree._Element) -> str:
    """The text of an element. Raises Unreadable where others inside of it would cut it."""
    if len(node):
        raise Unreadable("file-unreadable", "an Excel workbook: a text or value holds other elements")
    return node.text or ""


def unescaped(text: str) -> str:
    """Signs that XML cannot hold are written as _xHHHH_, those of the far planes in two; line ends become one sign."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return one_line_end(text)
