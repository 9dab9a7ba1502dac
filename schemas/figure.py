"""`core.figure`: one row a published cell, with what it counts, what it is a share of, and where it stands."""

from typing import TYPE_CHECKING

import polars as pl

from schemas import codelist

if TYPE_CHECKING:
    import pandera.polars as pa

COLUMNS: dict[str, pl.DataType] = {
    "source_id": pl.String(),
    "edition": pl.String(),
    "figure_id": pl.String(),
    "label": pl.String(),
    "period": pl.String(),
    "period_start": pl.Date(),
    "period_end": pl.Date(),
    "geo_code": pl.String(),
    "geographic_role": pl.String(),
    "counting_unit": pl.String(),
    "dimension": pl.String(),
    "code": pl.String(),
    "mapping": pl.String(),
    "base_filter": pl.String(),
    "statistic": pl.String(),
    "unit": pl.String(),
    "value": pl.Float64(),
    "value_high": pl.Float64(),
    "decimals": pl.Int64(),
    "value_text": pl.String(),
    "obs_status": pl.String(),
    "conf_status": pl.String(),
    "base_from": pl.Int64(),
    "base_to": pl.Int64(),
    "base_options": pl.List(pl.Int64()),
    "base_basis": pl.String(),
    "response_type": pl.String(),
    "response_basis": pl.String(),
    "parent": pl.String(),
    "document": pl.String(),
    "section": pl.String(),
    "sheet": pl.String(),
    "row": pl.Int64(),
    "cell": pl.String(),
}
NULLABLE = {
    "period_start", "base_filter", "value", "value_high", "decimals", "base_from", "base_to", "base_options", "parent",
    "unit", "conf_status",
}  # fmt: skip
_LISTED = {
    "geographic_role": "geographic_role",
    "counting_unit": "counting_unit",
    "mapping": "mapping_relation",
    "statistic": "statistic",
    "base_basis": "base_basis",
    "response_type": "response_type",
    "obs_status": "obs_status",
    "conf_status": "conf_status",
}


def holds(dimension: str, code: str) -> bool:
    """Whether a figure may carry this dimension and code: a common dimension, or a row of `figure_only.csv`."""
    if dimension in {row["dimension"] for row in codelist.rows("figure_only")}:
        return any(row["dimension"] == dimension and row["code"] == code for row in codelist.rows("figure_only"))
    return dimension in codelist.names() and codelist.codelist(dimension).holds(code)


def contract() -> "pa.DataFrameSchema":
    """The contract of accepted figures: columns, types, coded facts from their lists, a range the right way round."""
    import pandera.polars as pa  # noqa: PLC0415 - half a second, and whoever only looks at a file checks no frame

    columns = {
        name: pa.Column(
            kind,
            pa.Check.isin([*sorted(codelist.codes(_LISTED[name])), "UNKNOWN"]) if name in _LISTED else None,
            nullable=name in NULLABLE,
        )
        for name, kind in COLUMNS.items()
    }
    not_reversed = pa.Check(
        lambda data: data.lazyframe.select((pl.col("value_high") >= pl.col("value")).fill_null(value=True)),
        name="range_not_reversed",
    )
    return pa.DataFrameSchema(columns, checks=[not_reversed], strict=True, ordered=True, name="core.figure")


def empty() -> pl.DataFrame:
    """A figure frame with no rows."""
    return pl.DataFrame(schema=COLUMNS)
