"""Bad input through Dagster: a failed blocking check or a finding, the warehouse as it was, and no traceback."""

from pathlib import Path

import duckdb
import pytest
from dagster import DagsterInstance

from pipelines import home, stage
from pipelines.orchestration.assemble import production
from pipelines.orchestration.work import QUIET
from tests.orchestration.conftest import Execute, checks_of, drop, raised, said, warehouse_files
from tests.support.bad_deliveries import CASES, MODEL, BadDelivery, good, unmapped_value
from tests.support.thorough import some_of
from warehouse import build

CELLS = "SELECT * EXCLUDE (is_current) FROM core.edition WHERE state = 'ACCEPTED' ORDER BY ALL"


def _send(bad: BadDelivery, take_in: Execute) -> None:
    for each in bad.earlier:
        drop(bad.source_id, each.edition, each.file, each.content)
        assert take_in(bad.source_id, each.edition).success
    drop(bad.source_id, bad.edition, bad.file, bad.content)


def _build(instance: DagsterInstance) -> Path:
    assert production().resolve_job_def("warehouse").execute_in_process(instance=instance, run_config=QUIET).success
    path = build.current(home.warehouse())
    assert path
    return path


def _rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize("case", some_of([pytest.param(each, id=name) for name, each in CASES.items()], 3))
def test_ends_in_findings_and_an_untouched_warehouse(
    case: object, tmp_path: Path, two_sources: Path, instance: DagsterInstance, take_in: Execute
) -> None:
    assert callable(case)
    bad = case(two_sources.parent)
    _send(bad, take_in)
    before, kept = _build(instance), stage.kept()
    files, accepted = warehouse_files(), _rows(before, CELLS)

    result = take_in(bad.source_id, bad.edition)

    assert result.success is not bad.is_refused
    assert raised(result) == ({"DagsterAssetCheckFailedError"} if bad.is_refused else set())
    assert checks_of(result)["nothing_blocks"].passed is not bad.is_refused
    assert bad.finding_id in said(result)
    assert (warehouse_files(), stage.kept()) == (files, kept)

    after = _build(instance)
    assert _rows(after, CELLS) == accepted
    found = {finding for (finding,) in _rows(after, "SELECT finding_id FROM core.finding")}
    assert (bad.finding_id in found) is bad.is_refused
    assert not list(tmp_path.rglob(".writing-*"))


def test_a_check_says_which_edition_and_where(two_sources: Path, take_in: Execute) -> None:
    bad = unmapped_value(two_sources)
    _send(bad, take_in)
    check = checks_of(take_in(bad.source_id, bad.edition))["nothing_blocks"]
    table = str(check.metadata["findings"].value)
    assert check.description == "broken by 2024"
    assert "| value-unmapped | blocks | 1 |" in table
    assert "E2" in table


def test_cells_and_numbers_of_records_stay_out_of_the_event_log(two_sources: Path, take_in: Execute) -> None:
    first = good()
    drop(MODEL, *first)
    told = said(take_in(MODEL, first.edition))
    bad = unmapped_value(two_sources)
    drop(bad.source_id, bad.edition, bad.file, bad.content)
    told += said(take_in(MODEL, bad.edition))
    assert "SEXUAL" in told
    assert "romantisch" not in told
    assert "VG-0" not in told
