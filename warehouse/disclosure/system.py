"""A system of linked tables: cells, and the sums that tie them. All that protector and attacker have in common."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Literal

Printing = Literal["MAY_HIDE", "SHOWN", "HIDDEN", "RECORDED", "CHANGE", "REST", "PUBLISHED", "ROOM"]
DERIVED = frozenset({"RECORDED", "CHANGE", "REST", "ROOM"})
ELSEWHERE = frozenset({"PUBLISHED", "ROOM"})


class TableError(ValueError):
    """Tables that do not add up, or that contradict each other; every such place is named."""


@dataclass(frozen=True)
class Cell:
    """A count or a magnitude of a table.

    `printing`: whether we may hide it; SHOWN is known to everyone (printed before, or cannot occur), HIDDEN stays as it
    was in an earlier release; DERIVED ones are printed nowhere: RECORDED is a count of records that only sums tell of,
    CHANGE the difference of two releases, REST what one category leaves of a total. ELSEWHERE tells of publications of
    the provider: PUBLISHED is a number printed there, ROOM what it leaves open. `threshold`, `is_withheld`: the
    provider's own rules. A magnitude tells its number of `records` and its `largest` contributions; a count is its own
    number of records. `weight`: how much rather others are hidden.
    """

    name: str
    value: int
    printing: Printing = "MAY_HIDE"
    threshold: int = 0
    is_withheld: bool = False
    records: int | None = None
    largest: tuple[int, ...] = ()
    weight: int = field(default=1, compare=False)


@dataclass(frozen=True, order=True)
class Sum:
    """A total and the parts that make it up."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class TableSystem:
    """Cells and sums in the order of their names, whatever the order they came in. Raises TableError if at odds."""

    cells: tuple[Cell, ...]
    sums: tuple[Sum, ...]

    def __post_init__(self) -> None:
        """Bring them in order and refuse what is not a system of tables."""
        object.__setattr__(self, "cells", tuple(sorted(set(self.cells), key=lambda cell: (cell.name, cell.value))))
        object.__setattr__(self, "sums", tuple(sorted({Sum(s.total, tuple(sorted(s.parts))) for s in self.sums})))
        wrong = [*self._contradictions(), *self._wrong_sums()]
        if wrong:
            raise TableError("; ".join(wrong))

    def cell(self, name: str) -> Cell:
        """The cell of this name."""
        return self.cells[self.at[name]]

    @cached_property
    def at(self) -> dict[str, int]:
        """The place of each cell."""
        return {cell.name: at for at, cell in enumerate(self.cells)}

    @cached_property
    def values(self) -> dict[str, int]:
        """The value of each cell."""
        return {cell.name: cell.value for cell in self.cells}

    @cached_property
    def filled(self) -> dict[str, int]:
        """How many records each cell holds at least, once it is known which are zero: one for each that is not."""
        found = {cell.name: int(cell.value > 0 and cell.printing not in DERIVED) for cell in self.cells}
        is_settled = False
        while not is_settled:
            is_settled = True
            for each in self.sums:
                inside = sum(found[part] for part in each.parts)
                if inside > found[each.total]:
                    found[each.total], is_settled = inside, False
        return found

    def _contradictions(self) -> Iterable[str]:
        for before, cell in pairwise(self.cells):
            if before.name == cell.name:
                yield f"{cell.name} is {before.value} and {cell.value}, or under different rules"
        for cell in self.cells:
            if cell.value < 0:
                yield f"{cell.name} is negative: {cell.value}"

    def _wrong_sums(self) -> Iterable[str]:
        for each in self.sums:
            unknown = [name for name in (each.total, *each.parts) if name not in self.values]
            if unknown:
                yield f"{each.total} is made of cells that are not there: {', '.join(unknown)}"
            elif self.values[each.total] != (found := sum(self.values[part] for part in each.parts)):
                yield f"{each.total} is {self.values[each.total]}, its parts make {found}: {', '.join(each.parts)}"


def linked(*systems: TableSystem) -> TableSystem:
    """Tables that share cells as one system: a cell of one name is one cell, and must have one value."""
    return TableSystem(
        tuple(cell for system in systems for cell in system.cells),
        tuple(each for system in systems for each in system.sums),
    )
