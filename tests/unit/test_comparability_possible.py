"""Which published tables are possible, with the numbers of comparability.md 6."""

from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from warehouse.comparability import possible

OBJECTIVES = [(78.0, 0), (5.0, 0), (7.0, 0), (2.0, 0), (11.0, 0)]
GENDERS = [(78.0, 0), (15.0, 0), (8.0, 0)]
REPORTERS = [(33.0, 0), (24.0, 0), (22.0, 0), (7.0, 0), (5.0, 0), (3.0, 0)]


def test_objectives_cannot_be_exclusive() -> None:
    counts = possible.counts_of(OBJECTIVES, 1428)
    assert possible.sums(counts)[0] == 1437
    assert not possible.can_be_exclusive(counts, 1428)


def test_objectives_fit_as_a_union_with_two_per_cent_in_two() -> None:
    several = possible.counts_of([(2.0, 0)], 1428)[0]
    single = possible.counts_of([(78.0, 0), (5.0, 0), (7.0, 0), (11.0, 0)], 1428)
    assert possible.can_be_union(single, several, base=1428)
    assert not possible.can_be_union(single, (300, 320), base=1428)


def test_genders_can_be_exclusive_and_exhaustive() -> None:
    counts = possible.counts_of(GENDERS, 1428)
    assert possible.sums(counts) == (1423, 1462)
    assert possible.can_be_exclusive(counts, 1428)
    assert possible.can_be_exhaustive(counts, 1428)


def test_reporters_leave_46_to_125_reports() -> None:
    counts = possible.counts_of(REPORTERS, 1428)
    assert not possible.can_be_exhaustive(counts, 1428)
    assert possible.remainder(counts, (1428, 1428)) == (46, 125)


def test_counts_of_other_demands_exceed_their_base() -> None:
    assert not possible.can_be_exclusive([(n, n) for n in (8, 4, 2, 1, 3)], 17)


def test_counts_and_shares_of_ages_agree() -> None:
    assert possible.counts_fit([55, 14, 9], [(71, 0), (18, 0), (12, 0)], base=78)
    assert not possible.counts_fit([56, 13, 9], [(71, 0), (18, 0), (12, 0)], base=78)


def test_one_share_fits_two_bases() -> None:
    assert possible.bases_that_fit(83, 0, [87, 95]) == {87: (72, 72), 95: (79, 79)}
    assert possible.bases_that_fit(83, 0, [5]) == {}


def test_a_share_of_no_count_is_named() -> None:
    with pytest.raises(ValueError, match=r"46\.56 is the share of no count of 10"):
        possible.counts_of([(46.56, 2)], 10)


def test_a_table_is_read_with_every_base_that_fits() -> None:
    assert [(each.base, each.counts) for each in possible.readings([(83.0, 0)], [87, 91, 95])] == [
        (87, ((72, 72),)),
        (95, ((79, 79),)),
    ]
    assert [(each.base, each.counts) for each in possible.readings([(46.56, 2)], range(1, 141))] == [(131, ((61, 61),))]
    assert possible.readings([(71, 0), (18, 0), (12, 0)], [78], counts=[55, 14, 9])[0].undescribed == (0, 0)
    assert possible.readings([(71, 0), (18, 0), (12, 0)], [78], counts=[56, 14, 8]) == []
    assert possible.readings([], [17], counts=[18]) == []


def test_a_reading_says_what_the_table_can_be() -> None:
    [objectives] = possible.readings(OBJECTIVES, [1428])
    assert (objectives.needs, objectives.is_exclusive, objectives.undescribed) == (1437, False, None)
    [survey] = possible.readings([], [17], counts=[8, 4, 2, 1, 3])
    assert (survey.needs, survey.is_exclusive, survey.is_nested) == (18, False, False)
    [threats] = possible.readings([(67, 0), (29, 0)], [1428])
    assert (threats.is_nested, threats.is_exhaustive) == (True, False)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda ends: (min(ends), max(ends))), max_size=4))
def test_nested_equals_brute_force(categories: list[tuple[int, int]]) -> None:
    chains = product(*(range(low, high + 1) for low, high in categories))
    assert possible.can_be_nested(categories) == any(list(chain) == sorted(chain, reverse=True) for chain in chains)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=7), st.integers(0, 100), st.integers(0, 1))
def test_a_true_exclusive_table_is_never_called_impossible(counts: list[int], left: int, decimals: int) -> None:
    base = sum(counts) + left
    assume(base > 0)
    shares = [(round(100 * count / base, decimals), decimals) for count in counts]
    intervals = possible.counts_of(shares, base)
    low, high = possible.remainder(intervals, (base, base))
    assert possible.can_be_exclusive(intervals, base)
    assert low <= base - sum(counts) <= high
    assert possible.can_be_exhaustive(intervals, base) or left > 0
