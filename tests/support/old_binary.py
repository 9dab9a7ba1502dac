"""Old workbooks (BIFF8) record by record, in a compound file; a writer that shares no code with the reader it tests."""

import struct
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _SHORTEST, _ENTRY = 512, 4096, 128
RAISED, STRUCK = 5, 6  # numbers of fonts; no font has the number 4
TO_TEXT = b"\0\0\0\0\0\0\xff\xff"
TO_NOTHING = b"\3\0\0\0\0\0\xff\xff"


class Page(NamedTuple):
    """A sheet: the records of its cells, its kind (1: macros, 2: chart) and whether it is hidden."""

    records: bytes
    kind: int = 0
    state: int = 0


def record(kind: int, content: bytes = b"") -> bytes:
    """Kind, size, content."""
    return struct.pack("<HH", kind, len(content)) + content


def text(value: str, *, is_short: bool = False) -> bytes:
    """A text of one byte a sign, or of two where that is not enough."""
    is_wide = any(ord(sign) > 255 for sign in value)
    signs = value.encode("utf-16-le" if is_wide else "latin-1")
    length = len(value.encode("utf-16-le")) // 2
    return struct.pack("<B" if is_short else "<H", length) + bytes([is_wide]) + signs


def rich(value: str, runs: Sequence[tuple[int, int]]) -> bytes:
    """A shared string whose runs say from which sign on which font holds."""
    plain = text(value)
    pairs = b"".join(struct.pack("<HH", *run) for run in runs)
    return plain[:2] + bytes([plain[2] | 8]) + struct.pack("<H", len(runs)) + plain[3:] + pairs


def number(row: int, column: int, value: float) -> bytes:
    """A cell with a number; places count from 0."""
    return record(0x203, struct.pack("<HHHd", row, column, 15, value))


def label(row: int, column: int, value: str) -> bytes:
    """A cell with a text of its own."""
    return record(0x204, struct.pack("<HHH", row, column, 15) + text(value))


def shared(row: int, column: int, at: int) -> bytes:
    """A cell that points to a shared string."""
    return record(0xFD, struct.pack("<HHHI", row, column, 15, at))


def formula(row: int, column: int, result: bytes, flags: int = 0) -> bytes:
    """A cell with the formula =1 and this result."""
    return record(0x06, struct.pack("<HHH", row, column, 15) + result + struct.pack("<HIH", flags, 0, 3) + b"\x1e\1\0")


def biff8_of(
    *pages: Page, strings: Sequence[bytes] = (), more: bytes = b"", streams: Mapping[str, bytes] | None = None
) -> bytes:
    """A workbook of these sheets; `more`: records of the workbook; `streams`: other parts of the compound file."""
    head = _start(5) + record(0x42, struct.pack("<H", 1200)) + _fonts() + _formats()
    told = record(0xFC, struct.pack("<II", len(strings), len(strings)) + b"".join(strings)) if strings else b""
    tail = more + told + record(0x0A)
    names = [text(f"S{at}", is_short=True) for at in range(len(pages))]
    place = len(head) + sum(10 + len(name) for name in names) + len(tail)
    bounds, bodies = b"", b""
    for page, name in zip(pages, names, strict=True):
        bounds += record(0x85, struct.pack("<IBB", place + len(bodies), page.state, page.kind) + name)
        size = record(0x200, struct.pack("<IIHHH", 0, 100, 0, 20, 0))
        bodies += _start({1: 0x40, 2: 0x20}.get(page.kind, 0x10)) + size + page.records + record(0x0A)
    return compound_of({"Workbook": head + bounds + tail + bodies, **(streams or {})})


def _start(kind: int) -> bytes:
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0xDBB, 1996, 0, 6))


def _fonts() -> bytes:
    looks = [(0, 0)] * 4 + [(0, 1), (8, 0)]  # struck, raised
    name = text("Arial", is_short=True)
    return b"".join(
        record(0x31, struct.pack("<HHHHHBBBB", 200, struck, 0x7FFF, 400, raised, 0, 0, 0, 0) + name)
        for struck, raised in looks
    )


def _formats() -> bytes:
    kinds = [0xFFF5] * 15 + [1]
    return b"".join(record(0xE0, struct.pack("<HHHBBBBIIH", 0, 0, kind, 32, 0, 0, 0, 0, 0, 0x20C0)) for kind in kinds)


def compound_of(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of these streams, side by side in its root."""
    sectors: list[bytes] = []
    table: list[int] = []
    entries = [_entry("Root Entry", 5, links=(_FREE, 1))]
    for at, (name, content) in enumerate(streams.items(), start=1):
        place = _add(content.ljust(_SHORTEST, b"\0"), sectors, table=table)
        entries.append(_entry(name, 2, links=(at + 1 if at < len(streams) else _FREE, _FREE), place=place))
    first, _ = _add(b"".join(entries), sectors, table=table)
    count = -(-(len(table) + 1) // (_ENTRY - 1))
    places = range(len(sectors), len(sectors) + count)
    table += [_FAT] * count
    table += [_FREE] * (count * _ENTRY - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<9I", 0, count, first, 0, _SHORTEST, _END, 0, _END, 0)
    head += struct.pack("<109I", *places, *[_FREE] * (109 - count))
    return head + b"".join(sectors) + struct.pack(f"<{len(table)}I", *table)


def _add(content: bytes, sectors: list[bytes], *, table: list[int]) -> tuple[int, int]:
    start = len(sectors)
    sectors += [content[at : at + _SECTOR].ljust(_SECTOR, b"\0") for at in range(0, len(content), _SECTOR)]
    table += [*range(start + 1, len(sectors)), _END]
    return start, len(content)


def _entry(
    name: str, kind: int, *, links: tuple[int, int] = (_FREE, _FREE), place: tuple[int, int] = (_END, 0)
) -> bytes:
    """A folder or stream: `links` to the next one and to the first inside of it; `place`: its start and its size."""
    spelled = name.encode("utf-16-le") + b"\0\0"
    head = struct.pack("<HBBIII", len(spelled), kind, 1, _FREE, *links)
    return spelled.ljust(64, b"\0") + head + bytes(36) + struct.pack("<III", *place, 0)
