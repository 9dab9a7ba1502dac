"""An OpenDocument spreadsheet written member by member: one sheet with title rows, real date cells and text."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

from lxml import etree

from bench.model_countries.specs import Delivery
from bench.model_countries.writers.archive import write_archive

SHEET = "Αναφορές"
_MIME = b"application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_PREFIXES = {
    "office": f"{_NAMESPACE}office:1.0",
    "table": f"{_NAMESPACE}table:1.0",
    "text": f"{_NAMESPACE}text:1.0",
    "style": f"{_NAMESPACE}style:1.0",
    "number": f"{_NAMESPACE}datastyle:1.0",
}
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="{_NAMESPACE}manifest:1.0" manifest:version="1.2">
<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{_MIME.decode()}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""
_DATE_STYLES = """<office:automatic-styles {names}>
<number:date-style style:name="N1"><number:day number:style="long"/><number:text>/</number:text>
<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>
<style:style style:name="day" style:family="table-cell" style:data-style-name="N1"/></office:automatic-styles>"""
_REPEATED = f"{{{_PREFIXES['table']}}}number-columns-repeated"
_FLUSH_BYTES = 1 << 20


def write_spreadsheet(delivery: Delivery, folder: Path) -> list[Path]:
    """Title lines, the header and the rows in one sheet."""
    path = folder / delivery.file_name()
    members = (
        ("mimetype", iter((_MIME,))),
        ("content.xml", _content(delivery)),
        ("META-INF/manifest.xml", iter((_MANIFEST.encode(),))),
    )
    write_archive(path, members, stored=frozenset({"mimetype"}))
    return [path]


def _content(delivery: Delivery) -> Iterator[bytes]:
    """Build the content member in chunks, so that a million rows need no more memory than a hundred."""
    buffer = BytesIO()
    with etree.xmlfile(buffer, encoding="UTF-8") as xml:
        xml.write_declaration()
        with xml.element(_name("office:document-content"), {_name("office:version"): "1.2"}, nsmap=_PREFIXES):
            xml.write(_date_styles())
            with (
                xml.element(_name("office:body")),
                xml.element(_name("office:spreadsheet")),
                xml.element(_name("table:table"), {_name("table:name"): SHEET}),
            ):
                xml.write(etree.Element(_name("table:table-column"), {_REPEATED: str(len(delivery.country.columns))}))
                for row in _rows(delivery):
                    xml.write(row)
                    if buffer.tell() > _FLUSH_BYTES:
                        yield _drain(buffer)
    yield _drain(buffer)


def _drain(buffer: BytesIO) -> bytes:
    chunk = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return chunk


def _date_styles() -> etree._Element:
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _PREFIXES.items())
    return etree.fromstring(_DATE_STYLES.format(names=names))


def _rows(delivery: Delivery) -> Iterator[etree._Element]:
    width = len(delivery.country.columns)
    for line in delivery.title():
        yield _row((line,), span=width)
    yield _row(tuple(delivery.table.columns))
    for cells in delivery.table.iter_rows():
        yield _row(cells)


def _row(cells: tuple[str | date, ...], span: int = 1) -> etree._Element:
    row = etree.Element(_name("table:table-row"), nsmap=_PREFIXES)
    for value in cells:
        cell = etree.SubElement(row, _name("table:table-cell"), _attributes(value))
        etree.SubElement(cell, _name("text:p")).text = f"{value:%d/%m/%Y}" if isinstance(value, date) else value
    if span > 1:
        row[0].set(_name("table:number-columns-spanned"), str(span))
        row[0].set(_name("table:number-rows-spanned"), "1")
        etree.SubElement(row, _name("table:covered-table-cell"), {_REPEATED: str(span - 1)})
    return row


def _attributes(value: str | date) -> dict[str, str]:
    if isinstance(value, date):
        style, kind, iso = _name("table:style-name"), _name("office:value-type"), _name("office:date-value")
        return {style: "day", kind: "date", iso: value.isoformat()}
    return {_name("office:value-type"): "string"}


def _name(prefixed: str) -> str:
    prefix, local = prefixed.split(":")
    return f"{{{_PREFIXES[prefix]}}}{local}"
