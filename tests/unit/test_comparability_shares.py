"""Printed shares as count intervals, against rounding in exact decimals."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.comparability.shares import count_interval, least, most, printed_units, share_interval, solutions

_EXACT = Context(prec=60)


def rounded(count: int, base: int, decimals: int, how: str) -> Decimal:
    """The share as a publisher prints it; exact ties are exact because 60 digits hold them."""
    return _EXACT.divide(Decimal(100 * count), Decimal(base)).quantize(Decimal(1).scaleb(-decimals), rounding=how)


@given(st.integers(1, 3000), st.data(), st.integers(0, 3), st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]))
def test_interval_holds_the_count_that_was_printed(base: int, data: st.DataObject, decimals: int, how: str) -> None:
    count = data.draw(st.integers(0, base))
    interval = count_interval(float(rounded(count, base, decimals, how)), decimals, base)
    assert interval is not None
    assert interval[0] <= count <= interval[1]


@given(st.integers(1, 150), st.integers(0, 1000), st.integers(0, 1))
def test_interval_holds_nothing_else(base: int, units: int, decimals: int) -> None:
    printed = Decimal(min(units, 100 * 10**decimals)).scaleb(-decimals)
    fitting = [
        count
        for count in range(base + 1)
        if printed in {rounded(count, base, decimals, how) for how in (ROUND_HALF_UP, ROUND_HALF_EVEN)}
    ]
    expected = (fitting[0], fitting[-1]) if fitting else None
    assert count_interval(float(printed), decimals, base) == expected


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 5000)), min_size=1, max_size=30))
def test_columns_agree_with_the_plain_function(cases: list[tuple[int, int]]) -> None:
    rows = pl.DataFrame(cases, schema={"printed": pl.Int64, "base": pl.Int64}, orient="row").with_columns(decimals=2)
    ends = rows.select(least().alias("low"), most().alias("high")).rows()
    plain = [count_interval(printed / 100, 2, base) for printed, base in cases]
    assert [(low, high) if low <= high else None for low, high in ends] == plain


def test_two_decimals_of_a_small_base_have_one_solution() -> None:
    assert solutions(46.56, 2, n_max=140).rows() == [(61, 131)]


def test_solutions_are_all_counts_of_all_bases() -> None:
    found = solutions(83, 0, n_max=95, n_min=80).rows()
    assert {(72, 87), (79, 95)} <= set(found)
    whole = {(k, n) for n in range(80, 96) for k in range(n + 1) if abs(Fraction(100 * k, n) - 83) < Fraction(1, 2)}
    ties = {(66, 80)}  # 82.5 %, half-up only
    assert set(found) == whole | ties


@pytest.mark.parametrize(
    ("printed", "decimals", "units"), [(46.56, 2, 4656), (0.1, 1, 1), (71, 0, 71), (99.995, 3, 99995)]
)
def test_printed_units_are_whole(printed: float, decimals: int, units: int) -> None:
    assert printed_units(printed, decimals) == units


@given(st.integers(1, 400), st.integers(0, 50), st.data())
def test_share_interval_holds_every_share(smallest: int, spread: int, data: st.DataObject) -> None:
    counts = sorted(data.draw(st.tuples(st.integers(0, smallest), st.integers(0, smallest))))
    base = data.draw(st.integers(smallest, smallest + spread))
    count = data.draw(st.integers(*counts))
    low, high = share_interval((counts[0], counts[1]), (smallest, smallest + spread))
    assert low <= Fraction(count, base) <= high <= 1


def test_share_of_no_records_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one record"):
        share_interval((0, 0), (0, 4))


def test_financial_demands_of_all_reports() -> None:
    low, high = share_interval((665, 665 + 1247 - 738), (1247, 1247))
    assert (round(100 * float(low), 1), round(100 * float(high), 1)) == (53.3, 94.1)
