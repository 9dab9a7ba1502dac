"""The master problem: the cheapest cells to hide under the cuts found so far; a bound for every pattern."""

import highspy
import numpy as np
from numpy.typing import NDArray

from warehouse.disclosure.moves import OPTIONS, Floats
from warehouse.disclosure.system import TableSystem

_NODES = 20_000
_FEASIBLE = int(highspy.SolutionStatus.kSolutionStatusFeasible)


class Master:
    """One share of hiding a cell, at least `forced`, at most `allowed`, as cheap as possible."""

    def __init__(self, costs: Floats, forced: NDArray[np.bool_], allowed: NDArray[np.bool_]) -> None:
        self._all = np.arange(len(costs), dtype=np.int32)
        self._program = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotation
        for option, value in OPTIONS.items():
            self._program.setOptionValue(option, value)
        self._program.addVars(len(costs), forced.astype(np.float64), allowed.astype(np.float64))
        self._program.changeColsCost(len(costs), self._all, costs)

    def add(self, factors: Floats, least: float = 1.0) -> None:
        """A cut: these factors times what is hidden make at least this."""
        at = np.flatnonzero(factors).astype(np.int32)
        self._program.addRow(least, highspy.kHighsInf, len(at), at, factors[at])

    def add_company(self, system: TableSystem) -> None:
        """No cell is hidden alone in a sum: it would follow from the others, and be hidden for nothing."""
        for each in system.sums:
            cells = [system.at[name] for name in (each.total, *each.parts)]
            for cell in cells:
                if system.cells[cell].printing == "MAY_HIDE":
                    factors = np.zeros(len(self._all))
                    factors[cells] = 1.0
                    factors[cell] = -1.0
                    self.add(factors, 0.0)

    def relaxed(self) -> tuple[Floats, float]:
        """The cheapest shares, and their cost: a bound from below."""
        self._run()
        return np.array(self._program.getSolution().col_value), self._program.getInfo().objective_function_value

    def whole(self, gap: float, seconds: float) -> tuple[NDArray[np.bool_] | None, float]:
        """The cheapest pattern within the gap, if one is found in time, and a bound from below."""
        self._program.setOptionValue("mip_rel_gap", gap)
        self._program.setOptionValue("mip_max_nodes", _NODES)
        self._program.setOptionValue("time_limit", max(seconds, 0.1) + self._program.getRunTime())
        self._program.changeColsIntegrality(len(self._all), self._all, np.ones(len(self._all), dtype=np.uint8))
        self._program.run()
        info, values = self._program.getInfo(), np.array(self._program.getSolution().col_value)
        is_found = np.isfinite(info.objective_function_value) and info.primal_solution_status == _FEASIBLE
        self._program.changeColsIntegrality(len(self._all), self._all, np.zeros(len(self._all), dtype=np.uint8))
        self._program.setOptionValue("time_limit", highspy.kHighsInf)
        return (values > 1 / 2) if is_found else None, info.mip_dual_bound

    def _run(self) -> None:
        self._program.run()
        status = self._program.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"the solver found no cheapest pattern: {status}")
