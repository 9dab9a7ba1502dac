"""`core.incident`: one row a report, incident, offence, victim or case, in common codes, with its place in the file."""

import pandera.polars as pa
import polars as pl

from schemas import codelist
from schemas.dimension import CODED, DIMENSIONS, VICTIM_AGE, Dimension, relation_column

_FACTS = {
    "counting_unit": "counting_unit",
    "reference_date_type": "reference_date_type",
    "geographic_role": "geographic_role",
    "stage": "recording_stage",
    "motivation_basis": "motivation_basis",
    "age_moment": "age_moment",
}

_HEAD: dict[str, pl.DataType] = {
    "source_id": pl.String(),
    "edition": pl.String(),
    "row_key": pl.String(),
    "period": pl.String(),
    "reference_date": pl.Date(),
    "reference_date_type": pl.String(),
    "offence_date": pl.Date(),
    "report_date": pl.Date(),
    "counting_unit": pl.String(),
    "geo_code": pl.String(),
    "geographic_role": pl.String(),
    "stage": pl.String(),
    "motivation_basis": pl.String(),
    "age_moment": pl.String(),
}
_TAIL: dict[str, pl.DataType] = {
    "victim_age_from": pl.Int64(),
    "victim_age_to": pl.Int64(),
    "sheet": pl.String(),
    "row": pl.Int64(),
    "columns": pl.String(),
}


def _dimension_columns(dimension: Dimension) -> dict[str, pl.DataType]:
    kind: pl.DataType = pl.List(pl.String()) if dimension.is_multi else pl.String()
    return {dimension.name: kind, relation_column(dimension.name): kind}


COLUMNS: dict[str, pl.DataType] = {
    **_HEAD,
    **{name: kind for dimension in DIMENSIONS for name, kind in _dimension_columns(dimension).items()},
    **_TAIL,
}
NULLABLE = {"victim_age_from", "victim_age_to", "row_key", "offence_date", "report_date"}


def _in_list(dimension: Dimension) -> pa.Check:
    allowed = sorted(codelist.codelist(dimension.name).leaves_by_code)
    if not dimension.is_multi:
        return pa.Check.isin(allowed)
    is_allowed = pl.element().is_in(allowed).fill_null(value=False)
    return pa.Check(
        lambda data: data.lazyframe.select(
            (pl.col(data.key).list.len() > 0) & pl.col(data.key).list.eval(is_allowed).list.all()
        ),
        name="codes_in_list",
    )


def _age_code() -> pa.Check:
    missing = sorted(codelist.codelist("victim_age").leaves_by_code)
    return pa.Check(
        lambda data: data.lazyframe.select(
            pl.col(data.key).is_in(missing) | pl.col(data.key).str.contains(r"^Y(\d+(T\d+)?|_LT\d+|_GE\d+)$")
        ),
        name="age_code",
    )


def _age_from_below_to() -> pa.Check:
    return pa.Check(
        lambda data: data.lazyframe.select(
            (pl.col("victim_age_from") <= pl.col("victim_age_to")).fill_null(
                pl.col("victim_age_from").is_null() & pl.col("victim_age_to").is_null()
            )
        ),
        name="age_from_not_above_to",
    )


def contract() -> pa.DataFrameSchema:
    """The contract of accepted incidents: columns, types, codes from their lists, ages the right way round."""
    checks = {dimension.name: [_in_list(dimension)] for dimension in CODED}
    checks[VICTIM_AGE.name] = [_age_code()]
    checks |= {name: [pa.Check.isin([*sorted(codelist.codes(listed)), "UNKNOWN"])] for name, listed in _FACTS.items()}
    checks["period"] = [pa.Check.str_matches(r"^\d{4}(-(Q[1-4]|\d{2}))?$")]
    checks["victim_age_from"] = [pa.Check.in_range(0, 120)]
    checks["victim_age_to"] = [pa.Check.in_range(0, 120)]
    columns = {name: pa.Column(kind, checks.get(name, []), nullable=name in NULLABLE) for name, kind in COLUMNS.items()}
    return pa.DataFrameSchema(columns, checks=[_age_from_below_to()], strict=True, ordered=True, name="core.incident")


def empty() -> pl.DataFrame:
    """An incident frame with no rows."""
    return pl.DataFrame(schema=COLUMNS)
