"""Deliveries of the small source with canaries wherever a format has room for text."""

import html
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import docx
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from tests.support import small
from tests.support.workbooks import docx_of, ods_cell, ods_of, ods_row, saved, zip_of

UNUSED = "Remarks"
SHEET = "Records"
_HEADER = [*small.HEADER, UNUSED]
_PROPERTIES = ("creator", "lastModifiedBy", "title", "subject", "description", "keywords", "category")


@dataclass(frozen=True)
class Places:
    """The texts of one delivery: its table, and what stands beside it. `aside`: whatever has no place in the table."""

    header: list[str]
    rows: list[list[str]]
    sheet: str = SHEET
    stem: str = "delivery"
    aside: tuple[str, ...] = ()

    @property
    def table(self) -> list[list[str]]:
        """Header and rows."""
        return [self.header, *self.rows]


@dataclass(frozen=True)
class Sent:
    """A file as it is sent."""

    name: str
    content: bytes


def plain() -> Places:
    """A table in which everything is as it should be."""
    return Places(list(_HEADER), [[*row, "x"] for row in small.rows_of(*({} for _ in range(12)))])


def _in_column(name: str, texts: Sequence[str]) -> Places:
    places = plain()
    at = places.header.index(name)
    rows = [[*row[:at], text, *row[at + 1 :]] for row, text in zip(places.rows, texts, strict=False)]
    return replace(places, rows=[*rows, *places.rows[len(rows) :]])


def _in_headers(texts: Sequence[str]) -> Places:
    places = plain()
    return replace(places, header=[*places.header, *texts], rows=[[*row, *("1" for _ in texts)] for row in places.rows])


PLACES: dict[str, Callable[[Sequence[str]], Places]] = {
    "unused column": lambda texts: _in_column(UNUSED, texts),
    "coded column": lambda texts: _in_column("Motive", texts),
    "list of codes": lambda texts: _in_column("Demand", [f"images; {text}" for text in texts]),
    "date column": lambda texts: _in_column("Date", texts),
    "age column": lambda texts: _in_column("Age", texts),
    "number column": lambda texts: _in_column("Number", texts),
    "headers": _in_headers,
    "one header": lambda texts: _in_headers(texts[:1]),
    "unknown column": lambda texts: replace(_in_column(UNUSED, texts), header=[*small.HEADER, "Anything"]),
    "sheet name": lambda texts: replace(plain(), sheet=texts[0]),
    "file name": lambda texts: replace(plain(), stem=texts[0]),
    "beside the table": lambda texts: replace(plain(), aside=tuple(texts)),
}


def xlsx(places: Places) -> bytes:
    """With comments, properties, a hidden sheet and a defined name for what stands aside."""
    book = openpyxl.Workbook()
    [page] = book.worksheets
    page.title = _sheet_name(places.sheet)
    _fill(page, places.table)
    if places.aside:
        hidden = book.create_sheet(_sheet_name(places.aside[0]))
        hidden.sheet_state = "hidden"
        _fill(hidden, [[text] for text in places.aside])
        for at, text in enumerate(places.aside, start=2):
            page.cell(at, 3).comment = Comment(text, text)
        for name, text in zip(_PROPERTIES, places.aside, strict=False):
            setattr(book.properties, name, text)
        word = "".join(sign for sign in places.aside[1] if sign.isalpha())
        book.defined_names[word] = DefinedName(word, attr_text=f"'{page.title}'!$A$1")
        page.cell(len(places.rows) + 4, 1, places.aside[2]).data_type = "s"
    return saved(book)


def _fill(page: Worksheet, table: Sequence[Sequence[str]]) -> None:
    for at, texts in enumerate(table, start=1):
        for column, text in enumerate(texts, start=1):
            page.cell(at, column).value = text
            page.cell(at, column).data_type = "s"


def _sheet_name(text: str) -> str:
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in text)[:31]


def ods(places: Places) -> bytes:
    """With notes on cells for what stands aside."""
    notes = iter(places.aside)
    rows = [ods_row(*(ods_cell(text) for text in texts)) for texts in places.table]
    noted = [
        row.replace(
            "<text:p>", f"<office:annotation><text:p>{html.escape(text)}</text:p></office:annotation><text:p>", 1
        )
        for row, text in zip(rows, notes, strict=False)
    ]
    return ods_of("".join([*noted, *rows[len(noted) :]]), name=html.escape(places.sheet, quote=True))


def csv(places: Places) -> bytes:
    """With lines before and after the table for what stands aside."""
    lines = [";".join(texts) for texts in places.table]
    before = [f"{text};;;;;;" for text in places.aside[:1]]
    after = [f"{text};;;;;;" for text in places.aside[1:]]
    return ("\n".join([*before, *lines, *after]) + "\n").encode()


def zipped(places: Places) -> bytes:
    """A text table in an archive, under the name of the sheet."""
    return zip_of({f"{_sheet_name(places.sheet)}.csv": csv(places)})


def page(places: Places) -> bytes:
    """With title, caption, attributes and comments for what stands aside."""
    rows = "".join(f"<tr>{''.join(f'<td>{html.escape(text)}</td>' for text in texts)}</tr>" for texts in places.table)
    aside = "".join(f"<!-- {text} --><p title='{html.escape(text)}'>{html.escape(text)}</p>" for text in places.aside)
    title = html.escape(places.aside[0] if places.aside else "Records")
    caption = f"<caption>{html.escape(places.sheet)}</caption>"
    whole = f"<meta charset=utf-8><title>{title}</title>{aside}<table>{caption}{rows}</table>"
    return f"<!DOCTYPE html><html>{whole}</html>".encode()


def document(places: Places) -> bytes:
    """With properties and paragraphs for what stands aside."""
    written = docx.Document()
    for name, text in zip(("author", "title", "comments", "last_modified_by"), places.aside, strict=False):
        setattr(written.core_properties, name, text)
    for text in places.aside:
        written.add_paragraph(text)
    table = written.add_table(len(places.table), len(places.header))
    for row, texts in zip(table.rows, places.table, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return docx_of(written)


def records(places: Places) -> bytes:
    """JSON; what stands aside is a field of some records only."""
    told = [dict(zip(places.header, row, strict=True)) for row in places.rows]
    for record, text in zip(told, places.aside, strict=False):
        record[UNUSED] = text
    return json.dumps(told, ensure_ascii=False).encode()


def parquet(places: Places) -> bytes:
    """With metadata of file and fields for what stands aside."""
    notes = {f"note{at}": text for at, text in enumerate(places.aside)}
    fields = [pa.field(name, pa.string(), metadata=notes or None) for name in places.header]
    columns = [list(column) for column in zip(*places.rows, strict=True)]
    table = pa.table(columns, schema=pa.schema(fields, metadata=notes or None))
    buffer = io.BytesIO()
    pq.write_table(table, buffer, write_page_checksum=True)
    return buffer.getvalue()


FORMATS: dict[str, Callable[[Places], bytes]] = {
    "xlsx": xlsx,
    "ods": ods,
    "csv": csv,
    "zip": zipped,
    "html": page,
    "docx": document,
    "json": records,
    "parquet": parquet,
}


def deliveries(texts: Sequence[str]) -> Iterator[tuple[str, Sent]]:
    """A file for every place in every other format, named by both; the texts are dealt out until none is left."""
    turns = enumerate(product(PLACES, FORMATS))
    combined = [(suffix, place) for at, (place, suffix) in turns if (at + at // len(FORMATS)) % 2 == 0]
    for at, (suffix, place) in enumerate(combined):
        places = PLACES[place](texts[at :: len(combined)])
        name = f"{places.stem.replace('/', ' ')}.{suffix}"
        yield f"{suffix} {place}", Sent(name, FORMATS[suffix](places))
