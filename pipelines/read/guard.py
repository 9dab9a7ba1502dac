"""Reading in a process of its own, with a ceiling on time and memory: what kills the reader never kills us.

Small text tables and small workbooks, whose unpacked size is checked first, are read in place: they cannot outgrow the
limits.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import BinaryIO

from pipelines import readers
from pipelines.read import archive, handing, kind_of, read
from pipelines.read.cells import UNDECLARED, ReadOptions, Sheet, Unreadable
from pipelines.read.json import is_json
from pipelines.read.limits import Limits
from pipelines.sealed import sealed

_SMALL_TEXT = 1_000_000
_FEW_LINES = 200_000
_SMALL_PACKAGE = 2_000_000
_KILLED_BY_CPU_LIMIT = -24
_PATIENCE = 3  # the limit is one of working time; a busy machine leaves a process a part of the clock only


def read_apart(content: bytes, name: str, *, options: ReadOptions = UNDECLARED) -> list[Sheet]:
    """Sheets of a delivered file, as `read` gives them. Raises Unreadable, also where the reader had to be stopped."""
    if is_in_place(content, options):
        with sealed():
            return read(content, name, options=options)
    return ask_apart(content, name, options=options)[1]


def is_in_place(content: bytes, options: ReadOptions) -> bool:
    """Whether a file needs no process of its own: it is small, or refused by its size alone."""
    return len(content) > options.limits.file_bytes or is_small(content, options)


def ask_apart(
    content: bytes, name: str, *, options: ReadOptions, looks: Sequence[str] = ()
) -> tuple[handing.Told, list[Sheet]]:
    """What another process tells of a file, and its sheets; `looks`: what it is to look for on them."""
    readers.have_one()
    limits = options.limits
    told = {
        "name": name,
        "encoding": options.encoding,
        "delimiter": options.delimiter,
        "read_as": options.read_as.model_dump(mode="json", exclude_none=True),
        "limits": asdict(limits),
        "looks": list(looks),
    }
    with handing.ask(told, content) as question, handing.room() as answers:
        _run(question, answers, limits=limits)
        return _answer(answers)


def _run(question: BinaryIO, answers: BinaryIO, *, limits: Limits) -> None:
    try:
        ended = readers.serve(question, answers, seconds=limits.seconds * _PATIENCE)
    except TimeoutError as error:
        raise Unreadable("file-stopped", f"it took longer than the limit of {limits.seconds} seconds") from error
    if ended == _KILLED_BY_CPU_LIMIT:
        raise Unreadable("file-stopped", f"it took longer than the limit of {limits.seconds} seconds")
    if ended:
        raise Unreadable("file-stopped", "the reader ended unexpectedly, the file is damaged or too large for memory")


def is_small(content: bytes, options: ReadOptions) -> bool:
    """Whether reading cannot outgrow the limits: a short text table, or a workbook that unpacks to little.

    Everything else can: a few bytes of spans or repeats stand for millions of cells, and libraries hang or end.
    """
    kind = kind_of(content)
    if kind != "zip":
        is_short = len(content) <= _SMALL_TEXT and content.count(b"\n") + content.count(b"\r") <= _FEW_LINES
        return kind in {"text", "foreign"} and is_short and not is_json(content)
    package = archive.Package(content, options.limits)
    is_workbook = "xl/workbook.xml" in package
    return is_workbook and sum(entry.file_size for entry in package.entries) <= _SMALL_PACKAGE


def _answer(answers: BinaryIO) -> tuple[handing.Told, list[Sheet]]:
    told, sheets = handing.answered(answers)
    if "finding" in told:
        raise Unreadable(told["finding"], told["detail"])
    return told, sheets
