"""Small whole files of every format, drawn from a seed: what the mutations start from."""

import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

import docx
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
import xlwt

from bench import pdf
from schemas.read_as import PdfArea, ReadAs, XmlRows

Rows = list[list[str]]
_WORDS = ("girl", "boy", "Łódź", "unknown", "12", "2025-03-01", "<5", ":", "a;b", 'say "no"', "two\nlines", "0.5", "")
_SPACE = "urn:oasis:names:tc:opendocument:xmlns"
_ODS_NAMES = " ".join(f'xmlns:{name}="{_SPACE}:{name}:1.0"' for name in ("office", "table", "text"))


@dataclass(frozen=True)
class Seed:
    """A whole file. `is_sealed`: its format carries checksums, so that damage of its bytes cannot pass for a value."""

    format: str
    name: str
    content: bytes
    is_sealed: bool = False
    read_as: ReadAs = field(default_factory=ReadAs)


def seeds(draw: random.Random) -> list[Seed]:
    """One file of each format, all with one table of random size and texts."""
    rows = _rows(draw)
    made = [
        Seed(name, f"x.{_ENDINGS.get(name, name.split('_')[0])}", make(rows), name in _SEALED)
        for name, make in _WRITERS.items()
    ]
    plain = [[text.replace("\n", " ") for text in row] for row in rows]
    return [
        *made,
        Seed("fixed", "x.txt", _fixed(plain), read_as=ReadAs(fixed_width=[1, 21, 41])),
        Seed("xml", "x.xml", _xml(rows), read_as=ReadAs(xml=XmlRows(rows="all/one", fields={"a": "a", "b": "@b"}))),
        Seed("pdf", "x.pdf", _pdf(plain), read_as=ReadAs(pdf=[PdfArea(page=1, box=(0, 0, 600, 800), borders=[250])])),
    ]


def _rows(draw: random.Random) -> Rows:
    width = draw.randint(2, 6)
    return [[f"c{at}" for at in range(width)], *([draw.choice(_WORDS) for _ in range(width)] for _ in range(12))]


def zipped(members: dict[str, bytes]) -> bytes:
    """A compressed archive of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


def _xlsx(rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    for row in rows:
        page.append([int(text) if text.isdecimal() else text or None for text in row])
    page.merge_cells("A20:C21")
    page.row_dimensions[4].hidden = True
    page.column_dimensions["B"].hidden = True
    return _saved(book.save)


def _xlsx_by_another(rows: Rows) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet("Übersicht")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for at, row in enumerate(rows):
            for to, text in enumerate(row):
                page.write_string(at, to, text)
            page.write_number(at, len(row), 45_000 + at, day)
    return buffer.getvalue()


def _xls(rows: Rows) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("first")
    for at, row in enumerate(rows):
        for to, text in enumerate(row):
            page.write(at, to, text)
        page.write(at, len(row), at / 8, xlwt.easyxf(num_format_str="0.0%"))
    return _saved(book.save)


def _ods(rows: Rows) -> bytes:
    start = '<table:table-cell office:value-type="string" table:number-columns-spanned="1"><text:p>'
    end = "</text:p></table:table-cell>"
    cells = ["".join(f"{start}{escape(text)}{end}" for text in row) for row in rows]
    table = "".join(f'<table:table-row table:number-rows-repeated="2">{each}</table:table-row>' for each in cells)
    content = (
        f"<office:document-content {_ODS_NAMES}><office:body><office:spreadsheet>"
        f'<table:table table:name="first">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()})


def _delimited(rows: Rows, sign: str) -> str:
    return "".join(sign.join('"' + text.replace('"', '""') + '"' for text in row) + "\r\n" for row in rows)


def _html(rows: Rows) -> bytes:
    cells = [[f'<td rowspan="2" colspan="1">{escape(text)}<sup>1</sup></td>' for text in row] for row in rows]
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in cells)
    return f'<html><meta charset="utf-8"><table><caption>x</caption>{body}</table></html>'.encode()


def _docx(rows: Rows) -> bytes:
    document = docx.Document()
    table = document.add_table(len(rows), len(rows[0]))
    for at, row in enumerate(rows):
        for to, text in enumerate(row):
            table.cell(at, to).text = text
    table.cell(0, 0).merge(table.cell(1, 1))
    return _saved(document.save)


def _records(rows: Rows) -> list[dict[str, str]]:
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def _parquet(rows: Rows) -> bytes:
    columns = {name: [row[at] for row in rows[1:]] for at, name in enumerate(rows[0])}
    return _saved(lambda buffer: pq.write_table(pa.table(columns), buffer, write_page_checksum=True))


def _xml(rows: Rows) -> bytes:
    return f"<all>{''.join(f'<one b={quoteattr(row[1])}><a>{escape(row[0])}</a></one>' for row in rows)}</all>".encode()


def _fixed(rows: Rows) -> bytes:
    return "".join("".join(text[:19].ljust(20) for text in row[:3]).rstrip() + "\n" for row in rows).encode()


def _pdf(rows: Rows) -> bytes:
    words = [(50 + 250 * to, 700 - 20 * at, text) for at, row in enumerate(rows) for to, text in enumerate(row[:2])]
    plain = [(x, y, text.encode("ascii", "ignore").decode()) for x, y, text in words]
    drawn = "\n".join(f"BT /F1 10 Tf {x} {y} Td ({text}) Tj ET" for x, y, text in plain)
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800]"
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
        f"{page} /Contents 5 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
    ]  # fmt: skip
    return pdf.written(bodies)


_WRITERS: dict[str, Callable[[Rows], bytes]] = {
    "xlsx": _xlsx,
    "xlsx_other": _xlsx_by_another,
    "xls": _xls,
    "ods": _ods,
    "docx": _docx,
    "parquet": _parquet,
    "html": _html,
    "csv": lambda rows: _delimited(rows, ";").encode(),
    "csv_utf16": lambda rows: _delimited(rows, "\t").encode("utf-16"),
    "csv_cp1250": lambda rows: _delimited(rows, ",").encode("cp1250"),
    "csv_gz": lambda rows: gzip.compress(_delimited(rows, ",").encode(), mtime=0),
    "zip": lambda rows: zipped({"a.csv": _delimited(rows, ",").encode(), "b.csv": _delimited(rows, ";").encode()}),
    "json": lambda rows: json.dumps(_records(rows)).encode(),
    "jsonl": lambda rows: "\n".join(json.dumps(each) for each in _records(rows)).encode(),
}
_ENDINGS = {"csv_gz": "csv.gz"}
_SEALED = {"xlsx", "xlsx_other", "ods", "docx", "csv_gz", "zip", "parquet"}
