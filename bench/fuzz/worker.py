"""The process that reads damaged files one after another under the limits of the guard, telling each one before it."""

import json
import random
import resource
import sys
import time
from functools import cache
from pathlib import Path

from bench.fuzz.mutate import mutated
from bench.fuzz.seeds import Seed, seeds
from pipelines.read import ReadOptions, Sheet, Unreadable, archive, is_text, named_truly, read
from pipelines.read.child import limit_memory
from pipelines.read.limits import Limits
from pipelines.read.seen import look
from schemas import finding

_TABLES = 40
_PEAK = Path("/proc/self/clear_refs")


def main() -> None:
    """Read the files numbered on the command line, `seed first last`, and answer a line before and after each."""
    seed, first, last = map(int, sys.argv[1:])
    limits = Limits()
    limit_memory(limits.memory_bytes)
    whole: dict[tuple[int, str], list[str]] = {}
    for number in range(first, last):
        case, content, inside = drawn(seed, number)
        key = (number % _TABLES, case.format)
        if key not in whole:
            whole[key] = _values(read(case.content, case.name, options=ReadOptions(read_as=case.read_as)))
        _tell({"number": number, "format": case.format})
        _forget_peak()
        start = time.perf_counter()
        outcome, detail = outcome_of(case, content, inside=inside, whole=whole[key])
        seconds = time.perf_counter() - start
        _tell({"number": number, "outcome": outcome, "detail": detail, "seconds": seconds, "mib": _peak_mib()})


def drawn(seed: int, number: int) -> tuple[Seed, bytes, bool]:
    """The file of a number: its whole seed, its damaged bytes, and whether the damage is below right checksums."""
    draw = random.Random(f"{seed}/{number}")
    case = draw.choice(_whole(seed, number % _TABLES))
    content, inside = mutated(case.content, draw)
    return case, content, inside


@cache
def _whole(seed: int, table: int) -> list[Seed]:
    return seeds(random.Random(f"{seed}/table {table}"))


def outcome_of(case: Seed, content: bytes, *, inside: bool, whole: list[str]) -> tuple[str, str]:
    """What came of a damaged file: exact, refused, read (other values, as the damage has it), silent or crash."""
    try:
        named_truly(content, case.name)
        sheets = read(content, case.name, options=ReadOptions(read_as=case.read_as))
        values = _values(sheets)
        for sheet in sheets:
            look(sheet, is_text=is_text(content))
    except Unreadable as error:
        known = error.finding_id in finding.catalogue()
        return ("refused", error.finding_id) if known else ("crash", f"unknown finding {error.finding_id}")
    except MemoryError:
        return "memory", "MemoryError"
    except BaseException as error:  # noqa: BLE001  # a panic of a library is no Exception, and is what we look for
        return "crash", f"{type(error).__name__}: {error}"[:200]
    if values == whole:
        return "exact", ""
    return ("silent", "") if case.is_sealed and not inside and not _is_told(sheets) else ("read", "")


def _values(sheets: list[Sheet]) -> list[str]:
    """What the sheets say, addresses included."""
    return [json.dumps([sheet.name, sheet.cells.rows(), sheet.facts.rows(), sheet.stored.rows()]) for sheet in sheets]


def _is_told(sheets: list[Sheet]) -> bool:
    """Whether the reader says that the file is not the one table that all files here were."""
    return any(note.endswith(archive.SEVERAL) for sheet in sheets for note in sheet.notes)


def _forget_peak() -> None:
    if _PEAK.exists():
        _PEAK.write_text("5", encoding="ascii")


def _peak_mib() -> float:
    """Peak memory since the last file; where the system cannot start anew, the peak of the process."""
    if not _PEAK.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _tell(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
