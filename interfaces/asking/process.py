"""Start the process that answers, hand it question and file, read the answer, and end it in time."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import pyarrow as pa

import interfaces
from interfaces.asking.limits import QueryLimits
from interfaces.asking.words import REFUSALS
from interfaces.ending import CommandError
from pipelines.read.handing import room

_START = (
    "import json, pathlib, sys; sys.path[:] = json.loads(sys.argv[1]); from pipelines.sealed import seal_process;"
    " seal_process(pathlib.Path(sys.argv[2])); from interfaces.asking.child import main; main()"
)
_ENVIRONMENT = {  # all it gets to know: nothing about this machine or who asks
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUTF8": "1",
    "TZ": "UTC",
}
_HEAD = 100_000  # bytes of an answer beside its rows
_CHUNK = 1 << 16
_STOPPED = "The question was stopped: it took longer than {seconds} seconds ({setting}). Ask for less at a time."
_ENDED = "The question was stopped: its process ended ({how}), most likely for want of memory. Ask for less at a time."
_TO_END = 1  # seconds that a process may take from its last word to its end
_LONG = "The question is longer than {sql_bytes} bytes ({setting}). Ask for less at a time."


@dataclass(frozen=True)
class Answer:
    """Column names and rows. `is_cut`: there are more rows than an answer may have. `has_model`: some are invented."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    is_cut: bool
    has_model: bool


def ask(path: Path, sql: str, *, limits: QueryLimits) -> Answer:
    """The answer of the DuckDB file at `path`. Raises CommandError with one message for whatever stops the question."""
    question = _encoded(sql, limits)
    with _opened(path) as descriptor:
        answer = _answered(question | {"descriptor": descriptor}, descriptor, limits=limits)
    head, _, body = answer.partition(b"\n")
    told = json.loads(head)
    if "problem" in told:
        raise CommandError(str(told["problem"]))
    return _read(body, limits.rows, has_model=bool(told["has_model"]))


def _encoded(sql: str, limits: QueryLimits) -> dict[str, Any]:
    """The question. Raises CommandError for one that is no text or too long, before a process is started for it."""
    try:
        size = len(sql.encode())
    except UnicodeEncodeError as error:
        raise CommandError(REFUSALS["text"]) from error
    if "\0" in sql:
        raise CommandError(REFUSALS["text"])
    if size > limits.sql_bytes:
        raise CommandError(_LONG.format(sql_bytes=f"{limits.sql_bytes:,}", setting=f"{QueryLimits.PREFIX}SQL_BYTES"))
    return {"sql": sql, **{name: getattr(limits, name) for name in ("seconds", "memory_bytes", "rows", "answer_bytes")}}


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    """A descriptor of the file. Raises CommandError that does not say where it lies."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise CommandError(f"The warehouse cannot be opened: {error.strerror}.") from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _answered(question: dict[str, Any], descriptor: int, *, limits: QueryLimits) -> bytes:
    """All that the process wrote until it ended. Raises CommandError where it was stopped; it is gone in any case."""
    until = time.monotonic() + limits.seconds
    with room() as asked:
        asked.write(json.dumps(question).encode())
        asked.seek(0)
        process = _started(asked.fileno(), descriptor)
    try:
        found = _read_out(process, until, limits=limits)
        if not found:
            raise CommandError(_ENDED.format(how=_how_ended(process)))
        return found
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _how_ended(process: subprocess.Popen[bytes]) -> str:
    """The signal or the number that a process ended with that said nothing."""
    try:
        code = process.wait(_TO_END)
    except subprocess.TimeoutExpired:
        return "not yet"
    return signal.Signals(-code).name if code < 0 else f"exit {code}"


def _started(question: int, descriptor: int) -> subprocess.Popen[bytes]:
    folder = str(Path(interfaces.__file__ or "").resolve().parent)
    return subprocess.Popen(  # noqa: S603  # our own interpreter and a constant
        [sys.executable, "-c", _START, json.dumps([str(Path(each).resolve()) for each in sys.path]), folder],
        stdin=question, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pass_fds=(descriptor,),
        env=_ENVIRONMENT, cwd="/", start_new_session=True,
    )  # fmt: skip


def _read_out(process: subprocess.Popen[bytes], until: float, *, limits: QueryLimits) -> bytes:
    """Read until the other end is closed, no more than an answer may hold, no longer than it may take."""
    found = bytearray()
    pipe = process.stdout.fileno() if process.stdout else -1
    while select.select([pipe], [], [], max(0.0, until - time.monotonic()))[0]:
        chunk = os.read(pipe, _CHUNK)
        if not chunk:
            return bytes(found)
        found += chunk
        if len(found) > 2 * limits.answer_bytes + _HEAD:
            raise CommandError(REFUSALS["large"])
    raise CommandError(_STOPPED.format(seconds=limits.seconds, setting=f"{QueryLimits.PREFIX}SECONDS"))


def _read(body: bytes, most: int, *, has_model: bool) -> Answer:
    """The rows of an Arrow stream, which is checked before it is trusted. Raises CommandError where it is not sound."""
    try:
        with pa.ipc.open_stream(body) as stream:
            table = stream.read_all()
        table.validate(full=True)
    except pa.ArrowException as error:
        raise CommandError(REFUSALS["unsound"]) from error
    kept = table.slice(0, most)
    columns = [[_value(each) for each in column.to_pylist()] for column in kept.columns]
    rows = list(zip(*columns, strict=True))
    return Answer(list(map(str, table.column_names)), rows, table.num_rows > most, has_model)


def _value(value: Any) -> Any:
    """Whole numbers of any size as such, and no number that JSON has no sign for."""
    if isinstance(value, Decimal) and value.as_tuple().exponent == 0:
        return int(value)
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    return value
