"""Serial day numbers of spreadsheets as moments, and as the clock they show."""

from datetime import datetime, timedelta

_LAST = 2_958_466  # 31 December 9999 and its hours
_FALSE_LEAP_DAY = 60  # 29 February 1900, which never was
_DAY = timedelta(days=1)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # cells have no time zone


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


def span_of(value: float) -> datetime:
    """A span of days as the moment that far behind the first one: what other readers give of a clock."""
    return _rounded(_EPOCH + timedelta(days=value))


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
