"""The narrowest bounds of every count that all known facts allow, by integer program (comparability.md 2).

Facts that share no count are solved apart. Bounds are first passed from fact to fact; where no two facts share more
than one count that is exact already, otherwise HiGHS finds the ends. Counts are whole and never negative.
"""

from collections.abc import Iterable, Sequence

from warehouse.comparability.contradiction import smallest_contradiction
from warehouse.comparability.facts import Fact
from warehouse.comparability.partition import components
from warehouse.comparability.program import Program
from warehouse.comparability.propagate import Bounds, Impossible, propagated


class ContradictionError(ValueError):
    """Facts that no counts satisfy together; `names` is the smallest such set."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"no counts satisfy these together: {'; '.join(names)}")
        self.names = tuple(names)


def tighten(facts: Iterable[Fact]) -> Bounds:
    """Smallest and largest possible value of every count; the largest is null where nothing bounds it.

    Raises ContradictionError where no counts satisfy all facts.
    """
    found: Bounds = {}
    for together in _apart(list(facts)):
        try:
            found |= _tightened(together)
        except Impossible:
            names = smallest_contradiction(together)
            if names:
                raise ContradictionError(names) from None
            found |= propagated(together)
    return found


def _apart(facts: list[Fact]) -> list[list[Fact]]:
    """Facts in groups that share no count, in the order they were given."""
    group_of = {cell: group for group in components(fact.terms for fact in facts) for cell in group}
    groups: dict[frozenset[str], list[Fact]] = {}
    for fact in facts:
        groups.setdefault(group_of[next(iter(fact.terms))], []).append(fact)
    return list(groups.values())


def _tightened(facts: list[Fact]) -> Bounds:
    bounds = propagated(facts)
    return bounds if _is_exact(facts) else Program(facts, bounds).ends()


def _is_exact(facts: list[Fact]) -> bool:
    """Whether passing bounds on is enough: unit factors, and no way round from a count over facts back to it."""
    wide = [fact.terms for fact in facts if len(fact.terms) > 1]
    cells = set().union(*wide)
    is_tree = sum(map(len, wide)) == len(wide) + len(cells) - 1
    factors = {abs(factor) for fact in facts for factor in fact.terms.values()}
    return not wide or (factors == {1} and is_tree)
