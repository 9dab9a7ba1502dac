"""What is due, late, missing or answered with nothing: the calendars of sources against what the register holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipelines import catalogue
from pipelines.catalogue import SourceError
from pipelines.register import ask, record
from pipelines.register.tables import EDITION, UPLOAD
from schemas.calendar import Due, read

NAME = "calendar.csv"


@dataclass(frozen=True)
class Delivery:
    """One delivery that is due: how it stands on a day, since when, and how many days after its deadline."""

    source_id: str
    edition: str
    due: date
    state: str
    since: date | None
    days_late: int | None
    note: str


@dataclass(frozen=True)
class Came:
    """What the register holds of an edition: the day it was taken in, whether it was withdrawn, the last refusal."""

    taken_in: date | None = None
    is_withdrawn: bool = False
    refused: date | None = None


def dues() -> dict[str, list[Due]]:
    """The calendars by source; those without one are left out. Raises SourceError with the errors of all of them."""
    found, errors = {}, []
    for source_id, path in catalogue.paths().items():
        calendar = path.with_name(NAME)
        try:
            if calendar.exists():
                found[source_id] = _read(calendar)
        except SourceError as error:
            errors.append(str(error))
    if errors:
        raise SourceError("\n".join(errors))
    return found


def _read(path: Path) -> list[Due]:
    try:
        return read(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: {error}") from error


def deliveries(on: date) -> list[Delivery]:
    """How every declared delivery stands on a day, earliest deadline first."""
    came = _came(on)
    every = [
        state_of(source_id, due, came=came.get((source_id, due.edition), Came()), on=on)
        for source_id, calendar in dues().items()
        for due in calendar
    ]
    return sorted(every, key=lambda each: (each.due, each.source_id, each.edition))


def state_of(source_id: str, due: Due, *, came: Came, on: date) -> Delivery:
    """How one delivery stands: what came counts before what was said, and silence is never a nil return."""
    state, since = _state(due, came, on=on)
    end = since or on
    late = max(0, (end - due.due).days) if state != "EXPECTED" else None
    return Delivery(source_id, due.edition, due.due, state, since, late, due.note)


def _state(due: Due, came: Came, *, on: date) -> tuple[str, date | None]:
    if came.taken_in and not came.is_withdrawn:
        return ("RECEIVED" if came.taken_in <= due.due else "LATE"), came.taken_in
    if due.answered_on and due.answered_on <= on:
        return "NIL", due.answered_on
    if came.is_withdrawn:
        return "WITHDRAWN", came.taken_in
    if came.refused:
        return "REFUSED", None
    return ("MISSING" if on > due.due else "EXPECTED"), None


def _came(on: date) -> dict[tuple[str, str], Came]:
    with record.reading() as register:
        if register is None:
            return {}
        editions, uploads = ask.rows(register, EDITION), ask.rows(register, UPLOAD)
    refused = {
        (each["source_id"], each["edition"]): _day(each["time"])
        for each in uploads
        if each["verdict"] == "REFUSED" and _day(each["time"]) <= on
    }
    taken = {
        (each["source_id"], each["edition"]): each
        for each in editions
        if each["received_at"] and _day(each["received_at"]) <= on
    }
    return {place: _of(taken.get(place), refused.get(place)) for place in {*refused, *taken}}


def _of(edition: Mapping[Any, Any] | None, refused: date | None) -> Came:
    if edition is None:
        return Came(refused=refused)
    return Came(_day(edition["received_at"]), edition["state"] == "withdrawn", refused)


def _day(time: str) -> date:
    return datetime.fromisoformat(time).date()


def silent(known: Iterable[str]) -> list[str]:
    """Sources that declare no deadline."""
    return sorted(catalogue.paths().keys() - set(known))
