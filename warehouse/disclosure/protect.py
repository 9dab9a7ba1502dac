"""Complementary suppression: the cheapest pattern under which every need holds, over all linked tables at once.

Cutting planes in the manner of Fischetti and Salazar: a master problem picks cells, a program of the outsider's view
tells for every need whether it holds, and where it does not, which cells one at least of must be hidden too.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from schemas.disclosure import DisclosureRules
from warehouse.disclosure.elsewhere import still_open
from warehouse.disclosure.greedy import Greedy, Hidden
from warehouse.disclosure.master import Master
from warehouse.disclosure.moves import Floats, Moves, targets
from warehouse.disclosure.primary import Need, prepared
from warehouse.disclosure.system import DERIVED, Cell, TableSystem

_ROUNDS = 200
_STALLED = 1e-4
_AS_THEY_ARE = {"HIDDEN", *DERIVED}


@dataclass(frozen=True)
class Pattern:
    """What stays hidden, and how good that is.

    `hidden`: cells not to be printed, those of earlier releases included. `kept`: those of earlier releases, and what
    is printed nowhere. `bound`: no pattern costs less. `is_in_time`: false where the time limit ended the search, and
    the pattern is the plain heuristic's.
    """

    hidden: frozenset[str]
    needs: dict[str, Need]
    kept: frozenset[str]
    cost: int
    bound: int
    is_in_time: bool = True

    @property
    def gap(self) -> float:
        """How much cheaper another pattern could be at most, as a share of the cost."""
        return (self.cost - self.bound) / self.cost if self.cost else 0.0

    @property
    def is_optimal(self) -> bool:
        """Whether no pattern is cheaper."""
        return self.cost <= self.bound

    @property
    def complementary(self) -> frozenset[str]:
        """Cells hidden only because others would follow from them; what an earlier release hid is not among them."""
        return self.hidden - self.needs.keys() - self.kept


def protect(system: TableSystem, rules: DisclosureRules) -> Pattern:
    """The cheapest pattern, within the gap and time of the rules. Raises UnprotectableError where there is none."""
    return _Search(system, rules).best()


def heuristic(system: TableSystem, rules: DisclosureRules) -> Pattern:
    """The pattern of the plain heuristic alone: protected, but neither pruned nor with a bound of its own."""
    search = _Search(system, rules)
    return search.pattern(search.greedy.completed(search.forced, search.targets))


class _Search:
    """One search: cuts are added to the master until its pattern holds or is as good as the best one known."""

    def __init__(self, system: TableSystem, rules: DisclosureRules) -> None:
        system, needs = prepared(system, rules)
        self._needs = still_open(system, needs, rules)
        self._system, self._rules = system, rules
        self.targets = targets(system, self._needs.values())
        self._costs = np.array([_cost(cell, rules) for cell in system.cells], dtype=np.float64)
        is_forced = [cell.printing in _AS_THEY_ARE or cell.name in self._needs for cell in system.cells]
        self.forced: Hidden = np.array(is_forced, dtype=bool)
        allowed = self.forced | np.array([_may_hide(cell.printing, cell.value, rules=rules) for cell in system.cells])
        self._moves = Moves(system, rules)
        self._bound = float(self._costs[self.forced].sum())
        self.greedy = Greedy(system, rules, self._costs, allowed)
        self._master = Master(self._costs, self.forced, allowed)
        self._ends = time.monotonic() + rules.time_limit_seconds

    def best(self) -> Pattern:
        """The best pattern found, with the bound; where time ends the search the plain one, the same on any day."""
        plain = self.greedy.completed(self.forced, self.targets)
        self._best = self.greedy.pruned(plain, self.forced, targets=self.targets, until=self._ends)
        if self.targets and not self._is_good():
            self._master.add_company(self._system)
            self._cut_shares()
            self._cut_patterns()
        return self.pattern(plain if self._is_late() else self._best)

    def pattern(self, hidden: Hidden) -> Pattern:
        """The pattern as it is told, by name."""
        cells = [self._system.cells[at] for at in np.flatnonzero(hidden)]
        names = frozenset(cell.name for cell in cells if cell.printing not in DERIVED)
        kept = frozenset(cell.name for cell in self._system.cells if cell.printing in _AS_THEY_ARE)
        return Pattern(names, self._needs, kept, round(self._cost(hidden)), self._whole_bound(), not self._is_late())

    def _cut_shares(self) -> None:
        """Cut the relaxed master until nothing is cut off, or the bound stands still."""
        before = -1.0
        for _ in range(_ROUNDS):
            shares, bound = self._master.relaxed()
            self._bound = max(self._bound, bound)
            cuts = self._cuts(shares)
            if not cuts or bound - before < _STALLED or self._is_late() or self._is_good():
                return
            before = bound
            self._add(cuts)

    def _cut_patterns(self) -> None:
        """Cut the master in whole cells until its pattern holds, or the best one known is within the gap."""
        for _ in range(_ROUNDS):
            if self._is_late() or self._is_good():
                return
            left = self._ends - time.monotonic()
            hidden, bound = self._master.whole(self._rules.gap_percent / 200, left)
            self._bound = max(self._bound, bound)
            if hidden is None:
                return
            failing = [each for each in self.targets if self._moves.move(hidden, each) is None]
            self._take(hidden if not failing else self._improved(hidden))
            if not failing:
                return
            self._add(self._cuts(hidden.astype(np.float64)) or [(~hidden).astype(np.float64)])

    def _cuts(self, shares: Floats) -> list[Floats]:
        return [cut for each in self.targets if (cut := self._moves.cut(shares, each)) is not None]

    def _add(self, cuts: Iterable[Floats]) -> None:
        for cut in {each.tobytes(): each for each in cuts}.values():
            self._master.add(cut)

    def _improved(self, hidden: Hidden) -> Hidden:
        completed = self.greedy.completed(hidden, self.targets)
        return self.greedy.pruned(completed, self.forced, targets=self.targets, until=self._ends)

    def _take(self, hidden: Hidden) -> None:
        if self._cost(hidden) < self._cost(self._best):
            self._best = hidden

    def _cost(self, hidden: Hidden) -> float:
        return float(self._costs[hidden].sum())

    def _whole_bound(self) -> int:
        """Costs are whole numbers, so the bound is rounded upwards."""
        return int(np.ceil(self._bound - _STALLED))

    def _is_good(self) -> bool:
        cost = self._cost(self._best)
        return cost - self._whole_bound() <= cost * self._rules.gap_percent / 100

    def _is_late(self) -> bool:
        return time.monotonic() > self._ends


def _cost(cell: Cell, rules: DisclosureRules) -> int:
    """What hiding a cell costs: its weight, for all its records too if so asked; what is never shown costs nothing."""
    if cell.printing in _AS_THEY_ARE:
        return 0
    return cell.weight * (1 + (cell.value if rules.cost == "RECORDS" else 0))


def _may_hide(printing: str, value: int, *, rules: DisclosureRules) -> bool:
    return printing == "MAY_HIDE" and (value > 0 or rules.zeros != "PUBLISH")
