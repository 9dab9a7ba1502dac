"""Is this table possible? Integer feasibility of published categories under rounding (comparability.md 6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from warehouse.comparability.shares import Interval, count_interval

Share = tuple[float, int]


@dataclass(frozen=True)
class Reading:
    """A published table read with one base: the counts each category can have, and what they can be together."""

    base: int
    counts: tuple[Interval, ...]

    @property
    def needs(self) -> int:
        """The smallest sum: how many records exclusive categories need."""
        return sums(self.counts)[0]

    @property
    def is_exclusive(self) -> bool:
        """Whether no record needs to stand in two categories."""
        return can_be_exclusive(self.counts, self.base)

    @property
    def is_exhaustive(self) -> bool:
        """Whether the categories can leave no record out."""
        return can_be_exhaustive(self.counts, self.base)

    @property
    def is_nested(self) -> bool:
        """Whether each category can be part of the one before it."""
        return can_be_nested(self.counts)

    @property
    def undescribed(self) -> Interval | None:
        """How many records exclusive categories leave out; None where they cannot be exclusive."""
        return remainder(self.counts, (self.base, self.base)) if self.is_exclusive else None


def readings(shares: Sequence[Share], bases: Iterable[int], *, counts: Sequence[int] = ()) -> list[Reading]:
    """The table read with each base of which every share is printed by some count, or by the count given with it."""
    return [Reading(base, each) for base in bases if (each := _categories(shares, base, counts=counts)) is not None]


def _categories(shares: Sequence[Share], base: int, *, counts: Sequence[int]) -> tuple[Interval, ...] | None:
    """The counts of the categories of this base, exact where they are given; None where it cannot be the base."""
    fitting = [each for share, decimals in shares if (each := count_interval(share, decimals, base))]
    is_apart = bool(shares and counts) and not counts_fit(counts, shares, base=base)
    if len(fitting) < len(shares) or is_apart or max(counts, default=0) > base:
        return None
    return tuple((count, count) for count in counts) or tuple(fitting)


def sums(categories: Iterable[Interval]) -> Interval:
    """Smallest and largest sum of counts that lie in these intervals."""
    ends = list(categories)
    return sum(lower for lower, _ in ends), sum(upper for _, upper in ends)


def can_be_exclusive(categories: Iterable[Interval], base: int) -> bool:
    """Whether no record needs to stand in two categories."""
    return sums(categories)[0] <= base


def can_be_exhaustive(categories: Iterable[Interval], base: int) -> bool:
    """Whether the categories can leave no record out."""
    return sums(categories)[1] >= base


def can_be_nested(categories: Sequence[Interval]) -> bool:
    """Whether each category can be part of the one before it."""
    most = None
    for lower, upper in categories:
        most = upper if most is None else min(most, upper)
        if lower > most:
            return False
    return True


def can_be_union(categories: Iterable[Interval], several: Interval, *, base: int) -> bool:
    """Whether categories that `several` records hold in twos can cover exactly the base."""
    least, most = sums(categories)
    return least - several[1] <= base <= most - several[0]


def counts_of(shares: Sequence[Share], base: int) -> list[Interval]:
    """The count interval of every share of the base. Raises ValueError for a share that no count of it gives."""
    found = [count_interval(share, decimals, base) for share, decimals in shares]
    if None in found:
        raise ValueError(f"{shares[found.index(None)][0]} is the share of no count of {base}")
    return [interval for interval in found if interval]


def counts_fit(counts: Sequence[int], shares: Sequence[Share], *, base: int) -> bool:
    """Whether every count of the base is printed as its share."""
    ends = [count_interval(share, decimals, base) for share, decimals in shares]
    return all(end is not None and end[0] <= count <= end[1] for count, end in zip(counts, ends, strict=True))


def bases_that_fit(share: float, decimals: int, bases: Iterable[int]) -> dict[int, Interval]:
    """The bases of which some count has this share, with those counts.

    >>> bases_that_fit(83, 0, [87, 95])
    {87: (72, 72), 95: (79, 79)}
    """
    fits = {base: count_interval(share, decimals, base) for base in bases}
    return {base: interval for base, interval in fits.items() if interval}


def remainder(categories: Iterable[Interval], base: Interval) -> Interval:
    """How many records exclusive categories leave undescribed: smallest and largest number, never below none."""
    least, most = sums(categories)
    return max(0, base[0] - most), max(0, base[1] - least)
