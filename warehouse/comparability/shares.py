"""Printed shares as count intervals, in exact integers: a share fits a count if rounding prints the same number.

A share in percent with `decimals` places is the whole number `printed` (46.56 -> 4656). A count k of base n fits where
half-up or half-even rounding of 100 k / n gives it: the lower limit always belongs to the interval, the upper limit
only where `printed` is even (comparability.md 2).
"""

from fractions import Fraction

import polars as pl

Interval = tuple[int, int]


def printed_units(share: float, decimals: int) -> int:
    """The printed share as a whole number of its last decimal place: 46.56 with 2 decimals is 4656."""
    scale: int = 10**decimals
    return round(share * scale)


def count_interval(share: float, decimals: int, base: int) -> Interval | None:
    """Smallest and largest count whose share of `base` is printed like this, None where no count is.

    >>> count_interval(78, 0, 1428), count_interval(46.56, 2, 131), count_interval(46.56, 2, 130)
    ((1107, 1120), (61, 61), None)
    """
    printed, scale = printed_units(share, decimals), 200 * 10**decimals
    lower = max(0, -(-(2 * printed - 1) * base // scale))
    upper = min(base, ((2 * printed + 1) * base - printed % 2) // scale)
    return (lower, upper) if lower <= upper else None


def solutions(share: float, decimals: int, *, n_max: int, n_min: int = 1) -> pl.DataFrame:
    """Every (count, base) with n_min <= base <= n_max whose share is printed like this."""
    bases = pl.DataFrame({"base": pl.int_range(n_min, n_max + 1, eager=True)})
    counted = bases.with_columns(
        printed=pl.lit(printed_units(share, decimals)), decimals=pl.lit(decimals)
    ).with_columns(lower=least(), upper=most())
    fitting = counted.filter(pl.col("lower") <= pl.col("upper"))
    return fitting.select(count=pl.int_ranges("lower", pl.col("upper") + 1), base="base").explode("count")


def share_interval(counts: Interval, bases: Interval) -> tuple[Fraction, Fraction]:
    """Smallest and largest share of a count in `counts` of a base in `bases`, never above the whole.

    >>> share_interval((665, 1174), (1247, 1247))
    (Fraction(665, 1247), Fraction(1174, 1247))
    """
    if bases[0] < 1:
        raise ValueError("a share needs a base of at least one record")
    return min(Fraction(1), Fraction(counts[0], bases[1])), min(Fraction(1), Fraction(counts[1], bases[0]))


def least() -> pl.Expr:
    """`count_interval`'s lower end from the columns `printed`, `decimals` and `base`."""
    scaled = (2 * pl.col("printed") - 1) * pl.col("base")
    return ((scaled + _scale() - 1) // _scale()).clip(lower_bound=0)


def most() -> pl.Expr:
    """`count_interval`'s upper end from the columns `printed`, `decimals` and `base`; below `least` where none fits."""
    scaled = (2 * pl.col("printed") + 1) * pl.col("base") - pl.col("printed") % 2
    return (scaled // _scale()).clip(upper_bound=pl.col("base"))


def rounded_share() -> tuple[pl.Expr, pl.Expr]:
    """Ends of the fraction a printed share stands for where its base is unknown."""
    scale = _scale().cast(pl.Float64)
    lower, upper = (2 * pl.col("printed") - 1) / scale, (2 * pl.col("printed") + 1) / scale
    return lower.clip(lower_bound=0.0), upper.clip(upper_bound=1.0)


def _scale() -> pl.Expr:
    """Twice a hundred per cent in units of the last decimal place."""
    return 200 * (pl.lit(10.0) ** pl.col("decimals")).round().cast(pl.Int64)
