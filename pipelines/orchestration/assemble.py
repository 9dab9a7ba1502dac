"""All assets, checks, jobs, the sensor and the schedules put together: production and tests use these very ones."""

from functools import cache

from dagster import AssetSelection, Definitions, JobDefinition, define_asset_job, in_process_executor

from pipelines import catalogue
from pipelines.orchestration.chain import accepted_key, chain, job_of
from pipelines.orchestration.everything import everything_job
from pipelines.orchestration.nightly import nightly_job, nightly_schedule
from pipelines.orchestration.snapshot import snapshot_assets
from pipelines.orchestration.starting import inbox_sensor, release_schedule


def definitions() -> Definitions:
    """The Definitions over every source that lies in `sources/`. Raises SourceError for a source file with errors."""
    sources = catalogue.sources()
    tables = snapshot_assets(sources)
    by_source = [
        define_asset_job(
            job_of(each.source_id),
            AssetSelection.assets(accepted_key(each.source_id)).upstream(),
            description=f"{each.title}: take in editions of this source alone.",
        )
        for each in sources
    ]
    warehouse = define_asset_job("warehouse", AssetSelection.assets(tables), description="Build the warehouse.")
    nightly = nightly_job()
    return Definitions(
        assets=[*(each for source in sources for each in chain(source)), tables],
        jobs=[*by_source, warehouse, nightly, everything_job(job_named)],
        sensors=[inbox_sensor(by_source)],
        schedules=[release_schedule(warehouse), nightly_schedule(nightly)],
        executor=in_process_executor,
    )


@cache
def _production(_told: str) -> Definitions:
    return definitions()


def production() -> Definitions:
    """The same, made again only where a source file was added or changed."""
    return _production(repr([(path, path.stat().st_mtime_ns) for path in catalogue.paths().values()]))


def job_named(name: str) -> JobDefinition:
    """A production job; nothing is put together before the first one is asked for."""
    return production().resolve_job_def(name)
