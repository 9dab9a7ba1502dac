"""Processes that wait to read: sealed, everything loaded, no file seen; each forks a child for every file.

Loading the libraries costs as much as reading a hundred thousand rows, so it is done once and not for every file.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

FRUGAL = {  # all reserve gigabytes of addresses, keep what they once used, or start threads, which no fork survives
    "POLARS_MAX_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "jemalloc",
    "MALLOC_ARENA_MAX": "1",
}
_HASTY = {  # whoever lives for one file gives no memory back, and takes large pages: a fifth less time
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:-1,muzzy_decay_ms:-1",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}
_START = (
    "import gc, json, sys; gc.disable(); sys.path[:] = json.loads(sys.argv[1]);"
    " from pipelines.sealed import seal_process; seal_process(); from pipelines.read.child import main; main()"
)
_LARGE = 250_000  # bytes; most files below it are read in place
STATUS = 4  # bytes of the answer that says how a child ended


@dataclass(frozen=True)
class _Reader:
    process: subprocess.Popen[bytes]
    line: socket.socket

    def serve(self, question: BinaryIO, answers: BinaryIO, *, seconds: float) -> int:
        """How the child ended that was given these two files, the first of them for good. Raises TimeoutError."""
        self.line.settimeout(seconds)
        with question, suppress(BrokenPipeError):  # whoever closes it last gives back its memory, and need not be us
            socket.send_fds(self.line, [b"?"], [question.fileno(), answers.fileno()])
        with suppress(ConnectionResetError):
            if status := self.line.recv(STATUS):
                return int.from_bytes(status, "big", signed=True)
        return self.process.wait(seconds) or -signal.SIGKILL

    def end(self) -> None:
        """End it with the child it may have, at once."""
        self.line.close()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


_idle: list[_Reader] = []


def serve(question: BinaryIO, answers: BinaryIO, *, seconds: float) -> int:
    """Have one file read by a child of its own, and say how that ended. Raises TimeoutError, and nobody reads then."""
    until = time.monotonic() + seconds
    reader = _idle.pop() if _idle else _started()
    try:
        ended = reader.serve(question, answers, seconds=max(0.0, until - time.monotonic()))
    except BaseException:
        reader.end()
        raise
    if reader.process.poll() is None:
        _idle.append(reader)
    else:
        reader.end()
    return ended


def have_one() -> None:
    """Have a reader that waits, or starts to: what is done before the next file is served costs no time then."""
    if not _idle:
        _idle.append(_started())


def ahead(path: Path) -> None:
    """Start a reader at once for a file that will need one: it loads its libraries while we load ours."""
    if path.is_file() and path.stat().st_size >= _LARGE:
        have_one()


def end_all() -> None:
    """End the processes that wait."""
    while _idle:
        _idle.pop().end()


def _started() -> _Reader:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: S603  # our own interpreter and a constant
            [sys.executable, "-c", _START, json.dumps(sys.path)],
            stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, **FRUGAL, **_HASTY}, start_new_session=True,
        )  # fmt: skip
    return _Reader(process, ours)


def _forget() -> None:
    """A forked copy of us shares no reader with us."""
    for reader in _idle:
        reader.line.close()
    _idle.clear()


atexit.register(end_all)
os.register_at_fork(after_in_child=_forget)
