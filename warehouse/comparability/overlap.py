"""How many records aggregates hold together when some may be counted twice (comparability.md 4 and 5).

Without further knowledge a union lies between the largest aggregate and the sum. Aggregates that surely share nothing
raise the lower end; one that lies inside another adds nothing to the upper end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from warehouse.comparability.shares import Interval

MOST = 16


class Meeting(StrEnum):
    """How two sets of records lie to each other."""

    SAME = "SAME"
    INSIDE = "INSIDE"
    AROUND = "AROUND"
    OVERLAPS = "OVERLAPS"
    DISJOINT = "DISJOINT"
    UNKNOWN = "UNKNOWN"


Declared = Mapping[tuple[str, str], Meeting]
_TURNED = {Meeting.INSIDE: Meeting.AROUND, Meeting.AROUND: Meeting.INSIDE}
_HELD = frozenset(_TURNED)
_LYING = {
    (True, True): Meeting.SAME,
    (True, False): Meeting.INSIDE,
    (False, True): Meeting.AROUND,
    (False, False): Meeting.OVERLAPS,
}


@dataclass(frozen=True)
class Window:
    """A period with both ends inclusive; a start that is not known is None."""

    start: date | None
    end: date


@dataclass(frozen=True)
class Aggregate:
    """A number of records of one unit, whose they are and when: `place` is None where it is not one sure place."""

    name: str
    count: Interval
    window: Window
    source: str
    unit: str
    place: str | None = None


def meeting(one: Window, other: Window) -> Meeting:
    """How two periods lie to each other. INSIDE: the first lies in the second."""
    if one.start is None or other.start is None:
        return _without_start(one, other)
    if one.end < other.start or other.end < one.start:
        return Meeting.DISJOINT
    is_inside = other.start <= one.start and one.end <= other.end
    is_around = one.start <= other.start and other.end <= one.end
    return _LYING[is_inside, is_around]


def records_meet(one: Aggregate, other: Aggregate, *, declared: Declared | None = None) -> Meeting:
    """How the records of two aggregates lie to each other: UNKNOWN where the same record may be in both.

    Windows of one source, unit and place hold each other's records; other places or times share none. Two sources of
    one place and time may both have been told of a case, unless it is declared how their records lie to each other.
    """
    when = meeting(one.window, other.window)
    said = _said(one.source, other.source, declared=declared or {})
    if Meeting.DISJOINT in {when, said} or _are_apart(one.place, other.place):
        return Meeting.DISJOINT
    is_series = (one.source, one.unit, one.place) == (other.source, other.unit, other.place)
    if (is_series or said is Meeting.SAME) and when is not Meeting.OVERLAPS:
        return when
    return said if said in _HELD and when in {said, Meeting.SAME} else Meeting.UNKNOWN


def _are_apart(one: str | None, other: str | None) -> bool:
    """Whether two places are surely different ones."""
    return None not in {one, other} and one != other


def union(aggregates: Sequence[Aggregate], declared: Declared | None = None) -> Interval:
    """Smallest and largest number of different records in all aggregates together.

    `declared`: how the records of two sources lie to each other, whatever the period. Raises ValueError for none, for
    more than 16, for different units, and for a window with more records than one around it.
    """
    _check(aggregates, declared)
    links = {
        (at, other): records_meet(aggregates[at], aggregates[other], declared=declared)
        for at in range(len(aggregates))
        for other in range(at)
    }
    counted = [at for at in range(len(aggregates)) if not _is_held(at, links)]
    upper = sum(_upper(at, aggregates, links=links) for at in counted)
    return _heaviest([each.count[0] for each in aggregates], links), upper


def new_records(earlier: Aggregate, later: Aggregate) -> Interval:
    """Records of a window that a window inside it does not have: the only number of two nested windows that is new."""
    if records_meet(earlier, later) is not Meeting.INSIDE:
        raise ValueError(f"{earlier.name} does not lie in {later.name}: their difference is no number of records")
    return _new(earlier, later)


def _new(earlier: Aggregate, later: Aggregate) -> Interval:
    least, most = later.count[0] - earlier.count[1], later.count[1] - earlier.count[0]
    if most < 0:
        raise ValueError(f"{earlier.name} lies in {later.name} and has more records: {earlier.count} and {later.count}")
    return max(0, least), most


def _without_start(one: Window, other: Window) -> Meeting:
    """A period of unknown start is only sure to be apart from what begins after its end."""
    begins_later = (other.start is not None and one.end < other.start) or (
        one.start is not None and other.end < one.start
    )
    return Meeting.DISJOINT if begins_later else Meeting.UNKNOWN


def _said(one: str, other: str, *, declared: Declared) -> Meeting:
    turned = declared.get((other, one), Meeting.UNKNOWN)
    return declared.get((one, other), _TURNED.get(turned, turned))


def _check(aggregates: Sequence[Aggregate], declared: Declared | None) -> None:
    if not aggregates:
        raise ValueError("a union needs at least one aggregate")
    if len(aggregates) > MOST:
        raise ValueError(f"{len(aggregates)} aggregates are more than the {MOST} whose union can be bounded")
    units = sorted({each.unit for each in aggregates})
    if len(units) > 1:
        raise ValueError(f"aggregates count different things: {', '.join(units)}")
    for one in aggregates:
        for other in aggregates:
            if records_meet(one, other, declared=declared) is Meeting.INSIDE:
                _new(one, other)


def _link(one: int, other: int, *, links: dict[tuple[int, int], Meeting]) -> Meeting:
    if one > other:
        return links[one, other]
    return _TURNED.get(links[other, one], links[other, one])


def _is_held(at: int, links: dict[tuple[int, int], Meeting]) -> bool:
    """Whether another aggregate holds all records of this one; of equal ones the first counts."""
    others = {end for pair in links for end in pair} - {at}
    return any(
        _link(at, other, links=links) is Meeting.INSIDE
        or (_link(at, other, links=links) is Meeting.SAME and other < at)
        for other in others
    )


def _upper(at: int, aggregates: Sequence[Aggregate], *, links: dict[tuple[int, int], Meeting]) -> int:
    """The largest count, which no figure of just the same records may stay below."""
    same = [other for other in range(len(aggregates)) if other != at and _link(at, other, links=links) is Meeting.SAME]
    return min(aggregates[each].count[1] for each in [at, *same])


def _heaviest(weights: Iterable[int], links: dict[tuple[int, int], Meeting]) -> int:
    """The largest sum of aggregates of which no two can share a record."""
    best = {0: 0}
    for at, weight in enumerate(weights):
        apart = sum(1 << other for other in range(at) if links[at, other] is Meeting.DISJOINT)
        best |= {chosen | 1 << at: total + weight for chosen, total in best.items() if chosen & ~apart == 0}
    return max(best.values())
