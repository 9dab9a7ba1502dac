"""What a cell of a workbook holds as text, the value behind it, and what its text does not show: for both lanes."""

import re
from datetime import datetime
from functools import lru_cache
from math import inf, isinf
from typing import NamedTuple

from pipelines.read.cells import date_text
from pipelines.read.number_format import padded, worded
from pipelines.read.number_sections import Section, section_for
from pipelines.read.number_shown import as_shown, rounded
from pipelines.read.serial import clock_text, moment_of, span_of

SPOKEN = ("inlineStr", "str", "s")  # kinds of cells that hold a text
KINDS = {*SPOKEN, "b", "d", "e", "n"}
RANKS = (  # the order in which the facts of one cell are told
    "NO_STORED_VALUE", "NOT_A_NUMBER", "NOT_A_DATE", "SHOWN_AS", "SUPERSCRIPT", "ERROR", "STRUCK_THROUGH", "INDENTED",
    "BOLD",
)  # fmt: skip
NOUGHT = r"^-?0+(?:\.0*)?$"
_LONGEST_SHOWN = 30
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?Z?)?")
_WHOLE = 1e15  # digits that a binary number holds exactly
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
        return _moment(value)
    if kind == "e" or not value:
        return Valued(value or None)
    return _number(value, shape, is_1904=is_1904)


@lru_cache(maxsize=_KNOWN)
def _number(value: str, shape: str, *, is_1904: bool) -> Valued:
    is_number = _NUMBER.fullmatch(value)  # Python would take more for one: 1_000, nan, digits of any script
    number = float(value) if is_number else inf
    if isinf(number):
        return Valued(value, None, "NOT_A_NUMBER", value[:_LONGEST_SHOWN])
    section, words = section_for(shape, number), worded(shape, number)
    plain = str(int(number)) if number.is_integer() and abs(number) < _WHOLE else value
    if section.kind:
        return _dated(number, plain, section=section, is_1904=is_1904, beside=words.beside)
    if words.instead is not None:
        return Valued(words.instead or None, plain, "SHOWN_AS", words.instead or "nothing")
    text = padded(as_shown(number, value, section), section)
    beside = words.beside or rounded(number, value)
    behind = plain if plain != text else None
    return Valued(text, behind, "SHOWN_AS", beside) if beside else Valued(text, behind)


def _dated(number: float, plain: str, *, section: Section, is_1904: bool, beside: str) -> Valued:
    """A number shown as a day or a clock."""
    moment = moment_of(number, is_1904=is_1904)
    if moment is None:
        return Valued(plain, None, "NOT_A_DATE", plain)
    is_clock = section.kind == "time"
    if not is_clock and (number >= 1 or is_1904):
        text, behind = date_text(moment), None
    else:
        is_cut = is_clock and not section.is_elapsed and number >= 1
        text, behind = clock_text(number % 1 if is_cut else number), str(span_of(number))
        beside = " ".join(filter(None, (beside, "its clock without its days" * is_cut)))
    if not is_clock and behind:  # the day before the first one of the calendar
        return Valued(text, behind, "NOT_A_DATE", text)
    return Valued(text, behind, "SHOWN_AS", beside) if beside else Valued(text, behind)


def _moment(value: str) -> Valued:
    """A day written out, perhaps with its clock."""
    try:
        found = datetime.fromisoformat(value) if _MOMENT.fullmatch(value) else None
    except ValueError:  # 30 February
        found = None
    return Valued(date_text(found.replace(tzinfo=None))) if found else Valued(value or None, None, "NOT_A_DATE", value)


def _logical(value: str) -> Valued:
    text = next((text for text, spelt in _LOGICAL.items() if value.casefold() in spelt), None)
    return Valued(text) if text or not value else Valued(value, None, "NOT_A_NUMBER", value[:_LONGEST_SHOWN])
