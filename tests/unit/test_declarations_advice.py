"""The smallest set of declarations, against every set there is."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from warehouse.comparability.declarations import Facts, needs_of, smallest

NEEDS = st.dictionaries(
    st.sets(st.sampled_from("abcde"), min_size=1).map(frozenset), st.integers(1, 5), min_size=1, max_size=7
)


@given(NEEDS)
def test_no_smaller_set_lifts_more_than_half(needs: dict[Facts, int]) -> None:
    advice = smallest(needs)
    pairs = sum(needs.values())

    def lifted(facts: set[str]) -> int:
        return sum(count for need, count in needs.items() if need <= facts)

    assert (lifted(set(advice.declare)), advice.pairs) == (advice.lifted, pairs)
    assert 2 * advice.lifted > pairs
    for size in range(len(advice.declare)):
        assert all(2 * lifted(set(facts)) <= pairs for facts in combinations("abcde", size))
    assert all(lifted(set(facts)) <= advice.lifted for facts in combinations("abcde", len(advice.declare)))


def test_needs_are_counted_for_each_provider() -> None:
    lacking = [(1, "one", "law"), (1, "one", "unit"), (1, "other", "law"), (2, "one", "unit"), (2, "one", "law")]

    needs = needs_of(lacking)

    assert needs["one"] == {frozenset({"law", "unit"}): 2}
    assert needs["other"] == {frozenset({"law"}): 1}
