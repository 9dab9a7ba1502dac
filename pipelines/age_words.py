"""Bands of age as offices write them, "12 bis unter 14" or "35 & older", to age codes. Suggested, never applied."""

import re
from functools import cache

from schemas import words
from schemas.age import OLDEST, code_of

_DASH = r"\s*[-\u2010-\u2015\u2212]\s*"
_AGE = r"(?P<{}>\d{{1,3}})"


def age_code(text: str) -> str | None:
    """The code of a band or a single age in words; None where it says anything else.

    >>> age_code("13-15"), age_code("unter 14 Jahre"), age_code("65 and over"), age_code("12 bis unter 14")
    ('Y13T15', 'Y_LT14', 'Y_GE65', 'Y12T13')
    """
    plain = re.sub(r"\s+", " ", text.replace("&", " and ")).strip().casefold()
    found = ((kind, pattern.fullmatch(plain)) for kind, pattern in _patterns())
    kind, hit = next(((kind, hit) for kind, hit in found if hit), ("", None))
    if hit is None:
        return None
    first, last = _ends(kind, *(int(age) for age in hit.groups() if age))
    return code_of(first, last) if 0 <= first <= last <= OLDEST else None


def _ends(kind: str, age: int, other: int = 0) -> tuple[int, int]:
    """Completed years from and to, both included."""
    return {
        "to_below": (age, other - 1),
        "range": (age, other),
        "below": (0, age - 1),
        "up_to": (0, age),
        "from": (age, OLDEST),
        "over": (age + 1, OLDEST),
        "single": (age, age),
    }[kind]


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Kinds of bands in the order in which they are tried; "bis 12" is up to 12, "bis unter 12" is below it."""
    terms = {meaning: "|".join(map(re.escape, found)) for meaning, found in words.ages().items()}
    years = rf"(?:\s?(?:{terms['years']})\.?)?"
    first, last = _AGE.format("first"), _AGE.format("last")
    more = rf"{_AGE.format('more')}{years}"
    shapes = {
        "to_below": rf"{first}{years} (?:{terms['to_below']}) {last}{years}",
        "range": rf"(?:(?:{terms['from']}) )?{first}{years}(?:{_DASH}| (?:{terms['from_to']}) ){last}{years}",
        "below": rf"(?:(?:{terms['below']}) |<\s?|[<u]\s?){first}{years}",
        "up_to": rf"(?:(?:{terms['up_to']}|≤) ?{first}{years}|{more} (?:{terms['up_to']}))",
        "from": rf"(?:(?:{terms['from']}|≥|>=) ?{first}{years}|{more}(?:\s?\+| (?:{terms['from']})))",
        "over": rf"(?:(?:{terms['over']}) |>\s?){first}{years}",
        "single": rf"{first}{years}",
    }
    return [(kind, re.compile(shape)) for kind, shape in shapes.items()]
