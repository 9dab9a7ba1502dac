"""A number of an OpenDocument spreadsheet whose words say something else than what is stored."""

import re
import unicodedata
from collections.abc import Iterator
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

_LONGEST_SHOWN = 30
_TELLING = re.compile(r"[<>\u2264\u2265\u2248~\u00b1*\u2020\u2021]")
_OTHER_FORM = re.compile(r"[eE][+-]?\d|/")  # powers of ten and fractions
_NOUGHT = re.compile(r"[\s\-\u2013\u2014\u2212]*")
_SCALES = {0: "", 3: "in thousands", 6: "in millions", 9: "in billions"}
_MOST_DECIMALS = 12
_KNOWN = 20_000  # numbers whose words are remembered: they repeat themselves
_MOST = Decimal("1e15")
_SHIFT = {"percentage": 2}


@lru_cache(maxsize=_KNOWN)
def shown_otherwise(text: str, value: str, *, kind: str) -> str:
    """What the words of a number say instead of it or beside it; a blank text where they say the same.

    >>> shown_otherwise("1.247,5", "1247.5", kind="float"), shown_otherwise("79%", "0.785", kind="percentage")
    ('', '')
    >>> shown_otherwise("<5", "3", kind="float"), shown_otherwise("12", "12345", kind="float")
    ('<5', 'in thousands')
    """
    number = _number(value)
    if number is None:
        return text[:_LONGEST_SHOWN]
    if number >= _MOST:  # more digits than any count has
        return ""
    digits = _digits(text)
    if not digits:
        is_nought = number == 0 and _NOUGHT.fullmatch(text)
        return "" if is_nought else text[:_LONGEST_SHOWN] or "nothing"
    if _TELLING.search(text):
        return text[:_LONGEST_SHOWN]
    if _OTHER_FORM.search(text):
        return ""
    shift = _SHIFT.get(kind, 0)
    scales = (said for power, said in _SCALES.items() if digits in _forms(number.scaleb(shift - power)))
    return next(scales, text[:_LONGEST_SHOWN])


def in_percent(value: str) -> str:
    """A share as a spreadsheet shows it.

    >>> in_percent("0.785"), in_percent("1"), in_percent("odd")
    ('78.5%', '100%', 'odd')
    """
    try:
        share = Decimal(value)
    except InvalidOperation:
        return value
    return f"{format(share.scaleb(2).normalize(), 'f')}%" if share.is_finite() else value


def _digits(text: str) -> str:
    digits = "".join(str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal())
    return digits.lstrip("0") or digits[:1]


def _number(value: str) -> Decimal | None:
    """What is stored, without its sign; none for what is no number."""
    try:
        number = abs(Decimal(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _forms(number: Decimal) -> Iterator[str]:
    """The digits of a number: all of them, then those with more and more decimals, however a half is rounded."""
    yield _digits(format(number, "f"))
    for decimals in range(_MOST_DECIMALS + 1):
        step = Decimal(1).scaleb(-decimals)
        yield from (_digits(format(number.quantize(step, each), "f")) for each in (ROUND_HALF_UP, ROUND_HALF_DOWN))
