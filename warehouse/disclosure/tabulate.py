"""Counts by several dimensions, made into a system of tables with every margin and every level of a hierarchy."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product

from warehouse.disclosure.system import Cell, Sum, TableSystem

ALL = "_T"
Tree = Mapping[str, str]  # code -> its parent, `_T` for those of the highest level
Place = tuple[str, ...]


def crossed(counts: Mapping[Place, int], trees: Mapping[str, Tree]) -> TableSystem:
    """Every cell over the codes of the dimensions `trees`, from counts of the lowest codes; what is missing is zero."""
    found: Counter[Place] = Counter()
    for place, count in counts.items():
        for wider in product(*(_upwards(code, tree) for code, tree in zip(place, trees.values(), strict=True))):
            found[wider] += count
    names = list(trees)
    cells = [Cell(name(names, place), found[place]) for place in product(*(_codes(tree) for tree in trees.values()))]
    return TableSystem(tuple(cells), tuple(_sums(trees)))


def name(dimensions: list[str], place: Place) -> str:
    """What a cell is called; dimensions that are not looked at leave no trace, so that margins of tables meet."""
    said = [f"{dimension}={code}" for dimension, code in zip(dimensions, place, strict=True) if code != ALL]
    return "|".join(sorted(said)) or "all"


def _sums(trees: Mapping[str, Tree]) -> Iterator[Sum]:
    names = list(trees)
    for at, tree in enumerate(trees.values()):
        others = [[""] if place == at else _codes(each) for place, each in enumerate(trees.values())]
        for parent in dict.fromkeys(tree.values()):
            parts = [code for code, above in tree.items() if above == parent]
            for place in product(*others):
                here = [name(names, (*place[:at], code, *place[at + 1 :])) for code in (parent, *parts)]
                yield Sum(here[0], tuple(here[1:]))


def _codes(tree: Tree) -> list[str]:
    return [ALL, *tree]


def _upwards(code: str, tree: Tree) -> Iterator[str]:
    """The code and every wider one, up to all."""
    yield code
    while code != ALL:
        code = tree[code]
        yield code
