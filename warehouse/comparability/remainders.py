"""What a table leaves undescribed, as rows of their own: never dropped, spread or zero (comparability.md 5)."""

import polars as pl

from schemas.age import bounds_of
from warehouse.comparability.tables import SERIES, TABLE

_LABEL = "Not specified in the source"


def remainders(rows: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """One derived row a table whose categories cannot reach the base: NOT_SPECIFIED with its bounds."""
    left = told.filter("has_remainder").select(*TABLE, "remainder_lower", "remainder_upper")
    first = rows.filter(pl.col("base_filter").is_null(), pl.col("printed_lower").is_not_null()).unique(
        TABLE, keep="first", maintain_order=True
    )
    placed = left.join(first, on=TABLE, how="inner", maintain_order="left")
    labels = [_label(rows, table) for table in placed.select(*SERIES, "dimension").to_dicts()]
    return placed.with_columns(
        pl.format("derived!{}", "dimension").alias("figure_id"),
        pl.Series("label", labels, pl.String),
        code=pl.lit("NOT_SPECIFIED"),
        mapping=pl.lit("EQUAL"),
        statistic=pl.lit("COUNT"),
        parent=pl.lit(None, pl.String),
        unit=pl.col("unit").replace("percent", "records"),
        value=pl.lit(None, pl.Float64),
        value_high=pl.lit(None, pl.Float64),
        decimals=pl.lit(None, pl.Int64),
        value_text=pl.lit(""),
        obs_status=pl.lit("L"),
        conf_status=pl.lit(None, pl.String),
        is_derived=pl.lit(value=True),
        is_open=pl.lit(value=False),
        contradicts=pl.lit(value=False),
        printed_lower="remainder_lower",
        printed_upper="remainder_upper",
        lower="remainder_lower",
        upper="remainder_upper",
    )


def _label(rows: pl.DataFrame, table: dict[str, str]) -> str:
    """For ages, the years between youngest and oldest that no published band covers are named."""
    if table["dimension"] != "victim_age":
        return _LABEL
    same = rows.filter(*(pl.col(name) == table[name] for name in SERIES), pl.col("base_filter").is_null())
    codes = same.filter(pl.col("dimension") == "victim_age")["code"].to_list()
    of_years = same.filter(pl.col("dimension") == "victim_age_years")
    ends = [of_years.filter(pl.col("statistic") == name)["value"].max() for name in ("MIN", "MAX")]
    years = years_left(codes, *(int(end) for end in ends if isinstance(end, float)))
    return f"{_LABEL}: {years} years, or age not known" if years else _LABEL


def years_left(codes: list[str], youngest: int | None = None, oldest: int | None = None) -> str:
    """Years from youngest to oldest outside all bands, as text; nothing where an end is not known.

    >>> years_left(["Y18T24", "Y_LT18"], 8, 82), years_left(["Y18T24"], 8)
    ('25 to 82', '')
    """
    if youngest is None or oldest is None:
        return ""
    covered = {year for code in codes for year in _years(code)}
    left = set(range(youngest, oldest + 1)) - covered
    first = sorted(left - {year + 1 for year in left})
    last = sorted(left - {year - 1 for year in left})
    return ", ".join(_span(*ends) for ends in zip(first, last, strict=True))


def _span(first: int, last: int) -> str:
    return f"{first} to {last}" if first < last else str(first)


def _years(code: str) -> range:
    ends = bounds_of(code)
    return range(ends[0], ends[1] + 1) if ends else range(0)
