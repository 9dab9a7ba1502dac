"""Every printed figure as an interval of counts, before anything is concluded from its neighbours.

A conditional share is one of a part only. Where the part is what could be determined, it is widened to all records;
where the part contains the category anyway it speaks of all records already; otherwise it stays a figure of the part.
"""

import polars as pl

from schemas.codelist import Codelist, codelist, names
from warehouse.comparability import shares
from warehouse.comparability.tables import COUNTED, SERIES, is_total, unit_family

DETERMINED = "DETERMINED"
_LONGEST_SCAN = 20_000
_RESULT: dict[str, pl.DataType] = {
    "printed_lower": pl.Int64(),
    "printed_upper": pl.Int64(),
    "fitting_bases": pl.List(pl.Int64),
    "share_lower": pl.Float64(),
    "share_upper": pl.Float64(),
}


def with_printed_bounds(figures: pl.DataFrame) -> pl.DataFrame:
    """Every figure with `printed_lower`, `printed_upper`, shares, its total, its possible bases and its `reach`.

    `reach`: ALL (of all records), WIDENED (of what was determined, widened to all), INSIDE (of a part that holds the
    whole category) or PART (of another category: never a figure of all records).
    """
    prepared = figures.with_row_index("at").with_columns(
        unit_family(), bases=_candidates("base_from", "base_to", options="base_options")
    )
    whole = prepared.filter(pl.col("base_filter").is_null()).with_columns(
        _total_of_whole("base_from").alias("total_from"),
        _total_of_whole("base_to").alias("total_to"),
        reach=pl.lit("ALL"),
    )
    valued = _counted(whole)
    parts = _counted(_with_part(prepared.filter(pl.col("base_filter").is_not_null()), valued))
    both = pl.concat([valued, parts], how="diagonal_relaxed").sort("at")
    return both.with_columns(candidate_bases=pl.col("bases").list.len()).drop("bases")


def _candidates(first: str, last: str, *, options: str | None = None) -> pl.Expr:
    """All possible bases; of a very long range only its ends, between which every count interval lies."""
    is_short = pl.col(last) - pl.col(first) <= _LONGEST_SCAN
    scanned = pl.int_ranges(pl.when(is_short).then(first), pl.when(is_short).then(pl.col(last) + 1))
    ends = pl.when(pl.col(first).is_not_null()).then(pl.concat_list(first, last))
    return pl.coalesce(*([options] if options else []), scanned, ends)


def _total_of_whole(end: str) -> pl.Expr:
    """The base of a figure of all records; a total is its own base."""
    own = pl.when(is_total() & (pl.col("statistic") == "COUNT")).then(pl.col("value").cast(pl.Int64))
    return pl.coalesce(pl.col(end), own)


def _with_part(parts: pl.DataFrame, valued: pl.DataFrame) -> pl.DataFrame:
    """Conditional figures with the bounds of their part: the figure of the same period that `base_filter` names."""
    named = valued.filter(pl.col("printed_lower").is_not_null()).select(
        *SERIES,
        pl.format("{}={}", "dimension", "code").alias("base_filter"),
        part_from="printed_lower",
        part_to="printed_upper",
        total_from="total_from",
        total_to="total_to",
    )
    joined = parts.join(
        named.unique([*SERIES, "base_filter"], keep="first", maintain_order=True),
        on=[*SERIES, "base_filter"],
        how="left",
        maintain_order="left",
    )
    return joined.with_columns(bases=pl.coalesce("bases", _candidates("part_from", "part_to")), reach=_reach(parts))


def _reach(parts: pl.DataFrame) -> pl.Expr:
    pairs = parts.select("dimension", "code", "base_filter").unique().rows()
    reached = {f"{dimension}={code}|{part}": _reach_of(dimension, code, part=part) for dimension, code, part in pairs}
    key = pl.format("{}={}|{}", "dimension", "code", "base_filter")
    return key.replace_strict(reached, return_dtype=pl.String) if reached else pl.lit("PART")


def _reach_of(dimension: str, code: str, *, part: str) -> str:
    part_dimension, _, part_code = part.partition("=")
    if part_code == DETERMINED:
        return "WIDENED"
    is_inside = part_dimension == dimension in names() and _holds(codelist(dimension), part_code, narrower=code)
    return "INSIDE" if is_inside else "PART"


def _holds(known: Codelist, wider: str, *, narrower: str) -> bool:
    are_known = known.holds(wider) and known.holds(narrower)
    return are_known and known.leaves_of(narrower) <= known.leaves_of(wider)


def _counted(rows: pl.DataFrame) -> pl.DataFrame:
    """Bounds over all possible bases: the count that is printed so, and for WIDENED what the rest could add."""
    countable = rows.filter(
        pl.col("statistic").is_in(COUNTED) & (pl.col("statistic") != "APPROXIMATE_SHARE"), pl.col("value").is_not_null()
    )
    is_share = pl.col("statistic") == "SHARE"
    spread = (
        countable.select("at", "statistic", "value", "decimals", "reach", "total_from", "total_to", base="bases")
        .explode("base", empty_as_null=True, keep_nulls=True)
        .with_columns(printed=(pl.col("value") * 10 ** pl.col("decimals").fill_null(0)).round().cast(pl.Int64))
        .with_columns(
            lower=pl.when(is_share).then(shares.least()).otherwise(pl.col("value").cast(pl.Int64)),
            upper=pl.when(is_share).then(shares.most()).otherwise(pl.col("value").cast(pl.Int64)),
        )
        .filter(pl.col("lower").is_null() | (pl.col("lower") <= pl.col("upper")))
    )
    return rows.join(_gathered(spread), on="at", how="left", maintain_order="left")


def _gathered(spread: pl.DataFrame) -> pl.DataFrame:
    """One row a figure again; a share without any base keeps only the ends of its rounding."""
    rest = pl.when(pl.col("reach") == "WIDENED").then(pl.col("total_to") - pl.col("base")).otherwise(0)
    widened = spread.with_columns(upper=pl.col("upper") + rest)
    is_whole = pl.col("reach") == "ALL"
    whole_lower = pl.when(is_whole).then(pl.coalesce("base", "total_to")).otherwise(pl.col("total_to"))
    whole_upper = pl.when(is_whole).then(pl.coalesce("base", "total_from")).otherwise(pl.col("total_from"))
    rounded_lower, rounded_upper = shares.rounded_share()
    is_bare = (pl.col("statistic") == "SHARE") & pl.col("base").is_null() & is_whole
    return (
        widened.with_columns(
            share_lower=pl.when(is_bare).then(rounded_lower).otherwise(pl.col("lower") / whole_lower),
            share_upper=pl.when(is_bare).then(rounded_upper).otherwise(pl.col("upper") / whole_upper),
        )
        .group_by("at", maintain_order=True)
        .agg(
            printed_lower=pl.col("lower").min(),
            printed_upper=pl.col("upper").max(),
            fitting_bases=pl.col("base").drop_nulls(),
            share_lower=pl.when((pl.col("reach") != "PART").all()).then(pl.col("share_lower").min()),
            share_upper=pl.when((pl.col("reach") != "PART").all()).then(pl.col("share_upper").max().clip(0.0, 1.0)),
        )
        .cast(dict(_RESULT.items()))
    )
