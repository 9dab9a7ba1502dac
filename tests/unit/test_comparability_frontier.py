"""The frontier of common bands: its numbers, its limit, and brute force over all sets of sources."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.age import code_of
from schemas.codelist import codelist
from warehouse.comparability import frontier as module
from warehouse.comparability.frontier import Step, by_sex, frontier, names, of_partitions
from warehouse.comparability.partition import closed, common_partition, components, edges_of

BANDS = {
    "A": ["Y0T12", "Y13T15", "Y16T17"],
    "B": ["Y0T13", "Y14T17"],
    "C": ["Y0T9", "Y10T13", "Y14T17"],
}
LEAVES = [str(leaf) for leaf in range(7)]
edges = st.lists(st.frozensets(st.sampled_from(LEAVES), min_size=1, max_size=4), min_size=1, max_size=4)
runs = st.tuples(st.integers(0, 17), st.integers(0, 17)).map(lambda ends: code_of(min(ends), max(ends)))
ages = st.lists(runs, min_size=1, max_size=5)
Sets = list[tuple[int, set[frozenset[str]]]]


def sets(steps: list[Step]) -> Sets:
    return [(step.bands, {frozenset(choice.sources) for choice in step.choices}) for step in steps]


def brute_force(every: dict[str, list[frozenset[str]]]) -> Sets:
    """Every set of sources with at least k bands that has no larger one."""
    own = closed(every)
    groups = [frozenset(group) for size in range(1, len(own) + 1) for group in combinations(own, size)]
    bands = {group: len(components(edge for name in group for edge in own[name])) for group in groups}
    fitting = {k: {group for group in groups if bands[group] >= k} for k in range(1, max(bands.values()) + 1)}
    return [(k, {one for one in found if not any(one < other for other in found)}) for k, found in fitting.items()]


def test_frontier_of_three_sources() -> None:
    steps = frontier("victim_age", BANDS)
    assert sets(steps) == [
        (1, {frozenset("ABC")}),
        (2, {frozenset("BC"), frozenset("A")}),
        (3, {frozenset("A"), frozenset("C")}),
    ]
    assert [names("victim_age", choice.partition) for choice in steps[1].choices] == [
        ["Y_LT14", "Y14T17"],
        ["Y_LT13", "Y13T15", "Y16T17"],
    ]


def test_codes_of_other_dimensions_are_named() -> None:
    steps = frontier("demand", {"one": ["MONEY", "GOODS", "SEX_OFFLINE"], "two": ["MONEY_OR_GOODS", "SEX_OFFLINE"]})
    assert names("demand", steps[0].choices[0].partition) == ["MONEY_OR_GOODS", "SEX_OFFLINE"]
    assert names("demand", frozenset({frozenset({"MONEY", "CONTACTS"})})) == ["MONEY + CONTACTS"]
    everything = codelist("victim_gender").leaves
    assert names("victim_gender", frozenset({everything})) == ["F + M + _O"]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from("ABCDE"), edges, min_size=1, max_size=5))
def test_frontier_of_any_sets_equals_brute_force(every: dict[str, list[frozenset[str]]]) -> None:
    assert sets(of_partitions(every)) == brute_force(every)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from("ABCDE"), ages, min_size=1, max_size=5))
def test_frontier_of_ages_equals_brute_force(codes: dict[str, list[str]]) -> None:
    every = {source: edges_of("victim_age", used) for source, used in codes.items()}
    steps = frontier("victim_age", codes)
    assert sets(steps) == brute_force(every) == sets(of_partitions(every))


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from("ABCD"), ages, min_size=1, max_size=4))
def test_the_bands_of_a_choice_are_the_common_partition_of_its_sources(codes: dict[str, list[str]]) -> None:
    for choice in [each for step in frontier("victim_age", codes) for each in step.choices]:
        if len(choice.sources) == len(codes):
            assert choice.partition == common_partition("victim_age", codes)


def test_bands_that_differ_by_sex_are_handled_for_each_sex() -> None:
    uses = [
        ("A", "F", "Y9T13"), ("A", "F", "Y14T17"), ("A", "M", "Y9T12"), ("A", "M", "Y13T17"),
        ("B", None, "Y9T13"), ("B", None, "Y14T17"),
    ]  # fmt: skip
    found = by_sex(uses)
    assert list(found) == ["F", "M"]
    assert sets(frontier("victim_age", found["F"]))[1] == (2, {frozenset("AB")})
    assert sets(frontier("victim_age", found["M"])) == [(1, {frozenset("AB")}), (2, {frozenset("A"), frozenset("B")})]


def test_bands_of_no_sex_are_handled_once() -> None:
    assert by_sex([("A", None, "Y_LT18")]) == {None: {"A": {"Y_LT18"}}}


def test_nobody_has_no_frontier() -> None:
    with pytest.raises(ValueError, match="victim_age: no source is given"):
        frontier("victim_age", {})


def test_sources_without_the_dimension_are_named() -> None:
    with pytest.raises(ValueError, match="victim_age is not recorded by: B, C"):
        frontier("victim_age", {"A": ["Y_LT18"], "C": ["_U"], "B": []})


def test_the_work_is_limited_and_the_message_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    with pytest.raises(ValueError, match="more than 3 combinations of 4 kinds of bands: name fewer sources"):
        frontier("victim_age", {**BANDS, "D": ["Y0T5", "Y6T17"]})


def test_two_hundred_sources_have_a_frontier() -> None:
    codes = {f"S{at:03}": [code_of(0, at % 16), code_of(at % 16 + 1, 17)] for at in range(200)}
    steps = frontier("victim_age", codes)
    assert [len(step.choices) for step in steps] == [1, 16]
    assert sum(len(choice.sources) for choice in steps[1].choices) == 200
