"""Shares that do not tell the numbers behind them: 46.56 % of at most 140 records can only be 61 of 131."""

from schemas.disclosure import DisclosureRules
from warehouse.comparability.shares import Interval, solutions


def decimals_to_print(count: int, base: int, *, known: Interval, rules: DisclosureRules) -> int | None:
    """The most decimals with which a share may be printed while its count stays hidden; None: not at all.

    `known`: between which numbers everyone knows the base to lie; one number twice where it is printed. With the share
    printed, as many counts must stay possible as the threshold of the rules says, as many bases where the base is
    hidden too, and whether the count is small must stay open where it is.
    """
    for decimals in range(rules.share_decimals, -1, -1):
        fitting = solutions(printed(count, base, decimals), decimals, n_max=known[1], n_min=max(known[0], 1))
        counts, bases = fitting["count"].n_unique(), fitting["base"].n_unique()
        is_base_open = known[0] == known[1] or bases >= rules.frequency_threshold
        is_large_possible = int(str(fitting["count"].max())) >= rules.frequency_threshold
        if counts >= rules.frequency_threshold and is_base_open and is_large_possible:
            return decimals
    return None


def printed(count: int, base: int, decimals: int) -> float:
    """The share in percent as it is printed, halves upwards, worked out in whole numbers.

    >>> printed(61, 131, 2), printed(1, 8, 0), printed(5, 40, 0)
    (46.56, 13.0, 13.0)
    """
    if base < 1:
        raise ValueError("a share needs a base of at least one record")
    scale: int = 10**decimals
    return (200 * count * scale + base) // (2 * base) / scale
