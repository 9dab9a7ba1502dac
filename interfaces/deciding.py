"""`oscec audit`, what changes something: every command is an act in the log, in the name of who gives it."""

from dataclasses import dataclass
from datetime import date

from interfaces import auditing, show
from interfaces.ending import CLEAN, CommandError
from pipelines.lock import alone
from pipelines.orchestration.publishing import ensure_snapshot
from pipelines.register import acts, deliveries, originals, questions, record, rotation
from pipelines.register import versions as of_versions
from pipelines.register.acts import VersionKind
from warehouse.build import BuildError


def withdraw(source_id: str, edition: str, *, reason: str) -> int:
    """Withdraw an edition and build the warehouse without it."""
    with alone():
        deliveries.withdraw(source_id, edition, reason)
        return _done(f"Withdrawn: {source_id} {edition}. {_built()}")


def _built() -> str:
    """Build the warehouse where something has changed, and say what came of it."""
    try:
        snapshot, is_new = ensure_snapshot()
    except BuildError as error:
        return f"The warehouse is as it was, as a check over all of it fails: {error}"
    return f"The warehouse is now {snapshot.name}." if is_new else "The warehouse is as it was."


def delete(source_id: str, edition: str, *, reason: str) -> int:
    """Delete the original of an edition."""
    with alone():
        was_there = originals.delete(source_id, edition, reason)
    return _done(f"The original of {source_id} {edition} {'is deleted' if was_there else 'was deleted before'}.")


def delete_due() -> int:
    """Delete the originals whose time is over."""
    with alone():
        gone = originals.delete_due()
    for source_id, edition in gone:
        _done(f"The original of {source_id} {edition} is deleted.")
    return _done(f"{len(gone)} originals deleted.")


def retain(source_id: str, days: int, *, reason: str) -> int:
    """Say how long the originals of a source are kept."""
    record.record(acts.Retain(source_id=source_id, days=days, reason=reason))
    return _done(
        f"Originals of {source_id} are kept for {days} days; `oscec audit due` lists those whose time is over."
    )


def waive(place: tuple[str, str], rule: str, *, reason: str, expires: date) -> int:
    """Ask for a waiver."""
    asked = acts.RequestWaiver(source_id=place[0], edition=place[1], rule=rule, reason=reason, expires=expires)
    number = record.record(asked).sequence
    return _done(f"Waiver {number} is asked for. It counts once somebody else has approved it, until {expires}.")


def approve_waiver(number: int) -> int:
    """Approve a waiver."""
    record.record(acts.ApproveWaiver(waiver=number))
    return _done(f"Waiver {number} is approved.")


@dataclass(frozen=True)
class Validity:
    """The first and the last day of a version."""

    valid_from: date
    valid_to: date | None


def propose(kind: VersionKind, names: list[str], *, days: Validity, every: bool) -> int:
    """Propose what is used now."""
    for name in _chosen(kind, names, every=every):
        sha256 = of_versions.propose(kind, name, valid_from=days.valid_from, valid_to=days.valid_to)
        _done(f"Proposed: {kind} {name}, {sha256[:12]}. It is in force once somebody else has approved it.")
    return CLEAN


def approve(kind: VersionKind, names: list[str], *, every: bool) -> int:
    """Approve what is used now, and build the warehouse with it."""
    with alone():
        for name in _chosen(kind, names, every=every, is_proposed=True):
            sha256 = of_versions.approve(kind, name)
            _done(f"Approved: {kind} {name}, {sha256[:12]}.")
        return CLEAN if kind == "rule" else _done(_built())


def _chosen(kind: VersionKind, names: list[str], *, every: bool, is_proposed: bool = False) -> list[str]:
    """The names given, or everything of the kind that is not approved: what nobody proposed, or what somebody has."""
    if every == bool(names):
        raise CommandError("Give names, or --all for everything of this kind that waits: one of them.")
    waits = [each for each in of_versions.standing(kind) if not each.reviewer] if every else []
    return names or [each.version_of for each in waits if bool(each.author) is is_proposed]


def keep_approvals() -> int:
    """Write approvals of the register beside the files they are about."""
    written = list(of_versions.kept_beside())
    for told in written:
        _done(f"Kept beside its file: the approval of {told}.")
    return _done(f"{len(written)} approvals written.")


def rotate_key(reason: str) -> int:
    """Change the key of the log."""
    with alone():
        entry = rotation.rotate(reason)
    show.say(str(entry.payload["key"]))
    return _done(f"This key signs the log from entry {entry.sequence + 1} on: hand it to all who are to check.")


def rotate_source_key(source_id: str, reason: str) -> int:
    """Change the key of a source."""
    with alone():
        entry = rotation.rotate_source(source_id, reason)
    return _done(f"Case numbers of {source_id} have the key {entry.payload['key']} now; `oscec run` makes them anew.")


def answer(number: str, text: str) -> int:
    """Answer a question of the current warehouse."""
    found = questions.answer(auditing.asked(None), number, text=text)
    return _done(f"Answered: {found.text}")


def _done(text: str) -> int:
    show.say(text)
    show.note_model([text])
    return CLEAN
