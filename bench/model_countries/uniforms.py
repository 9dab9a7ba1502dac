"""Named streams of uniform numbers that depend only on a key, a name and a row number.

The numbers are counter-based (SplitMix64, wrapping 64-bit arithmetic): row 17 of a stream is the same number whatever
the number of rows asked for, on every machine and in every version of the libraries.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

_STEP = 0x9E3779B97F4A7C15
_MIXERS = ((1 << 30, 0xBF58476D1CE4E5B9), (1 << 27, 0x94D049BB133111EB))


@dataclass(frozen=True)
class Streams:
    """The random numbers of one edition: `key` names it, `rows` is the length of every stream."""

    key: str
    rows: int

    def uniform(self, name: str) -> pl.Series:
        """Numbers in [0, 1), independent between names."""
        start = int.from_bytes(hashlib.sha256(f"{self.key}/{name}".encode()).digest()[:8], "big")
        z = pl.int_range(1, self.rows + 1, dtype=pl.UInt64, eager=True) * _STEP + start
        for shift, factor in _MIXERS:
            z = (z ^ (z // shift)) * factor
        z = z ^ (z // (1 << 31))
        return (z // (1 << 11)).cast(pl.Float64) / float(1 << 53)

    def chance(self, name: str, share: float) -> pl.Series:
        """Say True in `share` of the rows."""
        return self.uniform(name) < share

    def pick(self, name: str, shares: Mapping[str, float]) -> pl.Series:
        """One key of `shares` a row, in proportion to its weight (weights need not add up to 1)."""
        return _pick(self.uniform(name), shares)

    def pick_by(self, name: str, group: pl.Series, *, table: Mapping[str, Mapping[str, float]]) -> pl.Series:
        """Like `pick`, with the weights of the row's group; a group missing from `table` is an error."""
        drawn = pl.DataFrame({"u": self.uniform(name), "group": group}).with_row_index()
        parts = [
            part.select("index", code=_pick(part["u"], table[str(key)]))
            for (key,), part in drawn.group_by("group", maintain_order=True)
        ]
        return pl.concat(parts).sort("index")["code"]


@dataclass(frozen=True)
class RevisedStreams(Streams):
    """The streams of an edition that revises another: the named ones are shifted in the changed rows only.

    A shift by 0.4 modulo 1 keeps the shares and always gives another code where no code has more than 40 %.
    """

    changed_share: float = 0.0
    changed_names: frozenset[str] = frozenset()

    def uniform(self, name: str) -> pl.Series:
        """Numbers in [0, 1), those of the first edition but for the changed rows of the changed streams."""
        first = super().uniform(name)
        if name not in self.changed_names:
            return first
        changed = super().uniform("revision/changed") < self.changed_share
        return first.zip_with(~changed, (first + 0.4) % 1.0)


def _pick(uniform: pl.Series, shares: Mapping[str, float]) -> pl.Series:
    total = sum(shares.values())
    limits = pl.Series(list(accumulate(share / total for share in shares.values()))[:-1], dtype=pl.Float64)
    codes = pl.Series(list(shares), dtype=pl.String)
    return codes.gather(limits.search_sorted(uniform, side="right"))
