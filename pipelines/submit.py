"""Take a delivery in, or refuse it whole: the one door for the command line, the inbox and the shipped editions."""

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from pipelines import receive, stage
from pipelines.compare import difference
from pipelines.deliver import Outcome, deliver
from pipelines.receive import Receipt
from pipelines.register import deliveries, proof, record
from pipelines.rules.counting import standing_of
from pipelines.rules.outcomes import noted
from schemas import finding
from schemas.source import Source, is_edition_name


@dataclass(frozen=True)
class Submission:
    """What became of a submitted file. `receipt` is absent where it was refused; `is_new` tells a first receipt.

    `proof`: the signed receipt of this upload, refused or not.
    """

    outcome: Outcome
    receipt: Receipt | None
    is_new: bool
    proof: Path


def submit(content: bytes, file: str, *, source: Source, edition: str) -> Submission:
    """Check a file and, where nothing blocks it, keep bytes, receipt and outcome. A refusal changes no edition."""
    standing = standing_of(source.source_id, edition)
    return settle(deliver(content, file, source=source, edition=edition, standing=standing), content, source=source)


def settle(outcome: Outcome, content: bytes, *, source: Source) -> Submission:
    """Take a checked delivery in or refuse it: known bytes are no new edition; no edition ever gets other bytes."""
    record.catch_up()
    known = receive.earlier(content, source.source_id)
    if known:
        return _again(outcome, content, source=source, known=known)
    edition = outcome.edition
    held = receive.receipt_of(source.source_id, edition) if source.edition_named(edition) else None
    if held and _is_same_data(outcome, held):
        return _same_data(outcome, content, held=held)
    if held:
        note = finding.of_edition(
            "edition-differs", value=edition, detail=_difference(source, edition, outcome=outcome)
        )
        outcome = _with(outcome, note)
    deliveries.submitted(outcome, len(content))
    return (
        _taken_in(outcome, content, source=source) if outcome.is_accepted else _refused(outcome, content, source=source)
    )


def _taken_in(outcome: Outcome, content: bytes, *, source: Source) -> Submission:
    """Bytes, then the act with the receipt, then the outcome: what is missing after a crash is made from the bytes."""
    receive.keep(content)
    entry = deliveries.accepted(outcome, source, size=len(content))
    deliveries.settle_revisions(source.source_id)
    stage.save_outcome(outcome, source)
    stage.discard(source, outcome.edition, refused=True)
    receipt = receive.receipt_of(source.source_id, outcome.edition)
    return Submission(outcome, receipt, is_new=True, proof=proof.path_of(entry.sequence))


def _refused(outcome: Outcome, content: bytes, *, source: Source) -> Submission:
    entry = deliveries.refused(outcome, len(content))
    if is_edition_name(outcome.edition):  # else it is no edition that anybody could have declared, and no folder
        stage.save_outcome(outcome, source, refused=True)
    return Submission(outcome, None, is_new=False, proof=proof.path_of(entry.sequence))


def _again(outcome: Outcome, content: bytes, *, source: Source, known: Receipt) -> Submission:
    """The same bytes: no new edition; what they become is kept anew where source file or code have changed since."""
    entry = deliveries.repeated(outcome, len(content), received_as=known.edition)
    deliveries.settle_revisions(source.source_id)
    is_current = stage.is_current(source, known.edition, sha256=known.sha256, standing=outcome.standing)
    if outcome.edition == known.edition and not is_current:
        stage.save_outcome(outcome, source, refused=not outcome.is_accepted)
        stage.discard(source, known.edition, refused=outcome.is_accepted)
    note = finding.of_edition("edition-already-delivered", value=outcome.edition, detail=_told(known))
    return Submission(_with(outcome, note), known, is_new=False, proof=proof.path_of(entry.sequence))


def _same_data(outcome: Outcome, content: bytes, *, held: Receipt) -> Submission:
    """The edition as it stands in other bytes, such as the annotated copy we handed back: nothing is stored."""
    entry = deliveries.repeated(outcome, len(content), received_as=held.edition)
    note = finding.of_edition("edition-same-data", value=outcome.edition, detail=_told(held))
    return Submission(_with(outcome, note), held, is_new=False, proof=proof.path_of(entry.sequence))


def _is_same_data(outcome: Outcome, held: Receipt) -> bool:
    """Whether rows and findings are those of the edition as it stands, wherever they stand in the file."""
    try:
        former = stage.load_outcome(held.source_id, held.edition)
    except FileNotFoundError:
        return False
    counts = [(each.rows_read, each.rejected, each.accepted.height, each.excluded.height) for each in (former, outcome)]
    if counts[0] != counts[1] or not difference(former.accepted, outcome.accepted).is_none:
        return False
    return _said(former).equals(_said(outcome))


def _said(outcome: Outcome) -> pl.DataFrame:
    """What is found in the data. Hidden rows, or a name a table has only in one format, are no data."""
    found = outcome.findings.filter(pl.col("finding_id") != "rows-hidden")
    return found.select("finding_id", "cell", "row", "column_name", "value").sort(pl.all())


def _told(receipt: Receipt) -> str:
    told = f"edition {receipt.edition}, {receipt.file}, receipt {receipt.sequence}"
    return f"{told}, withdrawn since" if deliveries.is_withdrawn(receipt.source_id, receipt.edition) else told


def _difference(source: Source, edition: str, *, outcome: Outcome) -> str:
    try:
        former = stage.load_outcome(source.source_id, edition).accepted
    except FileNotFoundError:
        return "the former rows are not at hand"
    return difference(former, outcome.accepted).told()


def _with(outcome: Outcome, note: pl.DataFrame) -> Outcome:
    told = finding.gathered([note], source_id=outcome.source_id, edition=outcome.edition, file=outcome.file)
    return replace(outcome, findings=pl.concat([told, outcome.findings]), rules=noted(outcome.rules, told))
