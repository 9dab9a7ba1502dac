"""The process that reads one file for `guard`: limits first, then one answer on standard output."""

import os
import resource
import sys

from pipelines.read import handing, read
from pipelines.read.cells import ReadOptions, Unreadable
from pipelines.sealed import sealed
from schemas.read_as import ReadAs

_ADDRESSES = 4


def limit_memory(most: int) -> None:
    """Let this process have so many bytes; addresses alone cost nothing, and libraries reserve many of them."""
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_AS, (most * _ADDRESSES, most * _ADDRESSES))


def main() -> None:
    """Read the file on standard input under the limits of the command line, and answer."""
    memory, seconds = int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    limit_memory(memory)
    asked, content = handing.asked(sys.stdin.buffer)
    answers = os.fdopen(os.dup(1), "w+b")
    os.dup2(2, 1)  # what a library prints must not enter the answer
    try:
        declared = ReadOptions(asked["encoding"], asked["delimiter"], ReadAs.model_validate(asked["read_as"]))
        with sealed():
            sheets = read(content, asked["name"], declared)
    except Unreadable as error:
        handing.answer({"finding": error.finding_id, "detail": error.detail}, answers)
    except MemoryError:
        told = {"finding": "file-stopped", "detail": f"it needs more memory than the limit of {memory} bytes"}
        handing.answer(told, answers)
    else:
        handing.answer({}, answers, sheets)
    answers.close()
