"""The process that reads for `guard`: it waits, and every file is read by a fork of it, limits first."""

import gc
import os
import resource
import signal
import socket
from collections.abc import Callable

from pipelines.read import handing, read
from pipelines.read.cells import ReadOptions, Sheet, Unreadable
from pipelines.read.limits import Limits
from pipelines.readers import STATUS
from pipelines.sealed import sealed
from schemas.read_as import ReadAs

_ADDRESSES = 4


def limit_memory(most: int) -> None:
    """Let this process have so many bytes; addresses alone cost nothing, and libraries reserve many of them."""
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_AS, (most * _ADDRESSES, most * _ADDRESSES))


def main() -> None:
    """Serve what comes in on standard input, a line to whoever started us, until it is closed."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.freeze()  # what was loaded stays; to look through it would cost every fork a copy of its own
    gc.enable()
    with socket.socket(fileno=0) as line:
        while files := socket.recv_fds(line, 1, 2)[1]:
            told, tells = os.pipe()
            child = os.fork()
            if child == 0:
                line.close()
                _serve(files, tells)
            for each in (*files, tells):
                os.close(each)
            if os.read(told, 1):  # it has answered; to give back its memory takes a while in which nobody need wait
                os.kill(child, signal.SIGKILL)
                _tell(line, 0)
                os.waitpid(child, 0)
            else:
                _tell(line, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            os.close(told)


def _tell(line: socket.socket, ended: int) -> None:
    line.send(ended.to_bytes(STATUS, "big", signed=True))


def _serve(files: list[int], tells: int) -> None:
    """Answer, say so and end, whatever happens; the fork never goes back to waiting, and puts nothing in order."""
    try:
        question, answers = files
        told, content = handing.asked(os.fdopen(question, "rb", buffering=0))
        seen, sheets = _seen(told, content)
        handing.answer(seen, os.fdopen(answers, "w+b"), sheets=sheets)
        os.write(tells, b".")
    except BaseException:  # noqa: BLE001  # there is nobody to tell but the one who reads how we ended
        os._exit(1)
    os._exit(0)


def _seen(told: handing.Told, content: memoryview) -> tuple[handing.Told, list[Sheet]]:
    """What is seen of the bytes under the limits that come with them, or the finding that says why nothing is."""
    limits = Limits(**told["limits"])
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    limit_memory(limits.memory_bytes)
    declared = ReadOptions(told["encoding"], told["delimiter"], ReadAs.model_validate(told["read_as"]), limits)
    look_at = _sight(told["looks"]) if told["looks"] else _nothing
    try:
        with sealed():
            sheets = read(content, told["name"], options=declared)
            seen, frames = look_at(sheets, content)
    except Unreadable as error:
        return {"finding": error.finding_id, "detail": error.detail}, []
    except MemoryError:
        detail = f"it needs more memory than the limit of {limits.memory_bytes} bytes"
        return {"finding": "file-stopped", "detail": detail}, []
    return seen, [*sheets, *frames]


def _nothing(_: list[Sheet], __: bytes | memoryview) -> tuple[handing.Told, list[Sheet]]:
    return {}, []


def _sight(looks: list[str]) -> Callable[[list[Sheet], bytes | memoryview], tuple[handing.Told, list[Sheet]]]:
    """What tells what is seen on sheets, as it is handed over; libraries that do more than open code load before it."""
    from pipelines.sight import packed, sight  # noqa: PLC0415  # half the files are only read

    return lambda sheets, content: packed(sight(sheets, bytes(content), looks=looks))
