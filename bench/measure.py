"""Measure in one run: the best of a few repeats, the peak memory of a child, and a table of ratios."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Line:
    """One measured thing: seconds, and peak memory in MiB where it was run in a child of its own."""

    name: str
    seconds: float
    peak_mib: float | None = None


def best(name: str, call: Callable[[], object], repeats: int = 3) -> Line:
    """Measure the shortest of `repeats` runs."""
    return Line(name, min(_seconds(call) for _ in range(repeats)))


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


def show(title: str, base: Line, lines: list[Line]) -> None:
    """Print a table in which every line is a ratio to `base`, measured in the same run."""
    table = Table(title=title, title_justify="left")
    for header in ("what", "seconds", f"ratio to {base.name}", "peak MiB"):
        table.add_column(header, justify="left" if header == "what" else "right")
    for line in (base, *lines):
        peak = "" if line.peak_mib is None else f"{line.peak_mib:,.0f}"
        table.add_row(line.name, f"{line.seconds:.3f}", f"{line.seconds / base.seconds:.2f}", peak)
    Console().print(table)
