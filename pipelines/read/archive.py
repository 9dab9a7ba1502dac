"""Zip packages and archives: refused as a whole where they are unsafe, before any value is read."""

import gzip
import io
import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePosixPath

from pipelines.read import foreign, parquet
from pipelines.read.cells import Unreadable
from pipelines.read.limits import Limits

DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError)  # of zipfile
GZIP = b"\x1f\x8b"
SEVERAL = "tables in one archive, all of them are read"
UNCOUNTED = "several"  # in place of their number
_NO_TEXT = (GZIP, b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
_START = b"PK\x03\x04"
_END = b"PK\x05\x06"
_END_BYTES = 22
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_FORMS = {0, stat.S_IFREG, stat.S_IFLNK}
_LOCAL_BYTES = 30
_FOREIGN = (*_NO_TEXT, b"PAR1", b"MZ", *foreign.MARKS)
_PREVIEW = ("docprops/thumbnail", "thumbnails/")
_ARCHIVES = (".zip", ".gz", ".7z", ".rar", ".bz2", ".xz", ".tar")


class Package:
    """The parts of a zip by name, checked when opened; names are compared without case and with forward slashes."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self.limits = limits
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            found = self._zip.infolist()
            self.entries = [entry for entry in found if entry.filename[-1] != "/"]  # no name at all: IndexError
        except (*DAMAGED, NotImplementedError, IndexError) as error:
            raise Unreadable("file-unreadable", "a zip package: it is truncated or damaged") from error
        _refuse_unsafe(self.entries, limits)
        _refuse_wrapped(content, self._zip)
        self._by_name = {_plain(entry.filename).casefold(): entry for entry in self.entries}
        self._heads: dict[str, bytes] = {}

    @property
    def names(self) -> list[str]:
        """Names of the parts as the package spells them, with forward slashes."""
        return [_plain(entry.filename) for entry in self.entries]

    def __contains__(self, name: str) -> bool:
        """Whether there is a part of this name, in whatever case."""
        return name.casefold() in self._by_name

    def part(self, name: str) -> bytes:
        """Bytes of one part. Raises Unreadable where it is missing, damaged or not as long as declared."""
        entry = self._by_name.get(name.casefold())
        if entry is None:
            raise Unreadable("file-unreadable", f"a package: its part {name} is missing")
        try:
            content = self._zip.read(entry)
        except (*DAMAGED, NotImplementedError, IndexError) as error:
            detail = f"a zip package: the part {name} is damaged, its size or checksum does not match"
            raise Unreadable("file-unreadable", detail) from error
        self._heads[entry.filename] = content[:_LOCAL_BYTES]
        return content

    @property
    def heads(self) -> dict[str, bytes]:
        """How each part starts, by name; a part that was never read is read, so that none is damaged unseen."""
        for entry in self.entries:
            if entry.filename not in self._heads:
                self.part(_plain(entry.filename))
        return {_plain(name): head for name, head in self._heads.items()}


def members(content: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file in the zip, in order of name. Raises Unreadable where the archive is unsafe."""
    package = Package(content, limits)
    if any(name.casefold().endswith(_ARCHIVES) for name in package.names):
        raise Unreadable("archive-unsafe", "it holds another archive")
    for name in sorted(name for name in package.names if not _is_of_system(name)):
        content = package.part(name)
        if _is_no_text(content):
            raise Unreadable("archive-unsafe", "it may hold text tables only: another archive or binary file is inside")
        yield name, content


def _is_no_text(content: bytes) -> bool:
    return content.startswith(_NO_TEXT) or parquet.is_parquet(content) or foreign.what(content) is not None


def _is_of_system(name: str) -> bool:
    """Whether a file manager packed it along: resource forks and views of folders."""
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name.startswith("._") or path.name in {".DS_Store", "Thumbs.db"}


def unzipped(content: bytes, limits: Limits) -> bytes:
    """The one file of a gzip. Raises Unreadable where it is damaged or expands beyond the limits."""
    most = min(limits.unpacked_bytes, max(limits.ratio_from_bytes, len(content) * limits.ratio))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            unpacked = packed.read(most + 1)
    except DAMAGED as error:
        raise Unreadable("file-unreadable", "a gzip archive: it is truncated or damaged") from error
    if len(unpacked) > most:
        raise Unreadable("archive-unsafe", f"the gzip expands beyond the size limit of {most} bytes")
    if not unpacked:
        raise Unreadable("file-empty", "a gz archive of an empty file")
    if _is_no_text(unpacked):
        raise Unreadable("archive-unsafe", "a gz may hold a text file only")
    return unpacked


def is_several(content: bytes, unpacked: bytes) -> bool:
    """Whether a gzip is more than one file: its last four bytes say how long the last one is."""
    return int.from_bytes(content[-4:], "little") != len(unpacked) % (1 << 32)


def check_whole(package: Package) -> None:
    """Read the parts that nobody read: none may be damaged unseen, or be another file. Raises Unreadable."""
    for name, head in package.heads.items():
        if head.startswith(_FOREIGN) and not name.casefold().startswith(_PREVIEW):
            raise Unreadable("file-active", "it holds an embedded object (OLE or attachment)")


def _refuse_unsafe(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    ratio = unpacked / max(1, sum(entry.compress_size for entry in entries))
    problems = {
        "it holds no file": not entries,
        f"it holds more than {limits.parts} files, the limit of parts": len(entries) > limits.parts,
        f"it expands to more than {limits.unpacked_bytes} bytes, the size limit": unpacked > limits.unpacked_bytes,
        f"it expands to over {limits.ratio} times its size": unpacked > limits.ratio_from_bytes
        and ratio > limits.ratio,
        **_entry_problems(entries),
        **_name_problems([entry.filename for entry in entries]),
    }
    found = [problem for problem, is_present in problems.items() if is_present]
    if found:
        raise Unreadable("archive-unsafe", "; ".join(found))


def _entry_problems(entries: list[zipfile.ZipInfo]) -> dict[str, bool]:
    spans = sorted((entry.header_offset, entry.header_offset + entry.compress_size) for entry in entries)
    return {
        "a member is encrypted with a password": any(entry.flag_bits & 1 for entry in entries),
        "a member is a symbolic link": any(stat.S_ISLNK(entry.external_attr >> 16) for entry in entries),
        "a member is no regular file": any(_form(entry) not in _FORMS for entry in entries),
        "a member uses an unsupported compression method": any(each.compress_type not in _METHODS for each in entries),
        "two members overlap": any(before[1] > after[0] for before, after in pairwise(spans)),
    }


def _form(entry: zipfile.ZipInfo) -> int:
    return stat.S_IFMT(entry.external_attr >> 16)


def _name_problems(names: list[str]) -> dict[str, bool]:
    folded = {_plain(name).casefold() for name in names}
    return {
        "a member's name leaves the archive": any(map(_leaves, names)),
        "two members have the same name (duplicate, or different only in case)": len(folded) != len(names),
    }


def _refuse_wrapped(content: bytes, package: zipfile.ZipFile) -> None:
    """Other data before or after the archive: two programs would see two different files."""
    if not content.startswith(_START) or min(entry.header_offset for entry in package.infolist()):
        raise Unreadable("archive-unsafe", "it has other data before the archive, so its signature is not at the start")
    if any(_START in content[start:end] for start, end in _gaps(content, package)):
        raise Unreadable("archive-unsafe", "it holds data of a member that its list of members does not name")
    end = content.rfind(_END)
    if end + _END_BYTES + len(package.comment) != len(content):
        raise Unreadable("archive-unsafe", "it has extra data appended after the archive")


def _gaps(content: bytes, package: zipfile.ZipFile) -> Iterator[tuple[int, int]]:
    """Where the data of one member ends and those of the next one, or the list of all, start."""
    entries = sorted(package.infolist(), key=lambda entry: entry.header_offset)
    starts = [entry.header_offset for entry in entries]
    for entry, following in zip(entries, [*starts[1:], package.start_dir], strict=True):
        head = content[entry.header_offset : entry.header_offset + _LOCAL_BYTES]
        named = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        yield entry.header_offset + _LOCAL_BYTES + named + entry.compress_size, following


def _plain(name: str) -> str:
    return name.replace("\\", "/")


def _leaves(name: str) -> bool:
    path = PurePosixPath(_plain(name))
    return path.is_absolute() or ".." in path.parts or ":" in name
