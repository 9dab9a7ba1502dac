"""The integer program over all margins: exact against brute force, contradictions named by the smallest set."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.comparability import tighten as tighten_module
from warehouse.comparability.facts import Fact, adds_up, at_most, fits_into, rounded, within
from warehouse.comparability.program import is_possible
from warehouse.comparability.propagate import Impossible, propagated
from warehouse.comparability.shares import count_interval
from warehouse.comparability.tighten import ContradictionError, tighten

CELLS = ["a", "b", "c", "d"]
LARGEST = 4
LIMITS = [within(f"limit {cell}", cell, 0, LARGEST) for cell in CELLS]

terms = st.dictionaries(st.sampled_from(CELLS), st.sampled_from([-3, -1, 1, 1, 2]), min_size=1, max_size=4)
facts = st.builds(
    lambda terms, lower, more: Fact("", terms, lower, lower + more), terms, st.integers(-4, 6), st.integers(0, 5)
)
tables = st.lists(facts, min_size=1, max_size=5).map(
    lambda drawn: [Fact(f"fact {at}", each.terms, each.lower, each.upper) for at, each in enumerate(drawn)]
)


def completions(every: list[Fact]) -> list[dict[str, int]]:
    """Every assignment of 0 to LARGEST to the cells that satisfies all facts."""
    counts = (dict(zip(CELLS, values, strict=True)) for values in product(range(LARGEST + 1), repeat=len(CELLS)))
    return [each for each in counts if all(fact.holds(each) for fact in every)]


@settings(max_examples=150, deadline=None)
@given(tables)
def test_bounds_equal_brute_force(every: list[Fact]) -> None:
    found = completions(every)
    if not found:
        with pytest.raises(ContradictionError):
            tighten([*LIMITS, *every])
        return
    expected = {cell: (min(each[cell] for each in found), max(each[cell] for each in found)) for cell in CELLS}
    assert tighten([*LIMITS, *every]) == expected


@settings(max_examples=60, deadline=None)
@given(tables)
def test_the_contradiction_named_is_the_smallest(every: list[Fact]) -> None:
    if is_possible([*LIMITS, *every]):
        return
    with pytest.raises(ContradictionError) as told:
        tighten([*LIMITS, *every])
    named = {fact.name: fact for fact in [*LIMITS, *every]}
    assert not is_possible([named[name] for name in told.value.names])
    for fewer in combinations(named, len(told.value.names) - 1):
        assert is_possible([named[name] for name in fewer])


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(tables, facts)
def test_a_fact_added_never_widens(every: list[Fact], added: Fact) -> None:
    if not completions([*every, added]):
        return
    before, after = (
        tighten([*LIMITS, *every]),
        tighten([*LIMITS, *every, Fact("added", added.terms, added.lower, added.upper)]),
    )
    for cell in CELLS:
        assert before[cell][0] <= after[cell][0] <= (after[cell][1] or 0) <= (before[cell][1] or 0)


@settings(max_examples=40, deadline=None)
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_nothing(every: list[Fact], random: object) -> None:
    if not completions(every):
        return
    shuffled = sorted([*LIMITS, *every], key=lambda _: random.random())  # type: ignore[attr-defined]
    assert tighten(shuffled) == tighten([*LIMITS, *every])


@settings(max_examples=60, deadline=None)
@given(tables)
def test_bounds_passed_on_hold_for_every_completion(every: list[Fact]) -> None:
    found = completions(every)
    try:
        bounds = propagated([*LIMITS, *every])
    except Impossible:
        assert not found
        return
    for each in found:
        assert all(low <= each[cell] <= (LARGEST if high is None else high) for cell, (low, high) in bounds.items())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 200), min_size=3, max_size=3), min_size=2, max_size=3),
    st.integers(0, 1),
    st.data(),
)
def test_a_two_way_table_of_rounded_shares_holds_the_truth(
    counts: list[list[int]], decimals: int, data: st.DataObject
) -> None:
    """Row shares, column totals and the grand total of a true table: every true cell lies inside its bounds."""
    rows, total = [sum(row) for row in counts], sum(map(sum, counts))
    every = [within("total", "all", total, total), adds_up("rows", [f"r{i}" for i in range(len(rows))], whole="all")]
    for i, row in enumerate(counts):
        every.append(adds_up(f"row {i}", [f"x{i}{j}" for j in range(3)], whole=f"r{i}"))
        if total:
            every += rounded(
                f"share of row {i}",
                f"r{i}",
                whole="all",
                share=round(100 * rows[i] / total, decimals),
                decimals=decimals,
            )
        for j, count in enumerate(row):
            if rows[i] and data.draw(st.booleans()):
                every += rounded(
                    f"cell {i}{j}",
                    f"x{i}{j}",
                    whole=f"r{i}",
                    share=round(100 * count / rows[i], decimals),
                    decimals=decimals,
                )
    found = tighten(every)
    for i, row in enumerate(counts):
        for j, count in enumerate(row):
            low, high = found[f"x{i}{j}"]
            assert low <= count <= (total if high is None else high)


@given(st.integers(0, 10_000), st.integers(1, 3000))
def test_a_rounded_share_of_a_known_whole_is_its_interval(units: int, base: int) -> None:
    every = [
        *rounded("share", "part", whole="whole", share=units / 100, decimals=2),
        within("base", "whole", base, base),
    ]
    fitting = count_interval(units / 100, 2, base)
    if fitting is None:
        assert not is_possible([*every, at_most("part", "part", whole="whole")])
    else:
        assert tighten([*every, at_most("part", "part", whole="whole")])["part"] == fitting


def test_a_count_that_nothing_bounds_stays_open() -> None:
    open_end = tighten([Fact("at least", {"a": 1, "b": -2}, lower=3), Fact("more", {"a": 2, "b": 1}, lower=4)])
    assert open_end == {"a": (3, None), "b": (0, None)}


def test_groups_that_share_no_count_do_not_disturb_each_other() -> None:
    found = tighten([within("one", "a", 3, 5), within("other", "b", 7, None), at_most("part", "c", whole="a")])
    assert found == {"a": (3, 5), "b": (7, None), "c": (0, 5)}


def test_infeasible_margins_are_named_by_the_smallest_contradictory_set() -> None:
    margins = [
        within("Table!B2 total", "all", 100, 100),
        within("Table!B3 girls", "F", 70, 70),
        within("Table!B4 boys", "M", 35, 35),
        within("Table!B5 content", "content", 60, 90),
        fits_into("victim_gender is exclusive", ["F", "M"], whole="all"),
        at_most("content is part of all", "content", whole="all"),
    ]
    with pytest.raises(ContradictionError) as told:
        tighten(margins)
    assert told.value.names == ("Table!B2 total", "Table!B3 girls", "Table!B4 boys", "victim_gender is exclusive")
    assert "Table!B3 girls; Table!B4 boys" in str(told.value)


def test_a_fact_without_counts_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one count"):
        Fact("nothing", {"a": 0})
    with pytest.raises(ValueError, match="nothing: a fact"):
        Fact("nothing", {})


def test_a_table_that_presolving_calls_infeasible_keeps_its_solution() -> None:
    """Half of 242 in each group, rounded to whole per cent: found by the two-way property."""
    truth = {"MONEY|F": 90, "MONEY|M": 86, "MONEY|": 2, "OFFLINE|F": 8, "OFFLINE|M": 8, "OFFLINE|": 0}
    truth |= {"CONTENT|F": 22, "CONTENT|M": 23, "CONTENT|": 0, "F": 120, "M": 120, "": 2, "all": 242}
    truth |= {"CONTENT": 45, "MONEY": 178, "OFFLINE": 16}
    categories, groups = ["CONTENT", "MONEY", "OFFLINE"], ["F", "M", ""]
    every = [
        within("base", "all", 242, 242),
        adds_up("groups", groups, whole="all"),
        fits_into("one", categories, whole="all"),
    ]
    every += [within(cell, cell, truth[cell], truth[cell] + 2) for cell in ["F", "M", *categories]]
    every += [adds_up(each, [f"{each}|{group}" for group in groups], whole=each) for each in categories]
    every += [fits_into(f"in {group}", [f"{each}|{group}" for each in categories], whole=group) for group in groups]
    every += [
        *rounded("share", "OFFLINE|F", whole="F", share=7, decimals=0),
        *rounded("other share", "CONTENT|M", whole="M", share=19, decimals=0),
    ]
    assert all(fact.holds(truth) for fact in every)
    found = tighten(every)
    assert all(low <= truth[cell] <= (high or 0) for cell, (low, high) in found.items())


def test_a_contradiction_that_no_set_of_facts_bears_out_is_not_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(_: list[Fact]) -> dict[str, tuple[int, int | None]]:
        raise Impossible

    monkeypatch.setattr(tighten_module, "_tightened", mistaken)
    assert tighten([within("one", "a", 2, 4), at_most("part", "b", whole="a")]) == {"a": (2, 4), "b": (0, 4)}


def test_no_facts_give_no_bounds() -> None:
    assert tighten([]) == {}
    assert is_possible([])
