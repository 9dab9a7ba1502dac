"""What starts runs by itself, and the job of everything."""

from pathlib import Path

import pytest
from dagster import DagsterInstance, RunRequest, SensorResult, build_sensor_context

from pipelines.orchestration.assemble import production
from pipelines.orchestration.partitions import RANGE_END, RANGE_START, ranges
from pipelines.orchestration.run import run
from pipelines.orchestration.work import QUIET
from tests.orchestration.conftest import drop
from tests.support.bad_deliveries import EDITION, FIGURES, MODEL, good


def _look(instance: DagsterInstance) -> tuple[dict[str, RunRequest], dict[str, list[str]]]:
    """What the sensor asks for: run requests by job, and new partitions, which are registered as the daemon would."""
    definitions = production()
    context = build_sensor_context(instance=instance, repository_def=definitions.get_repository_def())
    result = definitions.resolve_sensor_def("inbox")(context)
    assert isinstance(result, SensorResult)
    added = {each.partitions_def_name: list(each.partition_keys) for each in result.dynamic_partitions_requests or []}
    for name, keys in added.items():
        instance.add_dynamic_partitions(name, keys)
    return {each.job_name or "": each for each in result.run_requests or []}, added


def test_the_sensor_registers_editions_and_asks_for_one_run_a_source(
    two_sources: Path, instance: DagsterInstance
) -> None:
    assert two_sources.is_dir()
    drop(MODEL, *good())
    drop(MODEL, "2023", "earlier.csv", b"x")
    asked, added = _look(instance)
    assert added == {f"{MODEL}_edition": ["2023", "2024"], f"{FIGURES}_edition": ["2016"]}
    assert asked[f"source_{MODEL}"].tags == {RANGE_START: "2023", RANGE_END: "2024"}
    assert set(asked) == {f"source_{MODEL}", f"source_{FIGURES}"}


def test_the_same_bytes_are_asked_for_once(two_sources: Path, instance: DagsterInstance) -> None:
    assert two_sources.is_dir()
    path = drop(MODEL, *good())
    first, _ = _look(instance)
    again, _ = _look(instance)
    assert again[f"source_{MODEL}"].run_key == first[f"source_{MODEL}"].run_key
    path.write_bytes(b"other")
    other, _ = _look(instance)
    assert other[f"source_{MODEL}"].run_key != first[f"source_{MODEL}"].run_key


def test_a_requested_run_takes_the_edition_in_and_is_not_asked_for_again(
    two_sources: Path, instance: DagsterInstance
) -> None:
    assert two_sources.is_dir()
    drop(MODEL, *good())
    for name, request in _look(instance)[0].items():
        job = production().resolve_job_def(name)
        assert job.execute_in_process(instance=instance, tags=request.tags, run_config=QUIET).success
    assert _look(instance) == ({}, {})


def test_the_schedule_asks_for_the_warehouse() -> None:
    assert production().resolve_schedule_def("release").job_name == "warehouse"


def test_everything_is_what_a_run_does(two_sources: Path, instance: DagsterInstance) -> None:
    assert two_sources.is_dir()
    drop(MODEL, *good())
    job = production().resolve_job_def("everything")
    result = job.execute_in_process(instance=instance, run_config=QUIET)
    [op] = [each for each in result.all_node_events if each.event_type_value == "STEP_OUTPUT"]
    metadata = op.step_output_data.metadata
    assert metadata["files"].value == {"NEW": 2}
    assert {each.state for each in run().arrivals} == {"UNCHANGED"}


@pytest.mark.parametrize(
    ("known", "wanted", "expected"),
    [
        (["a", "b", "c"], ["a", "b", "c"], [("a", "c")]),
        (["a", "b", "c"], ["c", "a"], [("a", "a"), ("c", "c")]),
        (["a", "b", "c", "d"], ["b", "c"], [("b", "c")]),
        (["a"], [], []),
    ],
)
def test_runs_cover_the_wanted_editions_only(
    known: list[str], wanted: list[str], expected: list[tuple[str, str]]
) -> None:
    assert [(tags[RANGE_START], tags[RANGE_END]) for tags in ranges(known, wanted)] == expected


def test_an_edition_is_named_once(two_sources: Path, instance: DagsterInstance) -> None:
    assert two_sources.is_dir()
    drop(FIGURES, "2016", "other.csv", b"other")
    asked, added = _look(instance)
    assert added[f"{FIGURES}_edition"] == ["2016"]
    assert asked[f"source_{FIGURES}"].tags[RANGE_END] == "2016"
    assert EDITION not in added[f"{FIGURES}_edition"]
