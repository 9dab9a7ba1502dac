"""Tables of a Word document: merged cells once, raised footnote marks kept apart from the text."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.simpletypes import ST_Merge
from docx.text.paragraph import Paragraph

from pipelines.read import active
from pipelines.read.archive import Package
from pipelines.read.cells import Fact, Sheet, Unreadable, merged_area, sheet_of
from pipelines.read.docx_styles import Styles
from pipelines.read.docx_text import spoken_in, told_of
from pipelines.read.limits import Limits

_AROUND = {qn(f"w:{name}") for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")}
_STRICT = b"http://purl.oclc.org/ooxml/"


@dataclass
class _Area:
    """The places of one cell."""

    top: int
    left: int
    bottom: int
    width: int

    @property
    def is_merged(self) -> bool:
        """Whether it takes more than one place."""
        return self.bottom > self.top or self.width > 1

    def fact(self) -> Fact:
        """What is said of it."""
        return merged_area(self.top, self.left, high=self.bottom - self.top + 1, wide=self.width)


def read(package: Package, content: bytes, limits: Limits) -> list[Sheet]:
    """Every top-level table, named by the paragraph before it or by its position."""
    active.refuse(package)
    try:
        document = docx.Document(io.BytesIO(content))
        _refuse_others(document, limits)
        styles = Styles(document.styles.element, _numbering(document))
        notes = (*active.told(package), *_boxed(document))
        tables = [
            replace(_sheet(table, name, styles=styles, most=limits.cells), notes=(*notes, *told_of(table)))
            for name, table in _named(document)
        ]
    except Unreadable:
        raise
    except Exception as error:  # python-docx raises KeyError, ValueError, AttributeError and more on damaged packages
        raise Unreadable("file-unreadable", _cause(package)) from error
    if not tables:
        raise Unreadable("file-not-tabular", "a Word document without a table")
    return tables


def _cause(package: Package) -> str:
    names = [name for name in package.names if name.casefold().startswith("word/document")]
    is_strict = any(_STRICT in package.part(name) for name in names)
    if is_strict:
        return "a Word document: it is saved in the strict form, a format that is not supported"
    return "a Word document: a part of it is damaged"


def _numbering(document: Document) -> Any | None:
    related = (each.target_part for each in document.part.rels.values() if each.reltype == RELATIONSHIP_TYPE.NUMBERING)
    return next((part.element for part in related if hasattr(part, "element")), None)


def _boxed(document: Document) -> tuple[str, ...]:
    is_there = bool(document.element.body.xpath(".//w:txbxContent//w:tbl"))
    return ("a table in a text box is not read",) if is_there else ()


def _refuse_others(document: Document, limits: Limits) -> None:
    """A span is repeated for each of its columns, so that a large one must be seen before; so must what is foreign."""
    if document.element.body.xpath(".//w:altChunk"):
        raise Unreadable("file-active", "it holds another document (an attachment that Word shows as its own text)")
    spans = (int(span) for span in document.element.body.xpath(".//w:gridSpan/@w:val | .//w:gridBefore/@w:val"))
    if any(span > limits.columns for span in spans):
        raise Unreadable("file-too-large", f"a table has cells outside the limit of {limits.columns} columns")


def _named(document: Document) -> list[tuple[str, Any]]:
    named: list[tuple[str, Any]] = []
    title = ""
    for block in _held(document.element.body, "tbl", "p"):
        if block.tag == qn("w:tbl"):
            named.append((title or f"table {len(named) + 1}", block))
            title = ""
        elif text := Paragraph(block, document).text.strip():
            title = " ".join(text.split())
    return named


def _sheet(table: Any, name: str, *, styles: Styles, most: int) -> Sheet:
    """Cells by their place on the grid of the table; python-docx would look up each merged one again and again."""
    facts: list[Fact] = []
    rows: list[tuple[int, list[str | None]]] = []
    areas: list[_Area] = []
    above: dict[int, _Area] = {}
    hidden: list[str] = []
    places = 0
    for row, line in enumerate(_held(table, "tr"), start=1):
        texts: list[str | None] = [None] * line.grid_before
        hidden += [f"row {row}"] * bool(line.xpath("./w:trPr/w:hidden"))
        for element in _held(line, "tc"):
            column, span = len(texts) + 1, element.grid_span
            spoken = spoken_in(element, styles)
            texts += [spoken.text, *[None] * (span - 1)]
            facts += spoken.facts(row, column)
            if element.vMerge == ST_Merge.CONTINUE and column in above:
                above[column].bottom = row
            elif _goes_on(element) and areas and areas[-1].top == row:
                areas[-1].width += span
            else:
                above[column] = _Area(row, column, row, span)
                areas.append(above[column])
        rows.append((row, texts))
        places += len(texts)
        if places > most:
            raise Unreadable("file-too-large", f"a table has more cells than the limit of {most}")
    merged = [each.fact() for each in areas if each.is_merged]
    return sheet_of(name, rows, facts=[*facts, *merged], hidden=tuple(hidden))


def _goes_on(cell: Any) -> bool:
    """Whether a cell is part of the one to its left, as old programs write it."""
    return any(each.get(qn("w:val"), "continue") == "continue" for each in cell.xpath("./w:tcPr/w:hMerge"))


def _held(node: Any, *names: str) -> Iterator[Any]:
    """Blocks of a body, rows of a table or cells of a row, those of forms and of tracked insertions among them.

    Deleted rows are not.
    """
    wanted = {qn(f"w:{name}") for name in names}
    for child in node:
        if child.tag in wanted:
            if not child.xpath("./w:trPr/w:del"):
                yield child
        elif child.tag in _AROUND:
            yield from _held(child, *names)
