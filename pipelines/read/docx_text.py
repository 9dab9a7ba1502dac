"""The text of a cell of a Word document: tracked changes as if accepted, marks and hidden or struck parts apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from pipelines.read.cells import Fact
from pipelines.read.docx_styles import Styles
from pipelines.read.odd_texts import IS_STACKED, SEVERAL_LINES
from pipelines.read.raised import Stands, apart, are_struck

_OTHERWISE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # said again for older programs
_DELETED = {qn("w:del"), qn("w:moveFrom"), _OTHERWISE}
_SIGNS = {
    **dict.fromkeys(map(qn, ("w:tab", "w:ptab")), " "), **dict.fromkeys(map(qn, ("w:br", "w:cr")), "\n"),
    qn("w:noBreakHyphen"): "-",
}  # fmt: skip
_TRACKED = " | ".join(
    f"./descendant::w:{name}" for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")
)
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_BOX = qn("w:txbxContent")
_LOST = "\ufffd"
_SYMBOLS = {  # of the font Symbol: those that change what a number says
    0x2A: "*", 0x2B: "+", 0x2D: "\u2212", 0x3C: "<", 0x3D: "=", 0x3E: ">", 0xA3: "\u2264", 0xA5: "\u221e",
    0xB0: "\u00b0", 0xB1: "\u00b1", 0xB3: "\u2265", 0xB4: "\u00d7", 0xB7: "\u2022", 0xB9: "\u2260", 0xBB: "\u2248",
    **{code: chr(code) for code in (0x20, 0x25, 0x28, 0x29, 0x2C, 0x2E, 0x2F, *range(0x30, 0x3A))},
}  # fmt: skip


@dataclass(frozen=True)
class Spoken:
    """What a cell says on the line, and what of it stands apart; `others`: more facts, with their details."""

    text: str
    marks: str
    others: tuple[tuple[str, str], ...] = ()

    def facts(self, row: int, column: int) -> Iterator[Fact]:
        """What the text does not show."""
        if self.marks:
            yield Fact(row, column, "SUPERSCRIPT", self.marks)
        yield from (Fact(row, column, fact, detail) for fact, detail in self.others)


def spoken_in(cell: Any, styles: Styles) -> Spoken:
    """The paragraphs of a cell, a blank between them; those of tables and boxes inside of it are not its own."""
    paragraphs = [each for each in cell.iter(qn("w:p")) if next(each.iterancestors(qn("w:tc"), _BOX)) is cell]
    runs = [(run, text) for each in paragraphs for run, text in [*_runs(each), (None, "\n")]]
    are_unseen = [run is not None and styles.has(run, "vanish") for run, _ in runs]
    kept = [
        (text, Stands.ON_LINE if run is None else styles.stands(run))
        for (run, text), is_unseen in zip(runs, are_unseen, strict=True)
        if not is_unseen
    ]
    text, marks = (" ".join(each.split()) for each in apart(kept))
    others = {
        ("STRUCK_THROUGH", ""): are_struck(kept),
        ("SHOWN_AS", "the number of a list"): any(map(styles.is_numbered, paragraphs)),
        ("SHOWN_AS", "a symbol"): _LOST in text,
        SEVERAL_LINES: bool(IS_STACKED.fullmatch("".join(text for text, stands in kept if stands == Stands.ON_LINE))),
        ("NO_STORED_VALUE", ""): not text and any(_is_formula(each) for each in paragraphs),
    }
    left_out = "".join(text for (_, text), is_unseen in zip(runs, are_unseen, strict=True) if is_unseen)
    return Spoken(text, f"{marks}{left_out}".strip(), tuple(fact for fact, is_so in others.items() if is_so))


def told_of(table: Any) -> tuple[str, ...]:
    """What is not read of a table and deserves to be known."""
    notes = {
        "tracked changes read as if they were accepted": bool(table.xpath(_TRACKED)),
        "a table inside of a cell is not read": bool(table.xpath("./descendant::w:tbl[not(ancestor::w:txbxContent)]")),
        "text boxes present, not stored": bool(table.xpath("./descendant::w:txbxContent/descendant::w:t")),
        "footnotes present, not stored": bool(
            table.xpath("./descendant::w:footnoteReference | ./descendant::w:endnoteReference")
        ),
    }
    return tuple(what for what, is_there in notes.items() if is_there)


def _runs(node: Any) -> Iterator[tuple[Any, str]]:
    """Runs of a paragraph with their texts, those in links, forms, insertions and formulas; no deleted ones."""
    for child in node:
        if child.tag == qn("w:r"):
            yield child, "".join(_said(each) for each in child)
        elif child.tag == f"{_MATHS}r":
            yield child, "".join(each.text or "" for each in child.iterchildren(f"{_MATHS}t"))
        elif child.tag == f"{_MATHS}den":
            yield from ((None, "/"), *_runs(child))
        elif child.tag not in _DELETED and child.tag not in {qn("w:p"), _BOX}:
            yield from _runs(child)


def _said(node: Any) -> str:
    if node.tag == qn("w:t"):
        return node.text or ""
    if node.tag == qn("w:sym"):
        return _symbol(node)
    if node.tag == qn("w:ruby"):
        return "".join(each.text or "" for base in node.iterchildren(qn("w:rubyBase")) for each in base.iter(qn("w:t")))
    return _chosen(node) if node.tag == qn("w:fldChar") else _SIGNS.get(node.tag, "")


def _symbol(node: Any) -> str:
    """A sign by its place in a font; what only its font knows is lost, and says so."""
    code = int(node.get(qn("w:char"), "0"), 16) & 0xFF
    return _SYMBOLS.get(code, _LOST) if node.get(qn("w:font"), "").casefold() == "symbol" else _LOST


def _chosen(node: Any) -> str:
    """What an old form field shows: its box ticked or not, the entry that was chosen of its list."""
    for box in node.iter(qn("w:checkBox")):
        ticks = [*box.iterchildren(qn("w:checked")), *box.iterchildren(qn("w:default"))]
        is_ticked = bool(ticks) and ticks[0].get(qn("w:val"), "1") not in {"0", "false"}
        return "\u2612" if is_ticked else "\u2610"
    for choice in node.iter(qn("w:ddList")):
        entries = [each.get(qn("w:val"), "") for each in choice.iterchildren(qn("w:listEntry"))]
        results = [*choice.iterchildren(qn("w:result")), *choice.iterchildren(qn("w:default"))]
        at = int(results[0].get(qn("w:val"), "0")) if results else 0
        return entries[at] if at < len(entries) else ""
    return ""


def _is_formula(paragraph: Any) -> bool:
    return any((each.text or "").lstrip().startswith("=") for each in paragraph.iter(qn("w:instrText")))
