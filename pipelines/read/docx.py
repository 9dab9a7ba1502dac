"""Tables of a Word document: merged cells once, raised footnote marks kept apart from the text."""

import io
from dataclasses import dataclass
from typing import Any

import docx
from docx.document import Document
from docx.oxml.simpletypes import ST_Merge
from docx.table import Table, _Cell

from pipelines.read.cells import Fact, Sheet, Unreadable, sheet_of
from pipelines.read.limits import Limits


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
        return Fact(self.top, self.left, "MERGED", f"{self.bottom - self.top + 1}x{self.width}")


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
    for row, line in enumerate(table.rows, start=1):
        texts: list[str | None] = [None] * line.grid_cols_before
        for element in line._tr.tc_lst:  # noqa: SLF001  # the only way to the cells as they are stored
            column, span = len(texts) + 1, element.grid_span
            if element.vMerge == ST_Merge.CONTINUE and column in above:
                above[column].bottom = row
                texts += [None] * span
                continue
            above[column] = _Area(row, column, row, span)
            areas.append(above[column])
            texts += [_text(_Cell(element, table), row, column, facts), *[None] * (span - 1)]
        rows.append((row, texts))
    return sheet_of(name, rows, [*facts, *(each.fact() for each in areas if each.is_merged)])


def _text(cell: Any, row: int, column: int, facts: list[Fact]) -> str:
    runs = [run for paragraph in cell.paragraphs for run in paragraph.runs]
    raised = "".join(run.text for run in runs if run.font.superscript)
    if raised:
        facts.append(Fact(row, column, "SUPERSCRIPT", raised))
    return " ".join("".join(run.text for run in runs if not run.font.superscript).split())
