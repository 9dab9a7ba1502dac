"""A number format taken apart: its sections, and of each the digits it shows, its words and its kind."""

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
_ELAPSED = re.compile(r"(?:h+|m+|s+)", re.IGNORECASE)
_COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color ?\d+", re.IGNORECASE)
_DATED = re.compile(r"[dmyhsbge]", re.IGNORECASE)
_FIXED = re.compile(r"[0#?,]*(?:\.([0#?]*),*)?")
_SCALED = re.compile(r",+(?=\.|$)")
_SECTIONS_OF_SIGNS = 3


class Piece(NamedTuple):
    """Of a section: places for digits or for parts of a date, or what stands there as it is.

    `is_bare`: what stands there has no quotation marks.
    """

    text: str
    is_digits: bool = False
    is_bare: bool = False


class Section(NamedTuple):
    """One part of a format. `kind`: date, time or "" for a number; `percents`: how often it takes hundreds of it.

    `is_elapsed`: its hours count on beyond a day. `is_coloured`: a colour may stand for the sign.
    """

    pieces: tuple[Piece, ...]
    condition: tuple[str, float] | None
    kind: str
    is_elapsed: bool
    is_coloured: bool
    percents: int

    @property
    def digits(self) -> str:
        """All places for digits, without what stands between them."""
        return "".join(each.text for each in self.pieces if each.is_digits)

    @property
    def thousands(self) -> int:
        """How often it leaves thousands away: a comma behind the last whole digit."""
        found = _SCALED.search(self.digits) if _FIXED.fullmatch(self.digits) else None
        return len(found[0]) if found else 0

    @property
    def decimals(self) -> tuple[int, int] | None:
        """The fewest and the most decimals it shows; None where their number is not fixed."""
        found = _FIXED.fullmatch(self.digits)
        if not self.digits or found is None:
            return None
        places = found[1] or ""
        return places.count("0"), len(places)

    @property
    def least(self) -> int:
        """Digits of the smallest whole number, 3 where 7 is shown as 007."""
        return self.digits.partition(".")[0].count("0") if self.decimals else 0

    @property
    def literal(self) -> str:
        """All that it shows as it stands."""
        return "".join(each.text for each in self.pieces if not each.is_digits)

    @property
    def parts(self) -> tuple[str, str, str]:
        """What stands before, among and behind the places for digits."""
        places = [at for at, each in enumerate(self.pieces) if each.is_digits]
        start, end = (places[0], places[-1]) if places else (len(self.pieces),) * 2
        ranges = (self.pieces[:start], self.pieces[start:end], self.pieces[end:])
        before, among, behind = ("".join(each.text for each in part if not each.is_digits) for part in ranges)
        return before, among, behind


@lru_cache(maxsize=512)
def sections(shape: str) -> tuple[Section, ...]:
    """The sections of a format; no format at all is the general one."""
    return tuple(map(_section, _split(shape if shape.strip() else "General")))


def section_for(shape: str, number: float) -> Section:
    """The section that shows a number: the first whose condition holds, or by its sign; else the general one."""
    found = sections(shape)
    at = _place(found, number)
    return sections("")[0] if at is None else found[at]


def is_of_negatives(shape: str, section: Section) -> bool:
    """Whether a section is the one by which only negative numbers are told from others."""
    found = sections(shape)
    return len(found) > 1 and section is found[1] and not any(each.condition for each in found)


def _place(found: tuple[Section, ...], number: float) -> int | None:
    for at, each in enumerate(found):
        if each.condition and _OPERATORS[each.condition[0]](number, each.condition[1]):
            return at
    free = [at for at, each in enumerate(found) if not each.condition]
    if not free:
        return None
    if len(free) < len(found):
        return free[0]
    at = 0 if number > 0 or len(free) == 1 else 1 if number < 0 else 2
    return free[at] if at < min(len(free), _SECTIONS_OF_SIGNS) else free[0]


def _split(shape: str) -> list[str]:
    """The sections of a format; a semicolon between quotation marks parts nothing."""
    parts = [""]
    for found in _PIECE.finditer(shape):
        if found[0] == ";":
            parts.append("")
        else:
            parts[-1] += found[0]
    return parts


def _section(text: str) -> Section:
    found = list(_PIECE.finditer(text))
    brackets = [each["bracket"] for each in found if each["bracket"]]
    told = next((met for each in brackets if (met := _CONDITION.fullmatch(each))), None)
    is_elapsed = any(_ELAPSED.fullmatch(each) for each in brackets)
    bare = "".join(each["bare"] or "" for each in found)
    kind = "time" if is_elapsed else _kind(bare.casefold())
    pieces = (_piece(each, kind=kind) for each in found)
    return Section(
        tuple(each for each in pieces if each.text),
        (told[1], float(told[2])) if told else None,
        kind,
        is_elapsed,
        any(_COLOUR.fullmatch(each) for each in brackets),
        bare.count("%"),
    )


def _kind(bare: str) -> str:
    """What a section shows, by its letters that stand without quotation marks."""
    letters = set(bare.replace("am/pm", "").replace("a/p", ""))
    if letters & set("yd") or ("m" in letters and not letters & set("hs")):
        return "date"
    return "time" if letters & set("hms") else ""


def _piece(found: "re.Match[str]", *, kind: str) -> Piece:
    """A percent sign asks for hundreds, and letters of a date for its parts: neither stands there as it is."""
    bare = found["bare"] or ""
    if found["digits"] or (kind and _DATED.fullmatch(bare)):
        return Piece(found["digits"] or bare, is_digits=True)
    if bare:
        return Piece("" if bare == "%" else bare, is_bare=True)
    return Piece((found["quoted"] or "") + (found["escaped"] or "") + _money(found["bracket"] or ""))


def _money(bracket: str) -> str:
    """The sign in [$€-407], which need not be one of money."""
    return bracket[1:].partition("-")[0] if bracket.startswith("$") else ""
