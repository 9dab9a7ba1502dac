"""Certificates: other values of hidden cells under which every shown cell and every sum stays as it is.

A move gives the change of every cell. It certifies a bound of a need where it takes the cell there, in whole numbers,
while hidden cells stay at or above their floor and shown cells do not move. Where there is no such move, the dual of
the linear program says why: a cut, which every pattern that protects the cell satisfies.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from schemas.disclosure import DisclosureRules
from warehouse.disclosure.primary import Need, floor
from warehouse.disclosure.system import TableSystem

Floats = NDArray[np.float64]
OPTIONS: dict[str, bool | float | str | int] = {
    "output_flag": False,
    "parallel": "off",
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.0,
}
_NEARLY = 1e-6


@dataclass(frozen=True)
class Target:
    """One bound of a need: the place of its cell, upwards (1) or downwards (-1), and how far."""

    at: int
    sign: int
    far: int


def targets(system: TableSystem, needs: Iterable[Need]) -> list[Target]:
    """Both bounds of every need; a bound that is the value itself needs nothing."""
    found = []
    for need in needs:
        at = system.at[need.cell]
        value = system.cells[at].value
        found += [Target(at, 1, need.high - value), Target(at, -1, value - need.low)]
    return [each for each in found if each.far > 0]


def solver(system: TableSystem, copies: tuple[int, ...] = (1,)) -> highspy.Highs:
    """A program over the changes of all cells in which every sum still holds; `copies` are the signs of each cell."""
    program = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotation
    for option, value in OPTIONS.items():
        program.setOptionValue(option, value)
    count = len(system.cells)
    program.addVars(count * len(copies), np.zeros(count * len(copies)), np.zeros(count * len(copies)))
    for each in system.sums:
        cells = [system.at[each.total], *(system.at[part] for part in each.parts)]
        factors = [-1.0] + [1.0] * len(each.parts)
        at = np.array([cell + copy * count for copy in range(len(copies)) for cell in cells], dtype=np.int32)
        signed = np.array([sign * factor for sign in copies for factor in factors])
        program.addRow(0.0, 0.0, len(at), at, signed)
    return program


class Moves:
    """Finds moves, and cuts where there are none."""

    def __init__(self, system: TableSystem, rules: DisclosureRules) -> None:
        self._count = len(system.cells)
        self._all = np.arange(self._count, dtype=np.int32)
        self._program = solver(system)
        self.room = np.array([cell.value - floor(cell, rules) for cell in system.cells], dtype=np.float64).clip(0)

    def move(self, hidden: NDArray[np.bool_], target: Target) -> Floats | None:
        """A move in whole numbers that reaches the target with these cells hidden, or None."""
        found = self._within(hidden, target)
        if found[target.at] * target.sign < target.far - _NEARLY:
            return None
        if np.abs(found - found.round()).max() > _NEARLY:
            found = self._in_whole_numbers(target)
        return found.round() if found[target.at] * target.sign > target.far - _NEARLY else None

    def reach(self, hidden: NDArray[np.bool_], target: Target) -> int:
        """How far the cell moves towards the target, in whole numbers, with these cells hidden."""
        found = self._within(hidden, target)
        if np.abs(found - found.round()).max() > _NEARLY:
            found = self._in_whole_numbers(target)
        return round(float(found[target.at])) * target.sign

    def _within(self, hidden: NDArray[np.bool_], target: Target) -> Floats:
        up = np.where(hidden, highspy.kHighsInf, 0.0)
        return self._furthest(up, np.where(hidden, self.room, 0.0), target=target)[0]

    def cut(self, shares: Floats, target: Target) -> Floats | None:
        """Factors of a cut `factors . hidden >= 1` that these shares of hiding break, or None.

        No cell needs to move further than the target for the cut to be strong; that it holds for every pattern
        follows from the dual alone, with the true room of each cell and no end upwards.
        """
        capped = np.minimum(self.room, target.far)
        found, duals = self._furthest(shares * target.far, shares * capped, target=target)
        if found[target.at] * target.sign > target.far - _NEARLY:
            return None
        needed = np.where(duals < -_NEARLY, 1.0, np.where(duals > _NEARLY, duals * self.room / target.far, 0.0))
        needed[target.at] = 0.0
        factors: Floats = np.minimum(needed, 1.0)
        return factors if factors @ shares < 1 - _NEARLY else None

    def _furthest(self, up: Floats, down: Floats, *, target: Target) -> tuple[Floats, Floats]:
        """The move that takes the cell as far as the target at most, and the reduced costs."""
        down, up = -down, up.copy()
        down[target.at], up[target.at] = (0.0, target.far) if target.sign > 0 else (-target.far, 0.0)
        self._program.changeColsBounds(self._count, self._all, down, up)
        self._program.changeColCost(target.at, -target.sign)
        found = self._solved()
        self._program.changeColCost(target.at, 0.0)
        return found

    def _in_whole_numbers(self, target: Target) -> Floats:
        """The same in whole numbers, with the bounds as they stand."""
        whole, any_number = (np.full(self._count, kind, dtype=np.uint8) for kind in (1, 0))
        self._program.changeColsIntegrality(self._count, self._all, whole)
        self._program.changeColCost(target.at, -target.sign)
        found, _ = self._solved()
        self._program.changeColCost(target.at, 0.0)
        self._program.changeColsIntegrality(self._count, self._all, any_number)
        return found

    def _solved(self) -> tuple[Floats, Floats]:
        self._program.run()
        status, solution = self._program.getModelStatus(), self._program.getSolution()
        if status != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"the solver found no move, not even the empty one: {status}")
        return np.array(solution.col_value), np.array(solution.col_dual)
