"""Published figures with bounds over all records, remainders, flags and reasons (comparability.md 2 and 5).

`printed_lower` and `printed_upper` are what the printed number alone allows, `lower` and `upper` what the true count
can be once neighbours, undetermined records and remainders are taken in; null: not bounded. Shares are fractions of all
records, null for figures of a part only. Nothing published is changed.
"""

import polars as pl

from schemas.codelist import NOT_APPLICABLE
from warehouse.comparability.flags import with_flags
from warehouse.comparability.mapped import mapped
from warehouse.comparability.margins import narrowed
from warehouse.comparability.printed import with_printed_bounds
from warehouse.comparability.remainders import remainders
from warehouse.comparability.tables import SERIES, TABLE, is_missing, table_rows, tables

BOUNDS: dict[str, pl.DataType] = {
    "total_from": pl.Int64(),
    "total_to": pl.Int64(),
    "reach": pl.String(),
    "printed_lower": pl.Int64(),
    "printed_upper": pl.Int64(),
    "lower": pl.Int64(),
    "upper": pl.Int64(),
    "share_lower": pl.Float64(),
    "share_upper": pl.Float64(),
    "is_derived": pl.Boolean(),
    "flags": pl.List(pl.String()),
    "reasons": pl.List(pl.String()),
}
_CELL = [*SERIES, "unit_family", "dimension", "code", "total_from", "total_to"]


def bounded(figures: pl.DataFrame) -> pl.DataFrame:
    """Every figure of `core.figure` with the columns of BOUNDS, and one derived row for each remainder."""
    return with_flags(worked(figures)).select(*figures.columns, *BOUNDS).cast(dict(BOUNDS.items()))


def worked(figures: pl.DataFrame) -> pl.DataFrame:
    """What `bounded` gives before flags, with the columns it is worked out from."""
    started = with_printed_bounds(figures).with_columns(
        is_derived=pl.lit(value=False), lower="printed_lower", upper="printed_upper"
    )
    narrow = _tied(_tightened(started))
    told = tables(table_rows(narrow.with_columns(printed_lower="lower", printed_upper="upper")))
    opened = _opened(narrow, told)
    related = mapped(opened)
    derived = remainders(related, told)
    return _with_shares(pl.concat([related, derived], how="diagonal_relaxed"))


def _tightened(rows: pl.DataFrame) -> pl.DataFrame:
    """Figures of one cell (a count and its share, or one fact on two bases) all get the narrowest common interval."""
    is_whole = (pl.col("reach") != "PART") & pl.col("total_to").is_not_null()
    key = [pl.col(name) for name in _CELL] + [is_whole, pl.when(~is_whole).then("at")]
    low, high = pl.col("lower").max().over(key), pl.col("upper").min().over(key)
    return rows.with_columns(contradicts=(low > high).fill_null(value=False)).with_columns(
        lower=pl.when(pl.col("contradicts")).then("lower").otherwise(low),
        upper=pl.when(pl.col("contradicts")).then("upper").otherwise(high),
    )


def _tied(rows: pl.DataFrame) -> pl.DataFrame:
    """Figures by group and by part narrowed over all their margins together; `against` names margins at odds."""
    joined = rows.join(narrowed(rows), on="at", how="left", suffix="_tied", maintain_order="left")
    return joined.with_columns(
        contradicts=pl.col("contradicts") | pl.col("against").is_not_null(),
        lower=pl.max_horizontal("lower", "lower_tied"),
        upper=pl.min_horizontal("upper", "upper_tied"),
    ).drop("lower_tied", "upper_tied")


def _opened(rows: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Upper ends with the records that are undetermined or undescribed: any of them could belong to the category.

    Categories declared exclusive leave each other only what the smallest counts of the others do not take.
    """
    joined = rows.join(
        told.select(
            *TABLE,
            "missing_upper",
            "described_lower",
            "is_exclusive",
            "is_declared",
            "has_remainder",
            "remainder_upper",
        ),
        on=TABLE,
        how="left",
        maintain_order="left",
    )
    open_mass = pl.col("missing_upper") + pl.when("has_remainder").then("remainder_upper").otherwise(0)
    others = pl.col("described_lower") - pl.col("lower")
    most = pl.when(pl.col("is_exclusive") & pl.col("parent").is_null()).then(pl.col("total_to") - others)
    grown = pl.min_horizontal(pl.col("upper") + open_mass, "total_to")
    whole = pl.when(most.is_not_null()).then(most).otherwise(grown)
    is_category = (pl.col("reach") == "ALL") & ~is_missing() & pl.col("upper").is_not_null()
    is_open = is_category & (open_mass > 0)
    is_closed = is_category & (open_mass == 0) & pl.col("is_declared") & (most >= pl.col("lower"))
    return joined.with_columns(
        is_open=is_open.fill_null(value=False),
        upper=pl.when(is_open)
        .then(pl.max_horizontal("upper", whole))
        .when(is_closed)
        .then(pl.min_horizontal("upper", most))
        .otherwise("upper"),
    )


def _with_shares(rows: pl.DataFrame) -> pl.DataFrame:
    """Shares of all records from the final bounds; where the base itself is open, those found base by base stay."""
    is_one = (pl.col("total_from") == pl.col("total_to")) & (pl.col("total_to") > 0) & (pl.col("reach") != "PART")
    is_one = is_one.fill_null(value=False) & (pl.col("code") != NOT_APPLICABLE)
    moved = pl.col("upper").is_null() | (pl.col("upper") != pl.col("printed_upper"))
    widest = pl.when(moved).then(pl.col("upper") / pl.col("total_from")).otherwise("share_upper")
    smallest = pl.when(pl.col("lower") == 0).then(0.0).otherwise("share_lower")
    is_part = pl.col("reach") == "PART"
    bare = pl.col("total_to").is_null()
    return rows.with_columns(
        share_lower=pl.when(is_one).then(pl.col("lower") / pl.col("total_to")).when(~is_part).then(smallest),
        share_upper=pl.when(is_one)
        .then((pl.col("upper") / pl.col("total_to")).clip(upper_bound=1.0))
        .when(bare & ~is_part)
        .then("share_upper")
        .when(~is_part)
        .then(widest.clip(upper_bound=1.0)),
    )
