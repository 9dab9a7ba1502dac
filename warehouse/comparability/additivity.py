"""Which cells add up, and why others do not: the rules of `schemas/additivity.csv` over cells (comparability.md 5).

A rule refuses a single cell (CELL), two cells (PAIR: the second with the prefix `other_`) or the cells of one table
together (TABLE). Its condition is SQL that DuckDB and Polars read alike. What no rule refuses counts the same thing in
records that cannot be the same.
"""

from dataclasses import dataclass

import polars as pl

from schemas.codelist import codelist, missing_codes, names
from schemas.table import rows

CELL: dict[str, pl.DataType] = {
    "source_id": pl.String(),
    "edition": pl.String(),
    "country": pl.String(),
    "geo_code": pl.String(),
    "geographic_role": pl.String(),
    "period": pl.String(),
    "period_start": pl.Date(),
    "period_end": pl.Date(),
    "dimension": pl.String(),
    "code": pl.String(),
    "parent": pl.String(),
    "statistic": pl.String(),
    "counting_unit": pl.String(),
    "lower": pl.Int64(),
    "upper": pl.Int64(),
    "base": pl.Int64(),
    "base_filter": pl.String(),
    "response_type": pl.String(),
    "is_model": pl.Boolean(),
}
REFUSAL: dict[str, pl.DataType] = {
    "reason": pl.String(), "text": pl.String(), "one": pl.Int64(), "other": pl.Int64()
}  # fmt: skip
_TABLE = ["source_id", "edition", "period", "geo_code", "dimension", "counting_unit", "base"]


@dataclass(frozen=True)
class Total:
    """A sum with its bounds, or why there is none. `upper` is null too where one of the cells has no upper bound."""

    lower: int | None
    upper: int | None
    refusals: pl.DataFrame


def total(cells: pl.DataFrame) -> Total:
    """The sum of cells of `mart.cell` (the columns of CELL), never above the base of a table they stand in."""
    if cells.is_empty():
        raise ValueError("a sum needs at least one cell")
    refused = refusals(cells)
    if refused.height:
        return Total(None, None, refused)
    tables = cells.group_by(_TABLE, maintain_order=True).agg(
        pl.col("lower").sum(), upper=pl.when(pl.col("upper").is_not_null().all()).then(pl.col("upper").sum())
    )
    capped = tables.select("lower", upper=pl.min_horizontal("upper", pl.when(pl.col("upper") > 0).then("base")))
    upper = None if capped["upper"].has_nulls() else int(capped["upper"].sum())
    return Total(int(capped["lower"].sum()), upper, refused)


def refusals(cells: pl.DataFrame) -> pl.DataFrame:
    """Every rule that refuses the sum, with the cells it names (0 for the first row); empty where it adds up."""
    numbered = cells.select(*CELL).cast(dict(CELL.items())).with_columns(one=pl.int_range(pl.len()))
    found = [
        *(_refused(rule, numbered.with_columns(other=None)) for rule in _rules("CELL")),
        *(_refused(rule, _pairs(numbered)) for rule in _rules("PAIR")),
        *(_refused(rule, _tables(numbered)) for rule in _rules("TABLE")),
    ]
    return pl.concat([pl.DataFrame(schema=REFUSAL), *found])


def reason_text(refused: pl.DataFrame) -> str:
    """The reasons in words, each once, in the order of the rules."""
    return " ".join(refused["text"].unique(maintain_order=True))


def _rules(applies: str) -> list[dict[str, str]]:
    return [rule for rule in rows("additivity") if rule["applies"] == applies]


def _refused(rule: dict[str, str], tried: pl.DataFrame) -> pl.DataFrame:
    wrong = tried.filter(pl.sql_expr(rule["refuses"]))
    named = wrong.select(reason=pl.lit(rule["reason"]), text=pl.lit(rule["text"]), one="one", other="other")
    return named.cast(dict(REFUSAL.items()))


def _pairs(numbered: pl.DataFrame) -> pl.DataFrame:
    """Every two cells once, with `codes_meet`: do both codes of one dimension share a leaf."""
    others = numbered.rename(lambda name: "other" if name == "one" else f"other_{name}")
    pairs = numbered.join(others, how="cross").filter(pl.col("one") < pl.col("other"))
    key = ["dimension", "code", "other_code"]
    met = pairs.filter(pl.col("dimension") == pl.col("other_dimension")).select(key).unique(maintain_order=True)
    judged = met.with_columns(codes_meet=pl.Series([_meet(*each) for each in met.rows()], dtype=pl.Boolean))
    return pairs.join(judged, on=key, how="left", maintain_order="left").with_columns(
        pl.col("codes_meet").fill_null(value=False)
    )


def _meet(dimension: str, one: str, other: str) -> bool:
    """Codes of a missing value meet no other: they say that there is no answer, and a record says so once."""
    if one == other or dimension not in names():
        return one == other
    known = codelist(dimension)
    if not (known.holds(one) and known.holds(other)) or missing_codes() & {one, other}:
        return False
    return not known.leaves_of(one).isdisjoint(known.leaves_of(other))


def _tables(numbered: pl.DataFrame) -> pl.DataFrame:
    return numbered.group_by(_TABLE, maintain_order=True).agg(
        pl.col("one").first(), other=pl.lit(None, pl.Int64), sum_lower=pl.col("lower").sum()
    )
