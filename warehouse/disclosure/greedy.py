"""The heuristic: cell by cell the cheapest move that protects it, hiding what it touches. A start and a fallback."""

import time
from collections.abc import Sequence

import highspy
import numpy as np
from numpy.typing import NDArray

from schemas.disclosure import DisclosureRules
from warehouse.disclosure.moves import Floats, Moves, Target, solver
from warehouse.disclosure.system import TableSystem

Hidden = NDArray[np.bool_]
_NEARLY = 1e-6


class UnprotectableError(Exception):
    """Cells that no pattern protects, because what would have to be hidden is known already; all are named."""


class Greedy:
    """Completes patterns until every target has a move, and takes out again what no move needs."""

    def __init__(self, system: TableSystem, rules: DisclosureRules, costs: Floats, allowed: Hidden) -> None:
        self._system, self._costs, self._allowed = system, costs, allowed
        self._count = len(system.cells)
        self._moves = Moves(system, rules)
        self._program = solver(system, copies=(1, -1))

    def completed(self, hidden: Hidden, targets: Sequence[Target]) -> Hidden:
        """The pattern with what the targets need added. Raises UnprotectableError, naming every cell that cannot be."""
        hidden = hidden.copy()
        ordered = sorted(targets, key=lambda each: (-each.far, each.at, each.sign))
        lost = [
            self._system.cells[target.at].name
            for target in ordered
            if self._moves.move(hidden, target) is None and not self._hide(hidden, target)
        ]
        if lost:
            names = ", ".join(dict.fromkeys(lost))
            raise UnprotectableError(f"no pattern protects {names}: what would have to be hidden is known already")
        return hidden

    def pruned(self, hidden: Hidden, forced: Hidden, *, targets: Sequence[Target], until: float) -> Hidden:
        """The pattern without the cells that no target needs, dearest first, as far as one comes by then."""
        hidden = hidden.copy()
        kept = self._short_moves(hidden, targets) or {}
        for cell in sorted(np.flatnonzero(hidden & ~forced), key=lambda at: (-self._costs[at], at)):
            if time.monotonic() > until:
                break
            hidden[cell] = False
            others = self._short_moves(hidden, [target for target, move in kept.items() if move[cell]])
            if others is None:
                hidden[cell] = True
            else:
                kept |= others
        return hidden

    def _short_moves(self, hidden: Hidden, targets: Sequence[Target]) -> dict[Target, Floats] | None:
        """A move for each target that touches few cells, or None where one has none."""
        found: dict[Target, Floats] = {}
        for target in targets:
            move = self._cheapest(np.ones(self._count), hidden, target=target)
            if move is None or np.abs(move - move.round()).max() > _NEARLY:
                move = self._moves.move(hidden, target)
            if move is None:
                return None
            found[target] = move.round()
        return found

    def _hide(self, hidden: Hidden, target: Target) -> bool:
        """Hide what the cheapest move touches; whole numbers may need a second move, and at last everything."""
        prices = np.where(hidden, 0.0, self._costs)
        moved = self._cheapest(prices, self._allowed, target=target)
        if moved is not None:
            hidden |= np.abs(moved) > _NEARLY
        if self._moves.move(hidden, target) is not None:
            return True
        everything = hidden | self._allowed
        move = self._moves.move(everything, target)
        if move is None:
            return False
        hidden |= np.abs(move) > _NEARLY
        return True

    def _cheapest(self, prices: Floats, hidden: Hidden, *, target: Target) -> Floats | None:
        """The cheapest move within these cells, in fractions; half of the columns go upwards, half downwards."""
        up = np.where(hidden, highspy.kHighsInf, 0.0)
        upper = np.concatenate([up, np.where(hidden, self._moves.room, 0.0)])
        lower = np.zeros(2 * self._count)
        forward, back = (target.at, target.at + self._count)[:: target.sign]
        lower[forward] = upper[forward] = target.far
        upper[back] = 0.0
        every = np.arange(2 * self._count, dtype=np.int32)
        self._program.changeColsBounds(len(every), every, lower, upper)
        self._program.changeColsCost(len(every), every, np.concatenate([prices, prices]))
        self._program.run()
        if self._program.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        values = np.array(self._program.getSolution().col_value)
        moved: Floats = values[: self._count] - values[self._count :]
        return moved
