"""`python -m bench.fuzz --count 10000 --seed 1`: damage that many files, read them, and count what came of it."""

import argparse
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.fuzz.worker import drawn
from pipelines.read import ReadOptions, Unreadable, named_truly
from pipelines.read.guard import read_apart
from pipelines.readers import FRUGAL

_HANG_SECONDS = 10
_START_SECONDS = 60
_MEMORY_MIB = 1_024
_OUTCOMES = ("exact", "read", "refused", "stopped", "silent", "crash", "hang", "memory")
_FAULTS = _OUTCOMES[4:]


@dataclass
class Fault:
    """A file that must be looked at; `guarded` is what the path of production says of it."""

    number: int
    format: str
    outcome: str
    detail: str
    guarded: str = ""


@dataclass
class Counted:
    """Outcomes by format, the longest and the largest, and every file that must be looked at."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: float = 0.0
    mib: float = 0.0
    faults: list[Fault] = field(default_factory=list)

    def add(self, kind: str, line: dict[str, Any]) -> None:
        """Count one answer; too slow or too large is a fault whatever the reader said."""
        outcome = line["outcome"]
        self.seconds, self.mib = max(self.seconds, line["seconds"]), max(self.mib, line["mib"])
        if line["seconds"] > _HANG_SECONDS:
            outcome = "hang"
        elif line["mib"] > _MEMORY_MIB:
            outcome = "memory"
        self.outcomes[kind, outcome] += 1
        if outcome in _FAULTS:
            self.faults.append(Fault(line["number"], kind, outcome, line["detail"]))


def main() -> None:
    """Run, print the outcomes and every fault as the guarded path sees it; exit code 1 where one is confirmed."""
    parser = argparse.ArgumentParser("python -m bench.fuzz")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    start = time.monotonic()
    counted = run(asked.seed, asked.count)
    confirmed = [each for each in counted.faults if _is_confirmed(asked.seed, each, counted=counted)]
    _show(counted, f"{asked.count:,} damaged files of seed {asked.seed} in {time.monotonic() - start:,.0f} s")
    for fault in counted.faults:
        print(f"file {fault.number}, {fault.format}: {fault.outcome} {fault.detail}; guarded: {fault.guarded}")
    sys.exit(1 if confirmed else 0)


def run(seed: int, count: int) -> Counted:
    """Read every file; a worker that dies or hangs is replaced, and the next one goes on with the file after."""
    counted = Counted()
    done = 0
    while done < count:
        done = _with_one_worker(seed, done, last=count, counted=counted)
    return counted


def _with_one_worker(seed: int, first: int, *, last: int, counted: Counted) -> int:
    """Count the answers of one worker; the number of the file that is read next."""
    command = [sys.executable, "-m", "bench.fuzz.worker", str(seed), str(first), str(last)]
    environment = {**os.environ, **FRUGAL}
    number, kind, wait = first, "?", _START_SECONDS
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as worker:
        answers = _answers(worker)
        while (line := _next(answers, wait)) and "end" not in line:
            kind, wait = line.get("format", kind), _HANG_SECONDS + 1
            if "outcome" in line:
                counted.add(kind, line)
                number += 1
        worker.kill()
    if number == last:
        return last
    outcome = "crash" if line else "hang"
    counted.outcomes[kind, outcome] += 1
    counted.faults.append(Fault(number, kind, outcome, "the worker ended with it"))
    return number + 1


def _answers(worker: subprocess.Popen[bytes]) -> "queue.Queue[dict[str, Any]]":
    """The lines of a worker as they come, and `end` behind the last."""
    answers: queue.Queue[dict[str, Any]] = queue.Queue()

    def take() -> None:
        for line in worker.stdout or ():
            answers.put(json.loads(line))
        answers.put({"end": True})

    threading.Thread(target=take, daemon=True).start()
    return answers


def _next(answers: "queue.Queue[dict[str, Any]]", seconds: float) -> dict[str, Any]:
    """The next answer; empty where none comes in time."""
    try:
        return answers.get(timeout=seconds)
    except queue.Empty:
        return {}


def _is_confirmed(seed: int, fault: Fault, *, counted: Counted) -> bool:
    """Read the file as production does: where its reading process ends and a finding says so, the file was stopped."""
    case, content, _ = drawn(seed, fault.number)
    start = time.monotonic()
    try:
        named_truly(content, case.name)
        sheets = read_apart(content, case.name, options=ReadOptions(read_as=case.read_as))
        fault.guarded = f"{sum(sheet.cells.height for sheet in sheets)} rows"
    except Unreadable as error:
        fault.guarded = str(error)
    except Exception as error:  # noqa: BLE001  # this is what is looked for
        fault.guarded = f"{type(error).__name__}: {error}"
        return True
    if fault.outcome == "silent" or time.monotonic() - start > _HANG_SECONDS:
        return True
    counted.outcomes[fault.format, fault.outcome] -= 1
    counted.outcomes[fault.format, "stopped"] += 1
    return False


def _show(counted: Counted, title: str) -> None:
    table = Table(title=f"{title}; longest {counted.seconds:.2f} s, largest {counted.mib:,.0f} MiB")
    for name in ("format", *_OUTCOMES):
        table.add_column(name)
    kinds = sorted({kind for kind, _ in counted.outcomes})
    for kind in kinds:
        table.add_row(kind, *(str(counted.outcomes[kind, each] or "") for each in _OUTCOMES))
    totals = Counter[str]()
    for (_, outcome), count in counted.outcomes.items():
        totals[outcome] += count
    table.add_row("all", *(str(totals[each]) for each in _OUTCOMES))
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
