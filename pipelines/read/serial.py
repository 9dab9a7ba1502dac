"""Serial day numbers of spreadsheets as moments, and which number formats ask for one."""

import re
from datetime import datetime, timedelta
from functools import lru_cache

from pipelines.read.cells import date_text, number_text

_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_LAST = 2_958_466  # 31 December 9999 and its hours
_FALSE_LEAP_DAY = 60  # 29 February 1900, which never was
_WHOLE = 1e15  # digits that a binary number holds exactly
_DAY = timedelta(days=1)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # cells have no time zone


@lru_cache(maxsize=512)
def kind_of(shape: str) -> str:
    """What a number format shows: "date", "time" or "" for a plain number.

    >>> kind_of("dd.mm.yyyy"), kind_of("[h]:mm"), kind_of('0.0 "days"')
    ('date', 'time', '')
    """
    plain = _QUOTED.sub("", shape.partition(";")[0]).casefold().replace("general", "").replace("am/pm", "")
    if set(plain) & set("yd") or ("m" in plain and not set(plain) & set("hs")):
        return "date"
    return "time" if set(plain) & set("hms") else ""


def moment_of(value: float, *, is_1904: bool) -> datetime | None:
    """The moment of a serial number; None where it stands for no day that was or can be written."""
    is_day = value >= 0
    if is_1904:
        value += 1_462
    is_day = is_day and value < _LAST and not (int(value) == _FALSE_LEAP_DAY and not is_1904)
    if not is_day:
        return None
    shift = 1 if 1 <= value < _FALSE_LEAP_DAY and not is_1904 else 0
    return _rounded(_EPOCH + timedelta(days=value + shift))


def _rounded(moment: datetime) -> datetime:
    """Serial numbers are binary fractions: a stored 13:05 is a few microseconds away from it."""
    near = (moment + timedelta(microseconds=500)).replace(microsecond=0)
    is_close = abs((moment + timedelta(microseconds=500)) - near) < timedelta(milliseconds=1)
    return near if is_close else moment


def clock_text(value: float) -> str:
    """A share of days as hours, minutes and seconds; more than a day counts on in hours.

    >>> clock_text(0.5), clock_text(1.25)
    ('12:00:00', '30:00:00')
    """
    seconds = round(abs(value) * _DAY.total_seconds())
    sign = "-" if value < 0 else ""
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def shown(number: float, value: str, *, shape: str, is_1904: bool) -> tuple[str, str]:
    """A number as its format shows it, and the value behind it: the two differ for shares, clocks and cut decimals."""
    kind = kind_of(shape)
    moment = moment_of(number, is_1904=is_1904) if kind else None
    if moment is None:
        plain = str(int(number)) if number.is_integer() and abs(number) < _WHOLE else value
        return number_text(number, shape) if kind == "" else plain, plain
    if kind == "time" or (number < 1 and not is_1904):
        return clock_text(number), str(_rounded(_EPOCH + timedelta(days=number)))
    return date_text(moment), date_text(moment)
