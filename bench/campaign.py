"""`python -m bench.campaign [--share 1.0]`: the outsider tries every drawn system, pair and chain of releases.

500 systems of tables, 100 pairs of successive releases and 30 chains of three at the full share, under several rules,
alone and beside publications of the same records. It ends with exit code
1 where any interval is narrower than the rule, or where a protector broken on purpose is not found out.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from bench.systems import RULES, grown, pair, publications, released, tables, told
from schemas.disclosure import tiers
from warehouse.disclosure.elsewhere import joined
from warehouse.disclosure.gate import Told, refusals
from warehouse.disclosure.greedy import UnprotectableError
from warehouse.disclosure.history import successive
from warehouse.disclosure.protect import Pattern, protect
from warehouse.disclosure.system import TableSystem

_PUBLIC = RULES.model_copy(update={"gap_percent": 25})  # protection does not depend on the gap, the time does
_RESTRICTED = tiers()["restricted"].model_copy(update={"gap_percent": 25})
_ZEROS_SHOWN = _RESTRICTED.model_copy(update={"zeros": "PUBLISH", "cost": "CELLS"})
_ZEROS_SMALL = _PUBLIC.model_copy(update={"zeros": "PROTECT", "cost": "RECORDS"})
_RULES = {
    "public": _PUBLIC,
    "restricted": _RESTRICTED,
    "zeros shown": _ZEROS_SHOWN,
    "zeros are small": _ZEROS_SMALL,
}


@dataclass(frozen=True)
class Outcome:
    """One attack: what was attacked, what was to be hidden, and every number that followed too closely.

    `broken`: how many follow where the protector forgets a cell, or the release before.
    """

    cells: int
    sensitive: int
    complementary: int
    refused: tuple[str, ...]
    broken: int


def system(name: str, seed: int) -> Outcome:
    """One release of a drawn system, and the same with one hidden cell shown."""
    drawn, rules = tables(seed), _RULES[name]
    pattern = protect(drawn, rules)
    forgotten = sorted(pattern.hidden & pattern.needs.keys())[:1]
    shown = frozenset(drawn.values) - pattern.hidden | set(forgotten)
    return _outcome([pattern], {"one": told(drawn, pattern)}, broken={"one": Told(drawn, shown)}, name=name)


def beside_publications(name: str, seed: int) -> Outcome:
    """A release of records of which some numbers were published elsewhere, and one protected as if none were."""
    drawn, rules = tables(seed), _RULES[name]
    whole = joined(drawn, publications(drawn, seed))
    alone = {"one": released(whole, protect(drawn, rules).hidden)}
    try:
        pattern = protect(whole, rules)
    except UnprotectableError:
        return _outcome([], {}, broken=alone, name=name)  # such tables are not told
    return _outcome([pattern], {"one": released(whole, pattern.hidden)}, broken=alone, name=name)


def two(name: str, seed: int) -> Outcome:
    """Two successive releases, and the later one protected as if it were alone."""
    before, after = pair(seed)
    patterns = _chain([before, after], name)
    releases = {"one": told(before, patterns[0]), "two": told(after, patterns[1])}
    alone = releases | {"two": told(after, protect(after, _RULES[name]))}
    return _outcome(patterns, releases, broken=alone, name=name)


def three(name: str, seed: int) -> Outcome:
    """Three successive releases, and the last one protected as if it were alone."""
    first, second = pair(seed)
    third = grown(second, seed)
    systems = {"one": first, "two": second, "three": third}
    patterns = _chain([*systems.values()], name)
    releases = {each: told(system, of) for (each, system), of in zip(systems.items(), patterns, strict=True)}
    alone = releases | {"three": told(third, protect(third, _RULES[name]))}
    return _outcome(patterns, releases, broken=alone, name=name)


def _chain(systems: list[TableSystem], name: str) -> list[Pattern]:
    """Each release protected after those before it."""
    told_before, patterns = systems[0], [protect(systems[0], _RULES[name])]
    for later in systems[1:]:
        told_before = successive(told_before, patterns[-1].hidden, later=later)
        patterns.append(protect(told_before, _RULES[name]))
    return patterns


def _outcome(patterns: list[Pattern], releases: dict[str, Told], *, broken: dict[str, Told], name: str) -> Outcome:
    rules = _RULES[name]
    return Outcome(
        sum(len(each.system.cells) for each in releases.values()),
        sum(len(each.needs) for each in patterns),
        sum(len(each.complementary) for each in patterns),
        tuple(each.text for each in refusals(releases, rules)),
        sum(1 for _ in refusals(broken, rules)),
    )


_HEADS = ("attacked", "rules", "draws", "cells", "sensitive", "complementary", "too narrow", "broken: found", "s")
Attack = Callable[[str, int], Outcome]
_CAMPAIGN: list[tuple[str, Attack, str, int]] = [
    ("systems", system, "public", 500),
    ("pairs of releases", two, "public", 100),
    ("chains of three", three, "public", 30),
    ("beside publications", beside_publications, "public", 200),
    ("beside publications", beside_publications, "restricted", 80),
    ("systems", system, "restricted", 80),
    ("systems", system, "zeros shown", 80),
    ("systems", system, "zeros are small", 80),
]


def main() -> int:
    """Run the campaign and print what it found."""
    parser = argparse.ArgumentParser("python -m bench.campaign")
    parser.add_argument("--share", type=float, default=1.0, help="share of the draws, such as 0.1 for a quick look")
    share = parser.parse_args().share
    shown = Table(*_HEADS)
    missed: list[str] = []
    with ProcessPoolExecutor() as pool:
        for what, attack, name, count in _CAMPAIGN:
            start = time.perf_counter()
            draws = max(1, int(count * share))
            found = list(pool.map(attack, [name] * draws, range(draws)))
            shown.add_row(what, name, *_told(found), f"{time.perf_counter() - start:.0f}")
            missed += _missed(f"{what}, {name}", found)
    Console(width=120).print(shown)
    for each in missed:
        Console().print(each)
    return 1 if missed else 0


def _told(found: list[Outcome]) -> Iterator[str]:
    yield str(len(found))
    yield str(sum(each.cells for each in found))
    yield str(sum(each.sensitive for each in found))
    yield str(sum(each.complementary for each in found))
    yield str(sum(len(each.refused) for each in found))
    yield str(sum(each.broken > 0 for each in found))


def _missed(what: str, found: list[Outcome]) -> Iterator[str]:
    for seed, each in enumerate(found):
        yield from (f"{what}, seed {seed}: {text}" for text in each.refused)
    if not any(each.broken for each in found):
        yield f"{what}: a broken protector is not found out"


if __name__ == "__main__":
    sys.exit(main())
