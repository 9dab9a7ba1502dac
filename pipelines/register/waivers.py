"""What the register says of waivers that counted for an edition: who approved them, why, and until when."""

from typing import Any

from pipelines.register import ask, record
from pipelines.register.tables import WAIVER

_KEPT = ("source_id", "edition", "reason", "approver", "expires")


def granted(wanted: set[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """One row for each (source, edition, rule): of several approved waivers the one that lasts longest."""
    with record.reading() as register:
        every = ask.rows(register, WAIVER) if register else []
    longest = sorted((each for each in every if each["approver"]), key=lambda each: (each["expires"], each["request"]))
    by_place = {(each["source_id"], each["edition"], each["rule"]): each for each in longest}
    return [
        {**{name: by_place[place][name] for name in _KEPT}, "rule_id": place[2]}
        for place in sorted(wanted)
        if place in by_place
    ]
