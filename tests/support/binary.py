"""Binary workbooks (xlsb), record by record; a writer that shares no code with the reader it tests."""

import struct

from tests.support.workbooks import zip_of

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = {
    "bin": "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
}


def record(kind: int, content: bytes = b"") -> bytes:
    """A record: kind and size in groups of seven bits, then the content."""
    return _groups(kind) + _groups(len(content)) + content


def _groups(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _groups(rest) if rest else bytes([low])


def wide(text: str) -> bytes:
    """A text in 16-bit signs with its length."""
    signs = text.encode("utf-16-le")
    return struct.pack("<I", len(signs) // 2) + signs


def row(number: int, *, is_hidden: bool = False) -> bytes:
    """The start of a row, counted from 1."""
    return record(0, struct.pack("<IIHBBB", number - 1, 0, 300, 0, 0x10 if is_hidden else 0, 0))


def cell(kind: int, column: int, value: bytes, style: int = 0) -> bytes:
    """A cell, its column counted from 1."""
    return record(kind, struct.pack("<II", column - 1, style) + value)


def xlsb_of(rows: bytes, *, strings: bytes = b"", styles: bytes = b"", flags: int = 0, state: int = 0) -> bytes:
    """A workbook with one sheet of these records, as a package."""
    properties = record(153, struct.pack("<II", flags, 0) + wide(""))
    sheets = record(143) + record(156, struct.pack("<II", state, 1) + wide("rId1") + wide("Sheet1")) + record(144)
    parts = {"styles": styles, "sharedStrings": strings}
    related = "".join(
        f'<Relationship Id="rId{at}" Type="{_RELATIONS}/{name}" Target="{name}.bin"/>'
        for at, name in enumerate(parts, start=2)
    )
    data = record(129) + record(148, bytes(16)) + record(145) + rows + record(146) + record(130)
    return zip_of(
        {
            "[Content_Types].xml": _types().encode(),
            "_rels/.rels": _rels(f'<Relationship Id="r" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.bin"/>'),
            "xl/workbook.bin": record(131) + properties + sheets + record(132),
            "xl/_rels/workbook.bin.rels": _rels(
                f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.bin"/>{related}'
            ),
            "xl/worksheets/sheet1.bin": data,
            "xl/styles.bin": styles,
            "xl/sharedStrings.bin": strings,
        }
    )


def _rels(relations: str) -> bytes:
    return f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}">{relations}</Relationships>'.encode()


def _types() -> str:
    kinds = "".join(f'<Default Extension="{end}" ContentType="{kind}"/>' for end, kind in _KINDS.items())
    return f'<?xml version="1.0"?><Types xmlns="{_PACKAGE.replace("relationships", "content-types")}">{kinds}</Types>'
