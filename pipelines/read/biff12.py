"""Records of a binary workbook: kind, length, bytes."""

import struct
from collections.abc import Iterator

Record = tuple[int, bytes]
_KIND_GROUPS, _SIZE_GROUPS = 2, 4
_GOES_ON, _REST = 0x80, 0x7F
_NONE = 0xFFFFFFFF


def records(content: bytes) -> Iterator[Record]:
    """Every record of a part. Raises IndexError where one is cut off."""
    at = 0
    while at < len(content):
        kind, at = _number(content, at, groups=_KIND_GROUPS)
        size, at = _number(content, at, groups=_SIZE_GROUPS)
        if at + size > len(content):
            raise IndexError(at)
        yield kind, content[at : at + size]
        at += size


def string(record: bytes, at: int) -> tuple[str, int]:
    """A text in 16-bit signs, and the place behind it. Raises IndexError where it is cut off."""
    (length,) = struct.unpack_from("<I", record, at)
    if length == _NONE:
        return "", at + 4
    end = at + 4 + 2 * length
    if end > len(record):
        raise IndexError(end)
    return record[at + 4 : end].decode("utf-16-le"), end


def _number(content: bytes, at: int, *, groups: int) -> tuple[int, int]:
    """A number in groups of seven bits, the lowest first; the eighth bit says that another one follows."""
    value = 0
    for group in range(groups):
        byte = content[at + group]
        value |= (byte & _REST) << (7 * group)
        if not byte & _GOES_ON:
            return value, at + group + 1
    return value, at + groups
