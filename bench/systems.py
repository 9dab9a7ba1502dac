"""Random systems of linked tables, and what a protector leaves of them."""

import random
from itertools import product

from schemas.disclosure import DisclosureRules
from warehouse.disclosure.elsewhere import Published
from warehouse.disclosure.gate import Told
from warehouse.disclosure.protect import Pattern
from warehouse.disclosure.system import DERIVED, TableSystem, linked
from warehouse.disclosure.tabulate import ALL, Place, Tree, crossed, name

FLAT: list[Tree] = [dict.fromkeys("ab", ALL), dict.fromkeys("abc", ALL), {"a": ALL}]
DEEP: list[Tree] = [
    {"g": ALL, "a": "g", "b": "g", "c": ALL},
    {"g": ALL, "a": "g", "b": "g", "c": "g", "d": ALL},
]


def tables(seed: int) -> TableSystem:
    """A system of 2 to 4 dimensions, some with hierarchies, some linked to a second table; zeros, ones, full rows."""
    drawn = random.Random(seed)  # a seeded draw, not a secret
    count = drawn.choice([2, 2, 2, 3, 3, 4])
    trees: dict[str, Tree] = {
        f"d{at}": drawn.choice(FLAT if count > 2 or drawn.random() < 0.5 else DEEP) for at in range(count)
    }
    if count > 2 and drawn.random() < 0.5:
        trees["d0"] = DEEP[0]
    counts = drawn_counts(trees, drawn)
    first = crossed(counts, trees)
    return linked(first, beside(counts, drawn)) if drawn.random() < 0.4 else first


def drawn_counts(trees: dict[str, Tree], drawn: random.Random) -> dict[Place, int]:
    """Counts of the lowest codes: many zeros, many small ones, some large."""
    lowest = [[code for code in tree if code not in tree.values()] for tree in trees.values()]
    return {place: drawn.choice([0, 0, 1, 2, 3, 4, 5, 6, 8, 12, 30, 100]) for place in product(*lowest)}


def beside(counts: dict[Place, int], drawn: random.Random) -> TableSystem:
    """A second table of the same records: the first dimension by one that the first table does not have."""
    found: dict[Place, int] = {}
    for place, count in counts.items():
        cut = drawn.randint(0, count)
        for code, part in (("x", cut), ("y", count - cut)):
            key = (place[0], code)
            found[key] = found.get(key, 0) + part
    codes = sorted({place[0] for place in counts})
    return crossed(found, {"d0": _flat_or(codes), "e": {"x": ALL, "y": ALL}})


def _flat_or(codes: list[str]) -> Tree:
    """The tree of the first dimension again: flat codes, or the deep tree whose lowest codes these are."""
    deep = [tree for tree in DEEP if codes == [code for code in tree if code not in tree.values()]]
    flat = [tree for tree in FLAT if codes == list(tree)]
    return flat[0] if flat else deep[0]


def told(system: TableSystem, pattern: Pattern) -> Told:
    """The release of a pattern."""
    return Told(system, frozenset(system.values) - pattern.hidden)


def released(system: TableSystem, hidden: frozenset[str]) -> Told:
    """The release of a system of which some cells are printed nowhere."""
    return Told(system, frozenset(cell.name for cell in system.cells if cell.printing not in DERIVED) - hidden)


def exactly(name: str, cells: tuple[str, ...], value: int) -> Published:
    """A published count of these cells together."""
    return Published(name, cells, cells, value, value)


def publications(system: TableSystem, seed: int) -> list[Published]:
    """Some numbers as a provider may have published them: two counts, and a share with its rounding."""
    drawn = random.Random(seed)  # a seeded draw, not a secret
    one, other, third = drawn.sample([cell.name for cell in system.cells], 3)
    near = system.values[third]
    share = Published("share", (third,), (third,), max(0, near - 2), near + 2)
    return [*(exactly(name, (name,), system.values[name]) for name in (one, other)), share]


RULES = DisclosureRules(tier="public", gap_percent=0, time_limit_seconds=60)


def pair(seed: int) -> tuple[TableSystem, TableSystem]:
    """Two releases of one table: most cells as they were, some with a few or many records more, one with fewer."""
    drawn = random.Random(seed)  # a seeded draw, not a secret
    trees: dict[str, Tree] = {"d0": drawn.choice(DEEP), "d1": drawn.choice(FLAT)}
    before = drawn_counts(trees, drawn)
    return crossed(before, trees), crossed(_later(before, drawn), trees)


def grown(system: TableSystem, seed: int) -> TableSystem:
    """A later release of one of a pair."""
    drawn = random.Random(seed)  # a seeded draw, not a secret
    trees: dict[str, Tree] = {"d0": drawn.choice(DEEP), "d1": drawn.choice(FLAT)}
    places = list(drawn_counts(trees, drawn))
    now = {place: system.values[name(list(trees), place)] for place in places}
    return crossed(_later(now, drawn), trees)


def _later(counts: dict[Place, int], drawn: random.Random) -> dict[Place, int]:
    return {place: max(0, count + drawn.choice([0, 0, 0, 1, 2, 10, 40, -1])) for place, count in counts.items()}
