"""kill -9 at any step: the last snapshot stays readable and the next run completes."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from dagster import DagsterRunStatus, RunsFilter

from pipelines import home, stage
from pipelines.orchestration.instance import instance
from pipelines.orchestration.run import RunReport, run
from tests.support.bad_deliveries import EDITION, FIGURES, MODEL
from tests.support.thorough import some_of
from warehouse import build

ROOT = Path(__file__).parent.parent.parent
DEATHS = [
    ("/objects/", "after"),
    (f"/tidy/{MODEL}/{EDITION}", "before"),
    (f"/core/{MODEL}/{EDITION}", "before"),
    (f"/core/{MODEL}/{EDITION}", "after"),
    ("/warehouse/oscec-", "after"),
    ("/warehouse/current", "before"),
]
KILLED = """
import os, pathlib, signal, sys
place, moment = sys.argv[1:]

def deadly(method):
    def act(path, target):
        is_here = place in str(target)
        if is_here and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        moved = method(path, target)
        if is_here:
            os.kill(os.getpid(), signal.SIGKILL)
        return moved
    return act

pathlib.Path.rename = deadly(pathlib.Path.rename)
pathlib.Path.replace = deadly(pathlib.Path.replace)
from pipelines.orchestration.run import run
run()
sys.exit("nothing was left to kill")
"""


def _rows() -> list[tuple[object, ...]]:
    path = build.current(home.warehouse())
    assert path
    with duckdb.connect(str(path), read_only=True) as connection:
        sql = "SELECT source_id, state, rows_accepted FROM core.edition ORDER BY ALL"
        return connection.execute(sql).fetchall()


def _kill(place: str, moment: str) -> None:
    """Start a run in a process of its own and end it as it moves a file or folder to a place, just before or after."""
    arguments = [sys.executable, "-c", KILLED, place, moment]
    ended = subprocess.run(arguments, cwd=ROOT, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()


@pytest.mark.parametrize(("place", "moment"), some_of(DEATHS, 2))
def test_the_next_run_completes(place: str, moment: str, first: RunReport, two_sources: Path) -> None:
    assert first.is_clean
    before = _rows()
    for path in two_sources.glob("*/*/*.yml"):
        path.write_text(path.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    shutil.rmtree(home.inbox())

    _kill(place, moment)

    assert _rows() == before
    assert run().is_clean
    assert _rows() == before
    assert stage.kept() == [(FIGURES, "2016"), (MODEL, EDITION)]
    assert {each.state for each in run().arrivals} == {"UNCHANGED"}
    with instance() as found:
        assert found.get_runs(RunsFilter(statuses=[DagsterRunStatus.STARTED, DagsterRunStatus.STARTING])) == []
