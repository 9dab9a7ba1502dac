"""`core.rule_outcome`: what became of each rule in each delivery, with the numbers it was judged by."""

import pandera.polars as pa
import polars as pl

from schemas.rule import STATES, book

OUTCOMES = ("PASSED", "PASSED_WITH_VIOLATIONS", "FAILED", "NOT_APPLICABLE", "NOT_RUN", "RULE_ERROR")
COLUMNS: dict[str, pl.DataType] = {
    "source_id": pl.String(),
    "edition": pl.String(),
    "rule_id": pl.String(),
    "state": pl.String(),
    "outcome": pl.String(),
    "numerator": pl.Int64(),
    "denominator": pl.Int64(),
    "share": pl.Float64(),
    "threshold": pl.Float64(),
    "findings": pl.Int64(),
    "is_waived": pl.Boolean(),
}


def contract() -> pa.DataFrameSchema:
    """Known rules and outcomes; a numerator within its denominator; a share of 0 to 1 wherever there are cases."""
    checks = {
        "rule_id": pa.Check.isin(sorted(book())),
        "state": pa.Check.isin(list(STATES)),
        "outcome": pa.Check.isin(list(OUTCOMES)),
        "numerator": pa.Check(_within, name="numerator_within_denominator"),
        "denominator": pa.Check.ge(0),
        "share": pa.Check.in_range(0, 1),
        "threshold": pa.Check.in_range(0, 1),
        "findings": pa.Check.ge(0),
    }
    columns = {name: pa.Column(kind, checks.get(name), nullable=name == "share") for name, kind in COLUMNS.items()}
    return pa.DataFrameSchema(columns, strict=True, ordered=True, name="core.rule_outcome")


def _within(data: pa.PolarsData) -> pl.LazyFrame:
    return data.lazyframe.select((pl.col("numerator") >= 0) & (pl.col("numerator") <= pl.col("denominator")))


def empty() -> pl.DataFrame:
    """A frame of outcomes with no rows."""
    return pl.DataFrame(schema=COLUMNS)
