"""The job of every night: originals and log are checked anew, and whatever is wrong fails the run by name."""

from dagster import DefaultScheduleStatus as Status
from dagster import Failure, JobDefinition, MetadataValue, OpExecutionContext, ScheduleDefinition, job, op

from pipelines.lock import alone
from pipelines.register import originals, verify
from pipelines.register.signing import public_key

_EVERY_NIGHT = "0 3 * * *"


def nightly_job() -> JobDefinition:
    """The job; it changes nothing but the log, which says that it was done."""

    @op(
        description="Hash every original anew, check every entry of the log, and name the originals whose time is over."
    )
    def check_originals_and_log(context: OpExecutionContext) -> None:
        with alone():
            count, wrong = originals.rehashed()
            faults = [f"entry {each.sequence} of the log {each.told}" for each in _faults(count)]
        told: dict[str, int | MetadataValue] = {
            "originals": count,
            "wrong": MetadataValue.json([*wrong, *faults]),
            "due": len(originals.due()),
        }
        if wrong or faults:
            raise Failure("; ".join([*wrong, *faults]), metadata=told, allow_retries=False)
        context.add_output_metadata(told)

    @job(description="Check that originals and log are what was written.")
    def nightly() -> None:
        check_originals_and_log()

    return nightly


def _faults(count: int) -> list[verify.Fault]:
    """What is wrong with the log; there is none before something was received."""
    return verify.of_installation(public_key()) if count else []


def nightly_schedule(of: JobDefinition) -> ScheduleDefinition:
    """The job, once a night."""
    return ScheduleDefinition(
        name="nightly", job=of, cron_schedule=_EVERY_NIGHT, execution_timezone="UTC", default_status=Status.RUNNING,
        description="Checks every night that nothing in the store or the log was changed.",
    )  # fmt: skip
