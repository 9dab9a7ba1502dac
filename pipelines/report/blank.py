"""A workbook for one provider to fill in: their columns, their labels as lists to choose from, and its version."""

import io
import json

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from pipelines import templates
from pipelines.read.returned import TEMPLATE
from pipelines.report import texts
from pipelines.report.render import STRINGS_ONLY
from pipelines.report.words import say
from schemas.layout import Column, RecordsTable
from schemas.source import Source

_LAST_ROW = 1_048_575
_LISTS = "oscec template"
_LISTS_FROM = 3


class NoTemplateError(Exception):
    """A source whose layout cannot be offered as a blank table; says why."""


def blank(source: Source, edition: str, *, language: str) -> bytes:
    """The template of an edition. Raises NoTemplateError where a table has no plain rows below one header."""
    buffer = io.BytesIO()
    tables = [_plain(table, source) for table in source.tables_of(edition)]
    with xlsxwriter.Workbook(buffer, STRINGS_ONLY) as book:
        pages = [(table, book.add_worksheet(_sheet_name(table))) for table in tables]
        lists = book.add_worksheet(_LISTS)
        told = json.dumps(templates.version(source, edition), ensure_ascii=True)
        lists.write_row(0, 0, (TEMPLATE, told, say(texts.FILL_IN, language)))
        bold, text = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "@"})
        listed = _list(lists, tables, source=source)
        for table, page in pages:
            _columns(page, table, listed=listed, formats=(bold, text))
    return buffer.getvalue()


def _plain(table: object, source: Source) -> RecordsTable:
    if not isinstance(table, RecordsTable):
        raise NoTemplateError(f"{source.source_id} sends printed figures: their layout is the publisher's own")
    odd = [name for name in ("titles", "section_rows", "joins") if getattr(table, name)]
    odd += ["header.above"] * bool(table.header.above) + ["header.row"] * (table.header.row is not None)
    if odd:
        raise NoTemplateError(f"table {table.table} of {source.source_id} needs more than rows: {', '.join(odd)}")
    return table


def _sheet_name(table: RecordsTable) -> str:
    return table.sheets.names[0] if table.sheets.names else table.table


def _list(page: Worksheet, tables: list[RecordsTable], *, source: Source) -> dict[str, str]:
    """Write the labels of every column side by side, and give where those of a column stand."""
    declared = {name: templates.labels(table, name, source=source) for table in tables for name in table.printed}
    listed = {}
    for at, (name, labels) in enumerate((name, labels) for name, labels in declared.items() if labels):
        page.write_column(_LISTS_FROM - 1, at, labels)
        letter = xl_col_to_name(at)
        listed[name] = f"='{_LISTS}'!${letter}${_LISTS_FROM}:${letter}${_LISTS_FROM + len(labels) - 1}"
    return listed


def _columns(page: Worksheet, table: RecordsTable, *, listed: dict[str, str], formats: tuple[object, object]) -> None:
    """Write header and lists; cells are text, so that no program turns a code into a number or a date."""
    bold, text = formats
    names = sorted(table.printed, key=lambda name: name.split(" | ")[0] != table.header.anchor)
    for at, name in enumerate(names):
        page.set_column(at, at, max(12, len(name) + 2), text)
        for level, part in enumerate(name.split(" | ")):
            page.write_string(level, at, part, bold)
        if name in listed:
            page.data_validation(table.header.rows, at, _LAST_ROW, at, _choice(table.columns[name], listed[name]))
    page.freeze_panes(table.header.rows, 0)


def _choice(column: Column, source: str) -> dict[str, object]:
    """A list to choose from; where other texts are right too, several labels or a number, it only proposes."""
    is_open = bool(column.separator or column.years or column.bands)
    return {"validate": "list", "source": source, "show_error": not is_open}
