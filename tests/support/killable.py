"""A process that does acts in forked children, each with an environment of its own, and tells how they ended.

Forking a process that has imported everything, but started no threads yet, costs milliseconds in place of seconds.
"""

import json
import os
import pickle
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any

from pipelines import catalogue, stage, steps
from pipelines.deliver import deliver
from pipelines.orchestration import releasing
from pipelines.register import acts, corrections, deliveries, originals, rotation
from pipelines.release.content import Tier
from pipelines.submit import settle, submit

ROOT = Path(__file__).parents[2]


def make_ready(source_id: str, edition: str, content: bytes, path: Path) -> None:
    """Check a file once for all children, which then only have to settle what became of it."""
    outcome = deliver(content, path.name, source=catalogue.source(source_id), edition=edition)
    path.write_bytes(pickle.dumps((outcome, content)))


def take_in(source_id: str, path: str) -> None:
    """Submit a file that was made ready."""
    outcome, content = pickle.loads(Path(path).read_bytes())  # noqa: S301 - our own, of a moment ago
    settle(outcome, content, source=catalogue.source(source_id))


def propose_correction(source_id: str, edition: str) -> None:
    """Propose that the third cell of the first record is counted as something else."""
    sheet = stage.load_outcome(source_id, edition).accepted["sheet"][0]
    told = {"sheet": sheet, "cell": "C2", "before": "sexual", "after": "money", "reason": "the office wrote to us"}
    corrections.propose(acts.ProposeCorrection(source_id=source_id, edition=edition, **told, expires=None))


def approve_correction(who: str) -> None:
    """Approve the last correction that was proposed."""
    corrections.approve(corrections.listed()[-1]["correction"], who)


def take_in_again(source_id: str, path: str) -> None:
    """Submit the same file by what counts for it now."""
    outcome, content = pickle.loads(Path(path).read_bytes())  # noqa: S301 - our own, of a moment ago
    submit(content, outcome.file, source=catalogue.source(source_id), edition=outcome.edition)


def prepare_release(tier: Tier, day: str) -> None:
    """Prepare a release that carries a day."""
    releasing.prepare(tier, date.fromisoformat(day))


ACTS: dict[str, Callable[..., object]] = {
    "submit": take_in,
    "withdraw": deliveries.withdraw,
    "delete": originals.delete,
    "publish": deliveries.published,
    "propose correction": propose_correction,
    "approve correction": approve_correction,
    "take in again": take_in_again,
    "prepare-release": prepare_release,
    "approve-release": releasing.approve,
    "publish-release": releasing.publish,
    "rotate": rotation.rotate,
    "rotate source": rotation.rotate_source,
}


class Workshop:
    """Does acts in children of the process at the other end of two pipes."""

    def __init__(self, asked: IO[str], told: IO[str]) -> None:
        self._asked, self._told = asked, told

    def do(self, act: str, *arguments: str, environment: dict[str, str], steps_to: Path | None = None) -> int:
        """Do an act; how the child ended, negative for the signal that killed it. The steps go to a file."""
        wanted = {"act": act, "arguments": arguments, "environment": environment, "steps_to": str(steps_to or "")}
        self._asked.write(json.dumps(wanted) + "\n")
        self._asked.flush()
        return int(self._told.readline())


@contextmanager
def workshop() -> Iterator[Workshop]:
    """A process to do acts in, as long as the block lasts."""
    command = [sys.executable, "-c", "from tests.support.killable import main; main()"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield Workshop(process.stdin, process.stdout)
        process.stdin.close()


def main() -> None:
    """Do what each line of standard input asks for, and answer each with how it ended."""
    os.fsync = _not_flushed
    stage.code_hash()  # known to every child from here on
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(_ended(json.loads(line)))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _not_flushed(fd: object) -> None:
    """What was written outlives a kill; only a loss of power asks for more."""


def steps_of(path: Path) -> list[str]:
    """Every step with its number among those of its name: file.written:1, file.renamed:1, file.written:2, ..."""
    seen: Counter[str] = Counter()
    found = []
    for step in path.read_text(encoding="ascii").split():
        seen[step] += 1
        found.append(f"{step}:{seen[step]}")
    return found


def _ended(wanted: dict[str, Any]) -> int:
    os.environ.update(wanted["environment"])
    os.dup2(2, 1)  # what is printed must not enter the answers
    if wanted["steps_to"]:
        _write_down(Path(wanted["steps_to"]))
    try:
        ACTS[wanted["act"]](*wanted["arguments"])
    except BaseException:  # noqa: BLE001 - the child ends here, whatever happened
        traceback.print_exc()
        return 1
    return 0


def _write_down(path: Path) -> None:
    """Write every step that is reached into a file, in place of dying there."""

    def reached(step: str) -> None:
        with path.open("a", encoding="ascii") as file:
            file.write(f"{step}\n")

    steps.reached = reached
