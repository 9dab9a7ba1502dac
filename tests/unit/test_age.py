"""Age codes stand for completed years, both ends included."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.age import OLDEST, bounds_of, code_of

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
