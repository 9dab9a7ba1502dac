"""Mapping relations: what a chain of them leaves, and which cannot hold together (comparability.md 2)."""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import permutations

from schemas.codelist import codelist, missing_codes

Stated = tuple[str, str, str]
INVERSE = {"EQUAL": "EQUAL", "WIDER": "NARROWER", "NARROWER": "WIDER", "INEXACT": "INEXACT"}
_RANK = {"EQUAL": 0, "WIDER": 1, "NARROWER": 1, "INEXACT": 2}


def relation_chain(*relations: str) -> str:
    """Relation of mappings one after the other: the weakest link; WIDER and NARROWER together are INEXACT.

    >>> relation_chain("WIDER", "EQUAL"), relation_chain("NARROWER", "WIDER"), relation_chain()
    ('WIDER', 'INEXACT', 'EQUAL')
    """
    return reduce(_weaker, relations, "EQUAL")


def check_relations(stated: Iterable[Stated]) -> None:
    """Raise ValueError where relations (one, relation, other) cannot all hold, with the chain that contradicts itself.

    WIDER: the first covers all of the other and more; INEXACT: they overlap, and neither covers the other.
    """
    every = list(stated)
    unknown = [each for each in every if each[1] not in INVERSE]
    if unknown:
        raise ValueError(f"no mapping relation: {_told(unknown)}")
    turned = [(other, INVERSE[relation], one) for one, relation, other in every]
    for one, relation, other in [*every, *turned]:
        ends = {"WIDER": [(other, one)], "INEXACT": [(one, other), (other, one)]}.get(relation, [])
        for way in (_way([*every, *turned], *pair) for pair in ends):
            if way is not None:
                raise ValueError(f"a chain of relations contradicts itself: {_told([(one, relation, other), *way])}")


def inclusions(dimension: str, codes: Iterable[str]) -> list[Stated]:
    """Which of these codes are wider than which others, by the true values they stand for; missing codes say nothing.

    >>> inclusions("demand", ["MONEY", "MONEY_OR_GOODS", "_U"])
    [('MONEY_OR_GOODS', 'WIDER', 'MONEY')]
    """
    known = codelist(dimension)
    held = {code: known.leaves_of(code) for code in sorted(codes) if code not in missing_codes() and known.holds(code)}
    return [(one, "WIDER", other) for one, other in permutations(held, 2) if held[one] > held[other]]


def _weaker(first: str, second: str) -> str:
    if _RANK[first] == _RANK[second] and first != second:
        return "INEXACT"
    return max(first, second, key=lambda relation: _RANK[relation])


def _way(links: Sequence[Stated], start: str, end: str) -> list[Stated] | None:
    """A shortest chain of EQUAL and WIDER relations from one to the other; an empty one where they are the same."""
    ways: dict[str, list[Stated]] = {start: []}
    fresh = [start]
    while fresh and end not in ways:
        reached = [link for link in links if link[0] in fresh and link[1] in {"EQUAL", "WIDER"}]
        fresh = [other for _, _, other in reached if other not in ways]
        for link in reached:
            ways.setdefault(link[2], [*ways[link[0]], link])
    return ways.get(end)


def _told(chain: Iterable[Stated]) -> str:
    return ", ".join(" ".join(each) for each in chain)
