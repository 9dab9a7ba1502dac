"""Victim age codes: `Y14`, `Y{a}T{b}` both ends inclusive, `Y_LT18`, `Y_GE18`, in completed years (domain.md 3.3)."""

import re
from collections.abc import Iterable
from itertools import permutations

OLDEST = 120
CHILD_LIMIT = 18
_BAND = re.compile(r"Y(\d{1,3})(?:T(\d{1,3}))?")
_BELOW = re.compile(r"Y_LT(\d{1,3})")
_FROM = re.compile(r"Y_GE(\d{1,3})")


def bounds_of(code: str) -> tuple[int, int] | None:
    """Completed years (from, to) an age code stands for, or None where the code is no age.

    >>> bounds_of("Y13T15"), bounds_of("Y_LT18"), bounds_of("_U")
    ((13, 15), (0, 17), None)
    """
    if match := _BAND.fullmatch(code):
        first = int(match[1])
        ends = (first, int(match[2]) if match[2] else first)
    elif match := _BELOW.fullmatch(code):
        ends = (0, int(match[1]) - 1)
    elif match := _FROM.fullmatch(code):
        ends = (int(match[1]), OLDEST)
    else:
        return None
    return ends if 0 <= ends[0] <= ends[1] <= OLDEST else None


def code_of(first: int, last: int) -> str:
    """The age code of the completed years `first` to `last`, inclusive.

    >>> code_of(14, 14), code_of(0, 17), code_of(13, 15), code_of(18, 120)
    ('Y14', 'Y_LT18', 'Y13T15', 'Y_GE18')
    """
    if first == last:
        return f"Y{first}"
    if first == 0:
        return f"Y_LT{last + 1}"
    return f"Y_GE{first}" if last == OLDEST else f"Y{first}T{last}"


def crossing(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Bands that overlap without one holding the other, the younger first: a victim could be counted in either.

    >>> crossing(["Y13T15", "Y15T17", "Y_LT18", "_U"])
    [('Y13T15', 'Y15T17')]
    """
    bands = {code: ends for code in codes if (ends := bounds_of(code))}
    return [
        (one, other)
        for (one, (low, high)), (other, (start, end)) in permutations(bands.items(), 2)
        if low < start <= high < end
    ]
