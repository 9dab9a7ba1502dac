"""The job `everything`: what `oscec run` does, started from the Dagster UI.

Sources have editions of their own, and one Dagster run covers editions of one source: so this job asks for a run each.
"""

from collections.abc import Callable

from dagster import JobDefinition, MetadataValue, OpExecutionContext, job, op

from pipelines.lock import alone
from pipelines.orchestration.work import RunReport, take_in


def everything_job(job_named: Callable[[str], JobDefinition]) -> JobDefinition:
    """The job; `job_named` gives the production jobs that it runs."""

    @op(description="Take in whatever waits, a run a source, then build the warehouse.")
    def take_in_everything(context: OpExecutionContext) -> None:
        with alone():
            report = take_in(context.instance, job_named, progress=lambda text, *_: context.log.info("%s", text))
        context.add_output_metadata(_metadata(report))

    @job(description="Take in whatever ships or lies in the inbox, then build the warehouse.")
    def everything() -> None:
        take_in_everything()

    return everything


def _metadata(report: RunReport) -> dict[str, str | bool | MetadataValue]:
    states = [each.state for each in report.arrivals]
    return {
        "snapshot": report.snapshot.name if report.snapshot else "none",
        "is_new_snapshot": report.is_new_snapshot,
        "files": MetadataValue.json({state: states.count(state) for state in sorted(set(states))}),
        "problem": report.problem,
    }
