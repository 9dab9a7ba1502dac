"""Shares beside protected counts, in steps that do not tell numerator and base: 46.56 % can be 61 of 131 only.

A share that is quoted without its counts must leave open as many numbers as the rules ask for. Its steps hold that many
records; the lower end is rounded downwards, the upper one upwards, so that the true share stays between them.
"""

from collections.abc import Mapping

import polars as pl

from schemas.disclosure import DisclosureRules

SHARES = {
    "share_lower": "share of all records, at least, 0 to 1; of protected counts in steps of at least {} records",
    "share_upper": "share of all records, at most, 0 to 1; of protected counts in steps of at least {} records",
}
_COARSE = (100, 50, 20, 10, 5, 2, 1)  # steps in a whole
_TABLE = ["source_id", "edition", "period", "geo_code", "counting_unit", "dimension"]


def rounded(tables: Mapping[str, pl.DataFrame], suppressed: str, rules: DisclosureRules) -> dict[str, pl.DataFrame]:
    """The tables of a release with the shares of protected counts, those with the flag `suppressed`, in steps."""
    bases = tables["mart.record_cell"].group_by(_TABLE).agg(pl.col("base").min())
    return {
        name: _rounded(table, bases, suppressed=suppressed, rules=rules)
        if {*SHARES, "flags", "lower", "upper"} <= {*table.columns}
        else table
        for name, table in tables.items()
    }


def _rounded(table: pl.DataFrame, bases: pl.DataFrame, *, suppressed: str, rules: DisclosureRules) -> pl.DataFrame:
    whole = table if "base" in table.columns else table.join(bases, on=_TABLE, how="left", maintain_order="left")
    base, units = pl.col("base"), steps(pl.col("base"), rules)
    in_steps = whole.with_columns(
        pl.when(is_open := pl.col("flags").list.contains(suppressed))
        .then(pl.col("lower") * units // base / units)
        .otherwise("share_lower")
        .alias("share_lower"),
        pl.when(is_open)
        .then(-(-pl.col("upper").fill_null(base) * units // base) / units)
        .otherwise("share_upper")
        .alias("share_upper"),
    )
    return in_steps.select(table.columns)


def steps(base: pl.Expr, rules: DisclosureRules) -> pl.Expr:
    """Into how many steps a whole of `base` records is divided: as many as leave the threshold of records in each."""
    finest = [100 * 10**decimals for decimals in range(rules.share_decimals, 0, -1)]
    fitting = [pl.when(base >= rules.frequency_threshold * units).then(units) for units in (*finest, *_COARSE)]
    return pl.coalesce(*fitting, pl.lit(1))
