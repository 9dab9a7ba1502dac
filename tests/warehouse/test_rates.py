"""Rates only over a denominator of the same area, ages and year; trends only inside a span; two-way cells add up."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import polars as pl
import pytest

from schemas import figure
from tests.warehouse.conftest import Inputs
from warehouse.build import fill

FIRST = "xz_test_records"


def population(code: str, period: str, persons: float) -> dict[str, Any]:
    year = int(period)
    return {
        "source_id": "xz_persons", "edition": "1", "figure_id": code + period, "label": "", "period": period,
        "period_start": date(year, 1, 1), "period_end": date(year, 12, 31), "geo_code": "XZ",
        "geographic_role": "UNKNOWN", "counting_unit": "PERSON", "dimension": "population", "code": code,
        "mapping": "EQUAL", "statistic": "MID_YEAR_POPULATION", "unit": "persons", "value": persons, "decimals": 0,
        "value_text": "", "obs_status": "A", "base_basis": "NOT_STATED", "response_type": "UNKNOWN",
        "response_basis": "NOT_STATED", "document": "", "section": "", "sheet": "", "row": 1, "cell": "A1",
    }  # fmt: skip


@pytest.fixture(scope="module")
def rated(inputs: Inputs) -> Iterator[duckdb.DuckDBPyConnection]:
    """The small warehouse with a population of 2024 and a break of the series on the first day of 2024."""
    rows = [population("UNDER_18", "2024", 1000.0), population("UNDER_18_F", "2024", 400.0)]
    known = {name: frame.collect() for name, frame in inputs.items()}
    added = {
        "figure": pl.DataFrame(rows, schema=figure.COLUMNS),
        "source": known["source"].head(1).with_columns(source_id=pl.lit("xz_persons")),
        "edition": known["edition"].filter(state="ACCEPTED").head(1).with_columns(
            source_id=pl.lit("xz_persons"), edition=pl.lit("1"), rows_accepted=pl.lit(2, pl.Int64)
        ),
        "break": pl.DataFrame(
            [(FIRST, date(2024, 1, 1), "LAW", each, "invented") for each in ("motivation", "threat")],
            schema=known["break"].schema,
            orient="row",
        ),
    }  # fmt: skip
    changed = {name: pl.concat([known[name], frame]).lazy() for name, frame in added.items()}
    with duckdb.connect() as connection:
        assert fill(connection, {**inputs, **changed}, progress=lambda _: None).is_empty()
        yield connection


def asked(connection: duckdb.DuckDBPyConnection, what: str, **where: str) -> list[tuple[Any, ...]]:
    names = " AND ".join(f"{name} = ?" for name in where)
    return connection.execute(f"SELECT {what} WHERE {names} ORDER BY ALL", list(where.values())).fetchall()


def test_rate_has_bounds_over_the_denominator_of_the_same_year(rated: duckdb.DuckDBPyConnection) -> None:
    rates = "lower, upper, persons, rate_lower_per_100k, rate_upper_per_100k, why_no_rate FROM mart.rate_per_100k"

    [(lower, upper, persons, low, high, why)] = asked(rated, rates, source_id=FIRST, period="2024", code="Y_LT18")
    assert (persons, why) == (1000.0, None)
    assert (low, high) == pytest.approx((100 * lower, 100 * upper))


@pytest.mark.parametrize(
    ("period", "code", "why"),
    [("2023", "Y_LT18", "No population of XZ in 2023"), ("2024", "F", "not about children under 18 alone")],
)
def test_no_rate_without_its_own_denominator(
    period: str, code: str, why: str, rated: duckdb.DuckDBPyConnection
) -> None:
    rates = "rate_lower_per_100k, rate_upper_per_100k, why_no_rate FROM mart.rate_per_100k"

    [(low, high, told)] = asked(rated, rates, source_id=FIRST, period=period, code=code)
    assert (low, high) == (None, None)
    assert why in told


def test_break_ends_a_span(rated: duckdb.DuckDBPyConnection, connection: duckdb.DuckDBPyConnection) -> None:
    trend = "period, is_break, change_lower, why_no_change FROM mart.trend"
    where = {"source_id": FIRST, "dimension": "motivation", "code": "SEXUAL"}
    [former, latter] = asked(rated, trend, **where)
    [_, unbroken] = asked(connection, trend, **where)

    assert former == ("2023", False, None, "There is no earlier period.")
    assert latter == ("2024", True, None, "The way of counting changed between the periods.")
    assert unbroken[1:] == (False, 3 - 9, None)


def test_break_of_one_dimension_leaves_the_trend_of_another(rated: duckdb.DuckDBPyConnection) -> None:
    where = {"source_id": FIRST, "period": "2024", "dimension": "victim_age", "code": "Y_LT18"}
    assert asked(rated, "is_break, breaks, why_no_change FROM mart.trend", **where) == [(False, [], None)]
    where |= {"dimension": "motivation", "code": "SEXUAL"}
    [(_, told, _)] = asked(rated, "is_break, breaks, why_no_change FROM mart.trend", **where)
    assert told == ["2024-01-01 LAW of motivation: invented"]


def test_two_way_cells_have_the_margins_of_one_way_cells(connection: duckdb.DuckDBPyConnection) -> None:
    query = """
        SELECT count(*), bool_and(crossed.lower = cell.lower AND crossed.upper IS NOT DISTINCT FROM cell.upper)
        FROM mart.motivation_by AS crossed
        JOIN mart.cell AS cell USING (source_id, edition, period, code)
        WHERE crossed.by_code = '_T' AND cell.dimension = 'motivation'
    """
    [(count, same)] = connection.execute(query).fetchall()

    assert count > 0
    assert same
