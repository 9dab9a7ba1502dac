"""`oscec calendar`: what is due, late, missing or answered with nothing."""

from datetime import date

from interfaces import show
from interfaces.ending import BLOCKED, CLEAN
from pipelines.calendar import Delivery, deliveries, dues, silent
from pipelines.orchestration.releasing import today
from schemas.calendar import STATES

_HEADS = ("source_id", "edition", "due", "state", "since", "days_late", "note")


def calendar(source_id: str | None, on: date | None, *, as_json: bool) -> int:
    """Print how every delivery stands; exit code 1 where one is missing."""
    day = on or today()
    found = [each for each in deliveries(day) if source_id in {None, each.source_id}]
    without = [each for each in silent(dues()) if source_id in {None, each}]
    if as_json:
        show.as_json({"on": day, "deliveries": [vars(each) for each in found], "no_deadline": without})
    else:
        _say(found, without, day=day)
    return BLOCKED if any(each.state == "MISSING" for each in found) else CLEAN


def _say(found: list[Delivery], without: list[str], *, day: date) -> None:
    show.rows(_HEADS, [[vars(each)[head] for head in _HEADS] for each in found], numbers=["days_late"])
    counts = {state: sum(each.state == state for each in found) for state in STATES}
    for state, count in counts.items():
        if count:
            show.say(f"{count} {state}: {STATES[state]}.")
    if without:
        show.say(f"No deadline is declared for {', '.join(without)}.")
    show.say(f"As it stands on {day}.")
    show.note_model([*(each.source_id for each in found), *without])
