"""The gate: a release leaves only if an outsider learns less than the rules allow. It trusts no pattern.

What a rule asks for is read anew from the true values here, so that a mistake in finding the cells to protect shows as
much as a mistake in protecting them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from schemas.disclosure import DisclosureRules
from warehouse.comparability.facts import Fact
from warehouse.disclosure.attacker import Interval, Outsider, Printed, releases
from warehouse.disclosure.system import DERIVED, ELSEWHERE, Cell, TableSystem


@dataclass(frozen=True)
class Told:
    """A release with the true values behind it: `shown` names what is printed of `system`, `facts` what else is."""

    system: TableSystem
    shown: frozenset[str]
    facts: tuple[Fact, ...] = ()

    def printed(self, rules: DisclosureRules) -> Printed:
        """What its reader has; numbers that everyone knows count as printed."""
        values = {cell.name: cell.value for cell in self.system.cells if self._is_known(cell)}
        return Printed(self.system.sums, values, self.facts, rules.floor, self._nowhere)

    def elsewhere(self, rules: DisclosureRules) -> Printed:
        """What everybody had if nothing were released: publications of providers, and how the numbers hang together."""
        values = {cell.name: cell.value for cell in self.system.cells if cell.printing == "PUBLISHED"}
        return Printed(self.system.sums, values, (), rules.floor, self._nowhere)

    @property
    def _nowhere(self) -> frozenset[str]:
        return frozenset(cell.name for cell in self.system.cells if cell.printing in DERIVED)

    def _is_known(self, cell: Cell) -> bool:
        return cell.name in self.shown or cell.printing in {"SHOWN", "PUBLISHED"}


@dataclass(frozen=True)
class Refusal:
    """A number that an outsider knows too well: what follows for it, and what must stay possible."""

    cell: str
    derived: Interval
    low: int
    high: int
    rule: str

    @property
    def text(self) -> str:
        """The refusal in words."""
        low, high = ("any" if end is None else end for end in self.derived)
        return (
            f"{self.cell} follows to lie in {low} to {high}; {self.low} to {self.high} must stay possible ({self.rule})"
        )


class DisclosureError(Exception):
    """A release that does not leave, with every number that would be known too well."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("; ".join(each.text for each in self.refusals))


def must_hold(told: Mapping[str, Told], rules: DisclosureRules, *, unchanged: frozenset[str] = frozenset()) -> None:
    """Raise DisclosureError unless every sensitive number of all releases, and every change, is protected."""
    found = list(refusals(told, rules, unchanged=unchanged))
    if found:
        raise DisclosureError(found)


def refusals(
    told: Mapping[str, Told], rules: DisclosureRules, *, unchanged: frozenset[str] = frozenset()
) -> Iterator[Refusal]:
    """Every number that follows too closely from all releases together, oldest first.

    `unchanged`: cells of which everyone knows that no release changed them, such as those of a closed period. What
    follows from publications of providers alone is no secret of ours.
    """
    printed = releases({name: each.printed(rules) for name, each in told.items()})
    links = [*_links(told, unchanged)]
    outsider = Outsider(printed.values(), links)
    elsewhere = releases({name: each.elsewhere(rules) for name, each in told.items()})
    anyone = cache(lambda: Outsider(elsewhere.values(), links))  # asked only where something follows
    for terms, name, wanted in _asked(told, rules):
        derived = outsider.interval(terms)
        for low, high, rule in wanted:
            asked = low, high
            if not _covers(derived, asked) and not _covers(derived, _open(anyone().interval(terms), asked)):
                yield Refusal(name, derived, low, high, rule)


def _open(known: Interval, asked: tuple[int, int]) -> tuple[int, int]:
    """What is left to protect of a range of which everybody knows some already."""
    low, high = asked
    return low if known[0] is None else max(low, known[0]), high if known[1] is None else min(high, known[1])


def _covers(derived: Interval, asked: tuple[int, int]) -> bool:
    low, high = asked
    return (derived[0] is None or derived[0] <= low) and (derived[1] is None or derived[1] >= high)


Wanted = list[tuple[int, int, str]]


def _asked(told: Mapping[str, Told], rules: DisclosureRules) -> Iterator[tuple[dict[str, int], str, Wanted]]:
    """Numbers that must not be known: cells, what full rows leave, and changes from each release to the next."""
    for release, each in told.items():
        for cell in each.system.cells:
            least = each.system.filled[cell.name] if rules.zeros == "PUBLISH" else 0
            wanted = _wanted(cell, least, rules=rules)
            if wanted and cell.printing not in {"SHOWN", *ELSEWHERE}:
                yield {f"{release}/{cell.name}": 1}, f"{release}/{cell.name}", wanted
        if rules.full_rows == "PROTECT":
            for total, part, wanted in _full(each.system, rules.frequency_threshold):
                terms = {f"{release}/{total}": 1, f"{release}/{part}": -1}
                yield terms, f"{release}/{total} without {part}", wanted
    if rules.changes == "PROTECT":
        yield from _changes(told, rules)


def _changes(told: Mapping[str, Told], rules: DisclosureRules) -> Iterator[tuple[dict[str, int], str, Wanted]]:
    for (old, new), name, change in _pairs(told):
        sign = 1 if change > 0 else -1
        if 0 < abs(change) < rules.frequency_threshold:
            terms = {f"{new}/{name}": sign, f"{old}/{name}": -sign}
            yield terms, f"change of {name} from {old} to {new}", [(0, rules.frequency_threshold, "small change")]


def _links(told: Mapping[str, Told], unchanged: frozenset[str]) -> Iterator[Fact]:
    """Whether a cell grew or shrank is taken to be known to everyone."""
    for (old, new), name, change in _pairs(told):
        sign = 1 if change >= 0 else -1
        most = 0 if name in unchanged else None
        yield Fact(f"{name} from {old} to {new}", {f"{new}/{name}": sign, f"{old}/{name}": -sign}, 0, most)


def _pairs(told: Mapping[str, Told]) -> Iterator[tuple[tuple[str, str], str, int]]:
    for old, new in pairwise(told):
        before, after = told[old].system.values, told[new].system.values
        own = {cell.name for cell in told[new].system.cells if cell.printing not in ELSEWHERE}
        for name in sorted(before.keys() & after.keys() & own):
            yield (old, new), name, after[name] - before[name]


def _wanted(cell: Cell, least: int, *, rules: DisclosureRules) -> Wanted:
    """What the rules ask for a single cell: the whole range of small counts, or a distance on both sides."""
    threshold = max(cell.threshold, rules.frequency_threshold)
    away = max(threshold, -(-cell.value * rules.protection_percent // 100))
    wanted: Wanted = []
    count = cell.value if cell.records is None else cell.records
    if 0 < count < threshold or (count == 0 and rules.zeros == "PROTECT"):
        wanted.append((least, threshold, "small count") if cell.records is None else _apart(cell, least, away=away))
    if cell.is_withheld:
        wanted.append(_apart(cell, least, away=away, rule="withheld by its provider"))
    top = sum(sorted(cell.largest)[-rules.dominant_contributors :])
    if 100 * top > rules.dominance_percent * cell.value:
        needed = -(-100 * top // rules.dominance_percent) - cell.value
        wanted.append(_apart(cell, least, away=max(away, needed), rule="dominated by few"))
    return wanted


def _apart(cell: Cell, least: int, *, away: int, rule: str = "few records") -> tuple[int, int, str]:
    return max(least, cell.value - away), cell.value + away, rule


def _full(system: TableSystem, threshold: int) -> Iterator[tuple[str, str, Wanted]]:
    """Categories that hold every record of a total, where another category could hold some."""
    for each in system.sums:
        if system.cell(each.total).printing in ELSEWHERE:
            continue
        total = system.values[each.total]
        can_occur = {part for part in each.parts if system.cell(part).printing != "SHOWN"}
        for part in each.parts:
            if system.values[part] == total > 0 and can_occur - {part}:
                yield each.total, part, [(0, min(threshold, total), "full row")]
