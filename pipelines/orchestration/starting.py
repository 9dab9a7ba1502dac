"""What starts runs by itself: a sensor on what waits, and the schedule of the release."""

from collections.abc import Iterator, Sequence
from typing import Any

from dagster import (
    DefaultScheduleStatus,
    DefaultSensorStatus,
    RunRequest,
    ScheduleDefinition,
    SensorDefinition,
    SensorEvaluationContext,
    SensorResult,
    sensor,
)

from pipelines import catalogue, stage
from pipelines.orchestration.chain import job_of
from pipelines.orchestration.partitions import editions_of, known_editions, ranges
from pipelines.orchestration.waiting import Waiting, pending
from pipelines.rules.counting import standing_of
from schemas.source import Source

_SECONDS = 30
_FIRST_OF_MONTH = "0 5 1 * *"


def inbox_sensor(jobs: Sequence[Any]) -> SensorDefinition:
    """Registers new editions and asks for one run a source; the same bytes under the same code are asked for once."""

    @sensor(
        name="inbox", jobs=jobs, minimum_interval_seconds=_SECONDS, default_status=DefaultSensorStatus.RUNNING,
        description="Looks for editions that ship with the repository or lie in the inbox and were not taken in yet.",
    )  # fmt: skip
    def look_into_inbox(context: SensorEvaluationContext) -> SensorResult:
        found = {each.source_id: (each, pending(each)) for each in catalogue.sources()}
        wanted = {source_id: pair for source_id, pair in found.items() if pair[1]}
        return SensorResult(
            run_requests=[
                request
                for source, files in wanted.values()
                for request in _requests(source, files, known=known_editions(context.instance, source.source_id))
            ],
            dynamic_partitions_requests=[
                editions_of(source_id).build_add_request([each.edition for each in files])
                for source_id, (_, files) in wanted.items()
            ],
        )

    return look_into_inbox


def _requests(source: Source, files: list[Waiting], *, known: list[str]) -> Iterator[RunRequest]:
    editions = [each.edition for each in files]
    after = [*known, *(edition for edition in editions if edition not in known)]
    standing = {each.edition: standing_of(source.source_id, each.edition) for each in files}
    made_of = [
        f"{each.edition} {stage.fingerprint(each.sha256, source, standing=standing[each.edition])}" for each in files
    ]
    key = stage.hash_of(made_of)
    for number, tags in enumerate(ranges(after, editions)):
        yield RunRequest(job_name=job_of(source.source_id), run_key=f"{source.source_id} {key} {number}", tags=tags)


def release_schedule(job: Any) -> ScheduleDefinition:
    """The warehouse, built on the first of each month."""
    return ScheduleDefinition(
        name="release", job=job, cron_schedule=_FIRST_OF_MONTH, execution_timezone="UTC",
        default_status=DefaultScheduleStatus.RUNNING,
        description="Builds the warehouse once a month from all editions that were accepted.",
    )  # fmt: skip
