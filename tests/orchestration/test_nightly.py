"""Every night originals and log are checked: a changed byte fails the run and names its edition."""

from pathlib import Path

from dagster import DagsterInstance, DefaultScheduleStatus, ExecuteInProcessResult

from pipelines import receive
from pipelines.orchestration.assemble import production
from pipelines.orchestration.run import RunReport
from pipelines.orchestration.work import QUIET
from pipelines.register import acts, log, record
from tests.orchestration.conftest import raised
from tests.support.bad_deliveries import FIGURES, MODEL


def _night(instance: DagsterInstance) -> ExecuteInProcessResult:
    job = production().resolve_job_def("nightly")
    return job.execute_in_process(instance=instance, run_config=QUIET, raise_on_error=False)


def _told(result: ExecuteInProcessResult) -> str:
    [failed] = [event.step_failure_data for event in result.all_events if event.is_step_failure]
    return str(failed.user_failure_data and failed.user_failure_data.description)


def test_the_schedule_runs_by_itself_every_night() -> None:
    schedule = production().resolve_schedule_def("nightly")

    assert (schedule.job_name, schedule.cron_schedule) == ("nightly", "0 3 * * *")
    assert schedule.default_status == DefaultScheduleStatus.RUNNING


def test_a_night_before_the_first_delivery_leaves_no_entry(two_sources: Path, instance: DagsterInstance) -> None:
    assert two_sources.is_dir()
    assert _night(instance).success
    assert log.size() == 0


def test_a_night_without_damage_is_logged(first: RunReport, instance: DagsterInstance) -> None:
    assert first.is_clean
    assert _night(instance).success
    *_, last = log.entries()
    assert (last.act, last.payload) == ("rehash", {"originals": 2, "wrong": []})


def test_a_flipped_byte_of_an_original_or_of_the_log_fails_the_night(
    first: RunReport, instance: DagsterInstance
) -> None:
    assert first.is_clean
    path = receive.object_path(receive.receipts(MODEL)[0].sha256)
    content = path.read_bytes()
    path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    result = _night(instance)

    assert raised(result) == {"Failure"}
    assert f"{MODEL} 2024: the original {path.name[:12]} was changed" in _told(result)
    assert FIGURES not in _told(result)
    path.write_bytes(content)
    assert _night(instance).success
    record.record(acts.Retain(source_id=MODEL, days=0, reason="agreed with the office"))
    entries = log.path().read_bytes()
    log.path().write_bytes(entries.replace(b"agreed with the office", b"agreed with the Office"))
    assert "its payload was changed" in _told(_night(instance))
