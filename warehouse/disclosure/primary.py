"""Primary suppression: which cells tell too much by themselves, and how little an outsider may know of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.disclosure import DisclosureRules
from warehouse.disclosure.system import DERIVED, ELSEWHERE, Cell, Sum, TableSystem

_WORKED_OUT = {"CHANGE", "REST"}
_COULD_OCCUR = {"MAY_HIDE", "HIDDEN", "RECORDED"}


@dataclass(frozen=True)
class Need:
    """A cell to be hidden: every value from `low` to `high` must stay possible, whatever else is told."""

    cell: str
    low: int
    high: int
    reasons: tuple[str, ...]


def prepared(system: TableSystem, rules: DisclosureRules) -> tuple[TableSystem, dict[str, Need]]:
    """The system with a cell for what a full row leaves, and every cell that must be hidden, by name.

    A cell that breaks several rules needs the widest interval of all.
    """
    every = [need for cell in system.cells for need in _of_cell(cell, _least(system, cell, rules=rules), rules=rules)]
    rests = list(_full_rows(system, rules))
    every += [need for need, _ in rests]
    found: dict[str, Need] = {}
    for need in sorted(every, key=lambda each: each.cell):
        found[need.cell] = _wider(found.get(need.cell), need)
    cells = (Cell(need.cell, 0, "REST") for need, _ in rests)
    return TableSystem((*system.cells, *cells), (*system.sums, *(each for _, each in rests))), found


def floor(cell: Cell, rules: DisclosureRules) -> int:
    """The least the cell can be if it is hidden. What is printed nowhere is hidden even where it is zero."""
    return 0 if cell.printing in DERIVED else rules.floor


def _least(system: TableSystem, cell: Cell, *, rules: DisclosureRules) -> int:
    """The least anybody can take the cell for: where zeros are shown, a total holds a record of each other part."""
    return system.filled[cell.name] if rules.floor and cell.printing not in DERIVED else 0


def _of_cell(cell: Cell, least: int, *, rules: DisclosureRules) -> Iterator[Need]:
    if cell.printing in {"SHOWN", *ELSEWHERE} or (cell.printing == "CHANGE" and rules.changes == "PUBLISH"):
        return
    threshold = max(rules.frequency_threshold, cell.threshold)
    is_count = cell.records is None
    records = cell.value if cell.records is None else cell.records
    margin = max(threshold, -(-cell.value * rules.protection_percent // 100))
    if _is_small(cell, records, threshold=threshold, rules=rules):
        high = threshold if is_count else cell.value + margin
        yield Need(cell.name, least if is_count else max(least, cell.value - margin), high, ("small-count",))
    if cell.is_withheld:
        yield Need(cell.name, max(least, cell.value - margin), cell.value + margin, ("withheld-by-provider",))
    biggest = sum(sorted(cell.largest, reverse=True)[: rules.dominant_contributors])
    if biggest * 100 > cell.value * rules.dominance_percent:
        away = max(margin, -(-biggest * 100 // rules.dominance_percent) - cell.value)
        yield Need(cell.name, max(least, cell.value - away), cell.value + away, ("dominance",))


def _is_small(cell: Cell, records: int, *, threshold: int, rules: DisclosureRules) -> bool:
    is_protected_zero = rules.zeros == "PROTECT" and records == 0 and cell.printing != "CHANGE"
    return is_protected_zero or 0 < records < threshold


def _full_rows(system: TableSystem, rules: DisclosureRules) -> Iterator[tuple[Need, Sum]]:
    """All records of a total in one category: that another category has some must stay possible."""
    for each in system.sums if rules.full_rows == "PROTECT" else ():
        if system.cell(each.total).printing in ELSEWHERE:
            continue
        total = system.values[each.total]
        for part in each.parts:
            could = [other for other in each.parts if other != part and system.cell(other).printing in _COULD_OCCUR]
            if could and system.values[part] == total > 0 and system.cell(part).printing not in _WORKED_OUT:
                rest = f"rest:{each.total} without {part}"
                need = Need(rest, 0, min(rules.frequency_threshold, total), ("full-row",))
                yield need, Sum(each.total, (part, rest))


def _wider(one: Need | None, other: Need) -> Need:
    if one is None:
        return other
    reasons = tuple(dict.fromkeys([*one.reasons, *other.reasons]))
    return Need(one.cell, min(one.low, other.low), max(one.high, other.high), reasons)
