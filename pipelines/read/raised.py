"""Signs above or below the line: marks that stand apart from the text, or letters and digits of a word such as CO₂.

What is struck through within a text is no part of it either: `~~15~~ 12` says 12, and 15 was said before.
"""

import re
from collections.abc import Iterable
from enum import IntEnum

_NUMBER = re.compile(r"[\s<>≤≥~]*[-+\u2212(]?\s*\d[\d.,'\s\u00a0\u202f]*[)%]?\s*")


class Stands(IntEnum):
    """Where the signs of a piece of text stand, or that a line goes through them."""

    ON_LINE = 0
    ABOVE = 1
    BELOW = 2
    STRUCK = 3


SCRIPTS = {int(each): each for each in (Stands.ON_LINE, Stands.ABOVE, Stands.BELOW)}  # as binary workbooks number them


def apart(pieces: Iterable[tuple[str, Stands]]) -> tuple[str, str]:
    """The text on the line, and the marks.

    What stands above the line is a mark. What stands below is one where the rest is a number, else it is of a word.
    What is struck through is one unless the whole text is.

    >>> apart([("12", Stands.ON_LINE), ("1", Stands.BELOW)]), apart([("CO", Stands.ON_LINE), ("2", Stands.BELOW)])
    (('12', '1'), ('CO2', ''))
    >>> apart([("15", Stands.STRUCK), ("12", Stands.ON_LINE)]), apart([("15", Stands.STRUCK)])
    (('12', '15'), ('15', ''))
    """
    pieces = list(pieces)
    if len(pieces) == 1 and pieces[0][1] == Stands.ON_LINE:
        return pieces[0][0], ""
    on_line = "".join(text for text, stands in pieces if stands == Stands.ON_LINE)
    below = {Stands.BELOW} if _NUMBER.fullmatch(on_line) else set()
    struck = set() if are_struck(pieces) else {Stands.STRUCK}
    marks = {Stands.ABOVE, *below, *struck}
    text = "".join(text for text, stands in pieces if stands not in marks)
    return text, "".join(text for text, stands in pieces if stands in marks)


def are_struck(pieces: Iterable[tuple[str, Stands]]) -> bool:
    """Whether a line goes through all that is said, marks aside."""
    return {stands for text, stands in pieces if text.strip()} - {Stands.ABOVE} == {Stands.STRUCK}
