"""What providers published of the records we hold: numbers that everyone has, in the same system as ours.

A number that is published stands there as it was printed; where it only bounds a count, as a rounded share does, the
room it leaves is a cell of its own. What follows from publications alone is no secret, and is not protected.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from schemas.disclosure import DisclosureRules
from warehouse.disclosure.moves import Moves, Target
from warehouse.disclosure.primary import Need
from warehouse.disclosure.system import Cell, Sum, TableSystem

_PREFIX = "published:"


@dataclass(frozen=True)
class Published:
    """A published number: records that surely count to it are `inside`, those that may do `meet` it."""

    name: str
    inside: tuple[str, ...]
    meeting: tuple[str, ...]
    lower: int | None
    upper: int | None


def joined(system: TableSystem, published: Iterable[Published]) -> TableSystem:
    """The system with these numbers. One that does not fit its counts is about other records, and is left out."""
    cells, sums = list(system.cells), list(system.sums)
    for each in published:
        for cell, ties in _tied(each, system.values):
            cells += cell
            sums += ties
    return TableSystem(tuple(cells), tuple(sums))


def _tied(each: Published, values: Mapping[str, int]) -> Iterator[tuple[list[Cell], list[Sum]]]:
    name = _PREFIX + each.name
    least, most = (sum(values[cell] for cell in cells) for cells in (each.inside, each.meeting))
    if (each.lower or 0) > most or (each.upper is not None and each.upper < least):
        return
    if each.lower == each.upper and each.inside == each.meeting != ():
        yield [Cell(name, most, "PUBLISHED")], [Sum(name, each.inside)]
        return
    if each.upper is not None and each.inside:
        room = Cell(f"{name} room", each.upper - least, "ROOM")
        yield [Cell(f"{name} most", each.upper, "PUBLISHED"), room], [Sum(f"{name} most", (*each.inside, room.name))]
    if each.lower and each.meeting:
        room, whole = Cell(f"{name} above", most - each.lower, "ROOM"), Cell(f"{name} whole", most, "ROOM")
        ties = [Sum(whole.name, each.meeting), Sum(whole.name, (f"{name} least", room.name))]
        yield [Cell(f"{name} least", each.lower, "PUBLISHED"), room, whole], ties


def still_open(system: TableSystem, needs: Mapping[str, Need], rules: DisclosureRules) -> dict[str, Need]:
    """What is left to protect: of each need the part that publications alone do not rule out."""
    hidden = np.array([cell.printing != "PUBLISHED" for cell in system.cells])
    if hidden.all():
        return dict(needs)
    moves = Moves(system, rules)
    return {name: left for name, need in needs.items() if (left := _left(system, need, moves=moves, hidden=hidden))}


def _left(system: TableSystem, need: Need, *, moves: Moves, hidden: NDArray[np.bool_]) -> Need | None:
    at, value = system.at[need.cell], system.values[need.cell]
    up, down = (
        moves.reach(hidden, Target(at, sign, far)) if far > 0 else 0
        for sign, far in ((1, need.high - value), (-1, value - need.low))
    )
    return replace(need, low=value - down, high=value + up) if up or down else None
