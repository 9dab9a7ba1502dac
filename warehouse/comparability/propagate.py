"""Bounds passed from fact to fact: each count gets what the others of its fact leave it."""

from collections.abc import Iterable

from warehouse.comparability.facts import Fact

Bounds = dict[str, tuple[int, int | None]]


class Impossible(Exception):  # noqa: N818 - a state of the facts, turned into ContradictionError by `tighten`
    """No counts satisfy the facts."""


def propagated(facts: Iterable[Fact]) -> Bounds:
    """Bounds that hold for every solution. Where facts form no ring, a round for each is enough to pass all on.

    Raises Impossible where a count has no value left.
    """
    every = list(facts)
    bounds: Bounds = {cell: (0, None) for fact in every for cell in fact.terms}
    for _ in every:
        before = dict(bounds)
        for fact in every:
            for upper, sign in ((fact.upper, 1), (fact.lower, -1)):
                if upper is not None:
                    _pass_on({cell: sign * factor for cell, factor in fact.terms.items()}, sign * upper, bounds=bounds)
        if bounds == before:
            break
    return bounds


def _pass_on(terms: dict[str, int], upper: int, *, bounds: Bounds) -> None:
    """What `sum of terms <= upper` says of each count, given the smallest sum of the others."""
    least = {cell: _least(factor, bounds[cell]) for cell, factor in terms.items()}
    is_open = {cell for cell, smallest in least.items() if smallest is None}
    known = sum(smallest or 0 for smallest in least.values())
    for cell, factor in terms.items():
        if factor and is_open <= {cell}:
            bounds[cell] = _cut(bounds[cell], factor, left=upper - known + (least[cell] or 0))
    if not is_open and known > upper:
        raise Impossible


def _least(factor: int, ends: tuple[int, int | None]) -> int | None:
    if factor >= 0:
        return factor * ends[0]
    return None if ends[1] is None else factor * ends[1]


def _cut(ends: tuple[int, int | None], factor: int, *, left: int) -> tuple[int, int | None]:
    """`ends` cut by `factor * count <= left`."""
    low, high = ends
    if factor > 0:
        high = left // factor if high is None else min(high, left // factor)
    else:
        low = max(low, -(left // -factor))
    if high is not None and low > high:
        raise Impossible
    return low, high
