"""Complementary suppression: cheapest patterns, the same for the same tables, refused where nothing can protect."""

import random
from itertools import combinations

import pytest

from bench.systems import DEEP, FLAT, RULES, drawn_counts, told
from warehouse.disclosure.gate import Told, refusals
from warehouse.disclosure.greedy import UnprotectableError
from warehouse.disclosure.history import EARLIER, successive
from warehouse.disclosure.primary import prepared
from warehouse.disclosure.protect import heuristic, protect
from warehouse.disclosure.system import Cell, Sum, TableSystem
from warehouse.disclosure.tabulate import ALL, Place, crossed

TREES = {"a": {"x": ALL, "y": ALL, "z": ALL}, "b": {"p": ALL, "q": ALL, "r": ALL}}
PLACES: list[Place] = [(a, b) for a in "xyz" for b in "pqr"]
COUNTS = dict(zip(PLACES, [3, 20, 30, 40, 50, 60, 70, 80, 90], strict=True))


def test_one_small_cell_takes_a_rectangle() -> None:
    pattern = protect(crossed(COUNTS, TREES), RULES)

    assert pattern.is_optimal
    assert (pattern.cost, len(pattern.complementary)) == (4, 3)
    assert {"a=x|b=p"} == set(pattern.needs)


def test_tables_without_sensitive_cells_hide_nothing() -> None:
    pattern = protect(crossed({key: 10 + count for key, count in COUNTS.items()}, TREES), RULES)

    assert (pattern.hidden, pattern.cost, pattern.gap, pattern.is_optimal) == (frozenset(), 0, 0.0, True)


def test_costs_in_records_hide_the_smaller_cells() -> None:
    pattern = protect(crossed(COUNTS, TREES), RULES.model_copy(update={"cost": "RECORDS"}))

    assert pattern.hidden == {"a=x|b=p", "a=x|b=q", "a=y|b=p", "a=y|b=q"}
    assert pattern.cost == 4 + 3 + 20 + 40 + 50


def test_the_same_tables_in_any_order_give_the_same_pattern() -> None:
    system, drawn = crossed(COUNTS, TREES), random.Random(1)  # noqa: S311  # a seeded draw, not a secret
    cells, sums = list(system.cells), [Sum(each.total, each.parts[::-1]) for each in system.sums]
    patterns = set()
    for _ in range(3):
        drawn.shuffle(cells)
        drawn.shuffle(sums)
        patterns.add(protect(TableSystem(tuple(cells), tuple(sums)), RULES).hidden)

    assert len(patterns) == 1


def test_zeros_stay_shown_where_the_rule_says_so() -> None:
    counts = {**COUNTS, ("x", "q"): 0, ("y", "p"): 0}
    rules = RULES.model_copy(update={"zeros": "PUBLISH", "full_rows": "PUBLISH"})
    system = crossed(counts, TREES)

    assert all(system.values[name] for name in protect(system, rules).hidden)


def test_a_cell_that_follows_from_what_everyone_knows_is_named() -> None:
    system = TableSystem((Cell("all", 3, "SHOWN"), Cell("a", 3), Cell("b", 0, "SHOWN")), (Sum("all", ("a", "b")),))

    with pytest.raises(UnprotectableError, match="no pattern protects a:"):
        protect(system, RULES)


def test_the_heuristic_protects_too_but_knows_no_bound() -> None:
    system = crossed(COUNTS, TREES)
    pattern = heuristic(system, RULES)

    assert list(refusals({"one": told(system, pattern)}, RULES)) == []
    assert not pattern.is_optimal
    assert pattern.gap > 0


def test_a_search_out_of_time_says_so_and_still_protects() -> None:
    system = crossed(COUNTS, TREES)
    pattern = protect(system, RULES.model_copy(update={"time_limit_seconds": 1e-9}))

    assert not pattern.is_in_time
    assert list(refusals({"one": told(system, pattern)}, RULES)) == []


@pytest.mark.parametrize("seed", range(12))
def test_no_pattern_is_cheaper(seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311  # a seeded draw, not a secret
    trees = drawn.choice([{"a": FLAT[0], "b": FLAT[0]}, {"a": FLAT[1]}, {"a": DEEP[1]}, {"a": FLAT[0], "b": FLAT[2]}])
    system = crossed(drawn_counts(dict(trees), drawn), trees)
    pattern = protect(system, RULES)

    assert pattern.is_optimal
    assert pattern.cost == cheapest(system) == len(pattern.hidden)


def cheapest(system: TableSystem) -> int:
    """The size of the smallest pattern that the gate lets pass, by trying all."""
    sensitive = prepared(system, RULES)[1].keys() & system.values.keys()
    rest = sorted(system.values.keys() - sensitive)
    for size in range(len(rest) + 1):
        for extra in combinations(rest, size):
            shown = frozenset(rest) - set(extra)
            if not any(refusals({"one": Told(system, shown)}, RULES)):
                return len(sensitive) + size
    raise AssertionError("even hiding everything does not protect")


def test_what_was_told_before_stays_told() -> None:
    """A small change would follow from the two releases, so the new number stays hidden."""
    before = crossed({key: 10 + count for key, count in COUNTS.items()}, TREES)
    after = crossed({key: 10 + count + (key == ("x", "p")) for key, count in COUNTS.items()}, TREES)
    pattern = protect(successive(before, frozenset(), later=after), RULES)

    assert "a=x|b=p" in pattern.hidden
    assert not any(name.startswith(EARLIER) for name in pattern.hidden)
    assert protect(after, RULES).hidden == frozenset()


def test_unchanged_cells_of_two_releases_are_one_number() -> None:
    system = crossed(COUNTS, TREES)
    hidden = protect(system, RULES).hidden
    again = protect(successive(system, hidden, later=system, unchanged=frozenset(system.values)), RULES)

    assert again.hidden & system.values.keys() == hidden
