"""Active and foreign content of old workbooks: refused or told by the same rules as that of newer ones."""

from collections.abc import Iterator

from pipelines.read.cells import Unreadable
from pipelines.read.xls_records import GOES_ON, Record

_BOUND_SHEET, _SUPPORTING_BOOK, _EXTERNAL_SHEET_5, _OBJECT, _TEXT = 0x85, 0x1AE, 0x17, 0x5D, 0x1B6
_CONNECTIONS, _QUERY = 0x876, 0xDC
_BACKGROUND, _IMAGE = 0xE9, 0x7F
_DRAWN = 0xEB
_MACRO_SHEET, _NOTE = 1, 0x19
_SELF, _ADD_IN = b"\x01\x04", b"\x01\x3a"
_DDE_MARK = "\x03"
_DRAWN_HEAD = 8
_CONTAINERS = {0xF000, 0xF001}
_STORE_ENTRY, _STORE_HEAD = 0xF007, 36

KINDS = frozenset(
    (
        _BOUND_SHEET, _SUPPORTING_BOOK, _EXTERNAL_SHEET_5, _OBJECT, _TEXT, _CONNECTIONS, _QUERY, _BACKGROUND, _IMAGE,
        _DRAWN,
    )
)  # fmt: skip


def refuse(names: list[str], found: list[Record]) -> None:
    """Raise Unreadable where the workbook holds anything that could run or fetch, or a picture."""
    held = {
        "an Excel 4 macro sheet (XLM)": any(
            each.kind == _BOUND_SHEET and each.content[5:6] == bytes([_MACRO_SHEET]) for each in found
        ),
        "an external DDE link": any(_is_dde(each) for each in found),
        "an embedded object (OLE or attachment)": any(name.startswith(("MBD", "LNK", "Ctls")) for name in names),
        "an embedded picture (image)": _has_picture(found),
    }
    present = [what for what, is_present in held.items() if is_present]
    if present:
        raise Unreadable("file-active", "it holds " + ", ".join(present))


def told(names: list[str], found: list[Record]) -> tuple[str, ...]:
    """What is not read and deserves to be known."""
    noted = {
        "external link to another workbook, not followed": any(_is_link(each) for each in found),
        "external data connection, not followed": any(each.kind in {_CONNECTIONS, _QUERY} for each in found),
        "records behind a pivot table present, not stored": any(name.startswith("_SX_DB") for name in names),
        "text boxes present, not stored": any(_boxes(found)),
    }
    return tuple(what for what, is_present in noted.items() if is_present)


def _is_dde(record: Record) -> bool:
    """A link that another program fills: no sheets, and a path that names a program and its document."""
    if record.kind == _SUPPORTING_BOOK:
        return record.whole(0) == 0 and _DDE_MARK in _path(record)
    name = record.content[1:].decode("latin-1")
    return record.kind == _EXTERNAL_SHEET_5 and bool(name) and name[0] > _DDE_MARK and _DDE_MARK in name


def _is_link(record: Record) -> bool:
    if record.kind == _SUPPORTING_BOOK:
        return record.content[2:4] not in {_SELF, _ADD_IN} and record.whole(0) > 0
    return False


def _path(record: Record) -> str:
    """The encoded path of a supporting book: one byte a sign, or two."""
    is_wide = record.content[4:5] == b"\x01"
    return record.content[5:].decode("utf-16-le" if is_wide else "latin-1", "replace")


def _boxes(found: list[Record]) -> Iterator[bool]:
    """Of each text over the sheet that says something whether it is other than that of a comment."""
    of = 0
    for each in found:
        if each.kind == _OBJECT:
            of = each.whole(4)
        elif each.kind == _TEXT and each.whole(10):
            yield of != _NOTE


def _has_picture(found: list[Record]) -> bool:
    drawn, is_drawn = b"", False
    for each in found:
        if each.kind in {_BACKGROUND, _IMAGE}:
            return True
        is_drawn = each.kind == _DRAWN or (is_drawn and each.kind == GOES_ON)
        drawn += each.content if is_drawn else b""
    return any(_pictures(drawn))


def _pictures(drawn: bytes) -> Iterator[bool]:
    """Of each entry in the store of pictures whether it holds one."""
    at = 0
    while at + _DRAWN_HEAD <= len(drawn):
        kind, size = int.from_bytes(drawn[at + 2 : at + 4], "little"), int.from_bytes(drawn[at + 4 : at + 8], "little")
        if kind == _STORE_ENTRY:
            yield size > _STORE_HEAD
        at += _DRAWN_HEAD + (0 if kind in _CONTAINERS else size)
