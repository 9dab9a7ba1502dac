"""The finest common partition: its numbers, its laws, and brute force (comparability.md 3)."""

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.comparability.frontier import frontier
from warehouse.comparability.partition import (
    Partition,
    age_bands,
    are_apart,
    common_partition,
    components,
    edges_of,
    join,
)

A = ["Y0T12", "Y13T15", "Y16T17"]
B = ["Y0T13", "Y14T17"]
C = ["Y0T9", "Y10T13", "Y14T17"]

Edges = list[frozenset[str]]
DEMANDS = ["MORE_CONTENT", "SEX_OFFLINE", "SEXUAL_ANY", "MONEY", "GOODS", "MONEY_OR_GOODS", "CONTACTS"]
LEAVES = [str(leaf) for leaf in range(8)]
edges = st.lists(st.frozensets(st.sampled_from(LEAVES), min_size=1, max_size=4), min_size=1, max_size=5)
sources = st.dictionaries(st.sampled_from("ABCDE"), edges, min_size=1, max_size=5)


def brute_force(every: Edges) -> Partition:
    """Merge overlapping sets until none overlap."""
    groups = [set(edge) for edge in every]
    while overlap := next(((a, b) for a, b in combinations(groups, 2) if a & b), None):
        groups = [group for group in groups if group not in overlap] + [overlap[0] | overlap[1]]
    return frozenset(frozenset(group) for group in groups)


@pytest.mark.parametrize(
    ("bands", "common"),
    [
        ([A, B, C], ["Y_LT18"]),
        ([B, C], ["Y_LT14", "Y14T17"]),
        ([A, B], ["Y_LT18"]),
        ([["Y11T13", "Y14T15", "Y16T17"], ["Y0T2", "Y3T13", "Y14T17"]], ["Y_LT14", "Y14T17"]),
        ([["Y_LT18", "_U"], ["Y_LT18", "Y18T24"]], ["Y_LT18", "Y18T24"]),
    ],
)
def test_common_age_bands(bands: list[list[str]], common: list[str]) -> None:
    assert age_bands(common_partition("victim_age", {str(at): each for at, each in enumerate(bands)})) == common


def test_unknown_codes_and_totals_tie_nothing() -> None:
    assert edges_of("victim_gender", ["F", "_U", "_T", "UNDETERMINED"]) == [frozenset({"F"})]


def test_a_group_code_ties_its_members() -> None:
    common = common_partition("demand", {"one": ["MONEY", "GOODS", "SEX_OFFLINE"], "two": ["MONEY_OR_GOODS"]})
    assert common == {frozenset({"MONEY", "GOODS"}), frozenset({"SEX_OFFLINE"})}


def test_an_age_band_with_a_gap_is_refused() -> None:
    with pytest.raises(ValueError, match="no unbroken band"):
        age_bands(frozenset({frozenset({"3", "5"})}))


@given(edges)
def test_components_equal_brute_force(every: Edges) -> None:
    assert components(every) == brute_force(every)


@given(sources, st.randoms(use_true_random=False))
def test_partition_does_not_depend_on_order(every: dict[str, Edges], random: object) -> None:
    flat = list(chain.from_iterable(every.values()))
    shuffled = sorted(flat, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert components(flat) == components(shuffled)


@given(edges, edges)
def test_adding_a_source_never_refines(one: Edges, other: Edges) -> None:
    before, after = components(one), components([*one, *other])
    assert all(any(band <= wider for wider in after) for band in before)


@given(edges, st.lists(st.integers(0, 20), min_size=8, max_size=8))
def test_totals_stay_the_same(every: Edges, counts: list[int]) -> None:
    count = dict(zip(LEAVES, counts, strict=True))
    bands = components(every)
    assert sum(count[leaf] for band in bands for leaf in band) == sum(count[leaf] for leaf in frozenset().union(*every))


@given(edges, edges)
def test_join_is_the_finest_coarser_partition(one: Edges, other: Edges) -> None:
    assert join(components(one), components(other)) == components([*one, *other])


def test_nobody_and_nothing_have_no_common_partition() -> None:
    with pytest.raises(ValueError, match="victim_age: no source is given"):
        common_partition("victim_age", {})
    with pytest.raises(ValueError, match="demand is recorded by none of: one, two"):
        common_partition("demand", {"two": ["_U"], "one": []})


def test_codes_are_apart_where_no_two_share_a_value() -> None:
    assert are_apart("victim_age", ["Y_LT13", "Y13T17"])
    assert not are_apart("victim_age", ["Y_LT18", "Y13T17"])
    assert not are_apart("demand", ["MONEY", "MONEY_OR_GOODS"])
    assert not are_apart("demand", ["MONEY", "NO_SUCH_CODE"])
    assert are_apart("expert_view_gender", ["BOTH", "ONLY_MALE"])


def test_what_one_source_leaves_out_is_one_category_of_it() -> None:
    """Only what every source tells apart stays apart, as in the frontier; a source without codes ties nothing."""
    told = {"one": ["SEXUAL", "FINANCIAL", "OTHER_PERSONAL"], "two": ["FINANCIAL"], "silent": ["_U"]}
    common = common_partition("motivation", told)
    [*_, last] = frontier("motivation", {name: told[name] for name in ("one", "two")})[0].choices
    assert frozenset({"FINANCIAL"}) in common
    assert len(common) == 2
    assert last.partition == common


@given(st.dictionaries(st.sampled_from("abc"), st.sets(st.sampled_from(DEMANDS), min_size=1), min_size=1))
def test_frontier_and_common_partition_have_one_definition(told: dict[str, set[str]]) -> None:
    together = [each for step in frontier("demand", told) for each in step.choices if set(each.sources) == set(told)]
    assert {each.partition for each in together} == {common_partition("demand", told)}


AGES = ["Y_LT13", "Y13T15", "Y16T17", "Y_LT14", "Y14T17", "Y_LT18", "Y18T24"]
USES = {"demand": DEMANDS, "victim_age": AGES}


@pytest.mark.parametrize("dimension", sorted(USES))
@given(st.data())
def test_another_source_never_refines_the_common_partition(dimension: str, data: st.DataObject) -> None:
    used = st.sets(st.sampled_from(USES[dimension]), min_size=1)
    told = data.draw(st.dictionaries(st.sampled_from("abc"), used, min_size=1))
    before = common_partition(dimension, told)
    after = common_partition(dimension, {"z": data.draw(used), **told})
    assert all(any(band <= wider for wider in after) for band in before)
    assert common_partition(dimension, dict(sorted(told.items(), reverse=True))) == before


def test_codes_of_offences_are_no_years() -> None:
    sources = {"one": ["0201", "0208", "02051"], "other": ["02051"]}

    assert common_partition("offence", sources) == {frozenset({"0201", "0208"}), frozenset({"02051"})}
