"""Damage of bits, bytes, blocks and ends; in packages also below right checksums, so that it reaches the reader."""

import gzip
import io
import random
import re
import zipfile
from collections.abc import Callable

from bench.fuzz.seeds import zipped

_NASTY = (
    b"\x00", b"\xff", b"\xff\xfe", b'"', b"'", b"<", b">", b"&", b"]]>", b"<!DOCTYPE a>", b"%n", b"-1", b"99999999999",
    b"1e999", b"nan", b";", b"\n", b"\r", b"A1:XFD1048576", b"XFD1048576", b"\xed\xa0\x80", b"_x0000_", b"{", b"[",
)  # fmt: skip
_NUMBER = re.compile(rb"\d+")


def mutated(content: bytes, draw: random.Random) -> tuple[bytes, bool]:
    """The damaged bytes, and whether the damage lies inside, below right checksums."""
    inside = draw.random() < 0.6  # most damage from outside ends at the checksum
    if inside and content.startswith(b"PK"):
        return _inside_zip(content, draw), True
    if inside and content.startswith(b"\x1f\x8b"):
        return gzip.compress(_damaged(gzip.decompress(content), draw), mtime=0), True
    return _damaged(content, draw), False


def _inside_zip(content: bytes, draw: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = {name: package.read(name) for name in package.namelist()}
    chosen = draw.choice(sorted(members))
    match draw.randrange(12):
        case 0:
            del members[chosen]
        case 1:
            members[chosen] = members[draw.choice(sorted(members))]
        case 2:
            members[chosen + draw.choice((".bak", "/", "1", ".bin"))] = members[chosen]
        case _:
            members[chosen] = _damaged(members[chosen], draw)
    return zipped(members)


def _damaged(content: bytes, draw: random.Random) -> bytes:
    for _ in range(draw.choice((1, 1, 1, 2, 4, 16))):
        content = draw.choice(_DAMAGES)(content, draw)
    return content


def _place(content: bytes, draw: random.Random) -> int:
    return draw.randrange(len(content)) if content else 0


def _flip(content: bytes, draw: random.Random) -> bytes:
    at = _place(content, draw)
    return content[:at] + bytes(byte ^ (1 << draw.randrange(8)) for byte in content[at : at + 1]) + content[at + 1 :]


def _byte(content: bytes, draw: random.Random) -> bytes:
    at = _place(content, draw)
    return content[:at] + draw.randbytes(1) + content[at + 1 :]


def _cut(content: bytes, draw: random.Random) -> bytes:
    return content[: _place(content, draw)]


def _drop(content: bytes, draw: random.Random) -> bytes:
    at = _place(content, draw)
    return content[:at] + content[at + draw.randint(1, 64) :]


def _repeat(content: bytes, draw: random.Random) -> bytes:
    at = _place(content, draw)
    block = content[at : at + draw.randint(1, 200)]
    return content[:at] + block * draw.choice((2, 3, 50)) + content[at + len(block) :]


def _blank(content: bytes, draw: random.Random) -> bytes:
    at, size = _place(content, draw), draw.randint(1, 512)
    return content[:at] + b"\x00" * len(content[at : at + size]) + content[at + size :]


def _insert(content: bytes, draw: random.Random) -> bytes:
    at = _place(content, draw)
    return content[:at] + draw.choice(_NASTY) + content[at:]


def _number(content: bytes, draw: random.Random) -> bytes:
    """One number in the text becomes another: sizes, counts, references and indexes are the classic lies."""
    found = [each.span() for each in _NUMBER.finditer(content)]
    if not found:
        return _byte(content, draw)
    start, end = draw.choice(found)
    return content[:start] + draw.choice((b"0", b"-1", b"65536", b"4294967296", b"9" * 30, b"1.5")) + content[end:]


def _swap(content: bytes, draw: random.Random) -> bytes:
    first, second = sorted((_place(content, draw), _place(content, draw)))
    return content[:first] + content[second:] + content[first:second]


_DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip, _flip, _byte, _cut, _drop, _repeat, _blank, _insert, _insert, _number, _number, _swap,
)  # fmt: skip
