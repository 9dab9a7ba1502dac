"""What an act does to files, each time with the same end: receipts that are given, originals that are deleted."""

from datetime import datetime
from functools import singledispatch

from sqlalchemy import Connection, func, select

from pipelines import keys, receive
from pipelines.receive import Receipt
from pipelines.register import acts, ask, log, proof
from pipelines.register.acts import Act
from pipelines.register.entry import Entry
from pipelines.register.errors import RegisterError
from pipelines.register.signing import PublicKey, take_over
from pipelines.register.tables import DELETION, EDITION, SOURCE_KEY
from pipelines.release import store


@singledispatch
def take_effect(act: Act, connection: Connection, entry: Entry) -> None:
    """Do to files what the act says; the tables hold it already."""


@take_effect.register(acts.Refuse)
@take_effect.register(acts.Repeat)
def _told(act: acts.Delivery, connection: Connection, entry: Entry) -> None:  # noqa: ARG001
    proof.give(act, entry)


@take_effect.register
def _accepted(act: acts.Accept, connection: Connection, entry: Entry) -> None:
    found = ask.edition(connection, act.source_id, act.edition)
    if found is None:
        raise RegisterError(f"the register does not hold {act.object}, which was accepted")
    plain = {name: getattr(act, name) for name in ("source_id", "edition", "file", "sha256", "size")}
    given = datetime.fromisoformat(entry.time)
    receive.enter(Receipt(**plain, sequence=found["receipt"], received_at=given))
    proof.give(act, entry)


@take_effect.register
def _deleted(act: acts.Delete, connection: Connection, entry: Entry) -> None:
    if not is_needed(connection, act.sha256):
        receive.delete(act.sha256, f"deleted by entry {entry.sequence} of the log, {entry.time}\n")


@take_effect.register
def _released(act: acts.PublishRelease, connection: Connection, entry: Entry) -> None:  # noqa: ARG001
    store.publish(act.release, act.manifest)


@take_effect.register
def _key_rotated(act: acts.RotateKey, connection: Connection, entry: Entry) -> None:  # noqa: ARG001
    take_over(PublicKey(act.key))
    log.sign_head_again(entry)


@take_effect.register
def _source_key_rotated(act: acts.RotateSourceKey, connection: Connection, entry: Entry) -> None:
    wanted = select(SOURCE_KEY).where(SOURCE_KEY.c.source_id == act.source_id, SOURCE_KEY.c.sequence == entry.sequence)
    if found := connection.execute(wanted).mappings().one_or_none():
        keys.changed(act.source_id, act.key, changes=found["changes"])


def is_needed(connection: Connection, sha256: str) -> bool:
    """Whether an edition, of any source, still keeps the bytes with this hash as its original."""
    received = (
        select(func.count()).select_from(EDITION).where(EDITION.c.sha256 == sha256, EDITION.c.receipt.is_not(None))
    )
    deleted = select(func.count()).select_from(DELETION).where(DELETION.c.sha256 == sha256)
    return bool(connection.execute(received).scalar_one() > connection.execute(deleted).scalar_one())
