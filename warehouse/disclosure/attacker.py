"""The outsider: what follows for every hidden cell from everything that was ever printed.

Written apart from the protector: it shares with it the description of tables and nothing else, takes nothing from the
search for a pattern, and asks one question: between which whole numbers can this lie?
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

from warehouse.comparability.facts import Fact
from warehouse.disclosure.system import Sum

Interval = tuple[int | None, int | None]
_OPEN = {highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible}
_NEARLY = 1e-6
_OPTIONS: dict[str, bool | float | str] = {
    "output_flag": False,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.0,
    "parallel": "off",
}


class AttackError(Exception):
    """What was printed contradicts itself, or the solver gives up: nothing can be said, so nothing may leave."""


@dataclass(frozen=True)
class Printed:
    """One release as its reader has it: the sums everyone knows to hold, the numbers, and what else is said of them.

    `facts` holds what is said beside the numbers, such as shares with their rounding and bounds; `floor` is the least a
    number that is not shown can be, as the rules of the release say, but for those that are printed `nowhere`.
    """

    sums: tuple[Sum, ...]
    shown: Mapping[str, int] = field(hash=False)
    facts: tuple[Fact, ...] = ()
    floor: int = 0
    nowhere: frozenset[str] = frozenset()


def releases(printed: Mapping[str, Printed]) -> dict[str, Printed]:
    """Releases that are read together: each cell is named after its release, as `release/cell`."""
    return {release: _named_after(release, each) for release, each in printed.items()}


def _named_after(release: str, each: Printed) -> Printed:
    sums = tuple(Sum(f"{release}/{s.total}", tuple(f"{release}/{part}" for part in s.parts)) for s in each.sums)
    shown = {f"{release}/{name}": value for name, value in each.shown.items()}
    said = (
        Fact(fact.name, {f"{release}/{name}": by for name, by in fact.terms.items()}, fact.lower, fact.upper)
        for fact in each.facts
    )
    return Printed(sums, shown, tuple(said), each.floor, frozenset(f"{release}/{name}" for name in each.nowhere))


class Outsider:
    """Everything printed, as one program over the numbers that are not shown."""

    def __init__(self, printed: Iterable[Printed], links: Iterable[Fact] = ()) -> None:
        every = list(printed)
        self._shown = {name: value for each in every for name, value in each.shown.items()}
        self._at: dict[str, int] = {}
        self._program = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotation
        for option, value in _OPTIONS.items():
            self._program.setOptionValue(option, value)
        for name in (name for each in every for name in each.nowhere):
            self._place(name, 0)
        for each in every:
            for total in each.sums:
                terms = {total.total: -1, **dict.fromkeys(total.parts, 1)}
                self._learn(Fact(total.total, terms, 0, 0), each.floor)
            for fact in each.facts:
                self._learn(fact, each.floor)
        for fact in links:
            self._learn(fact, 0)

    def interval(self, terms: Mapping[str, int]) -> Interval:
        """Least and largest value of a number, or of a combination of numbers; null: no end."""
        known = sum(by * self._shown[name] for name, by in terms.items() if name in self._shown)
        unknown = {name: by for name, by in terms.items() if name not in self._shown}
        for name in unknown:
            self._place(name, 0)
        low, high = self._end(unknown, 1), self._end(unknown, -1)
        return None if low is None else known + low, None if high is None else known + high

    def _learn(self, fact: Fact, floor: int) -> None:
        known = sum(by * self._shown[name] for name, by in fact.terms.items() if name in self._shown)
        unknown = {self._place(name, floor): by for name, by in fact.terms.items() if name not in self._shown}
        low = -highspy.kHighsInf if fact.lower is None else fact.lower - known
        high = highspy.kHighsInf if fact.upper is None else fact.upper - known
        if unknown:
            at, factors = np.array([*unknown], dtype=np.int32), np.array([*unknown.values()], dtype=np.float64)
            self._program.addRow(low, high, len(at), at, factors)
        elif low > 0 or high < 0:
            raise AttackError(f"what is printed does not hold: {fact.name}")

    def _place(self, name: str, floor: int) -> int:
        if name not in self._at:
            self._at[name] = len(self._at)
            self._program.addVar(floor, highspy.kHighsInf)
        return self._at[name]

    def _end(self, terms: Mapping[str, int], sign: int) -> int | None:
        """The least value (sign 1) or the largest (sign -1), null where there is none."""
        if not terms:
            return 0
        for name, by in terms.items():
            self._program.changeColCost(self._at[name], sign * by)
        values = self._solved()
        if values is not None and np.abs(values - values.round()).max() > _NEARLY:
            values = self._solved_in_whole_numbers()
        for name in terms:
            self._program.changeColCost(self._at[name], 0)
        return None if values is None else round(sum(by * float(values[self._at[name]]) for name, by in terms.items()))

    def _solved(self) -> NDArray[np.float64] | None:
        self._program.run()
        status = self._program.getModelStatus()
        if status in _OPEN:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise AttackError(f"nothing follows from what is printed: {status}")
        return np.array(self._program.getSolution().col_value)

    def _solved_in_whole_numbers(self) -> NDArray[np.float64] | None:
        every = np.arange(len(self._at), dtype=np.int32)
        self._program.changeColsIntegrality(len(every), every, np.ones(len(every), dtype=np.uint8))
        values = self._solved()
        self._program.changeColsIntegrality(len(every), every, np.zeros(len(every), dtype=np.uint8))
        return values
