"""The integer program behind the bounds: one HiGHS model a group of facts, solved for both ends of every count."""

from collections.abc import Sequence
from math import ceil, floor, isfinite

import highspy
import numpy as np

from warehouse.comparability.facts import Fact
from warehouse.comparability.propagate import Bounds, Impossible, propagated

_OPTIONS: dict[str, bool | float | str] = {
    "output_flag": False,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.5,  # counts are whole: less than one apart is the same
    "mip_max_nodes": 500,
    "parallel": "off",
    "presolve": "off",  # HiGHS 1.15.1 calls some tables infeasible in presolve that are not
}
_TOLERANCE = 1e-6
_SOLVED = highspy.HighsModelStatus.kOptimal
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
        self._facts, self._bounds = facts, dict(bounds)
        self._met: list[dict[str, int]] = []
        self._at = {cell: at for at, cell in enumerate(bounds)}
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotation
        for name, value in _OPTIONS.items():
            self._solver.setOptionValue(name, value)
        for cell in self._at:
            self._solver.addVar(bounds[cell][0], _number(bounds[cell][1]))
        self._set_integrality(highspy.HighsVarType.kInteger)
        for fact in facts:
            self._add(fact)

    def _add(self, fact: Fact) -> None:
        low = -highspy.kHighsInf if fact.lower is None else fact.lower
        high = _number(fact.upper)
        at = np.array([self._at[cell] for cell in fact.terms], dtype=np.int32)
        factors = np.array(list(fact.terms.values()), dtype=np.float64)
        self._solver.addRow(low, high, len(at), at, factors)

    def check(self) -> None:
        """Raise Impossible where it is shown that no counts satisfy the facts."""
        self._solver.run()
        if self._solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible and self._is_confirmed():
            raise Impossible
        self._meet()

    def _is_confirmed(self) -> bool:
        """Whether the solver finds no solution the other way round either: a contradiction must not be a mistake."""
        self._solver.setOptionValue("presolve", "on")
        self._solver.run()
        self._solver.setOptionValue("presolve", "off")
        return bool(self._solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible)

    def ends(self) -> Bounds:
        """Smallest and largest value of every count. Raises Impossible where there is none.

        Ends of fractional counts come first: they are quick, hold for whole counts too, and where a solution that was
        met on the way reaches one, no integer program is needed for it. A program too hard for the limit of nodes gives
        the end that is proven by then: true, though perhaps not the narrowest.
        """
        self.check()
        self._relax()
        return {cell: (self._end(cell, 1) or 0, self._end(cell, -1)) for cell in self._at}

    def least(self, cell: str) -> dict[str, int]:
        """Counts that satisfy the facts with the smallest value of one of them. Raises Impossible where none do."""
        self._solver.changeColCost(self._at[cell], 1)
        self.check()
        return self._met[-1]

    def _relax(self) -> None:
        """Cut the bounds to the ends that fractional counts could have."""
        self._set_integrality(highspy.HighsVarType.kContinuous)
        for cell, at in self._at.items():
            low, high = (self._fractional_end(at, sign) for sign in (1, -1))
            self._cut(cell, low, high)
            self._solver.changeColBounds(at, self._bounds[cell][0], _number(self._bounds[cell][1]))
        self._set_integrality(highspy.HighsVarType.kInteger)

    def _fractional_end(self, at: int, sign: int) -> float | None:
        self._solver.changeColCost(at, sign)
        self._solver.run()
        is_solved = self._solver.getModelStatus() == _SOLVED
        found = float(self._solver.getSolution().col_value[at]) if is_solved else None
        self._meet()
        self._solver.changeColCost(at, 0)
        return found

    def _end(self, cell: str, sign: int) -> int | None:
        """The smallest value of a count (sign 1) or its largest (sign -1), null where there is none."""
        side = 0 if sign > 0 else 1
        if self._bounds[cell][side] in [each[cell] for each in self._met]:
            return self._bounds[cell][side]
        self._solver.changeColCost(self._at[cell], sign)
        self._solver.run()
        if self._solver.getModelStatus() not in _OPEN:
            self._meet()
            proven = sign * self._solver.getInfo().mip_dual_bound
            self._cut(cell, *((proven, None) if sign > 0 else (None, proven)))
        self._solver.changeColCost(self._at[cell], 0)
        return self._bounds[cell][side]

    def _cut(self, cell: str, low: float | None, high: float | None) -> None:
        """Take over proven ends, rounded to whole counts; what the solver may be off by only widens them."""
        lower, upper = self._bounds[cell]
        if low is not None and isfinite(low):
            lower = max(lower, ceil(low - _TOLERANCE * max(1.0, abs(low))))
        if high is not None and isfinite(high):
            proven = floor(high + _TOLERANCE * max(1.0, abs(high)))
            upper = proven if upper is None else min(upper, proven)
        self._bounds[cell] = lower, upper

    def _meet(self) -> None:
        """Keep the solution just found, where rounded to whole counts it satisfies every fact exactly."""
        values = self._solver.getSolution().col_value
        if len(values) == len(self._at) and all(map(isfinite, values)):
            counts = {cell: round(values[at]) for cell, at in self._at.items()}
            if all(fact.holds(counts) for fact in self._facts):
                self._met.append(counts)

    def _set_integrality(self, kind: highspy.HighsVarType) -> None:
        for at in self._at.values():
            self._solver.changeColIntegrality(at, kind)


def _number(end: int | None) -> float:
    return highspy.kHighsInf if end is None else float(end)
