"""Reading in a process of its own, with a ceiling on time and memory: what kills the reader never kills us.

Small text tables and small workbooks, whose unpacked size is checked first, are read in place: they cannot outgrow the
limits.
"""

import io
import json
import os
import subprocess
import sys
from typing import BinaryIO

import polars as pl

from pipelines.read import archive, kind_of, read
from pipelines.read.cells import UNDECLARED, ReadOptions, Sheet, Unreadable
from pipelines.read.json import is_json
from pipelines.sealed import sealed

_SMALL_TEXT = 1_000_000
_SMALL_PACKAGE = 3_000_000
_FRAMES = ("cells", "facts", "stored")
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from pipelines.sealed import seal_process;"
    " seal_process(); from pipelines.read.child import main; main()"
)
_KILLED_BY_CPU_LIMIT = -24
ONE_THREAD = {
    "POLARS_MAX_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}  # others reserve a gigabyte of addresses


def read_apart(content: bytes, name: str, options: ReadOptions = UNDECLARED) -> list[Sheet]:
    """Sheets of a delivered file, as `read` gives them. Raises Unreadable, also where the reader had to be stopped."""
    if len(content) > options.limits.file_bytes or is_small(content, options):
        with sealed():
            return read(content, name, options)
    limits = options.limits
    asked = json.dumps(
        {
            "name": name,
            "encoding": options.encoding,
            "delimiter": options.delimiter,
            "read_as": options.read_as.model_dump(mode="json", exclude_none=True),
        }
    ).encode()
    try:
        ended = subprocess.run(  # noqa: S603  # our own interpreter and a constant
            [sys.executable, "-c", _START, json.dumps(sys.path), str(limits.memory_bytes), str(limits.seconds)],
            input=len(asked).to_bytes(8, "big") + asked + content,
            capture_output=True, timeout=limits.seconds, check=False,
            env={**os.environ, **ONE_THREAD},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Unreadable("file-stopped", f"it took longer than the limit of {limits.seconds} seconds") from error
    return _answer(ended, options)


def is_small(content: bytes, options: ReadOptions) -> bool:
    """Whether reading cannot outgrow the limits: a short text table, or a workbook that unpacks to little.

    Everything else can: a few bytes of spans or repeats stand for millions of cells, and libraries hang or end.
    """
    kind = kind_of(content)
    if kind != "zip":
        return kind in {"text", "foreign"} and len(content) <= _SMALL_TEXT and not is_json(content)
    package = archive.Package(content, options.limits)
    is_workbook = "xl/workbook.xml" in package
    return is_workbook and sum(entry.file_size for entry in package.entries) <= _SMALL_PACKAGE


def _answer(ended: subprocess.CompletedProcess[bytes], options: ReadOptions) -> list[Sheet]:
    if ended.returncode == _KILLED_BY_CPU_LIMIT:
        raise Unreadable("file-stopped", f"it took longer than the limit of {options.limits.seconds} seconds")
    if ended.returncode:
        raise Unreadable("file-stopped", "the reader ended unexpectedly, the file is damaged or too large for memory")
    stream = io.BytesIO(ended.stdout)
    told = json.loads(_block(stream))
    if "finding" in told:
        raise Unreadable(told["finding"], told["detail"])
    return [_sheet(each, stream) for each in told["sheets"]]


def _sheet(told: dict[str, list[str]], stream: BinaryIO) -> Sheet:
    frames = {name: pl.read_ipc(_block(stream)) for name in _FRAMES}
    return Sheet(str(told["name"]), hidden=tuple(told["hidden"]), notes=tuple(told["notes"]), **frames)


def send(sheets: list[Sheet], stream: BinaryIO) -> None:
    """Write what the reader found: names first, then the frames of every sheet as Arrow."""
    told = [{"name": sheet.name, "hidden": sheet.hidden, "notes": sheet.notes} for sheet in sheets]
    write_block(json.dumps({"sheets": told}).encode(), stream)
    for sheet in sheets:
        for name in _FRAMES:
            buffer = io.BytesIO()
            getattr(sheet, name).write_ipc(buffer)
            write_block(buffer.getvalue(), stream)


def write_block(content: bytes, stream: BinaryIO) -> None:
    """A length and the bytes."""
    stream.write(len(content).to_bytes(8, "big") + content)


def _block(stream: BinaryIO) -> bytes:
    return stream.read(int.from_bytes(stream.read(8), "big"))
