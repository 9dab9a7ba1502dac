"""What xlrd does not tell of an old workbook: its streams and records, as they stand in the file."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from xlrd.compdoc import CompDoc

GOES_ON = 0x3C
_HEAD_BYTES = 4
_OTHERS = {
    "WordDocument": "a Word document of the old form (doc)",
    "PowerPoint Document": "a presentation of the old form (ppt)",
    "__properties_version1.0": "an e-mail message (msg)",
}
KINDS = frozenset(_OTHERS.values())
_STREAMS = ("Workbook", "Book")


class Record(NamedTuple):
    """A record: where it starts in the stream, its kind, its bytes."""

    at: int
    kind: int
    content: bytes

    def whole(self, place: int) -> int:
        """The number in two bytes at a place; 0 where the record is too short."""
        return int.from_bytes(self.content[place : place + 2], "little")


class Silence:
    """A log that keeps nothing: xlrd prints its warnings to a stream, and they name cell contents."""

    def write(self, text: str) -> int:
        """Drop the text."""
        return len(text)


def parts_of(content: bytes) -> tuple[list[str], bytes]:
    """The names of all streams and folders in a compound file, and the stream of the workbook. Raises as xlrd does."""
    document = CompDoc(content, logfile=Silence())
    streams = (document.get_named_stream(name) for name in _STREAMS)
    return [each.name for each in document.dirlist], next((bytes(each) for each in streams if each), b"")


def others(content: bytes) -> str:
    """What a compound file is that is no workbook; a blank text where that cannot be told."""
    try:
        names = set(parts_of(content)[0])
    except Exception:  # noqa: BLE001  # of xlrd; what cannot be opened is damaged, and that is said elsewhere
        return ""
    return next((what for name, what in _OTHERS.items() if name in names), "")


def records(stream: bytes, kinds: frozenset[int]) -> Iterator[Record]:
    """The records of these kinds and what goes on with them, up to where the stream is cut off: others are cells."""
    at, is_wanted = 0, False
    while at + _HEAD_BYTES <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        is_wanted = kind in kinds or (is_wanted and kind == GOES_ON)
        if is_wanted:
            yield Record(at, kind, stream[at + _HEAD_BYTES : at + _HEAD_BYTES + size])
        at += _HEAD_BYTES + size
