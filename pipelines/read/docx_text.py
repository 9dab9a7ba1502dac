"""The text of a cell of a Word document: tracked changes as if accepted, marks and hidden or struck parts apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from pipelines.read.cells import Fact
from pipelines.read.raised import Stands, apart

_DELETED = {qn(f"w:{name}") for name in ("del", "moveFrom")}
_SIGNS = {qn("w:tab"): " ", qn("w:br"): " ", qn("w:cr"): " ", qn("w:noBreakHyphen"): "-"}
_STANDS = {"superscript": Stands.ABOVE, "subscript": Stands.BELOW}
_OFF = {"0", "false", "off"}
_TRACKED = "./descendant::w:ins | ./descendant::w:del | ./descendant::w:moveFrom"


@dataclass(frozen=True)
class Spoken:
    """What a cell says on the line, and what of it stands apart; `is_struck`: all of it is struck through."""

    text: str
    marks: str
    is_struck: bool

    def facts(self, row: int, column: int) -> Iterator[Fact]:
        """What the text does not show."""
        if self.marks:
            yield Fact(row, column, "SUPERSCRIPT", self.marks)
        if self.is_struck:
            yield Fact(row, column, "STRUCK_THROUGH", "")


def spoken_in(cell: Any) -> Spoken:
    """The paragraphs of a cell, a blank between them; those of tables inside of it are not its own."""
    paragraphs = [each for each in cell.iter(qn("w:p")) if next(each.iterancestors(qn("w:tc"))) is cell]
    runs = [(run, text) for each in paragraphs for run, text in [*_runs(each), (None, " ")]]
    kept = [(text, _stands(run)) for run, text in runs if not _has(run, "strike", "dstrike", "vanish")]
    struck = "".join(text for run, text in runs if _has(run, "strike", "dstrike") and not _has(run, "vanish"))
    text, marks = (" ".join(each.split()) for each in apart(kept))
    if not text and struck.strip():
        return Spoken(" ".join(struck.split()), marks, is_struck=True)
    left_out = "".join(text for run, text in runs if _has(run, "strike", "dstrike", "vanish"))
    return Spoken(text, f"{marks}{left_out}".strip(), is_struck=False)


def told_of(table: Any) -> tuple[str, ...]:
    """What is not read of a table and deserves to be known."""
    notes = {
        "tracked changes read as if they were accepted": bool(table.xpath(_TRACKED)),
        "a table inside of a cell is not read": bool(table.xpath("./descendant::w:tbl")),
    }
    return tuple(what for what, is_there in notes.items() if is_there)


def _runs(node: Any) -> Iterator[tuple[Any, str]]:
    """Runs of a paragraph with their texts, those in links, forms and insertions among them; no deleted ones."""
    for child in node:
        if child.tag == qn("w:r"):
            yield child, "".join(_said(each) for each in child)
        elif child.tag not in _DELETED and child.tag != qn("w:p"):
            yield from _runs(child)


def _said(node: Any) -> str:
    return (node.text or "") if node.tag == qn("w:t") else _SIGNS.get(node.tag, "")


def _stands(run: Any) -> Stands:
    found = [] if run is None else run.xpath("./w:rPr/w:vertAlign/@w:val")
    return next((_STANDS[value] for value in found if value in _STANDS), Stands.ON_LINE)


def _has(run: Any, *names: str) -> bool:
    """Whether a run has one of these properties and does not switch it off."""
    if run is None:
        return False
    found = [each for name in names for each in run.xpath(f"./w:rPr/w:{name}")]
    return any(each.get(qn("w:val"), "1") not in _OFF for each in found)
