"""Measure in one run: the best of a few repeats, the peak memory of a child, and a table of ratios."""

import multiprocessing
import os
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Line:
    """One measured thing: seconds on the clock, and peak memory in MiB where it was run in a child of its own.

    `worked`: seconds of processors, ours and those of child processes, which a busy machine changes least.
    """

    name: str
    seconds: float
    peak_mib: float | None = None
    worked: float | None = None


def best(name: str, call: Callable[[], object], *, repeats: int = 3) -> Line:
    """Measure the shortest of `repeats` runs."""
    runs = [_measured(call) for _ in range(repeats)]
    return Line(name, min(seconds for seconds, _ in runs), worked=min(worked for _, worked in runs))


def in_child(name: str, call: Callable[[], object]) -> Line:
    """Run once in a fresh child process, to know its peak memory; `call` must be picklable, imports do not count."""
    context = multiprocessing.get_context("spawn")  # a forked child of a process with Polars threads can wait for ever
    told: multiprocessing.Queue[tuple[float, float]] = context.Queue()
    child = context.Process(target=_report, args=(call, told))
    child.start()
    seconds, peak = told.get()
    child.join()
    return Line(name, seconds, peak)


def peak_of_children() -> float:
    """Peak memory, in MiB, of the largest child process that has ended so far."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _report(call: Callable[[], object], told: "multiprocessing.Queue[tuple[float, float]]") -> None:
    seconds = _seconds(call)
    told.put((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _measured(call: Callable[[], object]) -> tuple[float, float]:
    before = _worked()
    return _seconds(call), _worked() - before


def _worked() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used) + sum(map(_worked_so_far, _living()))


def _living() -> list[str]:
    """Our child processes that go on living, such as readers in waiting."""
    threads = Path("/proc/self/task").glob("*/children")
    return [process for each in threads for process in each.read_text(encoding="ascii").split()]


def _worked_so_far(process: str) -> float:
    """Seconds of processors of a living process and of the children it waited for."""
    told = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK")


def show(title: str, base: Line, *, lines: list[Line]) -> None:
    """Print a table in which every line is a ratio to `base`, measured in the same run."""
    table = Table(title=title, title_justify="left")
    for header in ("what", "seconds", f"ratio to {base.name}", "processor seconds", "ratio", "peak MiB"):
        table.add_column(header, justify="left" if header == "what" else "right")
    for line in (base, *lines):
        peak = "" if line.peak_mib is None else f"{line.peak_mib:,.0f}"
        table.add_row(line.name, f"{line.seconds:.3f}", f"{line.seconds / base.seconds:.2f}", *_work(line, base), peak)
    Console().print(table)


def _work(line: Line, base: Line) -> tuple[str, str]:
    if line.worked is None:
        return "", ""
    return f"{line.worked:.3f}", f"{line.worked / base.worked:.2f}" if base.worked else ""
