"""The chain of one source, made from its file: landed -> tidy -> accepted, partitioned by edition."""

import warnings
from collections.abc import Iterator, Mapping
from functools import partial

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetKey,
    AssetMaterialization,
    AssetObservation,
    AssetsDefinition,
    AssetSpec,
    BackfillPolicy,
    BetaWarning,
    Failure,
    MetadataValue,
    asset,
    multi_asset,
)

from pipelines import catalogue, receive, stage
from pipelines.deliver import Outcome, Tidied, code_delivery, tidy_delivery
from pipelines.orchestration.checks import check_results, check_specs, kept_outcomes
from pipelines.orchestration.instance import one_at_a_time
from pipelines.orchestration.landing import Landed, land, landed
from pipelines.orchestration.partitions import editions_of
from pipelines.orchestration.told import findings_table, outcome_metadata
from pipelines.orchestration.waiting import most_urgent
from pipelines.rules.counting import standing_of
from pipelines.side_by_side import side_by_side
from pipelines.submit import Submission, settle
from schemas import finding
from schemas.source import Source

Event = AssetMaterialization | AssetObservation | AssetCheckResult
_SINGLE = BackfillPolicy.single_run()


def chain(source: Source) -> list[AssetsDefinition]:
    """The three assets of a source, the last one with its checks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BetaWarning)  # backfill_policy: one run over many editions, still called beta
        return [_landed(source), _tidy(source), _accepted(source)]


def accepted_key(source_id: str) -> AssetKey:
    """The asset that holds what was accepted of a source."""
    return AssetKey(["accepted", source_id])


def job_of(source_id: str) -> str:
    """The name of the job of one source alone."""
    return f"source_{source_id}"


def group_of(source: Source) -> str:
    """The group of a source in the asset graph: its country."""
    return source.country.lower()


def _tags(source: Source) -> dict[str, str]:
    level = "incident" if source.is_incident_level else "figure"
    return {"country": source.country, "level": level, "data": "invented" if source.is_model else "published"}


def _landed(source: Source) -> AssetsDefinition:
    source_id = source.source_id

    @asset(
        key=["landed", source_id], partitions_def=editions_of(source_id), backfill_policy=_SINGLE, kinds={"file"},
        group_name=group_of(source), tags=_tags(source), description=f"{source.title}: the bytes as they came.",
    )  # fmt: skip
    def landed_editions(context: AssetExecutionContext) -> None:
        for edition in context.partition_keys:
            found = most_urgent(catalogue.source(source_id), edition)
            if found is None:
                raise Failure(f"There is no file for edition {edition} of {source_id}.", allow_retries=False)
            context.add_asset_metadata(_landed_metadata(land(found)), partition_key=edition)

    return landed_editions


def _landed_metadata(landed: Landed) -> Mapping[str, str | int]:
    return {"file": landed.file, "sha256": landed.sha256, "bytes": landed.size}


def _tidy(source: Source) -> AssetsDefinition:
    source_id = source.source_id

    @asset(
        key=["tidy", source_id], deps=[AssetKey(["landed", source_id])], partitions_def=editions_of(source_id),
        backfill_policy=_SINGLE, kinds={"parquet", "polars"}, group_name=group_of(source), tags=_tags(source),
        description=f"{source.title}: rows in the source's own words, each with its place.",
    )  # fmt: skip
    def tidy_editions(context: AssetExecutionContext) -> None:
        editions = context.partition_keys
        tidied = side_by_side(partial(tidy_edition, catalogue.source(source_id)), editions)
        for edition, metadata in zip(editions, tidied, strict=True):
            context.add_asset_metadata(metadata, partition_key=edition)

    return tidy_editions


def tidy_edition(source: Source, edition: str) -> dict[str, int | str | MetadataValue]:
    """Tidy what landed for an edition, keep it, and tell of it."""
    raw = landed(source.source_id, edition)
    tidied = tidy_delivery(raw.content, raw.file, source=source, edition=edition)
    stage.save_tidied(tidied, source)
    found = finding.gathered(tidied.findings, source_id=source.source_id, edition=edition, file=raw.file)
    return {
        "rows_read": sum(table.rows_read for table in tidied.tables),
        "tables": len(tidied.tables),
        "file": raw.file,
        "top_findings": MetadataValue.md(findings_table(found)),
    }


def _accepted(source: Source) -> AssetsDefinition:
    key, source_id = accepted_key(source.source_id), source.source_id
    spec = AssetSpec(
        key, deps=[AssetKey(["tidy", source_id])], skippable=True, kinds={"parquet", "polars"}, tags=_tags(source),
        group_name=group_of(source), description=f"{source.title}: accepted rows in common codes, by edition.",
    )  # fmt: skip

    @multi_asset(
        name=f"accepted__{source_id}", specs=[spec], check_specs=check_specs(source, key), can_subset=True,
        partitions_def=editions_of(source_id), backfill_policy=_SINGLE,
    )  # fmt: skip
    def accepted_editions(context: AssetExecutionContext) -> Iterator[Event]:
        with one_at_a_time(context.run.tags):
            editions = context.partition_keys if key in context.selected_asset_keys else []
            submissions = [settle_edition(catalogue.source(source_id), edition) for edition in editions]
            outcomes = [each for submission in submissions for each in _kept(submission)]
        yield from (_event(key, submission) for submission in submissions)
        checked = outcomes if submissions else kept_outcomes(source_id)
        yield from check_results(source, checked, keys=set(context.selected_asset_check_keys))

    return accepted_editions


def settle_edition(source: Source, edition: str) -> Submission:
    """Code the tidied delivery of an edition, and take it in or refuse it; bytes without a receipt are not kept."""
    outcome = code_delivery(_tidied(source, edition), source, standing=standing_of(source.source_id, edition))
    submission = settle(outcome, Landed(outcome.file, outcome.sha256, 0).content, source=source)
    stage.forget_tidied(source, edition)
    receive.forget(outcome.sha256)
    return submission


def _tidied(source: Source, edition: str) -> Tidied:
    """What the step before left; where it was settled once, and only this step is run again, from the bytes."""
    try:
        return stage.load_tidied(source, edition)
    except FileNotFoundError:
        raw = landed(source.source_id, edition)
        return tidy_delivery(raw.content, raw.file, source=source, edition=edition)


def _came_before(submission: Submission) -> bool:
    """Whether these bytes are another edition's: then nothing is kept under this one."""
    return submission.receipt is not None and submission.receipt.edition != submission.outcome.edition


def _kept(submission: Submission) -> list[Outcome]:
    outcome = submission.outcome
    if _came_before(submission):
        return []
    return [stage.load_outcome(outcome.source_id, outcome.edition, refused=not outcome.is_accepted)]


def _event(key: AssetKey, submission: Submission) -> Event:
    """A materialisation where rows were accepted; what was refused, or came before, is only observed."""
    outcome, receipt = submission.outcome, submission.receipt
    is_accepted = outcome.is_accepted and not _came_before(submission)
    state = "ACCEPTED" if is_accepted else "CAME_BEFORE" if _came_before(submission) else "REFUSED"
    told = f"{receipt.sequence}, edition {receipt.edition}" if receipt else "none"
    metadata = outcome_metadata(outcome, state, receipt=told)
    if is_accepted:
        return AssetMaterialization(key, partition=outcome.edition, metadata=metadata)
    return AssetObservation(key, partition=outcome.edition, metadata=metadata)
