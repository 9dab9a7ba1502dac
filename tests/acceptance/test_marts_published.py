"""The marts give the published numbers back as published, with the bounds that follow, from what ships."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines import arrivals, catalogue, handover
from pipelines.submit import submit
from warehouse.build import build

Numbers = set[tuple[object, ...]]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A snapshot of every shipped edition."""
    folder: Path = tmp_path_factory.mktemp("published")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OSCEC_DATA", str(folder))
        for each in arrivals.arrivals():
            taken = submit(
                each.path.read_bytes(), each.path.name, source=catalogue.source(each.source_id), edition=each.edition
            )
            assert taken.is_new
        snapshot = build(handover.frames(), folder / "warehouse", fingerprint=handover.fingerprint())
    with duckdb.connect(str(snapshot.path), read_only=True) as connection:
        yield connection


def ask(warehouse: duckdb.DuckDBPyConnection, sql: str) -> Numbers:
    """Rows of a query, as a set."""
    return set(warehouse.execute(sql).fetchall())


def test_akeu(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = ask(
        warehouse,
        "SELECT period, dimension, code, value FROM mart.cell WHERE source_id = 'gb_nca_akeu' AND statistic = 'COUNT'"
        " AND NOT is_derived",
    )
    assert found == {
        ("2016", "total", "ALL", 1247),
        ("2015", "total", "ALL", 386),
        ("2016", "demand_known", "DETERMINED", 738),
        ("2016", "motivation", "FINANCIAL", 665),
        ("2016", "victim_gender", "M", 1107),
        ("2016", "victim_age", "Y18T24", 443),
        ("2016", "victim_age", "Y_LT18", 123),
    }


def test_akeu_financial_over_all_reports(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert ask(
        warehouse,
        "SELECT value, lower, upper, base, round(100 * share_lower, 1), round(100 * share_upper, 1)"
        " FROM mart.motivation WHERE source_id = 'gb_nca_akeu'",
    ) == {(665, 665, 1174, 1247, 53.3, 94.1)}


def test_ncmec_objectives_overlap_and_their_base_is_assumed(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = ask(
        warehouse,
        "SELECT dimension, code, value, response_type, base_basis FROM mart.cell"
        " WHERE source_id = 'us_ncmec_sextortion' AND edition = '2016' AND base_filter IS NULL"
        " AND dimension IN ('demand', 'demand_count')",
    )
    assert found == {
        ("demand", "MORE_CONTENT", 78, "MULTIPLE", "ASSUMED"),
        ("demand", "SEX_OFFLINE", 5, "MULTIPLE", "ASSUMED"),
        ("demand", "MONEY_OR_GOODS", 7, "MULTIPLE", "ASSUMED"),
        ("demand_count", "SEVERAL", 2, "MULTIPLE", "ASSUMED"),
        ("demand", "UNDETERMINED", 11, "MULTIPLE", "ASSUMED"),
    }


def test_the_remainder_of_the_eu_retrieval_is_a_row(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = ask(
        warehouse,
        "SELECT code, value, lower, upper, base, country FROM mart.demand WHERE source_id = 'eu_ncmec_retrieval'",
    )
    assert found == {
        ("MORE_CONTENT", 98, 98, 114, 123, None),
        ("SEX_OFFLINE", 4, 4, 20, 123, None),
        ("MONEY_OR_GOODS", 5, 5, 21, 123, None),
        ("NOT_SPECIFIED", None, 16, 16, 123, None),
    }


def test_brookings(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = ask(
        warehouse,
        "SELECT code, value, lower, upper, base FROM mart.cell WHERE source_id = 'us_brookings_sextortion'"
        " AND dimension = 'age_class' AND statistic = 'COUNT'",
    )
    assert found == {
        ("MINORS_ONLY", 55, 55, 55, 78),
        ("MINORS_AND_ADULTS", 14, 14, 14, 78),
        ("ADULTS_ONLY", 9, 9, 9, 78),
    }


def test_only_the_invented_population_is_marked_as_invented(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert ask(warehouse, "SELECT DISTINCT source_id FROM mart.cell WHERE is_model") == {("xa_stat_population",)}
