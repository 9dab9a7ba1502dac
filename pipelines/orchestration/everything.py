"""The job `everything`: what `oscec run` does, started from the Dagster UI.

Sources have editions of their own, and one Dagster run covers editions of one source: so this job asks for a run each.
"""

from dagster import MetadataValue, OpExecutionContext, job, op

from pipelines.orchestration.instance import alone
from pipelines.orchestration.work import take_in


@op(description="Take in whatever waits, a run a source, then build the warehouse.")
def take_in_everything(context: OpExecutionContext) -> None:
    """Work on the instance and with the jobs of the run that this op belongs to."""

    def tell(text: str, done: int, of: int) -> None:
        context.log.info("%s (%s of %s)", text, done, of)

    with alone():
        report = take_in(context.instance, context.repository_def.get_job, tell)
    states = [each.state for each in report.arrivals]
    context.add_output_metadata(
        {
            "snapshot": str(report.snapshot.name if report.snapshot else "none"),
            "is_new_snapshot": report.is_new_snapshot,
            "files": MetadataValue.json({state: states.count(state) for state in sorted(set(states))}),
            "problem": report.problem,
        }
    )


@job(description="Take in whatever ships or lies in the inbox, then build the warehouse.")
def everything() -> None:
    """One step, as the runs it asks for have steps of their own."""
    take_in_everything()
