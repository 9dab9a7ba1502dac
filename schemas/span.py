"""Declared forms of printed ranges and age bands: `{from} bis unter {below} Jahre`, `<{below}`, `{from} - {to} %`."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from pydantic import AfterValidator

_SLOT = re.compile(r"\{(from|above|to|below)\}")
_LOWER, _UPPER = ("from", "above"), ("to", "below")


@dataclass(frozen=True)
class Form:
    """A text with numbers in it: `from` and `to` belong to the range, `above` and `below` end it without belonging."""

    text: str

    @cached_property
    def slots(self) -> list[str]:
        """The numbers of the form, in order."""
        return _SLOT.findall(self.text)

    def pattern(self, number: str) -> str:
        """A pattern over the whole text, with a group named after each number, for numbers of this pattern."""
        parts = _SLOT.split(" ".join(self.text.split()))
        return (
            "^" + "".join(f"(?P<{part}>{number})" if at % 2 else re.escape(part) for at, part in enumerate(parts)) + "$"
        )


def _sound(text: str) -> str:
    slots = Form(text).slots
    lower, upper = [name for name in slots if name in _LOWER], [name for name in slots if name in _UPPER]
    if not slots or len(lower) > 1 or len(upper) > 1:
        raise ValueError(f"{text!r} needs {{from}} or {{above}}, {{to}} or {{below}}, or one of each")
    if "{" in _SLOT.sub("", text):
        raise ValueError(f"{text!r}: the numbers are {{from}}, {{above}}, {{to}} and {{below}}")
    return text


FormText = Annotated[str, AfterValidator(_sound)]


def whole(found: dict[str, int]) -> tuple[int | None, int | None]:
    """First and last whole number of a range; None where it has no such end.

    >>> whole({"from": 14, "below": 18}), whole({"above": 17}), whole({"below": 14})
    ((14, 17), (18, None), (None, 13))
    """
    first = found.get("from", found["above"] + 1 if "above" in found else None)
    return first, found.get("to", found["below"] - 1 if "below" in found else None)
