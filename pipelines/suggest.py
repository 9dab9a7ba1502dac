"""Hints for texts that are not declared: shown to people, never applied."""

from rapidfuzz import fuzz, process

_CLOSE_ENOUGH = 75


def nearest(text: str, declared: list[str]) -> str:
    """`; did you mean 'x'?` where one declared text is close and holds the same digits, else nothing.

    Digits must agree: "boy 13-15" and "boy 15-17" are close in letters and different in meaning.
    """
    same_digits = [each for each in declared if _digits(each) == _digits(text)]
    found = process.extractOne(text, same_digits, scorer=fuzz.WRatio, score_cutoff=_CLOSE_ENOUGH) if text else None
    return f"; did you mean '{found[0]}'?" if found else ""


def _digits(text: str) -> list[str]:
    return [sign for sign in text if sign.isdigit()]
