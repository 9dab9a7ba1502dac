"""Where Dagster keeps its own state, which runs work under the lock, and the end of runs whose process was killed."""

import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from dagster import DagsterInstance, DagsterRunStatus, RunsFilter

from pipelines import home
from pipelines.files import write_whole
from pipelines.lock import alone

ROOT = Path(__file__).parent.parent.parent
SETTINGS = ROOT / "dagster.yaml"
KEPT_BELOW = ".data/dagster"
IN_PROCESS = {"oscec/in_process": "true"}
OF_THIS_PROCESS = IN_PROCESS | {"oscec/process": uuid.uuid4().hex}
_UNFINISHED = [DagsterRunStatus.NOT_STARTED, DagsterRunStatus.STARTING, DagsterRunStatus.STARTED]


@contextmanager
def instance() -> Iterator[DagsterInstance]:
    """The instance of DAGSTER_HOME where that is another than the repository; else the one `dagster dev` uses here.

    `dagster.yaml` names its folders from the repository root; here they are named in full, so that any folder will do.
    """
    configured = os.environ.get("DAGSTER_HOME")
    if configured and Path(configured).resolve() != ROOT:
        with DagsterInstance.get() as found:
            yield found
        return
    folder = home.data().resolve() / "dagster"
    settings = SETTINGS.read_text(encoding="utf-8").replace(KEPT_BELOW, str(folder))
    write_whole(folder / "dagster.yaml", settings.encode())
    with DagsterInstance.from_config(str(folder)) as found:
        yield found


def end_killed_runs(found: DagsterInstance) -> int:
    """Mark runs as failed that a killed process left unfinished, and free their places. Call it while `alone`."""
    ours = found.get_runs(RunsFilter(tags=IN_PROCESS, statuses=_UNFINISHED))
    left = [run for run in ours if run.parent_run_id is None]  # repeated from the UI: tagged alike, but the daemon's
    for run in left:
        found.report_run_failed(run, "The process that worked on this run was ended.")
        found.event_log_storage.free_concurrency_slots_for_run(run.run_id)
    return len(left)


def one_at_a_time(tags: Mapping[str, str]) -> AbstractContextManager[None]:
    """The lock of `alone` for a step of a run with these tags; runs that this process started work under it already."""
    return nullcontext() if OF_THIS_PROCESS.items() <= tags.items() else alone()
