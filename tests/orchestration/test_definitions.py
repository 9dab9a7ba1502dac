"""The production definitions: one chain a source, checks on each, every table of the warehouse behind them."""

import pytest
from dagster import AssetKey, BackfillPolicy, Definitions, DynamicPartitionsDefinition

from pipelines import catalogue
from pipelines.definitions import defs
from pipelines.orchestration import checks
from pipelines.orchestration.chain import accepted_key, job_of
from pipelines.orchestration.snapshot import BUILD_STEP, WRITER_POOL
from schemas.source import Assertion, Source
from warehouse import tables

GRAPH = defs.resolve_asset_graph()
SOURCES = catalogue.sources()
by_source = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.source_id)


def test_definitions_are_valid() -> None:
    Definitions.validate_loadable(defs)


@by_source
def test_every_source_has_one_chain_by_edition(source: Source) -> None:
    landed, tidy, accepted = (AssetKey([stage, source.source_id]) for stage in ("landed", "tidy", "accepted"))
    assert GRAPH.get(landed).parent_keys == set()
    assert GRAPH.get(tidy).parent_keys == {landed}
    assert GRAPH.get(accepted).parent_keys == {tidy}
    for key in (landed, tidy, accepted):
        node = GRAPH.get(key)
        assert isinstance(node.partitions_def, DynamicPartitionsDefinition)
        assert node.partitions_def.name == f"{source.source_id}_edition"
        assert node.backfill_policy == BackfillPolicy.single_run()
        assert node.group_name == source.country.lower()
        assert source.title in (node.description or "")


@by_source
def test_every_source_has_its_checks_in_its_job(source: Source) -> None:
    asserted = [checks.assertion_name(number, each) for number, each in enumerate(source.assertions_in_force, start=1)]
    expected = {"nothing_blocks", "contract_holds", "rows_are_conserved", *asserted}
    key = accepted_key(source.source_id)
    assert {each.name for each in GRAPH.get_check_keys_for_assets({key})} == expected
    in_job = defs.resolve_job_def(job_of(source.source_id)).asset_layer.asset_graph
    assert {each.name for each in in_job.asset_check_keys if each.asset_key == key} == expected


def test_standing_checks_block() -> None:
    blocking = {key.name for key in GRAPH.asset_check_keys if GRAPH.get(key).blocking}
    assert blocking >= {"nothing_blocks", "contract_holds", "rows_are_conserved", "mart_bounds_reversed"}


def test_tables_depend_on_what_they_read() -> None:
    for table in tables.tables():
        parents = {tuple(key.path) for key in GRAPH.get(AssetKey(table.name.split("."))).parent_keys}
        assert {tuple(name.split(".")) for name in table.references} <= parents


def test_records_and_figures_enter_the_tables_made_of_them() -> None:
    records = {each.source_id for each in SOURCES if each.is_incident_level}
    entering = {
        name: {key.path[1] for key in GRAPH.get(AssetKey(["core", name])).parent_keys if key.path[0] == "accepted"}
        for name in ("incident", "figure", "edition", "source")
    }
    every = {each.source_id for each in SOURCES}
    assert entering == {"incident": records, "figure": every - records, "edition": every, "source": set()}


def test_every_check_of_the_warehouse_is_an_asset_check() -> None:
    names = {key.name for key in GRAPH.asset_check_keys if key.asset_key.path[0] in {"core", "mart"}}
    assert names == {name.replace("-", "_") for name in tables.checks()}


def test_one_writer_of_the_warehouse() -> None:
    [step] = [each for each in defs.resolve_job_def("warehouse").graph.node_defs if each.name == BUILD_STEP]
    assert step.pools == {WRITER_POOL}


def test_jobs_sensor_and_schedule() -> None:
    jobs = {job_of(each.source_id) for each in SOURCES} | {"warehouse", "everything"}
    assert jobs <= {job.name for job in defs.resolve_all_job_defs()}
    assert defs.resolve_sensor_def("inbox").minimum_interval_seconds == 30
    schedule = defs.resolve_schedule_def("release")
    assert (schedule.job_name, schedule.cron_schedule) == ("warehouse", "0 5 1 * *")


def test_assertions_are_sentences() -> None:
    share = Assertion(measure="code_share", dimension="motivation", code="_U", max=0.1)
    assert checks.sentence(share) == "Code share of _U in motivation: at most 0.1."
    both = Assertion(measure="rows_accepted", min=10, max=20)
    assert checks.sentence(both) == "Rows accepted: at least 10 and at most 20."
