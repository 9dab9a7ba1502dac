"""Deliveries in, cells out: bounds of every relation, several answers, no answer, revisions and refusals."""

from typing import Any

import duckdb
import polars as pl
import pytest

Ends = tuple[int | None, int | None]
FIRST, OTHER = "xz_test_records", "xz_other_records"


def rows(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[tuple[Any, ...]]:
    return connection.execute(query, list(values)).fetchall()


def cell(connection: duckdb.DuckDBPyConnection, place: tuple[str, str], dimension: str, code: str) -> dict[str, Any]:
    """The one cell of a source and edition."""
    query = "SELECT * FROM mart.cell WHERE source_id = ? AND edition = ? AND dimension = ? AND code = ?"
    [found] = connection.sql(query, params=[*place, dimension, code]).pl().to_dicts()
    return dict(found)


def ends(connection: duckdb.DuckDBPyConnection, place: tuple[str, str], dimension: str, code: str) -> Ends:
    found = cell(connection, place, dimension, code)
    return found["lower"], found["upper"]


@pytest.mark.parametrize(
    ("edition", "dimension", "code", "expected"),
    [
        ("2024-2", "motivation", "SEXUAL", (3, 7)),
        ("2024-2", "motivation", "FINANCIAL", (0, 4)),
        ("2024-2", "motivation", "_T", (7, 7)),
        ("2024-2", "motivation", "_U", (1, 1)),
        ("2024-2", "motivation", "UNDETERMINED", (1, 1)),
        ("2024-2", "victim_gender", "F", (7, 7)),
        ("2024-2", "victim_gender", "M", (0, 0)),
        ("2024-2", "demand", "MORE_CONTENT", (2, 3)),
        ("2024-2", "demand", "MONEY", (2, 3)),
        ("2024-2", "demand", "SEX_OFFLINE", (3, 4)),
        ("2024-2", "demand", "MONEY_OR_GOODS", (2, 3)),
        ("2024-2", "demand", "SEXUAL_ANY", (5, 6)),
        ("2024-2", "notifier", "VICTIM", (0, 7)),
        ("2024-2", "notifier", "NOT_RECORDED", (7, 7)),
        ("2023", "victim_age", "Y_LT13", (2, 2)),
        ("2023", "victim_age", "Y14T17", (4, 7)),
        ("2023", "victim_age", "Y_LT18", (9, 9)),
        ("2023", "victim_age", "Y_GE18", (0, 0)),
        ("2023", "victim_age", "Y13T15", (3, 3)),
    ],
)
def test_bounds_of_the_first_source(
    edition: str, dimension: str, code: str, expected: Ends, connection: duckdb.DuckDBPyConnection
) -> None:
    assert ends(connection, (FIRST, edition), dimension, code) == expected


@pytest.mark.parametrize(
    ("dimension", "code", "expected"),
    [
        ("motivation", "SEXUAL", (2, None)),
        ("motivation", "FINANCIAL", (0, None)),
        ("motivation", "MIXED", (2, 3)),
        ("motivation", "_T", (5, 5)),
        ("victim_age", "Y14T17", (4, 5)),
        ("victim_age", "Y16T17", (1, 4)),
        ("victim_age", "Y14", (1, 4)),
        ("victim_age", "_U", (1, 1)),
    ],
)
def test_bounds_of_the_other_source(
    dimension: str, code: str, expected: Ends, connection: duckdb.DuckDBPyConnection
) -> None:
    assert ends(connection, (OTHER, "2024"), dimension, code) == expected


def test_exact_cell_has_a_value_and_shares(connection: duckdb.DuckDBPyConnection) -> None:
    found = cell(connection, (FIRST, "2023"), "victim_age", "Y_LT13")

    assert (found["value"], found["base"], found["base_basis"]) == (2.0, 9, "COUNTED")
    assert found["share_lower"] == found["share_upper"] == pytest.approx(2 / 9)
    assert found["flags"] == ["INVENTED"]


def test_bounded_cell_has_no_value_but_reasons(connection: duckdb.DuckDBPyConnection) -> None:
    found = cell(connection, (FIRST, "2024-2"), "motivation", "SEXUAL")

    assert (found["value"], found["share_lower"], found["share_upper"]) == (None, pytest.approx(3 / 7), 1.0)
    assert {"BOUNDED", "INVENTED", "REVISED", "MAPPING_WIDER"} <= set(found["flags"])
    assert "4 records are unknown, undetermined or coarser than the code." in found["reasons"]
    assert "Replaces edition 2024." in found["reasons"]
    assert len(found["flags"]) == len(found["reasons"])


def test_open_cell_is_said_to_be_open(connection: duckdb.DuckDBPyConnection) -> None:
    found = cell(connection, (OTHER, "2024"), "motivation", "SEXUAL")

    assert {"UNBOUNDED", "MAPPING_INEXACT", "ROWS_REJECTED"} <= set(found["flags"])
    assert found["share_upper"] == 1.0


def test_several_answers_are_said_to_be_several(connection: duckdb.DuckDBPyConnection) -> None:
    found = cell(connection, (FIRST, "2024-2"), "demand", "MONEY")

    assert found["response_type"] == "MULTIPLE"
    assert "MULTIPLE_RESPONSE" in found["flags"]
    assert cell(connection, (FIRST, "2024-2"), "motivation", "SEXUAL")["response_type"] == "SINGLE"


def test_missing_field_is_no_zero(connection: duckdb.DuckDBPyConnection) -> None:
    found = cell(connection, (FIRST, "2024-2"), "notifier", "VICTIM")

    assert found["value"] is None
    assert "NOT_RECORDED" in found["flags"]
    assert "The national system has no field for this." in found["reasons"]


def test_codes_for_no_answer_are_marked_and_labelled(connection: duckdb.DuckDBPyConnection) -> None:
    found = cell(connection, (FIRST, "2024-2"), "motivation", "_U")

    assert (found["is_missing_code"], found["label"]) == (True, "Unknown")
    assert not cell(connection, (FIRST, "2024-2"), "motivation", "SEXUAL")["is_missing_code"]


def test_replaced_and_refused_editions_have_no_cells(connection: duckdb.DuckDBPyConnection) -> None:
    states = rows(connection, "SELECT source_id, edition, state, is_current FROM core.edition ORDER BY ALL")

    assert states == [
        (OTHER, "2023", "REFUSED", False),
        (OTHER, "2024", "ACCEPTED", True),
        (FIRST, "2023", "ACCEPTED", True),
        (FIRST, "2024", "ACCEPTED", False),
        (FIRST, "2024-2", "ACCEPTED", True),
    ]
    assert rows(connection, "SELECT DISTINCT source_id, edition FROM mart.cell ORDER BY ALL") == [
        (OTHER, "2024"), (FIRST, "2023"), (FIRST, "2024-2"),
    ]  # fmt: skip


def test_every_cell_of_a_model_country_is_marked(connection: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        connection, "SELECT count(*) FROM mart.cell WHERE NOT is_model OR NOT list_contains(flags, 'INVENTED')"
    ) == [(0,)]
    assert rows(connection, "SELECT DISTINCT country FROM mart.cell") == [("XZ",)]


def test_single_years_are_cells_of_those_who_record_them(connection: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT source_id, edition, code FROM mart.cell WHERE regexp_full_match(code, 'Y[0-9]+') ORDER BY ALL"

    assert rows(connection, query) == [(OTHER, "2024", "Y14"), (OTHER, "2024", "Y17"), (FIRST, "2024-2", "Y14")]


def test_coverage_accounts_for_every_row(connection: duckdb.DuckDBPyConnection) -> None:
    counts = "rows_read, rows_accepted, rows_rejected, rows_excluded"
    query = f"SELECT {counts} FROM mart.coverage WHERE source_id = ? ORDER BY edition"  # noqa: S608  # our own names

    assert rows(connection, query, OTHER) == [(0, 0, 0, 0), (6, 5, 1, 0)]
    assert rows(connection, query, FIRST) == [(9, 9, 0, 0), (2, 2, 0, 0), (7, 7, 0, 0)]


def test_findings_are_counted_by_kind(connection: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT edition, finding_id, findings FROM mart.finding_summary WHERE source_id = ? ORDER BY edition"

    assert rows(connection, query, OTHER) == [("2023", "file-empty", 1), ("2024", "value-unmapped", 1)]


def test_profile_tells_what_is_not_declared(connection: duckdb.DuckDBPyConnection) -> None:
    told = "fact IN ('counting_unit', 'window')"
    query = f"SELECT fact, value, is_unknown FROM mart.source_profile WHERE source_id = ? AND {told}"  # noqa: S608  # ours

    assert sorted(rows(connection, query, FIRST)) == [("counting_unit", "VICTIM", False), ("window", "UNKNOWN", True)]


def test_checks_find_nothing_in_good_deliveries(filled: tuple[duckdb.DuckDBPyConnection, pl.DataFrame]) -> None:
    assert filled[1].is_empty()
