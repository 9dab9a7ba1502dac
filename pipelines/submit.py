"""Take a delivery in, or refuse it whole: the one door for the command line, the inbox and the shipped editions."""

from dataclasses import dataclass

import polars as pl

from pipelines import receive, stage
from pipelines.compare import difference
from pipelines.deliver import Outcome, deliver
from pipelines.receive import Receipt
from schemas import finding
from schemas.source import Source, is_edition_name


@dataclass(frozen=True)
class Submission:
    """What became of a submitted file. `receipt` is absent where it was refused; `is_new` tells a first receipt."""

    outcome: Outcome
    receipt: Receipt | None
    is_new: bool


def submit(content: bytes, file: str, source: Source, edition: str) -> Submission:
    """Check a file and, where nothing blocks it, keep bytes, receipt and outcome. A refusal changes no edition."""
    return settle(deliver(content, file, source, edition), content, source)


def settle(outcome: Outcome, content: bytes, source: Source) -> Submission:
    """Take a checked delivery in or refuse it: known bytes are no new edition; no edition ever gets other bytes."""
    known = receive.earlier(content, source.source_id)
    if known:
        return _again(outcome, known, source)
    edition = outcome.edition
    if source.edition_named(edition) and receive.receipt_of(source.source_id, edition):
        note = finding.of_edition("edition-differs", value=edition, detail=_difference(source, edition, outcome))
        outcome = _with(outcome, note)
    if not outcome.is_accepted:
        if is_edition_name(edition):  # else it is no edition that anybody could have declared, and no folder
            stage.save_outcome(outcome, source, refused=True)
        return Submission(outcome, None, is_new=False)
    receipt = receive.land(content, outcome.file, source.source_id, edition)
    stage.save_outcome(outcome, source)
    stage.discard(source, edition, refused=True)
    return Submission(outcome, receipt, is_new=True)


def _again(outcome: Outcome, known: Receipt, source: Source) -> Submission:
    """The same bytes: no new edition; what they become is kept anew where source file or code have changed since."""
    if outcome.edition == known.edition and not stage.is_current(source, known.edition, known.sha256):
        stage.save_outcome(outcome, source, refused=not outcome.is_accepted)
        stage.discard(source, known.edition, refused=outcome.is_accepted)
    note = finding.of_edition("edition-already-delivered", value=outcome.edition, detail=_told(known))
    return Submission(_with(outcome, note), known, is_new=False)


def _told(receipt: Receipt) -> str:
    return f"edition {receipt.edition}, {receipt.file}, receipt {receipt.sequence}"


def _difference(source: Source, edition: str, outcome: Outcome) -> str:
    try:
        former = stage.load_outcome(source.source_id, edition).accepted
    except FileNotFoundError:
        return "the former rows are not at hand"
    return difference(former, outcome.accepted).told()


def _with(outcome: Outcome, note: pl.DataFrame) -> Outcome:
    noted = finding.gathered([note], source_id=outcome.source_id, edition=outcome.edition, file=outcome.file)
    return Outcome(**{**vars(outcome), "findings": pl.concat([noted, outcome.findings])})
