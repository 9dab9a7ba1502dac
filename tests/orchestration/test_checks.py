"""The checks look at the frames as they are kept: a frame that is spoilt on disk fails."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from dagster import AssetCheckSeverity, AssetSelection, DagsterInstance, materialize

from pipelines import catalogue, stage
from pipelines.orchestration.chain import accepted_key, chain
from pipelines.orchestration.checks import check_results, check_specs
from schemas.source import Assertion
from tests.orchestration.conftest import Execute, checks_of, drop
from tests.support.bad_deliveries import EDITION, MODEL, a_year_earlier, good

KEY = accepted_key(MODEL)


@pytest.fixture
def accepted(two_sources: Path, take_in: Execute) -> Path:
    """Where an accepted edition is kept."""
    assert two_sources.is_dir()
    drop(MODEL, *good())
    result = take_in(MODEL, EDITION)
    assert result.success
    assert all(check.passed for check in checks_of(result).values() if check.blocking)
    return stage.folder_of("core", MODEL, EDITION)


def _failed(instance: DagsterInstance) -> set[str]:
    """Run the checks alone, as the UI does, and give those that fail."""
    result = materialize(
        chain(catalogue.source(MODEL)),
        instance=instance,
        selection=AssetSelection.checks_for_assets(KEY),
        raise_on_error=False,
    )
    return {name for name, check in checks_of(result).items() if not check.passed}


def _wrong_code(folder: Path) -> None:
    path = folder / "accepted.parquet"
    pl.read_parquet(path).with_columns(motivation=pl.lit("NOT_A_CODE")).write_parquet(path)


def _row_lost(folder: Path) -> None:
    path = folder / "accepted.parquet"
    pl.read_parquet(path).head(-1).write_parquet(path)


def _row_invented(folder: Path) -> None:
    path = folder / "outcome.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(told | {"rows_rejected": 1}), encoding="utf-8")


def _nothing(_folder: Path) -> None:
    """Leave the frame as it is."""


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (_nothing, set()),
        (_wrong_code, {"contract_holds"}),
        (_row_lost, {"rows_are_conserved"}),
        (_row_invented, {"rows_are_conserved", "assertion_3_rejected_share"}),
    ],
)
def test_a_spoilt_frame_fails(
    spoil: Callable[[Path], None], expected: set[str], accepted: Path, instance: DagsterInstance
) -> None:
    small = {"assertion_2_rows_accepted"}  # the example is smaller than a year
    spoil(accepted)
    assert _failed(instance) == expected | small


@pytest.mark.parametrize(
    ("severity", "shown"), [("blocks", AssetCheckSeverity.ERROR), ("warns", AssetCheckSeverity.WARN)]
)
def test_an_assertion_is_a_check_of_its_severity(severity: str, shown: AssetCheckSeverity, accepted: Path) -> None:
    assert accepted.is_dir()
    assertion = Assertion.model_validate({"measure": "rows_accepted", "min": 1000, "severity": severity})
    source = catalogue.source(MODEL).model_copy(update={"assertions": [assertion]})
    keys = {spec.key for spec in check_specs(source, KEY)}
    results = check_results(source, [stage.load_outcome(MODEL, EDITION)], keys=keys)
    [found] = [each for each in results if each.check_name == "assertion_1_rows_accepted"]
    assert (found.passed, found.severity) == (False, shown)
    assert "expected at least 1,000" in str(found.metadata["findings"].value)


def test_a_refused_edition_fails_until_it_is_accepted(
    accepted: Path, instance: DagsterInstance, take_in: Execute
) -> None:
    drop(MODEL, "2023", "empty.csv", b"")
    assert not take_in(MODEL, "2023").success
    assert "nothing_blocks" in _failed(instance)
    drop(MODEL, "2023", "mended.csv", a_year_earlier(good().content))
    assert take_in(MODEL, "2023").success
    assert "nothing_blocks" not in _failed(instance)
    assert accepted.is_dir()
