"""The integer program behind the bounds: one HiGHS model a group of facts, solved for both ends of every count."""

from collections.abc import Sequence

import highspy
import numpy as np

from warehouse.comparability.facts import Fact
from warehouse.comparability.propagate import Bounds, Impossible, propagated

_OPTIONS: dict[str, bool | float | str] = {
    "output_flag": False,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.0,
    "parallel": "off",
}
_IMPOSSIBLE = highspy.HighsModelStatus.kInfeasible
_OPEN = {highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible}


def is_possible(facts: Sequence[Fact]) -> bool:
    """Whether some counts satisfy all facts."""
    try:
        bounds = propagated(facts)
        if bounds:
            Program(facts, bounds).check()
    except Impossible:
        return False
    return True


class Program:
    """Whole, non-negative counts under linear facts, with bounds that are known to hold."""

    def __init__(self, facts: Sequence[Fact], bounds: Bounds) -> None:
        self._facts, self._bounds = facts, bounds
        self._at = {cell: at for at, cell in enumerate(bounds)}
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotation
        for name, value in _OPTIONS.items():
            self._solver.setOptionValue(name, value)
        for cell, at in self._at.items():
            low, high = bounds[cell]
            self._solver.addVar(low, highspy.kHighsInf if high is None else high)
            self._solver.changeColIntegrality(at, highspy.HighsVarType.kInteger)
        for fact in facts:
            self._add(fact)

    def _add(self, fact: Fact) -> None:
        low = -highspy.kHighsInf if fact.lower is None else fact.lower
        high = highspy.kHighsInf if fact.upper is None else fact.upper
        at = np.array([self._at[cell] for cell in fact.terms], dtype=np.int32)
        factors = np.array(list(fact.terms.values()), dtype=np.float64)
        self._solver.addRow(low, high, len(at), at, factors)

    def check(self) -> None:
        """Raise Impossible where no counts satisfy the facts."""
        self._solver.run()
        if self._solver.getModelStatus() == _IMPOSSIBLE:
            raise Impossible
        self._solution()

    def ends(self) -> Bounds:
        """Smallest and largest value of every count. Raises Impossible where there is none."""
        self.check()
        return {cell: (self._end(cell, 1) or 0, self._end(cell, -1)) for cell in self._at}

    def least(self, cell: str) -> dict[str, int]:
        """Counts that satisfy the facts with the smallest value of one of them. Raises Impossible where none do."""
        self._solver.changeColCost(self._at[cell], 1)
        self.check()
        return self._solution()

    def _end(self, cell: str, sign: int) -> int | None:
        """The smallest value of a count (sign 1) or its largest (sign -1), null where there is none."""
        if self._bounds[cell][0] == self._bounds[cell][1]:
            return self._bounds[cell][0]
        self._solver.changeColCost(self._at[cell], sign)
        self._solver.run()
        is_open = self._solver.getModelStatus() in _OPEN
        found = None if is_open else self._solution()[cell]
        self._solver.changeColCost(self._at[cell], 0)
        return found

    def _solution(self) -> dict[str, int]:
        """The counts found, checked against the facts in exact whole numbers."""
        values = self._solver.getSolution().col_value
        counts = {cell: round(values[at]) for cell, at in self._at.items()}
        wrong = [fact.name for fact in self._facts if not fact.holds(counts)]
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal or wrong:
            raise ArithmeticError(f"the solver gave no exact solution: {self._solver.getModelStatus()}, {wrong}")
        return counts
