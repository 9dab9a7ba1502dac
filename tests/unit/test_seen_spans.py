"""Merged areas are found by row as a scan of all of them would find them."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.read.seen.spans import Spans

SPAN = st.tuples(st.integers(1, 40), st.integers(1, 5), st.integers(1, 30), st.integers(1, 3))


@given(st.lists(SPAN, max_size=30), st.integers(0, 80))
def test_areas_over_a_row(spans: list[tuple[int, int, int, int]], row: int) -> None:
    wanted = sorted(span for span in spans if span[0] <= row < span[0] + span[2])

    assert sorted(Spans(spans).over(row)) == wanted
