"""What single texts look like: numbers, dates, ages, header names, signs that deserve a look."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?%?")
_DATES = (
    ("ymd", re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?)(?P<t>[ T]\d\d:\d\d.*)?")),
    ("dot", re.compile(r"(?P<d>\d\d?)\.\s?(?P<m>\d\d?)\.\s?(?P<y>\d{4})(?: 00:00(?::00)?)?")),
    ("slash", re.compile(r"(?P<d>\d\d?)[/-](?P<m>\d\d?)[/-](?P<y>\d{4})(?: 00:00(?::00)?)?")),
    ("short", re.compile(r"(?P<d>\d\d?)[./-](?P<m>\d\d?)[./-](?P<y>\d\d)")),
)
_GENERIC = {"id", "age", "sex", "gender", "date", "type", "name", "number", "no", "status", "country"}
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_LIVE = re.compile(r"^[\s';]*(%0A)?[=@\uff1d]|^[+\-]\d.*[|!(]", re.IGNORECASE)
_PLAIN = re.compile(r"[^\W\d_]+([ '\u2019/.-]{1,2}[^\W\d_]+){0,2}\.?")
_ALLOWED_CONTROL = "\n\t"
_LONGEST_LABEL = 40
_TURN = 70
_STROKES = str.maketrans("ıłøđħŧ", "ilodht")
_KNOWN = 20_000  # texts whose look is remembered: the cells of a column repeat themselves


@lru_cache(maxsize=_KNOWN)
def is_number(text: str) -> bool:
    """Whether a text is one plain number."""
    return bool(_NUMBER.fullmatch(text.strip()))


def looks_like_value(text: str) -> bool:
    """Whether a text is a number or a date rather than a label; years may head columns."""
    plain = text.strip()
    return (is_number(plain) and not re.fullmatch(r"(19|20)\d\d", plain)) or date_form(plain) is not None


@lru_cache(maxsize=_KNOWN)
def date_form(text: str) -> str | None:
    """The way a date is written: "ymd", "dot", "slash" or "short"; None where it is no date."""
    return next((form for form, pattern in _DATES if pattern.fullmatch(text.strip())), None)


@lru_cache(maxsize=_KNOWN)
def date_parts(text: str) -> tuple[str, int, int, int, str]:
    """Form, year, the two other numbers in their order (month and day for ymd), and the time of a date."""
    for form, pattern in _DATES:
        found = pattern.fullmatch(text.strip())
        if found:
            first, second = (found["m"], found["d"]) if form == "ymd" else (found["d"], found["m"])
            return form, int(found["y"]), int(first), int(second), found["t"] or "" if form == "ymd" else ""
    return "", 0, 0, 0, ""


@lru_cache(maxsize=_KNOWN)
def day_of(year: int, month: int, day: int) -> date | None:
    """The day, or None where there is no such day."""
    try:
        return date(year + _century(year), month, day)
    except ValueError:
        return None


def _century(year: int) -> int:
    return 0 if year > 99 else 2000 if year < _TURN else 1900  # noqa: PLR2004  # two digits


def header_name(text: str) -> str:
    """A header in one spelling: no invisible signs, small letters, underscores between words."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip().casefold()
    return re.sub(r"[\s_-]+", "_", plain)


def joined_header(group: str, text: str) -> str:
    """Header of a column below a group: a bare generic word needs the group, any other stands for itself.

    >>> joined_header("Victim", "age"), joined_header("Case", "incident date")
    ('Victim age', 'incident date')
    """
    return f"{group} {text}" if text.strip().casefold() in _GENERIC and group else text


def scripts_of(text: str) -> set[str]:
    """Scripts of the letters of a text, where they could be mistaken for one another."""
    names = {unicodedata.name(sign, "?").partition(" ")[0] for sign in text if sign.isalpha()}
    return names & {"LATIN", "CYRILLIC", "GREEK"}


def skeleton(text: str) -> str:
    """What is left of a text for the eye: no accents, no case; letters with a stroke or a lost dot as the plain ones.

    >>> skeleton("f\u0131nancial"), skeleton("Malm\u00f6")
    ('financial', 'malmo')
    """
    plain = unicodedata.normalize("NFKD", text.strip()).casefold().translate(_STROKES)
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Mn")


def is_live(text: str) -> bool:
    """Whether a spreadsheet would run the text as a formula."""
    return bool(_LIVE.match(text)) and not is_number(text)


def is_plain_label(text: str) -> bool:
    """Whether a text looks like a label of a list: a few words of letters."""
    return bool(_PLAIN.fullmatch(text.strip())) and len(text) <= _LONGEST_LABEL


@lru_cache(maxsize=_KNOWN)
def oddity(text: str) -> str | None:
    """What is unusual about the signs of a text, or None."""
    if text.isascii() and text.isprintable():
        return None
    if "\ufffd" in text:
        return "lost character"
    if any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} and sign not in _ALLOWED_CONTROL for sign in text):
        return "control character"
    return _confusing(text)


def _confusing(text: str) -> str | None:
    if _INVISIBLE.search(text) or text != text.strip("\u00a0\u202f"):
        return "invisible character"
    if any(len(scripts_of(word)) > 1 for word in text.split()):
        return "letters of several scripts in one word"
    if _is_mojibake(text):
        return "mojibake: text decoded twice"
    composed = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(sign) == "Mn" for sign in composed) and scripts_of(text) == {"LATIN"}:
        return "combining mark"
    if any(
        "LIGATURE" in unicodedata.name(sign, "") or sign == "\u017f"
        for sign in text
        if sign.isalpha() and sign not in "œŒ"
    ):
        return "unusual form of a letter"
    return None


def _is_mojibake(text: str) -> bool:
    try:
        again = text.encode("cp1252").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return False
    return again != text
