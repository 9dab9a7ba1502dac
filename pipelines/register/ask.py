"""What stands now: states, waivers and versions in force, answers that still hold, originals whose time is over."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, RowMapping, Table, and_, or_, select

from pipelines.register.tables import (
    ANSWER,
    APPLIED,
    APPROVAL,
    CORRECTION,
    DELETION,
    EDITION,
    RELEASE,
    RETENTION,
    SNAPSHOT,
    WAIVER,
)

STANDING = ("accepted", "published")


def rows(connection: Connection, table: Table) -> Sequence[RowMapping]:
    """Every row of a table, in order of its key."""
    return connection.execute(select(table).order_by(*table.primary_key.columns)).mappings().all()


def edition(connection: Connection, source_id: str, name: str) -> RowMapping | None:
    """What the register holds of an edition."""
    wanted = select(EDITION).where(EDITION.c.source_id == source_id, EDITION.c.edition == name)
    return connection.execute(wanted).mappings().one_or_none()


def editions_of(connection: Connection, source_id: str) -> Sequence[RowMapping]:
    """What the register holds of the editions of a source, in order."""
    wanted = select(EDITION).where(EDITION.c.source_id == source_id).order_by(EDITION.c.edition)
    return connection.execute(wanted).mappings().all()


def is_published(connection: Connection, snapshot: str, *, fingerprint: str) -> bool:
    """Whether the log says that a snapshot made from these inputs was published under this name."""
    same = SNAPSHOT.c.snapshot == snapshot, SNAPSHOT.c.fingerprint == fingerprint
    return connection.execute(select(SNAPSHOT).where(*same)).first() is not None


def withdrawn(connection: Connection) -> set[tuple[str, str]]:
    """(source_id, edition) of every edition that was withdrawn."""
    wanted = select(EDITION.c.source_id, EDITION.c.edition).where(EDITION.c.state == "withdrawn")
    return {(source_id, edition) for source_id, edition in connection.execute(wanted)}


def state(connection: Connection, source_id: str, name: str) -> str:
    """The state of an edition; `draft` as long as nothing was submitted for it."""
    found = edition(connection, source_id, name)
    return found["state"] if found else "draft"


def today(connection: Connection) -> date:
    """The day of the clock, or of the last act where the clock has gone back."""
    last = connection.execute(select(APPLIED.c.time)).scalar_one_or_none()
    clock = datetime.now().astimezone().date()
    return max(clock, datetime.fromisoformat(last).date()) if last else clock


def waivers_in_force(connection: Connection, on: date) -> Sequence[RowMapping]:
    """Waivers that somebody else approved and that have not expired by a day; the day of expiry is the last one."""
    wanted = select(WAIVER).where(WAIVER.c.approver.is_not(None), WAIVER.c.expires >= on)
    return connection.execute(wanted.order_by(WAIVER.c.request)).mappings().all()


def corrections(connection: Connection, source_id: str) -> Sequence[RowMapping]:
    """Corrections of a source that somebody else approved, and that were neither withdrawn nor have expired today."""
    wanted = select(CORRECTION).where(
        CORRECTION.c.source_id == source_id, CORRECTION.c.approved.is_not(None), CORRECTION.c.withdrawn.is_(None),
        or_(CORRECTION.c.expires.is_(None), CORRECTION.c.expires >= today(connection)),
    )  # fmt: skip
    return connection.execute(wanted.order_by(CORRECTION.c.correction)).mappings().all()


def answer_to(connection: Connection, source_id: str, *, data_hash: str) -> RowMapping | None:
    """The last answer to a question, from whatever period, as long as it was given for these very data."""
    same = and_(ANSWER.c.source_id == source_id, ANSWER.c.data_hash == data_hash)
    latest = select(ANSWER).where(same).order_by(ANSWER.c.sequence.desc()).limit(1)
    return connection.execute(latest).mappings().one_or_none()


def due(connection: Connection, on: date) -> list[tuple[RowMapping, date]]:
    """Editions whose original should be deleted by a day, with the day it became due."""
    days = {each["source_id"]: each["days"] for each in rows(connection, RETENTION)}
    gone = {(each["source_id"], each["edition"]) for each in rows(connection, DELETION)}
    kept = [each for each in rows(connection, EDITION) if (each["source_id"], each["edition"]) not in gone]
    limits = [
        (each, datetime.fromisoformat(each["received_at"]).date() + timedelta(days=days[each["source_id"]]))
        for each in kept
        if each["source_id"] in days and each["received_at"]
    ]
    return [(each, limit) for each, limit in limits if limit <= on]


def approvers(connection: Connection, release: str, *, manifest: str) -> list[str]:
    """Who approved a release with exactly this content, in order."""
    wanted = select(APPROVAL.c.approver).where(APPROVAL.c.release == release, APPROVAL.c.manifest == manifest)
    return [str(who) for (who,) in connection.execute(wanted.order_by(APPROVAL.c.sequence))]


def published_releases(connection: Connection) -> Sequence[RowMapping]:
    """The releases that left, oldest first."""
    wanted = select(RELEASE).where(RELEASE.c.published.is_not(None)).order_by(RELEASE.c.published)
    return connection.execute(wanted).mappings().all()
