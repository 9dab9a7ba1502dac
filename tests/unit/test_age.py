"""Age codes stand for completed years, both ends included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.age import OLDEST, bounds_of, code_of, crossing

ENDS = st.tuples(st.integers(0, OLDEST), st.integers(0, OLDEST)).map(lambda pair: (min(pair), max(pair)))


@given(ENDS)
def test_code_and_years_are_the_same_thing(ends: tuple[int, int]) -> None:
    assert bounds_of(code_of(*ends)) == ends


@pytest.mark.parametrize(
    ("code", "ends"),
    [("Y0T12", (0, 12)), ("Y_LT13", (0, 12)), ("Y_GE18", (18, OLDEST)), ("Y14", (14, 14)), ("Y14T14", (14, 14))],
)
def test_spellings_of_years(code: str, ends: tuple[int, int]) -> None:
    assert bounds_of(code) == ends


@pytest.mark.parametrize(
    "code", ["Y15T13", "Y121", "Y_LT0", "Y_GE121", "y14", "14", "Y14T", "Y_U", "_U", "_T", "", "Y14x"]
)
def test_what_is_no_age(code: str) -> None:
    assert bounds_of(code) is None


@pytest.mark.parametrize(
    "codes",
    [["Y_LT13", "Y13T15", "Y16T17"], ["Y_LT18", "Y13T15", "_U"], ["Y_GE18", "Y18T24"], [], ["Y0T2", "Y3T13"]],
)
def test_bands_that_nest_or_follow_each_other_do_not_cross(codes: list[str]) -> None:
    assert crossing(codes) == []


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted), max_size=6))
def test_bands_cross_where_each_has_years_of_its_own_and_they_share_some(spans: list[list[int]]) -> None:
    years = {code_of(*span): set(range(span[0], span[1] + 1)) for span in spans}
    expected = {
        frozenset({one, other})
        for one, mine in years.items()
        for other, others in years.items()
        if mine & others and mine - others and others - mine
    }
    assert {frozenset(pair) for pair in crossing(years)} == expected
