"""The one door: an act enters the log first, then the tables and files; what a killed process left is caught up."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, RowMapping, select

from pipelines import catalogue, home, receive, stage, steps
from pipelines.register import acts, database, log, rules
from pipelines.register.acts import Act
from pipelines.register.apply import act_of, apply
from pipelines.register.effects import take_effect
from pipelines.register.entry import NOTHING, Entry
from pipelines.register.errors import DamagedError, DeniedError
from pipelines.register.log import Head
from pipelines.register.tables import APPLIED


def actor() -> str:
    """Who acts: OSCEC_ACTOR, which whoever lets people in sets, else the account of the operating system."""
    try:
        return os.environ.get("OSCEC_ACTOR") or getpass.getuser()
    except (KeyError, OSError):  # an account without a name
        return f"uid {os.getuid()}"


def record(act: Act, who: str | None = None) -> Entry:
    """Do an act: append it to the log, then apply it. Raises DeniedError for one not allowed, once that is logged."""
    with log.writing():
        _catch_up()
        person = who or actor()
        with database.transaction() as connection:
            why = rules.refusal(act, connection, who=person)
        if not why:
            return _enter(act, person)
        _enter(acts.Deny(tried=act.name, on=act.object, why=why), person)
        raise DeniedError(f"{act.name}, {act.object}: {why}")


def catch_up() -> None:
    """Apply what the log holds and the register does not yet; takes in receipts from before the log."""
    if log.size() == 0 and not any(home.receipts().glob("*/*.json")):
        return
    with log.writing():
        _catch_up()


@contextmanager
def reading() -> Iterator[Connection | None]:
    """The register as the log has it; None where nothing was ever done."""
    if log.size() == 0:
        yield None
        return
    with database.transaction() as connection:
        if _is_settled(connection):
            yield connection
            return
    catch_up()
    with database.transaction() as connection:
        yield connection


def _is_settled(connection: Connection) -> bool:
    """Whether log, head and register end at the same entry; while somebody writes, they may not."""
    head = log.head()
    return log.size() == head.size and database.is_ready(connection) and applied(connection).hash == head.hash


def applied(connection: Connection) -> Head:
    """How far the log was applied: sequence and hash of the last entry; its length in bytes is not known."""
    found: RowMapping | None = connection.execute(select(APPLIED)).mappings().one_or_none()
    told = {"sequence": found["sequence"], "hash": found["hash"]} if found else {"sequence": 0, "hash": NOTHING}
    return log.START.model_copy(update=told)


def _catch_up() -> None:
    head = log.settled()
    with database.transaction() as connection:
        database.prepare(connection)
        done = applied(connection)
    if done.sequence > head.sequence:
        raise DamagedError(f"the register holds {done.sequence} entries, the log {head.sequence}: put the log back")
    if done.hash != head.hash:
        replay(done)
    if head.sequence == 0 and (former := receive.receipts()):
        _enter(acts.Adopt(receipts=[_received(each) for each in former]), actor())


def replay(done: Head = log.START) -> int:
    """Apply every entry behind the last one applied; how many there are in all. Call it while `writing`."""
    for entry in log.entries():
        if entry.sequence == done.sequence and entry.hash != done.hash:
            raise DamagedError("the register was made from another log; `oscec audit repair` makes it from this one")
        if entry.sequence > done.sequence:
            _apply(entry)
    return log.head().sequence


def _enter(act: Act, who: str) -> Entry:
    entry = log.append(act.name, act.object, payload=act.payload, who=who)
    _apply(entry)
    return entry


def _apply(entry: Entry) -> None:
    """Tables and files as the entry says; the transaction ends after both, so that a kill between them repeats both."""
    steps.reached("register.begun")
    with database.transaction() as connection:
        apply(connection, entry)
        steps.reached("register.written")
        take_effect(act_of(entry), connection, entry)
        steps.reached("register.effective")
    steps.reached("register.committed")


def _received(receipt: receive.Receipt) -> acts.Received:
    """A receipt from before the log, with the counts that stand beside its outcome and what it revises, if known."""
    try:
        told = stage.told(receipt.source_id, receipt.edition)
    except FileNotFoundError:
        told = {}
    rows = acts.Rows(**{name: told.get(f"rows_{name}", 0) for name in acts.Rows.model_fields})
    is_known = receipt.source_id in catalogue.paths()
    edition = catalogue.source(receipt.source_id).edition_named(receipt.edition) if is_known else None
    return acts.Received(**receipt.model_dump(), rows=rows, revises=edition.revises if edition else None)
