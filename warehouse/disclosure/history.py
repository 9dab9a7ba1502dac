"""Successive releases as one system: what was told before, what is told now, and the changes between them."""

from collections.abc import Iterator

from warehouse.disclosure.system import DERIVED, ELSEWHERE, Cell, Sum, TableSystem

EARLIER, CHANGE = "earlier:", "change:"


def successive(
    earlier: TableSystem, hidden: frozenset[str], *, later: TableSystem, unchanged: frozenset[str] = frozenset()
) -> TableSystem:
    """Both releases and their differences, to be protected together.

    The earlier one stays as it is. Everyone is taken to know whether a cell grew or shrank, and of `unchanged` cells,
    such as those of a closed period, that they did not change. Where more than two releases are told, `earlier` is
    itself such a system.
    """
    before = [_told(cell, cell.name in hidden) for cell in earlier.cells]
    tied = _tied(earlier, later)
    changes = [Cell(CHANGE + name, abs(later.values[name] - earlier.values[name]), "CHANGE") for name in tied]
    kept = [each for each in changes if each.name.removeprefix(CHANGE) not in unchanged]
    return TableSystem(
        (*later.cells, *before, *kept),
        (*later.sums, *_renamed(earlier.sums), *_ties(earlier, later, unchanged=unchanged)),
    )


def _told(cell: Cell, is_hidden: bool) -> Cell:  # noqa: FBT001  # whether, of one cell
    is_lasting = cell.printing in DERIVED | ELSEWHERE
    printing = cell.printing if is_lasting else "HIDDEN" if is_hidden else "SHOWN"
    return Cell(EARLIER + cell.name, cell.value, printing, cell.threshold, cell.is_withheld, cell.records, cell.largest)


def _renamed(sums: tuple[Sum, ...]) -> Iterator[Sum]:
    for each in sums:
        yield Sum(EARLIER + each.total, tuple(EARLIER + part for part in each.parts))


def _ties(earlier: TableSystem, later: TableSystem, *, unchanged: frozenset[str]) -> Iterator[Sum]:
    for name in _tied(earlier, later):
        is_larger = later.values[name] >= earlier.values[name]
        larger, smaller = (name, EARLIER + name)[:: 1 if is_larger else -1]
        yield Sum(larger, (smaller,) if name in unchanged else (smaller, CHANGE + name))


def _tied(earlier: TableSystem, later: TableSystem) -> list[str]:
    """The counts that both tell of; what is published elsewhere stands for itself."""
    both = earlier.values.keys() & later.values.keys()
    return sorted(name for name in both if later.cell(name).printing not in ELSEWHERE)
