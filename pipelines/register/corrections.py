"""Corrections of cells as acts: proposed for a cell that is there, approved by somebody else, listed with a state."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, RowMapping

from pipelines import catalogue, receive, stage
from pipelines.corrections import Correction, refusal
from pipelines.deliver import tidy_delivery
from pipelines.register import acts, ask, record
from pipelines.register.errors import RegisterError
from pipelines.register.rules import same_person
from pipelines.register.tables import CORRECTION

_PEOPLE = ("reason", "author", "reviewer", "approved_on", "expires")


def propose(act: acts.ProposeCorrection) -> int:
    """Propose a correction; gives its number, that of before where the same person has proposed it and it waits.

    Raises RegisterError where the edition holds no such cell, or one that cannot be corrected.
    """
    if why := refusal(_tables(act), _of(act.model_dump() | {"correction": 0})):
        raise RegisterError(f"cell {act.cell} of sheet {act.sheet} cannot be corrected: {why}")
    return _waiting(act) or record.record(act).sequence


def approve(number: int, who: str | None = None) -> None:
    """Approve a correction that somebody else proposed; done again by the same person it changes nothing."""
    if not _is_done(number, "reviewer", who=who):
        record.record(acts.ApproveCorrection(correction=number), who)


def withdraw(number: int, reason: str) -> None:
    """Say that a correction no longer counts; done again it changes nothing."""
    if not _is_done(number, "withdrawn"):
        record.record(acts.WithdrawCorrection(correction=number, reason=reason))


def _waiting(act: acts.ProposeCorrection) -> int | None:
    """A proposal of the same person that says the same and was neither approved nor withdrawn."""
    said = act.model_dump()
    with record.reading() as register:
        every = ask.rows(register, CORRECTION) if register else []
    same = (
        each["correction"]
        for each in every
        if not (each["approved"] or each["withdrawn"])
        and same_person(each["author"], record.actor())
        and all(each[name] == said[name] for name in said)
    )
    return next(same, None)


def _is_done(number: int, what: str, *, who: str | None = None) -> bool:
    """Whether a correction is withdrawn, or approved by this very person."""
    with record.reading() as register:
        every = ask.rows(register, CORRECTION) if register else []
    done = next((each[what] for each in every if each["correction"] == number), None)
    return done is not None and (what == "withdrawn" or same_person(str(done), who or record.actor()))


def _tables(act: acts.ProposeCorrection) -> list[Any]:
    """The tables of an edition as they came, in the source's own words."""
    receipt = receive.receipt_of(act.source_id, act.edition)
    if receipt is None or receive.is_deleted(receipt.sha256):
        raise RegisterError(f"no original is kept of {act.source_id} {act.edition}: nothing can be made anew from it")
    source = catalogue.source(act.source_id)
    return tidy_delivery(receive.content_of(receipt), receipt.file, source=source, edition=act.edition).tables


def _of(told: dict[str, Any]) -> Correction:
    return Correction(**{name: told[name] for name in Correction.__dataclass_fields__})


def listed() -> list[dict[str, Any]]:
    """Every correction with its state, and whether the edition as it is kept was made with it."""
    with record.reading() as register:
        if register is None:
            return []
        found = ask.rows(register, CORRECTION)
        return [dict(each) | {"state": _state(each, register), "is_made": _is_made(each)} for each in found]


def _state(each: RowMapping, register: Connection) -> str:
    checks = {
        "WITHDRAWN": each["withdrawn"] is not None,
        "PROPOSED": each["approved"] is None,
        "EXPIRED": each["expires"] is not None and each["expires"] < ask.today(register),
        "SUPERSEDED": ask.state(register, each["source_id"], each["edition"]) == "superseded",
    }
    return next((state for state, is_so in checks.items() if is_so), "IN_FORCE")


def _is_made(each: RowMapping) -> bool:
    return each["correction"] in stage.corrected_in(each["source_id"], each["edition"])["correction"]


def made(editions: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """The corrections that kept editions were made with, each with its place and who is responsible for it."""
    frames = {place: stage.corrected_in(*place) for place in editions}
    with record.reading() as register:
        people = {each["correction"]: each for each in ask.rows(register, CORRECTION)} if register else {}
    return [
        {
            "source_id": source_id,
            "edition": edition,
            **row,
            **{name: people[row["correction"]][name] for name in _PEOPLE},
        }
        for (source_id, edition), frame in frames.items()
        for row in frame.iter_rows(named=True)
    ]
