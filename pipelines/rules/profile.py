"""What later editions are compared with: a few counts of an edition, kept beside its rows. No record is in it."""

from collections.abc import Iterator

import polars as pl

from schemas.dimension import DIMENSIONS

PROFILE = {"measure": pl.String, "dimension": pl.String, "code": pl.String, "number": pl.Int64, "base": pl.Int64}
_SINGLE_YEAR = r"^Y\d+$"
_ROUND_YEAR = r"^Y\d*[05]$"
_LARGE = 20  # smaller numbers are multiples of ten too seldom or by chance
_KEY = ("period", "geo_code", "counting_unit", "dimension", "code", "base_filter", "statistic", "unit")


def profile(accepted: pl.DataFrame) -> pl.DataFrame:
    """Counts of an edition.

    `measure`: `records` by period; `mix` by dimension and code; `round`, how many of `base` values are round; `digits`,
    for records single years among `base` ages, for figures the decimals of each (negative where zeros end it).
    """
    if accepted.is_empty():
        return pl.DataFrame(schema=PROFILE)
    parts = _of_records(accepted) if "row_key" in accepted.columns else _of_figures(accepted)
    return pl.concat([pl.DataFrame(schema=PROFILE), *(_typed(part) for part in parts)])


def _typed(part: pl.DataFrame) -> pl.DataFrame:
    return part.select(pl.col(name).cast(kind) for name, kind in PROFILE.items())


def _of_records(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    base = pl.lit(rows.height).alias("base")
    periods = rows.group_by(code="period").agg(number=pl.len())
    yield periods.with_columns(base, measure=pl.lit("records"), dimension=pl.lit("period"))
    for dimension in DIMENSIONS:
        codes = rows.select(code=dimension.name)
        held = codes.explode("code") if dimension.is_multi else codes
        mixed = held.group_by("code").agg(number=pl.len())
        yield mixed.with_columns(base, measure=pl.lit("mix"), dimension=pl.lit(dimension.name))
    age, day = pl.col("victim_age"), pl.col("reference_date")
    single = age.str.contains(_SINGLE_YEAR)
    known = pl.col("victim_age_from").is_not_null().sum()
    yield _one(rows, "round", dimension="reference_date", number=(day.dt.day() == 1).sum(), base=day.count())
    yield _one(rows, "round", dimension="victim_age", number=age.str.contains(_ROUND_YEAR).sum(), base=single.sum())
    yield _one(rows, "digits", dimension="victim_age", number=single.sum(), base=known)


def _one(rows: pl.DataFrame, measure: str, *, dimension: str, number: pl.Expr, base: pl.Expr) -> pl.DataFrame:
    place = {"measure": pl.lit(measure), "dimension": pl.lit(dimension), "code": pl.lit("")}
    return rows.select(number=number, base=base).with_columns(**place)


def _of_figures(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    value = pl.col("value")
    is_count = (value == value.round()) & (value.abs() >= _LARGE)
    yield _one(rows, "round", dimension="value", number=(is_count & (value % 10 == 0)).sum(), base=is_count.sum())
    text = value.abs().round().cast(pl.Int64).cast(pl.String)
    zeros = text.str.len_chars() - text.str.strip_chars_end("0").str.len_chars()
    decimals = pl.col("decimals").fill_null(0)
    precision = pl.when((decimals == 0) & (value != 0)).then(-zeros.cast(pl.Int64)).otherwise(decimals)
    key = pl.concat_str([pl.col(name).fill_null("") for name in _KEY], separator="/")
    told = rows.filter(value.is_not_null()).select(code=key, number=precision)
    unique = told.group_by("code").agg(pl.col("number").max())  # a cell printed twice counts as precise as its best
    yield unique.with_columns(measure=pl.lit("digits"), dimension=pl.lit("value"), base=pl.lit(1))
