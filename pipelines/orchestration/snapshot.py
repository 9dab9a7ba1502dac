"""The warehouse as assets: every table of `warehouse/`, built together into one snapshot by one writer at a time."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import duckdb
from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    Failure,
    MaterializeResult,
    MetadataValue,
    multi_asset,
)

from pipelines.orchestration.chain import accepted_key
from pipelines.orchestration.instance import one_at_a_time
from pipelines.orchestration.publishing import ensure_snapshot
from pipelines.orchestration.told import markdown
from schemas.source import Source
from warehouse import build, tables
from warehouse.tables import Table

WRITER_POOL = "warehouse"
BUILD_STEP = "build_warehouse"
_OF_INCIDENTS, _OF_FIGURES = {"incident", "cover"}, {"figure", "figure_cell"}
_ABOUT_DELIVERIES = {"edition", "exclusion", "finding"} | _OF_INCIDENTS | _OF_FIGURES
_INPUT = re.compile(r"\bFROM\s+input\.(\w+)", re.IGNORECASE)
_TABLE = re.compile(r"\b(?:core|mart)\.\w+")
_ROWS_SHOWN = 10


def snapshot_assets(sources: Sequence[Source]) -> AssetsDefinition:
    """All tables as one asset step, with the checks over the whole warehouse."""
    every = tables.in_order(tables.tables())

    @multi_asset(
        name=BUILD_STEP, specs=[_spec(table, sources) for table in every], pool=WRITER_POOL,
        check_specs=[_check_spec(name, sql) for name, sql in tables.checks().items()],
    )  # fmt: skip
    def warehouse_tables(context: AssetExecutionContext) -> Iterator[MaterializeResult[None] | AssetCheckResult]:
        with one_at_a_time(context.run.tags):
            path, is_new = _ensured(context.log.info)
        if is_new:
            yield from _materialised(path, every)
        else:
            context.log.info("Nothing has changed since %s: no new snapshot is built.", path.name)
        yield from _checked(path)

    return warehouse_tables


def table_key(name: str) -> AssetKey:
    """The asset of a table: `core.incident` is core/incident."""
    return AssetKey(name.split("."))


def _spec(table: Table, sources: Sequence[Source]) -> AssetSpec:
    schema = table.name.partition(".")[0]
    return AssetSpec(
        table_key(table.name),
        deps=[*map(table_key, sorted(table.references)), *_upstream(table, sources)],
        description=f"{table.description} Grain: {table.grain}",
        group_name=schema,
        kinds={"duckdb", "sql"},
        skippable=True,
    )


def _upstream(table: Table, sources: Sequence[Source]) -> list[AssetKey]:
    """The accepted assets whose rows enter a table; tables made of other tables and of declarations have none."""
    inputs = set(_INPUT.findall(table.select)) & _ABOUT_DELIVERIES
    if not inputs:
        return []
    left_out = True if inputs <= _OF_FIGURES else False if inputs <= _OF_INCIDENTS else None
    return [accepted_key(each.source_id) for each in sources if each.is_incident_level is not left_out]


def _check_spec(name: str, sql: str) -> AssetCheckSpec:
    """A check of `warehouse/tests` belongs to the first table it reads."""
    first = _TABLE.findall(sql)[0]
    lines = [line.removeprefix("-- ") for line in sql.splitlines() if line.startswith("-- ")]
    return AssetCheckSpec(name.replace("-", "_"), asset=table_key(first), description=" ".join(lines), blocking=True)


def _ensured(tell: Callable[[str], None]) -> tuple[Path, bool]:
    try:
        return ensure_snapshot(tell)
    except build.BuildError as error:
        raise Failure(f"The former snapshot stays: {error}", allow_retries=False) from error


def _materialised(path: Path, every: Sequence[Table]) -> Iterator[MaterializeResult[None]]:
    with duckdb.connect(str(path), read_only=True, config=build.NO_EXTENSIONS) as connection:
        for table in every:
            count = len(connection.table(table.name))
            yield MaterializeResult(
                asset_key=table_key(table.name),
                metadata={"dagster/row_count": count, "snapshot": path.name, "columns": len(table.columns)},
            )


def _checked(path: Path) -> Iterator[AssetCheckResult]:
    with duckdb.connect(str(path), read_only=True, config=build.NO_EXTENSIONS) as connection:
        for name, sql in tables.checks().items():
            found = connection.sql(sql).pl()
            yield AssetCheckResult(
                asset_key=_check_spec(name, sql).asset_key,
                check_name=name.replace("-", "_"),
                passed=found.is_empty(),
                metadata={
                    "rows": found.height,
                    "snapshot": path.name,
                    "found": MetadataValue.md(markdown(found.head(_ROWS_SHOWN))),
                },
            )
