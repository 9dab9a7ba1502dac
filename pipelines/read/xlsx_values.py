"""What a cell of a workbook holds as text, the value behind it, and what its text does not show: for both lanes."""

from typing import NamedTuple

from pipelines.read.serial import kind_of, moment_of, shown

_LONGEST_SHOWN = 30


class Valued(NamedTuple):
    """A cell's text; `stored` where the value behind it says more; `fact` and `detail` where there is one to tell."""

    text: str | None
    stored: str | None = None
    fact: str | None = None
    detail: str = ""


def valued(kind: str, value: str, shape: str, *, is_1904: bool) -> Valued:
    """A cell that is no text: its kind (b, d, e, else a number), what is written, and its number format."""
    if kind == "b":
        return Valued("TRUE" if value in {"1", "true", "TRUE"} else "FALSE")
    if kind == "d":
        return Valued(value.removesuffix("T00:00:00").replace("T", " "))
    if kind == "e" or not value:
        return Valued(value or None)
    try:
        number = float(value)
    except ValueError:
        return Valued(value, None, "NOT_A_NUMBER", value[:_LONGEST_SHOWN])
    text, stored = shown(number, value, shape, is_1904=is_1904)
    behind = stored if stored != text else None
    if kind_of(shape) == "date" and moment_of(number, is_1904=is_1904) is None:
        return Valued(text, behind, "NOT_A_DATE", text)
    return Valued(text, behind)
