"""Suppression in a system of 16 countries, 13 demands and 3 genders with all margins, next to the plain heuristic."""

import random
from itertools import product

from rich.console import Console

from bench.measure import Line, best, show
from schemas.disclosure import tiers
from warehouse.disclosure.gate import Told, refusals
from warehouse.disclosure.protect import Pattern, heuristic, protect
from warehouse.disclosure.system import TableSystem
from warehouse.disclosure.tabulate import ALL, Place, Tree, crossed

_MEAN = 30
_GENDERS = {"F": 0.6, "M": 0.35, "_U": 0.05}


def linked_tables(countries: int, seed: int = 1) -> None:
    """Time and number of complementary cells, the gap, and what an outsider finds in both patterns."""
    system, rules = invented(countries, seed), tiers()["public"]
    patterns: dict[str, Pattern] = {}

    def _run(name: str) -> None:
        patterns[name] = (heuristic if name == _PLAIN else protect)(system, rules)

    base = best(_PLAIN, lambda: _run(_PLAIN), repeats=1)
    lines: list[Line] = [best(_OURS, lambda: _run(_OURS), repeats=1)]
    told = Told(system, frozenset(system.values) - patterns[_OURS].hidden)
    found: list[str] = []
    lines.append(best("attack on it", lambda: found.extend(r.text for r in refusals({"one": told}, rules)), repeats=1))
    show(f"suppression, {countries} x 13 x 3 with all margins, {len(system.cells)} cells", base, lines)
    plain, ours = patterns[_PLAIN], patterns[_OURS]
    sensitive, cells = ours.needs.keys() & system.values.keys(), len(ours.complementary)
    Console().print(
        f"{len(sensitive)} sensitive cells; complementary cells: {len(plain.complementary)} plain, {cells} by cutting "
        f"planes ({cells / len(plain.complementary):.2f})"
    )
    Console().print(
        f"cost {ours.cost}, none below {ours.bound}: gap {ours.gap:.1%} of {rules.gap_percent:g} % allowed; "
        f"intervals too narrow: {len(found)}"
    )


_PLAIN, _OURS = "plain heuristic", "cutting planes"


def invented(countries: int, seed: int) -> TableSystem:
    """Counts drawn around the product of a size of the country, of the demand and of the gender."""
    drawn = random.Random(seed)
    names = {
        "country": [f"X{at:02}" for at in range(countries)],
        "demand": [f"D{at:02}" for at in range(13)],
        "gender": list(_GENDERS),
    }
    drawn_sizes = {name: {code: drawn.lognormvariate(0, 1) for code in codes} for name, codes in names.items()}
    sizes = drawn_sizes | {"gender": _GENDERS}
    counts: dict[Place, int] = {}
    for place in product(*names.values()):
        mean = float(_MEAN)
        for of_code, code in zip(sizes.values(), place, strict=True):
            mean *= of_code[code]
        counts[place] = max(0, round(drawn.gauss(mean, mean**0.5)))
    trees: dict[str, Tree] = {name: dict.fromkeys(codes, ALL) for name, codes in names.items()}
    return crossed(counts, trees)
