"""What becomes of deliveries, as acts: came, accepted, refused, came again, superseded by a revision."""

import hashlib
from pathlib import Path

import polars as pl

from pipelines import catalogue, keys, stage
from pipelines.deliver import Outcome
from pipelines.register import acts, approved, ask, record, rules
from pipelines.register.entry import Entry
from schemas.source import Source


def submitted(outcome: Outcome, size: int) -> None:
    """A file came; one for an edition that was accepted before is not submitted but refused at once."""
    with record.reading() as register:
        state = ask.state(register, outcome.source_id, outcome.edition) if register else "draft"
    if state in rules.TRANSITIONS["submit"]:
        record.record(acts.Submit(**_delivery(outcome, size)))


def accepted(outcome: Outcome, source: Source, *, size: int) -> Entry:
    """The file is taken in; the receipt of the edition is written."""
    declared = source.edition_named(outcome.edition)
    source_file = hashlib.sha256(catalogue.paths()[source.source_id].read_bytes()).hexdigest()
    decided = {"source_file": source_file, "rules": stage.code_hash()}
    revises = declared.revises if declared else None
    keys.note(source.source_id)
    return record.record(acts.Accept(**_delivery(outcome, size), revises=revises, **decided))


def refused(outcome: Outcome, size: int) -> Entry:
    """The file is refused, for findings of these kinds."""
    blocking = outcome.findings.filter((pl.col("severity") == "blocks") & (pl.col("scope") != "row"))
    counts = blocking.group_by("finding_id", maintain_order=True).len()
    return record.record(acts.Refuse(**_delivery(outcome, size), findings=dict(counts.sort("finding_id").iter_rows())))


def repeated(outcome: Outcome, size: int, *, received_as: str) -> Entry:
    """The bytes are those of an edition received before."""
    return record.record(acts.Repeat(**_delivery(outcome, size), received_as=received_as))


def withdraw(source_id: str, edition: str, reason: str) -> None:
    """Withdraw an edition, and let the one it revised stand again; done again, it only completes what was cut short."""
    with record.reading() as register:
        state = ask.state(register, source_id, edition) if register else "draft"
    if state != "withdrawn":
        record.record(acts.Withdraw(source_id=source_id, edition=edition, reason=reason))
    settle_revisions(source_id)


def settle_revisions(source_id: str) -> None:
    """Editions with a revision that stands are superseded; where none stands any more they are reinstated."""
    with record.reading() as register:
        editions = ask.editions_of(register, source_id) if register else []
    revisions = {each["revises"]: each for each in editions if each["state"] in ask.STANDING and each["revises"]}
    for each in editions:
        place = {"source_id": source_id, "edition": each["edition"]}
        revision = revisions.get(each["edition"])
        if revision and each["state"] in ask.STANDING:
            record.record(acts.Supersede(**place, by=revision["edition"]))
        elif each["state"] == "superseded" and revision is None:
            record.record(acts.Reinstate(**place))


def is_published(snapshot: str, fingerprint: str) -> bool:
    """Whether the log says that a snapshot is published; without a log there is nothing to say."""
    with record.reading() as register:
        return register is None or ask.is_published(register, snapshot, fingerprint=fingerprint)


def published(snapshot: str, fingerprint: str, *, manifest: str | None = None, is_new: bool = False) -> None:
    """A snapshot stands: the editions in it are published. Nothing happens where that was said before.

    `manifest`: the hash of its run manifest, for the log. `is_new`: it was made just now, maybe once more after it was
    lost, and its file is another one though its cells are not; of one that lies there nothing is said twice.
    """
    if is_published(snapshot, fingerprint) and not is_new:
        return
    with record.reading() as register:
        editions = [each for each in in_force(stage.kept()) if register and ask.state(register, *each) in ask.STANDING]
    record.record(acts.Publish(snapshot=snapshot, fingerprint=fingerprint, manifest=manifest, editions=editions))


def is_withdrawn(source_id: str, edition: str) -> bool:
    """Whether the edition was accepted once and does not stand any more."""
    with record.reading() as register:
        return register is not None and ask.state(register, source_id, edition) == "withdrawn"


def standing(editions: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the editions that were not withdrawn, in the same order."""
    with record.reading() as register:
        withdrawn = ask.withdrawn(register) if register else set()
    return [each for each in editions if each not in withdrawn]


def in_force(editions: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the standing editions that may reach a mart: two people have approved what they are made with."""
    held = approved.all_lacking()
    return [each for each in standing(editions) if each[0] not in held]


def _delivery(outcome: Outcome, size: int) -> dict[str, object]:
    rows = acts.Rows(
        read=outcome.rows_read, accepted=outcome.accepted.height, rejected=outcome.rejected,
        excluded=outcome.excluded.height,
    )  # fmt: skip
    plain = {name: getattr(outcome, name) for name in ("source_id", "edition", "sha256")}
    return {**plain, "file": Path(outcome.file).name, "size": size, "rows": rows}
