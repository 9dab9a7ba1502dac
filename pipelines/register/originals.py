"""Originals: hashed anew, deleted by an act that keeps their hash, and due for deletion."""

import hashlib
from collections.abc import Iterator

from sqlalchemy import Connection

from pipelines import receive
from pipelines.register import acts, ask, effects, record
from pipelines.register.errors import RegisterError
from pipelines.register.tables import DELETION, EDITION, VERSION


def rehash() -> tuple[int, list[str]]:
    """How many originals were hashed, and what is wrong with which."""
    with record.reading() as register:
        if register is None:
            return 0, []
        return len(_expected(register)), list(wrong(register))


def rehashed() -> tuple[int, list[str]]:
    """The same, and an act that says so: who looked, at how many, and what was wrong."""
    count, found = rehash()
    if count:
        record.record(acts.Rehash(originals=count, wrong=found))
    return count, found


def wrong(register: Connection) -> Iterator[str]:
    """Originals that are gone without an act, changed, or still there although deleted."""
    for name, sha256, is_needed in _expected(register):
        path = receive.object_path(sha256)
        if not is_needed:
            if path.exists():
                yield f"{name}: the original is still there, although it was deleted"
        elif not path.exists():
            yield f"{name}: the original {sha256[:12]} is gone, and no act deleted it"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            yield f"{name}: the original {sha256[:12]} was changed"


def _expected(register: Connection) -> list[tuple[str, str, bool]]:
    """(whose, hash, whether it must be there) of everything kept under its hash."""
    editions = [
        (f"{each['source_id']} {each['edition']}", each["sha256"], effects.is_needed(register, each["sha256"]))
        for each in ask.rows(register, EDITION)
        if each["receipt"]
    ]
    versions = [(f"{each['kind']} {each['version_of']}", each["sha256"], True) for each in ask.rows(register, VERSION)]
    return editions + versions


def delete(source_id: str, edition: str, reason: str) -> bool:
    """Delete the original of an edition; whether it was there to delete. Raises RegisterError where none was kept."""
    with record.reading() as register:
        found = ask.edition(register, source_id, edition) if register else None
        gone = ask.rows(register, DELETION) if register else []
    if found is None or found["receipt"] is None:
        raise RegisterError(f"no original is kept of {source_id} {edition}")
    if any((each["source_id"], each["edition"]) == (source_id, edition) for each in gone):
        return False
    record.record(acts.Delete(source_id=source_id, edition=edition, sha256=found["sha256"], reason=reason))
    return True


def due() -> list[tuple[str, str]]:
    """(source_id, edition) of the originals whose time is over."""
    with record.reading() as register:
        found = ask.due(register, ask.today(register)) if register else []
    return [(each["source_id"], each["edition"]) for each, _ in found]


def delete_due() -> list[tuple[str, str]]:
    """Delete the originals whose time is over, each by an act of its own; gives their editions."""
    gone = due()
    for each in gone:
        delete(*each, "the time for which originals of the source are kept is over")
    return gone
