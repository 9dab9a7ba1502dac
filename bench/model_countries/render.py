"""Turn true incidents into what a national system would have written: labels, bands, merged categories, unknowns."""

import polars as pl

from bench.model_countries.specs import Column, Country
from bench.model_countries.uniforms import Streams

SPOILT_FROM_ROWS = 100


def render(country: Country, truth: pl.DataFrame, *, streams: Streams) -> pl.DataFrame:
    """Write the delivered table, one column a declared header, in the order of `truth`."""
    drawn = truth.with_columns(
        [_unknown_index(column, streams).gather(truth["draw"]) for column in country.columns if column.unknowns]
        + [_admin(column, streams).gather(truth["draw"]) for column in country.columns if column.kind == "unused"]
    )
    return drawn.select(_expression(country, column).alias(column.header) for column in country.columns)


def spoil(country: Country, table: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Write the country's bad cells into its table (of 100 rows or more); also says which rows were spoilt."""
    row = pl.int_range(table.height, eager=True)
    bad = pl.repeat(value=False, n=table.height, dtype=pl.Boolean, eager=True)
    for cell in country.bad_cells if table.height >= SPOILT_FROM_ROWS else ():
        hit = row == int(cell.at * table.height)
        table = table.with_columns(pl.when(hit).then(pl.lit(cell.value)).otherwise(cell.header).alias(cell.header))
        bad = bad | hit
    return table, bad


def _unknown_name(column: Column) -> str:
    return f"unknown/{column.header}"


def _unknown_index(column: Column, streams: Streams) -> pl.Series:
    """Pick the unknown label put over each row, null in the rows that keep their value."""
    weights = {label: share for label, (_, share) in column.unknowns.items()}
    picked = streams.pick(_unknown_name(column), {**weights, "": 1 - sum(weights.values())})
    return picked.replace("", None).alias(_unknown_name(column))


def _admin(column: Column, streams: Streams) -> pl.Series:
    return streams.pick(column.header, dict.fromkeys(column.values, 1.0)).alias(f"admin/{column.header}")


def _expression(country: Country, column: Column) -> pl.Expr:
    match column.kind:
        case "unused":
            return pl.col(f"admin/{column.header}")
        case "case_number":
            return pl.col("case_number")
        case "date":
            day = pl.col(column.truth)
            return day.dt.to_string(country.date_format) if country.date_format else day
        case "single":
            value = pl.col(column.truth).replace_strict(dict(column.labels), return_dtype=pl.String)
        case "multiple":
            value = _joined(country, column)
        case "age":
            value = _age(column)
    return pl.coalesce(_unknown_name(column), value) if column.unknowns else value


def _joined(country: Country, column: Column) -> pl.Expr:
    """Join the labels of a list, without repeats; codes without a label are not recorded by this country."""
    label = pl.element().replace_strict(dict(column.labels), default=None, return_dtype=pl.String)
    known = pl.col(column.truth).list.eval(label).list.drop_nulls().list.unique(maintain_order=True)
    return known.list.join(country.separator)


def _age(column: Column) -> pl.Expr:
    if not column.bands:
        return pl.col(column.truth).cast(pl.String)
    by_year = {age: label for low, high, label in column.bands for age in range(low, high + 1)}
    return pl.col(column.truth).replace_strict(by_year, return_dtype=pl.String)
