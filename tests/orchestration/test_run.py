"""`run`: what is new is taken in, what is not is left alone, and what goes wrong is told."""

import json
import threading
from pathlib import Path

import pytest
from dagster import DagsterInstance, DagsterRunStatus, RunsFilter

from pipelines import home, receive, stage
from pipelines.deliver import Tidied, tidy_delivery
from pipelines.lock import alone
from pipelines.orchestration.assemble import production
from pipelines.orchestration.instance import IN_PROCESS, OF_THIS_PROCESS, end_killed_runs, instance, one_at_a_time
from pipelines.orchestration.run import RunReport, run
from schemas.source import Source
from tests.orchestration.conftest import TakenIn, drop, warehouse_files
from tests.support.bad_deliveries import EDITION, FIGURES, MODEL, a_year_earlier, good, unknown_column
from warehouse import build


def _states(report: RunReport) -> dict[tuple[str, str], str]:
    return {(each.source_id, each.edition): each.state for each in report.arrivals}


def test_everything_that_waits_is_taken_in(first: RunReport) -> None:
    assert _states(first) == {(FIGURES, "2016"): "NEW", (MODEL, EDITION): "NEW"}
    assert first.is_clean
    assert first.is_new_snapshot
    assert first.snapshot == build.current(home.warehouse())
    [model] = [each for each in first.arrivals if each.source_id == MODEL]
    assert (model.rows_read, model.accepted, model.findings) == (12, 12, {"assertion-warned": 1})


def test_a_second_run_does_nothing(first: RunReport) -> None:
    files = warehouse_files()
    second = run()
    assert _states(second) == dict.fromkeys(_states(first), "UNCHANGED")
    assert (second.is_new_snapshot, second.snapshot, warehouse_files()) == (False, first.snapshot, files)
    with instance() as found:
        assert len(found.get_runs()) == 3  # one a source, one of the warehouse


def test_several_editions_are_one_run(two_sources: Path) -> None:
    assert two_sources.is_dir()
    drop(MODEL, *good())
    drop(MODEL, "2023", "earlier.csv", a_year_earlier(good().content))
    report = run()
    assert [_states(report)[MODEL, edition] for edition in ("2023", "2024")] == ["NEW", "NEW"]
    with instance() as found:
        assert [run.job_name for run in found.get_runs()].count(f"source_{MODEL}") == 1


def test_progress_is_told(taken_in: TakenIn) -> None:
    assert taken_in.steps == [(FIGURES, 1, 3), (MODEL, 2, 3), ("warehouse", 3, 3)]


def test_a_refusal_is_told_once_tried_once_and_mended(first: RunReport, tmp_path: Path) -> None:
    assert first.is_clean
    good_edition = a_year_earlier(good().content)
    bad = unknown_column(tmp_path)
    drop(MODEL, "2023", bad.file, bad.content)
    for state in ("REFUSED", "REFUSED_BEFORE"):
        report = run()
        assert _states(report)[MODEL, "2023"] == state
        assert _states(report)[MODEL, EDITION] == "UNCHANGED"
        [refused] = [each for each in report.arrivals if each.state == state]
        assert refused.findings["column-unknown"] == 1
        assert not report.is_clean
    drop(MODEL, "2023", "mended.csv", good_edition)
    assert _states(run())[MODEL, "2023"] == "NEW"


def test_the_same_bytes_as_another_edition_are_no_new_edition(first: RunReport) -> None:
    drop(MODEL, "2023", "again.csv", good().content)
    report = run()
    [again] = [each for each in report.arrivals if each.edition == "2023"]
    assert (again.state, again.findings) == ("UNCHANGED", {"edition-already-delivered": 1})
    assert (report.snapshot, len(receive.receipts())) == (first.snapshot, 2)


def test_a_received_edition_is_made_again_without_its_file(first: RunReport, two_sources: Path) -> None:
    (home.inbox() / MODEL / EDITION / good().file).unlink()
    path = two_sources / "xa" / MODEL / f"{MODEL}.yml"
    path.write_text(path.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    report = run()
    assert _states(report) == {(FIGURES, "2016"): "UNCHANGED", (MODEL, EDITION): "REMADE"}
    assert report.snapshot != first.snapshot
    assert report.is_clean


def test_what_cannot_be_tried_is_a_problem(two_sources: Path) -> None:
    assert two_sources.is_dir()
    drop("xy_nobody_knows", "2024", "a.csv", b"a")
    (drop(MODEL, *good()).parent / "second.csv").write_bytes(b"b")
    report = run()
    told = {each.problem for each in report.arrivals if each.state == "PROBLEM"}
    assert told == {"no source is called xy_nobody_knows", "2 files for one edition: send one file, or a zip of them"}
    assert _states(report)[FIGURES, "2016"] == "NEW"
    assert not report.is_clean


def test_a_fault_of_ours_is_a_problem_of_that_source_alone(two_sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert two_sources.is_dir()
    drop(MODEL, *good())

    def fail(content: bytes, file: str, source: Source, edition: str) -> Tidied:
        if source.source_id == MODEL:
            raise ValueError("a fault of ours")
        return tidy_delivery(content, file, source=source, edition=edition)

    monkeypatch.setattr("pipelines.orchestration.chain.tidy_delivery", fail)
    report = run()
    assert _states(report) == {(FIGURES, "2016"): "NEW", (MODEL, EDITION): "PROBLEM"}
    assert [each.problem for each in report.arrivals if each.problem] == ["ValueError: a fault of ours"]
    assert report.snapshot


def test_a_snapshot_that_breaks_a_rule_is_not_published(first: RunReport, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(MODEL, "2023", "earlier.csv", a_year_earlier(good().content))

    def refuse(_found: object) -> None:
        raise build.BuildError("bounds are reversed")

    monkeypatch.setattr(build, "_refuse", refuse)
    report = run()
    assert report.problem == "The former snapshot stays: bounds are reversed"
    assert (report.snapshot, report.is_new_snapshot, report.is_clean) == (first.snapshot, False, False)


def test_nothing_is_printed(first: RunReport, capfd: pytest.CaptureFixture[str]) -> None:
    assert first.is_clean
    drop(MODEL, "2023", "empty.csv", b"")
    run()
    assert capfd.readouterr() == ("", "")


def test_runs_of_a_killed_process_are_ended() -> None:
    with alone(), instance() as found:
        left = _started(found)
        assert end_killed_runs(found) == 1
        ended = found.get_run_by_id(left)
        assert ended
        assert ended.status == DagsterRunStatus.FAILURE


def test_a_run_repeated_by_the_daemon_is_left_alone() -> None:
    with alone(), instance() as found:
        first = found.get_run_by_id(_started(found))
        assert first
        found.report_run_failed(first)
        job = production().resolve_job_def("warehouse")
        again = found.create_run_for_job(
            job, tags=IN_PROCESS, status=DagsterRunStatus.STARTED, parent_run_id=first.run_id, root_run_id=first.run_id
        )
        assert end_killed_runs(found) == 0
        assert again.run_id in {run.run_id for run in found.get_runs(RunsFilter(statuses=[DagsterRunStatus.STARTED]))}


def test_a_step_waits_for_another_process_but_not_for_its_own() -> None:
    entered = threading.Event()

    def step() -> None:
        with one_at_a_time(IN_PROCESS):
            entered.set()

    waiting = threading.Thread(target=step)
    with alone():
        with one_at_a_time(OF_THIS_PROCESS):
            waiting.start()
        assert not entered.wait(0.3)
    waiting.join(10)
    assert entered.is_set()


def _started(found: DagsterInstance) -> str:
    job = production().resolve_job_def("warehouse")
    return found.create_run_for_job(job, tags=IN_PROCESS, status=DagsterRunStatus.STARTED).run_id


def test_half_a_folder_is_never_read(first: RunReport) -> None:
    half = home.stage() / "core" / MODEL / ".writing-abc"
    half.mkdir()
    (half / "outcome.json").write_text(json.dumps({}), encoding="utf-8")
    assert (MODEL, ".writing-abc") not in stage.kept()
    assert run().snapshot == first.snapshot
