"""Tables of a Word document: merged cells once, raised footnote marks kept apart from the text."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.simpletypes import ST_Merge
from docx.table import Table

from pipelines.read.cells import Fact, Sheet, Unreadable, merged_area, sheet_of
from pipelines.read.docx_text import spoken_in, told_of
from pipelines.read.limits import Limits

_AROUND = {qn(f"w:{name}") for name in ("sdt", "sdtContent", "ins", "customXml", "smartTag")}


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


def read(content: bytes, limits: Limits) -> list[Sheet]:
    """Every top-level table, named by the paragraph before it or by its position."""
    try:
        document = docx.Document(io.BytesIO(content))
        _refuse_wide(document, limits)
        tables = [_sheet(table, name) for name, table in _named(document)]
    except Unreadable:
        raise
    except Exception as error:  # python-docx raises KeyError, ValueError, AttributeError and more on damaged packages
        raise Unreadable("file-unreadable", "a Word document: a part of it is damaged") from error
    if not tables:
        raise Unreadable("file-not-tabular", "a Word document without a table")
    return tables


def _refuse_wide(document: Document, limits: Limits) -> None:
    """A span is repeated for each of its columns, so that a large one must be seen before."""
    spans = (int(span) for span in document.element.body.xpath(".//w:gridSpan/@w:val | .//w:gridBefore/@w:val"))
    if any(span > limits.columns for span in spans):
        raise Unreadable("file-too-large", f"a table has cells outside the limit of {limits.columns} columns")


def _named(document: Document) -> list[tuple[str, Table]]:
    named: list[tuple[str, Table]] = []
    title = ""
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            named.append((title or f"table {len(named) + 1}", block))
            title = ""
        elif block.text.strip():
            title = " ".join(block.text.split())
    return named


def _sheet(table: Table, name: str) -> Sheet:
    """Cells by their place on the grid of the table; python-docx would look up each merged one again and again."""
    facts: list[Fact] = []
    rows: list[tuple[int, list[str | None]]] = []
    areas: list[_Area] = []
    above: dict[int, _Area] = {}
    for row, line in enumerate(_held(table._tbl, "tr"), start=1):  # noqa: SLF001  # the only way to what is stored
        texts: list[str | None] = [None] * line.grid_before
        for element in _held(line, "tc"):
            column, span = len(texts) + 1, element.grid_span
            if element.vMerge == ST_Merge.CONTINUE and column in above:
                above[column].bottom = row
                texts += [None] * span
                continue
            above[column] = _Area(row, column, row, span)
            areas.append(above[column])
            spoken = spoken_in(element)
            facts += spoken.facts(row, column)
            texts += [spoken.text, *[None] * (span - 1)]
        rows.append((row, texts))
    notes = told_of(table._tbl)  # noqa: SLF001
    whole = sheet_of(name, rows, facts=[*facts, *(each.fact() for each in areas if each.is_merged)])
    return replace(whole, notes=notes)


def _held(node: Any, name: str) -> Iterator[Any]:
    """Rows of a table or cells of a row, those of forms and of tracked insertions among them; deleted rows are not."""
    for child in node:
        if child.tag == qn(f"w:{name}"):
            if not child.xpath("./w:trPr/w:del"):
                yield child
        elif child.tag in _AROUND:
            yield from _held(child, name)
