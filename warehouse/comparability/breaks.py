"""Breaks from dated causes: which periods of a series may be read as one trend, and jumps that no cause explains.

A break on a day ends the span before it (comparability.md 8), of every figure or of the figures about one dimension. A
period that contains the day belongs to no span: it is split where its records have dates, and otherwise compared with
nothing. This is the only place where breaks are counted: trends, verdicts and questions to the provider all ask here.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from schemas.comparability import CHANGING
from schemas.source import ALL_DIMENSIONS

BREAK: dict[str, pl.DataType] = {
    "source_id": pl.String(), "at": pl.Date(), "cause": pl.String(), "dimension": pl.String(), "note": pl.String()
}  # fmt: skip
FLAG = "B"
_TIMES = 2
_CHANCE = 3
_SAME_LENGTH = 0.1


def split(start: date, end: date, days: Iterable[date]) -> list[tuple[date, date]]:
    """The period cut at the days of breaks: both ends inclusive, a break is the first day of what comes after it.

    >>> split(date(2024, 1, 1), date(2024, 12, 31), [date(2024, 7, 1)])[1]
    (datetime.date(2024, 7, 1), datetime.date(2024, 12, 31))
    """
    first_days = [start, *sorted({day for day in days if start < day <= end}), end + timedelta(days=1)]
    return [(first, following - timedelta(days=1)) for first, following in pairwise(first_days)]


def with_spans(points: pl.DataFrame, breaks: pl.DataFrame) -> pl.DataFrame:
    """Points of series with `span`, `is_split` and `causes`.

    `points` have source_id, period_start, period_end, and in `dimension` and `base_filter` (`dimension=CODE` or null)
    what they are about; `breaks` the columns of BREAK. Two points of one source and dimension may be read as a trend
    where they have the same span. It is null for a period that contains a break, or whose start is not
    known. `causes` are those of all breaks up to the end of the period, in order of time; `before` of them do not lie
    inside it.
    """
    rowed = points.with_columns(at_row=pl.int_range(pl.len()))
    about = pl.concat_list("dimension", pl.col("base_filter").str.split("=").list.first())
    dated = breaks.select(*BREAK).cast(dict(BREAK.items())).rename({"dimension": "changed"})
    met = (
        rowed.select("at_row", "source_id", "period_start", "period_end", about=about)
        .join(dated, on="source_id")
        .filter((pl.col("changed") == ALL_DIMENSIONS) | pl.col("about").list.contains(pl.col("changed")))
    )
    inside = (pl.col("period_start") < pl.col("at")) & (pl.col("at") <= pl.col("period_end"))
    counted = (
        met.sort("at", "cause", maintain_order=True)
        .group_by("at_row", maintain_order=True)
        .agg(
            before=(pl.col("at") <= pl.col("period_start")).sum(),
            is_split=inside.any(),
            causes=pl.col("cause").filter(pl.col("at") <= pl.col("period_end")),
        )
    )
    joined = rowed.join(counted, on="at_row", how="left", maintain_order="left").with_columns(
        is_split=pl.col("is_split").fill_null(value=False), before=pl.col("before").fill_null(0)
    )
    is_known = pl.col("period_start").is_not_null() & ~pl.col("is_split")
    return joined.with_columns(
        span=pl.when(is_known).then(pl.col("before") + 1).cast(pl.Int64),
        causes=pl.col("causes").fill_null(pl.lit([], pl.List(pl.String))),
    ).drop("at_row")


def numbered(points: pl.DataFrame, breaks: pl.DataFrame) -> pl.Series:
    """How many breaks lie before each point of `with_spans`, as text; CHANGING where one lies, or may lie, inside."""
    spanned = with_spans(points, breaks)
    may_lie_inside = pl.col("span").is_null() & (pl.col("causes").list.len() > 0)
    told = pl.when(may_lie_inside).then(pl.lit(CHANGING)).otherwise(pl.col("before").cast(pl.String))
    return spanned.select(told.alias("series_break")).to_series()


def with_break_flag(spanned: pl.DataFrame, series: list[str]) -> pl.DataFrame:
    """Points of `with_spans` with `is_break` (flag B): split, or the first of its series after a break.

    Of the `causes` only those remain that came after the span before: none where nothing changed.
    """
    ordered = spanned.sort(*series, "period_end", maintain_order=True)
    earlier = pl.col("span").forward_fill().shift(1).over(series)
    known = pl.coalesce(earlier - 1, "before")
    return ordered.with_columns(
        is_break=(pl.col("is_split") | (pl.col("span") != earlier)).fill_null(value=False),
        causes=pl.col("causes").list.slice(known),
    ).drop("before")


def jumps(points: pl.DataFrame, breaks: pl.DataFrame, *, series: list[str]) -> pl.DataFrame:
    """Neighbouring points of one span that surely differ more than twofold: a question, never a correction.

    `points` have besides lower and upper. Periods must follow each other and be about as long; a change that counts as
    small as these make by chance is none. Gives the later point with `lower_before`, `upper_before`, `period_before`.
    """
    ordered = with_spans(points, breaks).sort(*series, "period_end", maintain_order=True)
    before = ["span", "lower", "upper", "period", "period_start", "period_end"]
    moved = ordered.with_columns(pl.col(name).shift(1).over(series).alias(f"{name}_before") for name in before)
    days = [(pl.col(f"period_end{end}") - pl.col(f"period_start{end}")).dt.total_days() + 1 for end in ("", "_before")]
    follows = (pl.col("period_start") - pl.col("period_end_before")).dt.total_days() == 1
    is_alike = (days[0] - days[1]).abs() <= _SAME_LENGTH * days[1]
    rises = _surely_more(pl.col("lower"), pl.col("upper_before"))
    falls = _surely_more(pl.col("lower_before"), pl.col("upper"))
    return moved.filter((pl.col("span") == pl.col("span_before")) & follows & is_alike & (rises | falls))


def _surely_more(least: pl.Expr, most: pl.Expr) -> pl.Expr:
    """More than twice as many, and by more than three times the chance spread of two counts of this size."""
    return (least > _TIMES * most) & ((least - most) > _CHANCE * (least + most).sqrt())
