"""Instances, inbox and jobs for the tests of the Dagster layer."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest
from dagster import AssetCheckEvaluation, DagsterInstance, ExecuteInProcessResult

from pipelines import catalogue, home
from pipelines.orchestration.assemble import production
from pipelines.orchestration.chain import job_of
from pipelines.orchestration.partitions import editions_of, known_editions, ranges
from pipelines.orchestration.run import RunReport, run
from pipelines.orchestration.work import QUIET
from tests.support.bad_deliveries import FIGURES, MODEL, good
from warehouse import build

Step = tuple[str, int, int]
Execute = Callable[[str, str], ExecuteInProcessResult]


@pytest.fixture
def instance() -> Iterator[DagsterInstance]:
    """An instance that keeps nothing."""
    with DagsterInstance.ephemeral() as found:
        yield found


@pytest.fixture
def two_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of sources with a model country, whose example lies in the inbox, and a published source that ships."""
    return _with_sources(tmp_path, monkeypatch)


def _with_sources(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    patch.delenv("OSCEC_SOURCES", raising=False)
    known = catalogue.paths()
    for source_id in (MODEL, FIGURES):
        shutil.copytree(known[source_id].parent, folder / "sources" / source_id[:2] / source_id)
    patch.setenv("OSCEC_SOURCES", str(folder / "sources"))
    return folder / "sources"


@dataclass(frozen=True)
class TakenIn:
    """Data of a run, for tests to copy; what the run did; the steps it told of."""

    data: Path
    report: RunReport
    steps: list[Step]


@pytest.fixture(scope="package")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> TakenIn:
    """A run over both sources."""
    folder = tmp_path_factory.mktemp("taken_in")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OSCEC_DATA", str(folder / "data"))
        _with_sources(folder, patch)
        drop(MODEL, *good())
        steps: list[Step] = []
        report = run(lambda *step: steps.append(step))
        return TakenIn(folder / "data", report, steps)


@pytest.fixture
def first(taken_in: TakenIn, two_sources: Path) -> RunReport:
    """A run over the shipped publication and a dropped delivery that was done in this folder."""
    assert two_sources.is_dir()
    shutil.copytree(taken_in.data, home.data(), symlinks=True)
    return replace(taken_in.report, snapshot=build.current(home.warehouse()))


def drop(source_id: str, edition: str, file: str, content: bytes) -> Path:
    """Put the only file of an edition into the inbox."""
    folder = home.inbox() / source_id / edition
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / file).write_bytes(content)
    return folder / file


@pytest.fixture
def take_in(instance: DagsterInstance) -> Execute:
    """Run the production job of one source for one edition."""

    def execute(source_id: str, edition: str) -> ExecuteInProcessResult:
        instance.add_dynamic_partitions(editions_of(source_id).name or "", [edition])
        [tags] = ranges(known_editions(instance, source_id), [edition])
        job = production().resolve_job_def(job_of(source_id))
        return job.execute_in_process(instance=instance, tags=tags, run_config=QUIET, raise_on_error=False)

    return execute


@dataclass(frozen=True)
class Warehouse:
    """The published file and its bytes."""

    name: str
    sha256: str


def warehouse_files() -> list[Warehouse]:
    """Every file of the warehouse."""
    found = sorted(path for path in home.warehouse().rglob("*") if path.is_file())
    return [Warehouse(path.name, sha256(path.read_bytes()).hexdigest()) for path in found]


def checks_of(result: ExecuteInProcessResult) -> dict[str, AssetCheckEvaluation]:
    """The checks a run evaluated, by name."""
    return {each.check_name: each for each in result.get_asset_check_evaluations()}


def said(result: ExecuteInProcessResult) -> str:
    """Everything the run says of the accepted asset to a person: metadata of materialisations, observations, checks."""
    told = [dict(each.metadata) for each in result.get_asset_check_evaluations()]
    for event in result.all_events:
        if event.is_step_materialization:
            told.append(dict(event.step_materialization_data.materialization.metadata))
        elif event.is_asset_observation:
            told.append(dict(event.asset_observation_data.asset_observation.metadata))
    return "\n".join(str(value.value) for metadata in told for value in metadata.values())


def raised(result: ExecuteInProcessResult) -> set[str]:
    """Names of the errors that ended steps: a failed check is one, anything else would be a traceback."""
    failed = [event.step_failure_data for event in result.all_events if event.is_step_failure]
    return {str(data.error.cls_name) for data in failed if data.error}
