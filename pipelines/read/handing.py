"""Bytes and sheets between two processes: files in memory without a name, written once and read without a copy."""

import json
import mmap
import os
import tempfile
from typing import Any, BinaryIO

import polars as pl
import pyarrow as pa

from pipelines.read.cells import Sheet

_FRAMES = ("coded", "facts", "stored")
_TEXTS = ("name", "hidden", "notes", "template")
_ALIGNED = 64  # Arrow wants its columns to start on such borders
_LENGTH = 8

Told = dict[str, Any]


def room() -> BinaryIO:
    """An open file that never touches a disk where the system can do so, and has no name anywhere."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("delivery"), "w+b")
    return tempfile.TemporaryFile()  # the caller closes it


def ask(told: Told, content: bytes) -> BinaryIO:
    """The question: what is asked, and the bytes it is about."""
    question = room()
    head = json.dumps(told).encode()
    question.write(len(head).to_bytes(_LENGTH, "big") + head)
    question.write(content)
    question.seek(0)
    return question


def asked(question: BinaryIO) -> tuple[Told, memoryview]:
    """The question as it was put; its bytes are where they were written."""
    whole = memoryview(mmap.mmap(question.fileno(), 0, access=mmap.ACCESS_READ))
    end = _LENGTH + int.from_bytes(whole[:_LENGTH], "big")
    return json.loads(bytes(whole[_LENGTH:end])), whole[end:]


def answer(told: Told, answers: BinaryIO, *, sheets: list[Sheet] | None = None) -> None:
    """Write the frames of every sheet as Arrow, then what is told with the places of the frames, then its length."""
    placed = [_written(sheet, answers) for sheet in sheets or []]
    head = json.dumps(told | {"sheets": placed}).encode()
    answers.write(head + len(head).to_bytes(_LENGTH, "big"))
    answers.flush()


def _written(sheet: Sheet, answers: BinaryIO) -> Told:
    spans = {name: _span(getattr(sheet, name), answers) for name in _FRAMES}
    return {name: getattr(sheet, name) for name in _TEXTS} | {"spans": spans}


def _span(frame: pl.DataFrame, answers: BinaryIO) -> tuple[int, int]:
    answers.write(b"\0" * (-answers.tell() % _ALIGNED))
    answers.flush()
    start = answers.tell()
    frame.write_ipc(answers)
    answers.seek(0, os.SEEK_END)
    return start, answers.tell()


def answered(answers: BinaryIO) -> tuple[Told, list[Sheet]]:
    """What was told, and the sheets; their columns lie in the file itself. Raises ValueError where nothing was told."""
    whole = mmap.mmap(answers.fileno(), 0, access=mmap.ACCESS_READ)
    end = len(whole) - _LENGTH
    told = json.loads(whole[end - int.from_bytes(whole[end:], "big") : end])
    memory = pa.py_buffer(whole)
    return told, [_sheet(each, memory) for each in told["sheets"]]


def _sheet(told: Told, memory: pa.Buffer) -> Sheet:
    frames = {name: _frame(memory[start:end]) for name, (start, end) in told["spans"].items()}
    texts: Told = {name: tuple(each) if isinstance(each := told[name], list) else each for name in _TEXTS}
    return Sheet(**texts | frames)


def _frame(memory: pa.Buffer) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(pa.ipc.open_file(memory).read_all()))
