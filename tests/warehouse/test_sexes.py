"""Age bands that a source publishes for one sex: the frontier keeps the sexes apart, all records stay as they are."""

from collections.abc import Iterator

import duckdb
import polars as pl
import pytest

from tests.support.figures import figure, frame
from tests.warehouse.conftest import Inputs
from warehouse.build import fill

APART = "xz_test_figures"
FIRST = "xz_test_records"
PUBLISHED = {"F": ["Y_LT13", "Y13T15", "Y16T17"], "M": ["Y_LT16", "Y16T17"]}


@pytest.fixture(scope="module")
def by_sex(inputs: Inputs) -> Iterator[duckdb.DuckDBPyConnection]:
    """The small warehouse with a source whose bands differ by sex, and none for both."""
    rows = [
        figure("victim_age", code, 5, source_id=APART, edition="1", base_filter=f"victim_gender={sex}")
        for sex, codes in PUBLISHED.items()
        for code in codes
    ]
    known = {name: given.collect() for name, given in inputs.items()}
    named = {"source_id": pl.lit(APART)}
    added = {
        "figure": frame(*rows),
        "source": known["source"].head(1).with_columns(**named),
        "edition": known["edition"].filter(state="ACCEPTED").head(1).with_columns(**named, edition=pl.lit("1")),
    }
    changed = {name: pl.concat([known[name], more]).lazy() for name, more in added.items()}
    with duckdb.connect() as connection:
        fill(connection, {**inputs, **changed}, lambda _: None)
        yield connection


def test_each_sex_has_a_frontier_of_its_own(by_sex: duckdb.DuckDBPyConnection) -> None:
    query = """
        SELECT sex, max_by(categories, len(categories)) FROM frontier('victim_age')
        WHERE list_contains(sources, $1) GROUP BY sex ORDER BY sex
    """
    [(_, girls), (_, boys)] = by_sex.execute(query, [APART]).fetchall()
    assert set(PUBLISHED["F"]) <= set(girls)
    assert set(PUBLISHED["M"]) <= set(boys)


def test_a_source_that_is_the_same_for_both_sexes_is_in_both(by_sex: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT DISTINCT sex FROM mart.frontier WHERE dimension = 'victim_age' AND list_contains(sources, $1)"
    assert sorted(by_sex.execute(query, [FIRST]).fetchall()) == [("F",), ("M",)]


def test_bands_of_one_sex_cut_and_tie_nothing_over_all_records(
    by_sex: duckdb.DuckDBPyConnection, connection: duckdb.DuckDBPyConnection
) -> None:
    query = "SELECT code, source_id, period, lower, upper FROM compare(NULL, 'victim_age', NULL) WHERE view = 'strict'"
    assert by_sex.execute(query).fetchall() == connection.execute(query).fetchall()
