"""Signs above or below the line: marks that stand apart from the text, or letters and digits of a word such as CO₂."""

import re
from collections.abc import Iterable
from enum import IntEnum

_NUMBER = re.compile(r"[\s<>≤≥~]*[-+\u2212(]?\s*\d[\d.,'\s\u00a0\u202f]*[)%]?\s*")


class Stands(IntEnum):
    """Where the signs of a piece of text stand."""

    ON_LINE = 0
    ABOVE = 1
    BELOW = 2


def apart(pieces: Iterable[tuple[str, Stands]]) -> tuple[str, str]:
    """The text on the line, and the marks.

    What stands above the line is a mark. What stands below is one where the rest is a number, else it is of a word.

    >>> apart([("12", Stands.ON_LINE), ("1", Stands.BELOW)]), apart([("CO", Stands.ON_LINE), ("2", Stands.BELOW)])
    (('12', '1'), ('CO2', ''))
    """
    pieces = list(pieces)
    on_line = "".join(text for text, stands in pieces if stands == Stands.ON_LINE)
    marks = {Stands.ABOVE, Stands.BELOW} if _NUMBER.fullmatch(on_line) else {Stands.ABOVE}
    text = "".join(text for text, stands in pieces if stands not in marks)
    return text, "".join(text for text, stands in pieces if stands in marks)
