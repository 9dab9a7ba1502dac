"""`oscec audit`, what changes something: every command is an act in the log, in the name of who gives it."""

from datetime import date

from interfaces import auditing, show
from interfaces.ending import CLEAN
from pipelines.lock import alone
from pipelines.orchestration.publishing import ensure_snapshot
from pipelines.register import acts, deliveries, originals, questions, record
from pipelines.register import versions as of_versions
from pipelines.register.acts import VersionKind


def withdraw(source_id: str, edition: str, reason: str) -> int:
    """Withdraw an edition and build the warehouse without it."""
    with alone():
        deliveries.withdraw(source_id, edition, reason)
        snapshot, is_new = ensure_snapshot()
    built = f"The warehouse is now {snapshot.name}." if is_new else "The warehouse is as it was."
    return _done(f"Withdrawn: {source_id} {edition}. {built}")


def delete(source_id: str, edition: str, reason: str) -> int:
    """Delete the original of an edition."""
    with alone():
        was_there = originals.delete(source_id, edition, reason)
    return _done(f"The original of {source_id} {edition} {'is deleted' if was_there else 'was deleted before'}.")


def retain(source_id: str, days: int, reason: str) -> int:
    """Say how long the originals of a source are kept."""
    record.record(acts.Retain(source_id=source_id, days=days, reason=reason))
    return _done(
        f"Originals of {source_id} are kept for {days} days; `oscec audit due` lists those whose time is over."
    )


def waive(place: tuple[str, str], rule: str, reason: str, expires: date) -> int:
    """Ask for a waiver."""
    asked = acts.RequestWaiver(source_id=place[0], edition=place[1], rule=rule, reason=reason, expires=expires)
    number = record.record(asked).sequence
    return _done(f"Waiver {number} is asked for. It counts once somebody else has approved it, until {expires}.")


def approve_waiver(number: int) -> int:
    """Approve a waiver."""
    record.record(acts.ApproveWaiver(waiver=number))
    return _done(f"Waiver {number} is approved.")


def propose(kind: VersionKind, version_of: str, valid_from: date, valid_to: date | None) -> int:
    """Propose what is used now."""
    sha256 = of_versions.propose(kind, version_of, valid_from, valid_to)
    return _done(f"Proposed: {kind} {version_of}, {sha256[:12]}. It is in force once somebody else has approved it.")


def approve(kind: VersionKind, version_of: str) -> int:
    """Approve what is used now."""
    sha256 = of_versions.approve(kind, version_of)
    return _done(f"Approved: {kind} {version_of}, {sha256[:12]}.")


def answer(number: str, text: str) -> int:
    """Answer a question of the current warehouse."""
    found = questions.answer(auditing.asked(None), number, text)
    return _done(f"Answered: {found.text}")


def _done(text: str) -> int:
    show.say(text)
    show.note_model([text])
    return CLEAN
