"""What a cell of a workbook holds as text, the value behind it, and what its text does not show: for both lanes."""

import re
from functools import lru_cache
from typing import NamedTuple

from pipelines.read.number_format import padded, worded
from pipelines.read.serial import kind_of, moment_of, shown

_LONGEST_SHOWN = 30
_KNOWN = 20_000  # values whose look is remembered: days and small numbers repeat themselves
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_LOGICAL = {"TRUE": ("1", "true"), "FALSE": ("0", "false")}


class Valued(NamedTuple):
    """A cell's text; `stored` where the value behind it says more; `fact` and `detail` where there is one to tell."""

    text: str | None
    stored: str | None = None
    fact: str | None = None
    detail: str = ""


def valued(kind: str, value: str, *, shape: str, is_1904: bool) -> Valued:
    """A cell that is no text: its kind (b, d, e, else a number), what is written, and its number format."""
    if kind == "b":
        return _logical(value)
    if kind == "d":
        return Valued(value.removesuffix("T00:00:00").replace("T", " "))
    if kind == "e" or not value:
        return Valued(value or None)
    return _number(value, shape, is_1904=is_1904)


@lru_cache(maxsize=_KNOWN)
def _number(value: str, shape: str, *, is_1904: bool) -> Valued:
    if not _NUMBER.fullmatch(value):  # Python would take more for a number: 1_000, nan, digits of any script
        return Valued(value, None, "NOT_A_NUMBER", value[:_LONGEST_SHOWN])
    number = float(value)
    text, stored = shown(number, value, shape=shape, is_1904=is_1904)
    words = worded(shape, number)
    if words.instead is not None:
        return Valued(words.instead or None, stored, "SHOWN_AS", words.instead or "nothing")
    text = padded(text, shape)
    behind = stored if stored != text else None
    if kind_of(shape) == "date" and moment_of(number, is_1904=is_1904) is None:
        return Valued(text, behind, "NOT_A_DATE", text)
    return Valued(text, behind, "SHOWN_AS", words.beside) if words.beside else Valued(text, behind)


def _logical(value: str) -> Valued:
    text = next((text for text, spelt in _LOGICAL.items() if value.casefold() in spelt), None)
    return Valued(text) if text or not value else Valued(value, None, "NOT_A_NUMBER", value[:_LONGEST_SHOWN])
