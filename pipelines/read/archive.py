"""Members of a delivered zip, refused as a whole where it is unsafe."""

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from pipelines.read.cells import Unreadable

GZIP = b"\x1f\x8b"
MAX_MEMBERS = 2_000
MAX_UNPACKED = 500_000_000
MAX_RATIO = 200
RATIO_FROM = 1_000_000
_NO_TEXT = (GZIP, b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1", b"%PDF", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError)  # of zipfile


def members(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file in the zip, in order of name. Raises Unreadable where the archive is unsafe."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            _refuse_unsafe(entries)
            for entry in sorted(entries, key=lambda each: each.filename):
                yield entry.filename, package.read(entry)
    except DAMAGED as error:
        raise Unreadable("file-unreadable", "a zip archive: a member is damaged") from error


def unpacked(content: bytes) -> bytes:
    """The text file in a gz. Raises Unreadable where it is damaged, grows beyond measure or holds something else."""
    most = min(MAX_UNPACKED, max(RATIO_FROM, MAX_RATIO * len(content)))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            text = packed.read(most + 1)
    except DAMAGED as error:
        raise Unreadable("file-unreadable", "a gz archive: it is cut off or damaged") from error
    if len(text) > most:
        raise Unreadable("archive-unsafe", f"it unpacks to more than {most} bytes")
    if not text:
        raise Unreadable("file-empty", "a gz archive of an empty file")
    if text.startswith(_NO_TEXT):
        raise Unreadable("archive-unsafe", "a gz may hold a text file only")
    return text


def _refuse_unsafe(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    ratio = unpacked / max(1, sum(entry.compress_size for entry in entries))
    problems = {
        "it holds no file": not entries,
        f"it holds more than {MAX_MEMBERS} files": len(entries) > MAX_MEMBERS,
        f"it unpacks to more than {MAX_UNPACKED} bytes": unpacked > MAX_UNPACKED,
        f"it unpacks to over {MAX_RATIO} times its size": unpacked > RATIO_FROM and ratio > MAX_RATIO,
        "a member is encrypted": any(entry.flag_bits & 1 for entry in entries),
        **_name_problems([entry.filename for entry in entries]),
    }
    found = [problem for problem, is_present in problems.items() if is_present]
    if found:
        raise Unreadable("archive-unsafe", "; ".join(found))


def _name_problems(names: list[str]) -> dict[str, bool]:
    folded = {name.casefold() for name in names}
    return {
        "a member's name leaves the archive": any(map(_leaves, names)),
        "two members have the same name": len(folded) != len(names),
        "it holds another archive": any(name.endswith((".zip", ".gz", ".7z", ".rar")) for name in folded),
    }


def _leaves(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name
