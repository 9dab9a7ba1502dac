"""Merged areas of a sheet, found by row: a sheet may hold sixty thousand of them, and each row asks for its own."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

Span = tuple[int, int, int, int]  # row, column, rows, columns


class Spans:
    """The areas in order of their first row, and for each of them how far down any area up to it reaches."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [row for row, _, _, _ in self._spans]
        self._reach = list(accumulate((row + high for row, _, high, _ in self._spans), max))

    def over(self, row: int) -> Iterator[Span]:
        """The areas that a row lies in, those that start last first: none further up reaches it once no reach does."""
        at = bisect_right(self._starts, row) - 1
        while at >= 0 and self._reach[at] > row:
            span = self._spans[at]
            if span[0] + span[2] > row:
                yield span
            at -= 1
