"""Take in everything that waits, a Dagster run a source in this process, then build the warehouse."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dagster import DagsterEvent, DagsterInstance, ExecuteInProcessResult, JobDefinition

from pipelines import catalogue, home, receive, stage
from pipelines.orchestration.chain import job_of
from pipelines.orchestration.instance import OF_THIS_PROCESS, end_killed_runs
from pipelines.orchestration.partitions import editions_of, known_editions, ranges
from pipelines.orchestration.publishing import is_current
from pipelines.orchestration.waiting import Waiting, pending, problems, state_of, waiting
from schemas.shown import shown_file
from schemas.source import Source
from warehouse import build

Progress = Callable[[str, int, int], None]
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
_WAREHOUSE = "warehouse"


@dataclass(frozen=True)
class Taken:
    """What became of one file.

    `state`: NEW, REMADE (received before; source file or code have changed since), UNCHANGED, REFUSED, REFUSED_BEFORE,
    or PROBLEM (`problem` says which). `findings`: finding id to number.
    """

    source_id: str
    edition: str
    file: str
    state: str
    rows_read: int = 0
    accepted: int = 0
    rejected: int = 0
    excluded: int = 0
    findings: dict[str, int] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True)
class RunReport:
    """What a run did: every file, the snapshot published now, whether this run built it, and what went wrong."""

    arrivals: list[Taken]
    snapshot: Path | None
    is_new_snapshot: bool
    problem: str
    seconds: float

    @property
    def is_clean(self) -> bool:
        """Whether nothing was refused and nothing went wrong."""
        bad = {"REFUSED", "REFUSED_BEFORE", "PROBLEM"}
        return not self.problem and all(each.state not in bad for each in self.arrivals)


def take_in(found: DagsterInstance, job_named: Callable[[str], JobDefinition], *, progress: Progress) -> RunReport:
    """Take in what waits and build the warehouse, with the jobs of `job_named`; the caller is `alone`.

    `progress` gets what is worked on, its number, and of how many.
    """
    started = time.monotonic()
    end_killed_runs(found)
    worker = _Worker(found, job_named, progress)
    arrivals = worker.take_all()
    is_new, problem = worker.build()
    snapshot = build.current(home.warehouse())
    return RunReport(arrivals, snapshot, is_new, problem, time.monotonic() - started)


@dataclass
class _Worker:
    """Runs the production jobs in this process, one after the other, quietly."""

    found: DagsterInstance
    job_named: Callable[[str], JobDefinition]
    progress: Progress
    step: int = 0
    steps: int = 1

    def take_all(self) -> list[Taken]:
        """Work until no file has anything left to give; a file is tried once."""
        taken: dict[Waiting, Taken] = {}
        while todo := _todo(taken):
            self.steps += len(todo)
            for source_id, files in todo.items():
                self._tell(source_id)
                taken |= self._take(catalogue.source(source_id), files)
        return [*_untouched(taken), *taken.values()]

    def _take(self, source: Source, files: list[Waiting]) -> dict[Waiting, Taken]:
        before = {each: state_of(each, source) for each in files}
        editions = [each.edition for each in files]
        name = editions_of(source.source_id).name or ""
        self.found.add_dynamic_partitions(name, editions)
        errors = [
            _error(self._execute(job_of(source.source_id), tags))
            for tags in ranges(known_editions(self.found, source.source_id), editions)
        ]
        told = "; ".join(error for error in errors if error)
        return {each: _taken(each, source, before=before[each], error=told) for each in files}

    def build(self) -> tuple[bool, str]:
        """Build the warehouse where something has changed: whether it was built, and what went wrong."""
        self._tell(_WAREHOUSE)
        if is_current():
            return False, ""
        error = _error(self._execute(_WAREHOUSE, {}))
        return is_current(), error

    def _tell(self, text: str) -> None:
        self.step += 1
        self.progress(text, self.step, self.steps)

    def _execute(self, job: str, tags: dict[str, str]) -> ExecuteInProcessResult:
        return self.job_named(job).execute_in_process(
            instance=self.found, tags=tags | OF_THIS_PROCESS, run_config=QUIET, raise_on_error=False
        )


def _todo(taken: dict[Waiting, Taken]) -> dict[str, list[Waiting]]:
    found = {each.source_id: [file for file in pending(each) if file not in taken] for each in catalogue.sources()}
    return {source_id: files for source_id, files in found.items() if files}


def _untouched(taken: dict[Waiting, Taken]) -> Iterator[Taken]:
    for problem in problems():
        yield Taken(
            problem.source_id, problem.edition, shown_file(problem.path.name), "PROBLEM", problem=problem.problem
        )
    for each in waiting():
        if each not in taken:
            source = catalogue.source(each.source_id)
            yield _told(each, state_of(each, source))


def _taken(each: Waiting, source: Source, *, before: str, error: str) -> Taken:
    """The state after the run, read from what is kept; where nothing is kept the run went wrong."""
    after = state_of(each, source)
    if after == "UNCHANGED":
        return _told(each, before)
    if after == "REFUSED_BEFORE":
        return _told(each, "REFUSED")
    return Taken(each.source_id, each.edition, each.file, "PROBLEM", problem=error or "The run left nothing behind.")


def _told(each: Waiting, state: str) -> Taken:
    receipt = receive.receipt_of(each.source_id, each.edition)
    is_refused = state in {"REFUSED", "REFUSED_BEFORE"}
    if not is_refused and (receipt is None or receipt.sha256 != each.sha256):
        return Taken(each.source_id, each.edition, each.file, "UNCHANGED", findings={"edition-already-delivered": 1})
    outcome = stage.load_outcome(each.source_id, each.edition, refused=is_refused)
    counts = outcome.findings.group_by("finding_id", maintain_order=True).len()
    return Taken(
        each.source_id, each.edition, each.file, state, outcome.rows_read, outcome.accepted.height, outcome.rejected,
        outcome.excluded.height, dict(counts.iter_rows()),
    )  # fmt: skip


def _error(result: ExecuteInProcessResult) -> str:
    """Why a run failed, in a line; empty where it succeeded."""
    if result.success:
        return ""
    failed = [event for event in result.all_events if event.is_step_failure]
    return "; ".join(filter(None, map(_cause, failed))) or "The run failed."


def _cause(event: DagsterEvent) -> str:
    """What was raised first, without the wrapping Dagster puts around it."""
    data = event.step_failure_data
    if data.user_failure_data and data.user_failure_data.description:
        return data.user_failure_data.description
    error = data.error
    while error and error.cause:
        error = error.cause
    return str(error.message).strip() if error else ""
