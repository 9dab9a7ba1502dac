"""What an act changes in the tables: one function an act, in the transaction that notes how far the log was applied."""

from functools import singledispatch
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, func, insert, select, update

from pipelines.register import acts
from pipelines.register.acts import ACTS, Act
from pipelines.register.entry import Entry
from pipelines.register.rules import TRANSITIONS
from pipelines.register.tables import (
    ANSWER,
    APPLIED,
    APPROVAL,
    CORRECTION,
    DECISION,
    DELETION,
    EDITION,
    RELEASE,
    RETENTION,
    SNAPSHOT,
    SOURCE_KEY,
    UPLOAD,
    VERSION,
    WAIVER,
)

_VERDICTS = {"accept": "ACCEPTED", "refuse": "REFUSED", "repeat": "CAME_BEFORE"}
_NO_DECISION = {
    "submit", "repeat", "adopt", "request-waiver", "propose-version", "propose-correction", "rehash", "prepare-release",
}  # fmt: skip


def act_of(entry: Entry) -> Act:
    """The act that an entry holds."""
    return ACTS[entry.act].model_validate(entry.payload)


def apply(connection: Connection, entry: Entry) -> None:
    """Change the tables as the entry says, and note it as the last one applied."""
    act = act_of(entry)
    _write(act, connection, entry)
    if act.name in _VERDICTS:
        _upload(act, connection, entry=entry)
    if act.name not in _NO_DECISION:
        _decision(connection, entry)
    connection.execute(delete(APPLIED))
    noted = {"id": 1, "sequence": entry.sequence, "hash": entry.hash, "time": entry.time}
    connection.execute(insert(APPLIED).values(noted))


def _upload(act: Act, connection: Connection, *, entry: Entry) -> None:
    if isinstance(act, acts.Delivery):
        told = {"sequence": entry.sequence, "time": entry.time, "who": entry.who, "verdict": _VERDICTS[act.name]}
        connection.execute(insert(UPLOAD).values(told | _delivered(act)))


def _decision(connection: Connection, entry: Entry) -> None:
    payload = entry.payload
    reason = next((str(payload[name]) for name in ("reason", "why", "text", "by") if name in payload), "")
    told = {"sequence": entry.sequence, "time": entry.time, "who": entry.who, "act": entry.act}
    connection.execute(insert(DECISION).values(told | {"object": entry.object, "reason": reason}))


def _delivered(act: acts.Delivery | acts.Received) -> dict[str, Any]:
    plain = {name: getattr(act, name) for name in ("source_id", "edition", "file", "sha256", "size")}
    return plain | {f"rows_{name}": count for name, count in act.rows.model_dump().items()}


def _put(connection: Connection, table: Table, *, row: dict[str, Any]) -> None:
    """Write a row in the place of the one with its key."""
    connection.execute(delete(table).where(and_(*(column == row[column.name] for column in table.primary_key))))
    connection.execute(insert(table).values(row))


def _move(connection: Connection, act: acts.EditionAct, *, entry: Entry) -> None:
    """Put an edition that the register knows into the state the act leads to."""
    key = EDITION.c.source_id == act.source_id, EDITION.c.edition == act.edition
    state = connection.execute(select(EDITION.c.state).where(*key)).scalar_one_or_none()
    if state is not None and TRANSITIONS[act.name][state] != state:
        moved = {"state": TRANSITIONS[act.name][state], "changed": entry.sequence}
        connection.execute(update(EDITION).where(*key).values(moved))


@singledispatch
def _write(act: Act, connection: Connection, entry: Entry) -> None:
    """Repeats and denied acts change nothing but the log."""


@_write.register
def _submit(act: acts.Submit, connection: Connection, entry: Entry) -> None:
    _put(connection, EDITION, row={**_delivered(act), "state": "submitted", "changed": entry.sequence})


@_write.register
def _accept(act: acts.Accept, connection: Connection, entry: Entry) -> None:
    receipt = (connection.execute(select(func.max(EDITION.c.receipt))).scalar() or 0) + 1
    declared = {"revises": act.revises, "source_file": act.source_file, "rules": act.rules}
    given = {"state": "accepted", "receipt": receipt, "received_at": entry.time, "changed": entry.sequence}
    _put(connection, EDITION, row=_delivered(act) | declared | given)


@_write.register(acts.Refuse)
@_write.register(acts.Withdraw)
@_write.register(acts.Supersede)
@_write.register(acts.Reinstate)
def _edition(act: acts.EditionAct, connection: Connection, entry: Entry) -> None:
    _move(connection, act, entry=entry)


@_write.register
def _adopt(act: acts.Adopt, connection: Connection, entry: Entry) -> None:
    for each in act.receipts:
        given = {
            "state": "accepted",
            "revises": each.revises,
            "receipt": each.sequence,
            "received_at": each.received_at.isoformat(),
        }
        _put(connection, EDITION, row=_delivered(each) | given | {"changed": entry.sequence})


@_write.register
def _publish(act: acts.Publish, connection: Connection, entry: Entry) -> None:
    told = {"snapshot": act.snapshot, "fingerprint": act.fingerprint, "sequence": entry.sequence}
    _put(connection, SNAPSHOT, row=told)
    for source_id, edition in act.editions:
        key = EDITION.c.source_id == source_id, EDITION.c.edition == edition, EDITION.c.state == "accepted"
        connection.execute(update(EDITION).where(*key).values(state="published", changed=entry.sequence))


@_write.register
def _request_waiver(act: acts.RequestWaiver, connection: Connection, entry: Entry) -> None:
    _put(connection, WAIVER, row={**act.model_dump(), "request": entry.sequence, "requester": entry.who})


@_write.register
def _approve_waiver(act: acts.ApproveWaiver, connection: Connection, entry: Entry) -> None:
    approved = {"approver": entry.who, "approved": entry.sequence}
    connection.execute(update(WAIVER).where(WAIVER.c.request == act.waiver).values(approved))


@_write.register
def _answer(act: acts.Answer, connection: Connection, entry: Entry) -> None:
    _put(connection, ANSWER, row={**act.model_dump(), "sequence": entry.sequence, "time": entry.time, "who": entry.who})


@_write.register
def _propose_version(act: acts.ProposeVersion, connection: Connection, entry: Entry) -> None:
    _put(connection, VERSION, row={**act.model_dump(), "author": entry.who, "proposed": entry.sequence})


@_write.register
def _approve_version(act: acts.ApproveVersion, connection: Connection, entry: Entry) -> None:
    key = VERSION.c.kind == act.kind, VERSION.c.version_of == act.version_of, VERSION.c.sha256 == act.sha256
    approved = {"reviewer": entry.who, "approved": entry.sequence, "approved_on": entry.time}
    connection.execute(update(VERSION).where(*key).values(approved))


@_write.register
def _propose_correction(act: acts.ProposeCorrection, connection: Connection, entry: Entry) -> None:
    _put(connection, CORRECTION, row={**act.model_dump(), "correction": entry.sequence, "author": entry.who})


@_write.register
def _approve_correction(act: acts.ApproveCorrection, connection: Connection, entry: Entry) -> None:
    approved = {"reviewer": entry.who, "approved": entry.sequence, "approved_on": entry.time}
    connection.execute(update(CORRECTION).where(CORRECTION.c.correction == act.correction).values(approved))


@_write.register
def _withdraw_correction(act: acts.WithdrawCorrection, connection: Connection, entry: Entry) -> None:
    gone = update(CORRECTION).where(CORRECTION.c.correction == act.correction)
    connection.execute(gone.values(withdrawn=entry.sequence))


@_write.register
def _retain(act: acts.Retain, connection: Connection, entry: Entry) -> None:
    _put(connection, RETENTION, row={**act.model_dump(), "who": entry.who, "sequence": entry.sequence})


@_write.register
def _delete(act: acts.Delete, connection: Connection, entry: Entry) -> None:
    noted = {"who": entry.who, "time": entry.time, "sequence": entry.sequence}
    _put(connection, DELETION, row={**act.model_dump(), **noted})


@_write.register
def _prepare_release(act: acts.PrepareRelease, connection: Connection, entry: Entry) -> None:
    noted = {"preparer": entry.who, "prepared": entry.sequence, "prepared_at": entry.time}
    _put(connection, RELEASE, row={**act.model_dump(), **noted})


@_write.register
def _approve_release(act: acts.ApproveRelease, connection: Connection, entry: Entry) -> None:
    _put(connection, APPROVAL, row={**act.model_dump(), "approver": entry.who, "sequence": entry.sequence})


@_write.register
def _publish_release(act: acts.PublishRelease, connection: Connection, entry: Entry) -> None:
    noted = {"publisher": entry.who, "published": entry.sequence, "published_at": entry.time}
    connection.execute(update(RELEASE).where(RELEASE.c.release == act.release).values(noted))


@_write.register
def _rotate_source_key(act: acts.RotateSourceKey, connection: Connection, entry: Entry) -> None:
    former = connection.execute(select(SOURCE_KEY.c.changes).where(SOURCE_KEY.c.source_id == act.source_id)).scalar()
    told = {"source_id": act.source_id, "key": act.key, "changes": (former or 0) + 1, "sequence": entry.sequence}
    _put(connection, SOURCE_KEY, row=told)
