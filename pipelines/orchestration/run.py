"""What `oscec run` does: everything that waits, in one process, with the production definitions."""

from pipelines.lock import alone
from pipelines.orchestration.assemble import job_named
from pipelines.orchestration.instance import instance
from pipelines.orchestration.work import Progress, RunReport, Taken, take_in

__all__ = ["Progress", "RunReport", "Taken", "run"]


def run(progress: Progress = lambda _text, _done, _of: None) -> RunReport:
    """Take in everything that waits and build the warehouse. Waits where another run is at work."""
    with alone(), instance() as found:
        return take_in(found, job_named, progress=progress)
