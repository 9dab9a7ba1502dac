"""What is known of the counts of a table, as linear facts over whole numbers (comparability.md 2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import gcd

from warehouse.comparability.shares import printed_units


@dataclass(frozen=True)
class Fact:
    """lower <= sum of coefficient times count <= upper; null: no such end. `name` says in which field it stands."""

    name: str
    terms: Mapping[str, int] = field(hash=False)
    lower: int | None = None
    upper: int | None = None

    def __post_init__(self) -> None:
        """Refuse a fact without terms: it would say nothing about any count."""
        if not any(self.terms.values()):
            raise ValueError(f"{self.name}: a fact needs at least one count")

    def holds(self, counts: Mapping[str, int]) -> bool:
        """Whether these counts satisfy it."""
        found = sum(factor * counts[cell] for cell, factor in self.terms.items())
        return (self.lower is None or self.lower <= found) and (self.upper is None or found <= self.upper)


def within(name: str, cell: str, lower: int | None, upper: int | None) -> Fact:
    """The count lies between two numbers."""
    return Fact(name, {cell: 1}, lower, upper)


def at_most(name: str, part: str, *, whole: str) -> Fact:
    """One count is part of another."""
    return Fact(name, {part: 1, whole: -1}, upper=0)


def fits_into(name: str, parts: Iterable[str], *, whole: str) -> Fact:
    """Exclusive parts of a whole, which may leave records out."""
    return Fact(name, {**dict.fromkeys(parts, 1), whole: -1}, upper=0)


def adds_up(name: str, parts: Iterable[str], *, whole: str) -> Fact:
    """Exclusive parts that leave no record of the whole out."""
    return Fact(name, {**dict.fromkeys(parts, 1), whole: -1}, lower=0, upper=0)


def rounded(name: str, part: str, *, whole: str, share: float, decimals: int) -> tuple[Fact, Fact]:
    """The part is printed as this share, in percent, of a whole that is a count itself: half-up or half-even."""
    printed, scale = printed_units(share, decimals), 200 * 10**decimals
    low, high = 2 * printed - 1, 2 * printed + 1
    shrink = gcd(scale, low), gcd(scale, high)
    return (
        Fact(name, {part: scale // shrink[0], whole: -low // shrink[0]}, lower=0),
        Fact(name, {part: scale // shrink[1], whole: -high // shrink[1]}, upper=-(printed % 2) // shrink[1]),
    )
