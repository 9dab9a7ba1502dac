"""A number of an OpenDocument spreadsheet whose words say something else than what is stored."""

import re
import unicodedata

_LONGEST_SHOWN = 30
_TELLING = re.compile(r"[<>\u2264\u2265\u2248~\u00b1*\u2020\u2021]")
_OTHER_FORM = re.compile(r"[eE][+-]?\d|/")  # powers of ten and fractions
_NOUGHT = re.compile(r"[\s\-\u2013\u2014\u2212]*")
_SCALES = {0: "", 3: "in thousands", 6: "in millions", 9: "in billions"}
_MOST_DECIMALS = 10
_SHIFT = {"percentage": 2}


def shown_otherwise(text: str, value: str, *, kind: str) -> str:
    """What the words of a number say instead of it or beside it; a blank text where they say the same.

    >>> shown_otherwise("1.247,5", "1247.5", kind="float"), shown_otherwise("79%", "0.785", kind="percentage")
    ('', '')
    >>> shown_otherwise("<5", "3", kind="float"), shown_otherwise("12", "12345", kind="float")
    ('<5', 'in thousands')
    """
    try:
        number = abs(float(value))
    except ValueError:
        return text[:_LONGEST_SHOWN]
    digits = _digits(text)
    if not digits:
        is_nought = number == 0 and _NOUGHT.fullmatch(text)
        return "" if is_nought else text[:_LONGEST_SHOWN] or "nothing"
    if _TELLING.search(text):
        return text[:_LONGEST_SHOWN]
    if _OTHER_FORM.search(text):
        return ""
    number *= 10 ** _SHIFT.get(kind, 0)
    scales = (said for power, said in _SCALES.items() if digits in _forms(number / 10**power))
    return next(scales, text[:_LONGEST_SHOWN])


def _digits(text: str) -> str:
    digits = "".join(str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal())
    return digits.lstrip("0") or digits[:1]


def _forms(number: float) -> set[str]:
    """The digits of a number with more and more decimals."""
    return {_digits(f"{number:.{decimals}f}") for decimals in range(_MOST_DECIMALS + 1)} | {_digits(repr(number))}
