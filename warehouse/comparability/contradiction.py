"""The smallest set of facts that contradict each other.

A contradiction meets every set of facts that must be given up to make the rest possible. So the smallest set that meets
all such sets found so far is either the smallest contradiction, or shows one more set to meet.
"""

from collections.abc import Callable, Sequence

from warehouse.comparability.facts import Fact
from warehouse.comparability.program import Program, is_possible
from warehouse.comparability.propagate import propagated

_ROUNDS = 300
_SIZE = "\0size"
Named = dict[str, list[Fact]]


def smallest_contradiction(facts: Sequence[Fact]) -> list[str]:
    """Names of the smallest set of contradicting facts; facts of one name count as one. None where all hold together.

    After many rounds without an answer, names of a set of which none can be left out, which may not be the smallest.
    """
    named: Named = {}
    for fact in facts:
        named.setdefault(fact.name, []).append(fact)
    to_hit: list[set[str]] = []
    for _ in range(_ROUNDS):
        chosen = _smallest_hit(to_hit, list(named))
        if not _can_hold(named, chosen):
            return chosen
        given_up = set(named) - _grown(named, chosen)
        if not given_up:
            return []
        to_hit.append(given_up)
    return _thinned(named)


def _can_hold(named: Named, names: Sequence[str]) -> bool:
    return is_possible([fact for name in names for fact in named[name]])


def _grown(named: Named, names: Sequence[str]) -> set[str]:
    """The names with as many more as still hold together."""
    kept = list(names)
    for name in named:
        if name not in kept and _can_hold(named, [*kept, name]):
            kept.append(name)
    return set(kept)


def _thinned(named: Named) -> list[str]:
    """Leave out one name after the other that the contradiction does not need."""
    return _without(list(named), lambda names: not _can_hold(named, names))


def _without(names: list[str], is_enough: Callable[[list[str]], bool]) -> list[str]:
    for name in list(names):
        fewer = [each for each in names if each != name]
        names = fewer if is_enough(fewer) else names
    return names


def _smallest_hit(to_hit: Sequence[set[str]], names: Sequence[str]) -> list[str]:
    """A smallest set of names that meets every given set."""
    if not to_hit:
        return []
    chosen = Fact("chosen", dict.fromkeys(names, 1) | {_SIZE: -1}, 0, 0)
    limits = [Fact(name, {name: 1}, 0, 1) for name in names]
    hits = [Fact("hit", dict.fromkeys(sorted(each), 1), lower=1) for each in to_hit]
    facts = [chosen, *limits, *hits]
    found = Program(facts, propagated(facts)).least(_SIZE)
    return [name for name in names if found[name]]
