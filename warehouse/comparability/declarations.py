"""What a provider would have to declare, and which few declarations would lift most of its verdicts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

Facts = frozenset[str]
_MOST = 12  # distinct sets of missing facts that are combined; of a provider with more, the most frequent


@dataclass(frozen=True)
class Advice:
    """The smallest set of facts that takes this provider's share out of most of its pairs, and of how many of all."""

    declare: tuple[str, ...]
    lifted: int
    pairs: int


def smallest(needs: Mapping[Facts, int]) -> Advice:
    """The smallest set of facts whose declaration lifts more than half of the pairs; of equals, the one lifting most.

    `needs`: each set of facts that pairs lack from one provider, with the number of pairs that lack just these. A pair
    is lifted where all it lacks is declared, so only unions of such sets can be smallest.

    >>> smallest({frozenset("a"): 3, frozenset("ab"): 1, frozenset("cd"): 1})
    Advice(declare=('a',), lifted=3, pairs=5)
    """
    pairs = sum(needs.values())
    unions: set[Facts] = {frozenset()}
    for need in sorted(needs, key=lambda facts: (-needs[facts], sorted(facts)))[:_MOST]:
        unions |= {union | need for union in unions}
    lifts = {union: sum(count for need, count in needs.items() if need <= union) for union in unions}
    enough = [union for union, lifted in lifts.items() if 2 * lifted > pairs] or [max(lifts, key=lambda u: lifts[u])]
    best = min(enough, key=lambda union: (len(union), -lifts[union], sorted(union)))
    return Advice(tuple(sorted(best)), lifts[best], pairs)


def needs_of(lacking: list[tuple[int, str, str]]) -> dict[str, Counter[Facts]]:
    """Provider to the sets of facts that pairs lack from it, from (pair, provider, fact)."""
    facts: dict[tuple[str, int], set[str]] = {}
    for pair, provider, fact in lacking:
        facts.setdefault((provider, pair), set()).add(fact)
    needs: dict[str, Counter[Facts]] = {}
    for (provider, _), each in sorted(facts.items()):
        needs.setdefault(provider, Counter())[frozenset(each)] += 1
    return needs
