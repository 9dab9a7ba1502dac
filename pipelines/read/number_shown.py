"""A stored number in the digits its sheet shows: decimals and hundreds follow the number format, the rest is kept."""

from decimal import ROUND_HALF_UP, Context, Decimal

from pipelines.read.number_sections import Section

_WHOLE = 1e15  # digits that a binary number holds exactly
_WIDE = Context(prec=700)
_SIGNIFICANT = 15  # digits a spreadsheet shows, and after which it rounds


def in_full(number: float, value: str) -> str:
    """A number with all its digits and no exponent; `value` is how it is written in the file.

    >>> in_full(12.0, "12.0"), in_full(3e-05, "3E-5"), in_full(1e23, "1E+23")
    ('12', '0.00003', '100000000000000000000000')
    """
    if not number.is_integer():
        return format(Decimal(repr(number)), "f")
    return str(int(number)) if abs(number) < _WHOLE else format(Decimal(value).to_integral_value(), "f")


def as_shown(number: float, value: str, section: Section) -> str:
    """A number in the digits of a section; one of which it leaves thousands away is kept in full."""
    full = in_full(number, value)
    if section.thousands or (section.decimals is None and not section.percents):
        return full
    exact = Decimal(full) if number.is_integer() else Decimal(f"{number:.{_SIGNIFICANT}g}")
    scaled = exact.scaleb(2 * section.percents, _WIDE)
    return _fixed(scaled, section.decimals) + "%" * section.percents


def rounded(number: float, value: str) -> str | None:
    """A whole number as a sheet shows it that has more digits than it can show; None for all others.

    >>> rounded(1234567890123456789.0, "1234567890123456789"), rounded(1e20, "1E+20")
    ('1234567890123460000', None)
    """
    if not number.is_integer() or abs(number) < _WHOLE:
        return None
    shown = Decimal(f"{number:.{_SIGNIFICANT}g}")
    return None if shown == Decimal(value) else format(shown, "f")


def _fixed(number: Decimal, decimals: tuple[int, int] | None) -> str:
    """Halves are rounded away from nought, as spreadsheets do."""
    if decimals is None:
        return format(number.normalize(_WIDE), "f")
    least, most = decimals
    near = number.quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP, context=_WIDE)
    text = format(near or near.copy_abs(), "f")
    optional = min(most - least, len(text) - len(text.rstrip("0"))) if most else 0
    return text[: len(text) - optional].rstrip(".")
