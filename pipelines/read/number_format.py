"""What a number format shows that is no digit: words in place of a number, signs beside it, thousands left away.

`[<5]"<5";0` shows a count of 3 as <5, `"<"0` shows 7 as <7, `0,` shows 12,345 as 12: whoever reads the value alone
reads something else than whoever looks at the sheet.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<digits>[0#?.,/]*[0#?][0#?.,/]*(?:[eE][+\-]\d+)?|General|@)|(?P<bare>.)",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": lt, ">": gt, "<=": le, ">=": ge, "=": eq, "<>": ne,
}  # fmt: skip
_DATED = re.compile(r"[dmyhs]", re.IGNORECASE)
_TELLING = re.compile(
    r"[<>\u2264\u2265\u2248~\u00b1*\u2020\u2021^%\u2030\d.,]|^\s*[a-z]{1,2}\s*$|^\s*[\u00b9\u00b2\u00b3\u2070-\u209f\u00a7]|thousand|million|mio|mln|mill|tsd|tis|tys",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?i)\s*(?:kr|z\u0142|ft|k\u010d|\u20ac|\$|\u00a3|\u00a5|fr|lv|lei|din|km|kn|eur|usd|gbp|chf)\.?\s*"
)
_NOUGHT = re.compile(r"[\s\-\u2013\u2014\u2212]*")
_PLAIN = " +-()/:"


class _Section(NamedTuple):
    """One part of a format: its numbers, its words, whether it shows digits, how often it leaves thousands away.

    `least`: digits it shows of every whole number, 000 for 7.
    """

    condition: tuple[str, float] | None
    words: str
    has_digits: bool
    is_dated: bool
    thousands: int
    least: int


class Worded(NamedTuple):
    """What is shown in place of a number (None where digits are), and what beside it changes its meaning."""

    instead: str | None = None
    beside: str = ""


NOTHING = Worded()


def worded(shape: str, number: float) -> Worded:
    """What a format says of a number in words.

    >>> worded('[<5]"<5";0', 3), worded('"<"0', 7).beside, worded('0.0" days"', 7) == NOTHING
    (Worded(instead='<5', beside=''), '<', True)
    """
    if is_plain(shape):
        return NOTHING
    section = _for(_sections(shape), number)
    if section.is_dated:
        return NOTHING
    if not section.has_digits:
        is_nought = number == 0 and _NOUGHT.fullmatch(section.words)
        return NOTHING if is_nought else Worded(section.words)
    scale = " in thousands" * bool(section.thousands)
    telling = section.words if _TELLING.search(section.words) and not _MONEY.fullmatch(section.words) else ""
    return Worded(None, f"{telling}{scale}".strip())


@lru_cache(maxsize=512)
def is_plain(shape: str) -> bool:
    """Whether a format shows every number in digits with nothing beside them that says more."""
    sections = _sections(shape)
    return not shape.strip() or all(  # no format at all is the general one
        each.has_digits and not (each.thousands or each.condition or each.least > 1 or _TELLING.search(each.words))
        for each in sections
    )


@lru_cache(maxsize=512)
def _sections(shape: str) -> tuple[_Section, ...]:
    return tuple(map(_section, _split(shape)))


def _split(shape: str) -> list[str]:
    """The sections of a format; a semicolon between quotation marks parts nothing."""
    parts = [""]
    for found in _PIECE.finditer(shape):
        if found[0] == ";":
            parts.append("")
        else:
            parts[-1] += found[0]
    return parts


def _section(text: str) -> _Section:
    pieces = list(_PIECE.finditer(text))
    brackets = [each["bracket"] for each in pieces if each["bracket"]]
    told = next((found for each in brackets if (found := _CONDITION.fullmatch(each))), None)
    digits = [each["digits"] for each in pieces if each["digits"]]
    bare = "".join(each["bare"] or "" for each in pieces)
    words = "".join(_word(each) for each in pieces)
    scale = len(digits[-1]) - len(digits[-1].rstrip(",")) if digits else 0
    is_dated = bool(_DATED.search(bare)) or any(_DATED.fullmatch(each[0]) for each in brackets)
    condition = (told[1], float(told[2])) if told else None
    return _Section(condition, words, bool(digits), is_dated, scale, _least(digits))


def _least(digits: list[str]) -> int:
    """Digits of the smallest whole number: what stands before the decimal point, where nothing else parts it."""
    return digits[0].partition(".")[0].count("0") if len(digits) == 1 and "/" not in digits[0] else 0


def padded(text: str, shape: str) -> str:
    """A whole number with the zeros its format puts before it: codes of areas are stored so."""
    if is_plain(shape) or not text.isdecimal():
        return text
    return text.zfill(_for(_sections(shape), float(text)).least)


def _word(piece: "re.Match[str]") -> str:
    """The part of a format that is shown as it stands; a sign before the digits is one, a bare percent asks for it."""
    bare = piece["bare"] or ""
    return (piece["quoted"] or "") + (piece["escaped"] or "") + ("" if bare in f"{_PLAIN}%" else bare)


def _for(sections: tuple[_Section, ...], number: float) -> _Section:
    """The section that shows a number: the first whose condition holds, or by its sign."""
    for each in sections:
        if each.condition and _OPERATORS[each.condition[0]](number, each.condition[1]):
            return each
    free = [each for each in sections if not each.condition]
    if not free:
        return sections[-1]
    if len(free) < len(sections):
        return free[0]
    at = 0 if number > 0 or len(free) == 1 else 1 if number < 0 else 2
    return free[at] if at < len(free) else free[0]
