"""What a number format shows that is no digit: words in place of a number, signs beside it, thousands left away.

`[<5]"<5";0` shows a count of 3 as <5, `"<"0` shows 7 as <7, `0,` shows 12,345 as 12: whoever reads the value alone
reads something else than whoever looks at the sheet.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from pipelines.read.number_sections import Section, is_of_negatives, section_for, sections

_TELLING = re.compile(
    r"[<>\u2264\u2265\u2248~\u00b1*\u2020\u2021^%\u2030\d.,\[\]]|^\s*[a-z]{1,2}\s*$"
    r"|^\s*[\u00b9\u00b2\u00b3\u2070-\u209f\u00a7]"
    r"|\b(?:thousand|tausend|mi[lo]|mln|mrd|tsd|tis|tys|t\u016bkst|tus[ei]n|tuhat|duizend|ezer|billion|hundre|dozen)"
    r"|\b(?:bin|mii|bn)\b|\b(?:\u0442\u044b\u0441|\u0445\u0438\u043b|\u03c7\u03b9\u03bb|\u043c\u043b\u043d)",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?i)\s*(?:kr|z\u0142|ft|k\u010d|\u20ac|\$|\u00a3|\u00a5|fr|lv|lei|din|km|kn|eur|usd|gbp|chf)\.?\s*"
)
_NOUGHT = re.compile(r"[\s\-\u2013\u2014\u2212]*")
_PLAIN = " +-()/:"
_BEFORE = re.compile(r"[-(\u2212\u2013]")  # makes of 12 what looks like -12 or (12)
_BEHIND = re.compile(r"[-+)\u2212\u2013]")
_AT_DATES = re.compile(r"[<>\u2264\u2265\u2248~\u00b1*\u2020\u2021\d\u00b9\u00b2\u00b3\u2070-\u209f]")
_MARK = re.compile(r"\s*\(?[a-z]\)?\s*", re.IGNORECASE)
_OF_TEXTS = 3  # the place of the section for texts, after those for positive, negative and no number


class Worded(NamedTuple):
    """What is shown in place of a value (None where it is shown), and what beside it changes its meaning."""

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
    section = section_for(shape, number)
    if section.kind:
        return Worded(None, _beside_date(section))
    if not section.digits:
        is_nought = number == 0 and _NOUGHT.fullmatch(section.literal)
        return NOTHING if is_nought else Worded(section.literal)
    told = (_words(section), _sign(shape, section, number=number), _cut(section, number))
    return Worded(None, " ".join(filter(None, told)))


@lru_cache(maxsize=512)
def worded_text(shape: str) -> Worded:
    """What a format makes of a text: its fourth section, or its last one where that is for texts.

    >>> worded_text(';;;'), worded_text('"<"@').beside, worded_text('0;-0;;@') == worded_text("0.0") == NOTHING
    (Worded(instead='', beside=''), '<', True)
    """
    found = sections(shape)
    section = found[_OF_TEXTS] if len(found) > _OF_TEXTS else found[-1]
    if len(found) <= _OF_TEXTS and "@" not in section.digits:
        return NOTHING
    return Worded(None, _words(section)) if section.digits else Worded(section.literal)


@lru_cache(maxsize=512)
def is_plain(shape: str) -> bool:
    """Whether a format shows every number in digits with nothing beside them that says more."""
    found = sections(shape)[:_OF_TEXTS]
    return all(
        each.digits and not (each.kind or each.condition or each.least > 1 or _words(each) or _cut(each, 0.5))
        for each in found
    ) and not (_sign(shape, found[0], number=1) or (len(found) > 1 and _sign(shape, found[1], number=-1)))


def padded(text: str, section: Section) -> str:
    """A whole number with the zeros its format puts before it: codes of areas are stored so."""
    is_below = text.startswith("-")
    return text.zfill(section.least + is_below) if text.removeprefix("-").isdecimal() else text


def _words(section: Section) -> str:
    """What it shows beside the digits, where that says more than a unit, and the thousands it leaves away."""
    shown = (each for each in section.pieces if not each.is_digits)
    words = "".join(each.text for each in shown if not (each.is_bare and each.text in _PLAIN))
    telling = words if _TELLING.search(words) and not _MONEY.fullmatch(words) else ""
    return f"{telling}{' in thousands' * bool(section.thousands)}".strip()


def _sign(shape: str, section: Section, *, number: float) -> str:
    """A sign or brackets around a positive number, or none at a negative one that no colour tells from others."""
    before, _, behind = section.parts
    if number > 0 and (_BEFORE.search(before) or _BEHIND.search(behind)):
        return f"{before}{behind}".strip()
    is_bare = number < 0 and is_of_negatives(shape, section) and not section.is_coloured
    return "no sign" if is_bare and not _BEFORE.search(section.literal) else ""


def _cut(section: Section, number: float) -> str:
    """Digits with other signs than spaces among them, 123-45 for 12345, and fractions, which are near the number."""
    if "/" in section.digits:
        return "" if number.is_integer() else "a fraction"
    is_whole = section.decimals == (0, 0) and not section.thousands
    return _masked(section, number) if is_whole and section.parts[1].strip() else ""


def _masked(section: Section, number: float) -> str:
    places = "".join(each.text if each.is_digits else "\0" * len(each.text) for each in section.pieces)
    literal = "".join("\0" * len(each.text) if each.is_digits else each.text for each in section.pieces)
    digits = list(str(int(abs(number) + 0.5)).zfill(section.least))
    at = next(at for at, sign in enumerate(places) if sign != "\0")
    shown = []
    for place, sign in zip(reversed(places), reversed(literal), strict=True):
        shown.append(sign if place == "\0" else digits.pop() if digits else "")
    text = "".join(reversed(shown))
    return "-" * (number < 0) + f"{text[:at]}{''.join(digits)}{text[at:]}".strip()


def _beside_date(section: Section) -> str:
    """Words before a date, and signs or marks beside it; words among it, as in 'd de mmmm', say nothing."""
    before, among, behind = section.parts
    is_told = re.search(r"\w", before) or _AT_DATES.search(among + behind) or _AT_DATES.search(before)
    is_marked = section.kind == "date" and _MARK.fullmatch(behind)
    return f"{before}{behind}".strip() or among.strip() if is_told or is_marked else ""
