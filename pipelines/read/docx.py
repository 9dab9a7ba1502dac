"""Tables of a Word document: merged cells once, raised footnote marks kept apart from the text."""

import io
from typing import Any

import docx
from docx.document import Document
from docx.table import Table

from pipelines.read.cells import Fact, Sheet, Unreadable, sheet_of


def read(content: bytes) -> list[Sheet]:
    """Every top-level table, named by the paragraph before it or by its position."""
    try:
        document = docx.Document(io.BytesIO(content))
    except Exception as error:  # python-docx raises KeyError, ValueError, XMLSyntaxError on damaged packages
        raise Unreadable("file-unreadable", "a Word document: a part of it is damaged") from error
    if not document.tables:
        raise Unreadable("file-not-tabular", "a Word document without a table")
    return [_sheet(table, name) for name, table in _named(document)]


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


def _element(cell: Any) -> Any:
    """The XML element behind a cell: python-docx gives a merged cell once for each place, with the same element."""
    return cell._tc  # noqa: SLF001  # the only way it offers to tell whether two cells are one


def _sheet(table: Table, name: str) -> Sheet:
    facts: list[Fact] = []
    rows = []
    seen: set[Any] = set()
    for row_number, row in enumerate(table.rows, start=1):
        texts: list[str | None] = []
        for column, cell in enumerate(row.cells, start=1):
            is_new = _element(cell) not in seen
            seen.add(_element(cell))
            texts.append(_text(cell, row_number, column, facts) if is_new else None)
        rows.append((row_number, texts))
    return sheet_of(name, rows, [*facts, *_merges(table)])


def _text(cell: Any, row: int, column: int, facts: list[Fact]) -> str:
    runs = [run for paragraph in cell.paragraphs for run in paragraph.runs]
    raised = "".join(run.text for run in runs if run.font.superscript)
    if raised:
        facts.append(Fact(row, column, "SUPERSCRIPT", raised))
    return " ".join("".join(run.text for run in runs if not run.font.superscript).split())


def _merges(table: Table) -> list[Fact]:
    places: dict[Any, list[tuple[int, int]]] = {}
    for row_number, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row.cells, start=1):
            places.setdefault(_element(cell), []).append((row_number, column))
    return [
        Fact(cells[0][0], cells[0][1], "MERGED", f"{cells[-1][0] - cells[0][0] + 1}x{cells[-1][1] - cells[0][1] + 1}")
        for cells in places.values()
        if len(cells) > 1
    ]
