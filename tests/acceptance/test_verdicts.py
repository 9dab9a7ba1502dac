"""The verdicts of comparability.md, sections 4, 5 and 8, found by the engine from what ships."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import arrivals, catalogue, handover
from pipelines.submit import submit
from warehouse.build import build

AKEU, NCMEC, EU = "gb_nca_akeu", "us_ncmec_sextortion", "eu_ncmec_retrieval"
Row = dict[str, object]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A snapshot of every shipped edition."""
    folder: Path = tmp_path_factory.mktemp("verdicts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OSCEC_DATA", str(folder))
        for each in arrivals.arrivals():
            submit(
                each.path.read_bytes(), each.path.name, source=catalogue.source(each.source_id), edition=each.edition
            )
        snapshot = build(handover.inputs(), folder / "warehouse", fingerprint=handover.fingerprint())
    with duckdb.connect(str(snapshot.path), read_only=True) as connection:
        yield connection


def pairs(warehouse: duckdb.DuckDBPyConnection, one: str, other: str, *, dimension: str = "total") -> list[Row]:
    """Rows of `mart.pair` for two sources and one dimension."""
    asked = "FROM mart.pair WHERE source_a = ? AND source_b = ? AND dimension = ? ORDER BY ALL"
    found: pl.DataFrame = warehouse.sql(asked, params=[*sorted([one, other]), dimension]).pl()
    return found.to_dicts()


def of_2016(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["period_a"] == "2016" and row["period_b"] == "2013-10/2016-04"]


def test_akeu_against_ncmec(warehouse: duckdb.DuckDBPyConnection) -> None:
    whole = [row for row in of_2016(pairs(warehouse, AKEU, NCMEC)) if not row["is_under_18_a"]]
    assert {row["counting_unit_a"] for row in whole} == {"REPORT", "VICTIM"}
    for row in whole:
        assert row["verdict"] == "NOT_COMPARABLE"
        assert row["topics"] == ["population age", "offence", "universe"]
        assert row["repairs"] == ["Restrict to victims under 18"]
        assert row["after_repairs"] == "NOT_COMPARABLE"


def test_the_under_18_cell_of_akeu_loses_the_first_reason_and_stays(warehouse: duckdb.DuckDBPyConnection) -> None:
    (row,) = [row for row in of_2016(pairs(warehouse, AKEU, NCMEC)) if row["is_under_18_a"]]
    assert (row["verdict"], row["topics"], row["repairs"]) == ("NOT_COMPARABLE", ["offence", "universe"], [])


def test_windows_of_ncmec_are_nested_so_never_independent(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = pairs(warehouse, NCMEC, NCMEC)
    assert {(row["period_a"], row["period_b"]) for row in rows} == {
        ("2013-10/2014-11", "2013-10/2015-06"),
        ("2013-10/2014-11", "2013-10/2016-04"),
        ("2013-10/2015-06", "2013-10/2016-04"),
    }
    for row in rows:
        assert (row["verdict"], row["topics"], row["is_independent"]) == ("NOT_COMPARABLE", ["period"], False)
        assert row["repairs"] == ["Take the difference of the windows"]
        assert "never independent and never added" in str(row["reasons"])


def test_the_eu_retrieval_is_part_of_the_tipline(warehouse: duckdb.DuckDBPyConnection) -> None:
    (row,) = [row for row in pairs(warehouse, EU, NCMEC) if row["period_b"] == "2013-10/2016-04"]
    assert (row["verdict"], row["topics"], row["is_independent"]) == ("NOT_COMPARABLE", ["overlap"], False)
    assert row["repairs"] == ["Subtract the part from the whole"]


def test_the_place_of_the_eu_retrieval_is_no_country(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.execute(
        "SELECT DISTINCT level, text, whose, value_b FROM explain_pair(?, ?) WHERE fact = 'geographic_role'", [AKEU, EU]
    ).fetchall()
    ((level, text, whose, value),) = found
    assert (level, whose, value) == ("NOT_COMPARABLE", EU, "VICTIM_OR_OFFENDER")
    assert "no country's figure" in text


def test_both_123_are_of_different_populations(warehouse: duckdb.DuckDBPyConnection) -> None:
    (row,) = [row for row in pairs(warehouse, AKEU, EU) if row["is_under_18_b"] and row["period_b"] == "2016"]
    assert row["verdict"] == "NOT_COMPARABLE"
    assert {"place", "universe"} <= set(row["topics"])  # type: ignore[call-overload]


def test_what_a_publisher_does_not_state_never_gives_comparable(warehouse: duckdb.DuckDBPyConnection) -> None:
    real = warehouse.execute(
        "SELECT verdict, list_filter(differences, lambda each: each.level = 'UNKNOWN')"
        " FROM mart.pair WHERE NOT is_model"
    ).fetchall()
    assert real
    assert {verdict for verdict, unknown in real if unknown} <= {"UNKNOWN", "NOT_COMPARABLE"}


def test_every_pair_stands_once_and_no_source_meets_itself_in_one_period(warehouse: duckdb.DuckDBPyConnection) -> None:
    counted = (
        "SELECT count(*), count(DISTINCT (least(profile_a, profile_b), greatest(profile_a, profile_b))) FROM mart.pair"
    )
    ((rows, apart),) = warehouse.execute(counted).fetchall()
    assert rows == apart > 0
    same = "FROM mart.pair WHERE source_a = source_b AND period_a = period_b AND edition_a = edition_b"
    assert warehouse.execute(same).fetchall() == []


def test_reasons_are_those_differences_that_give_the_verdict(warehouse: duckdb.DuckDBPyConnection) -> None:
    wrong = """
        SELECT count(*) FROM mart.pair
        WHERE reasons <> list_transform(
            list_filter(differences, lambda each: each.level::VARCHAR = verdict), lambda each: each.text
        )
    """
    assert warehouse.execute(wrong).fetchall() == [(0,)]
