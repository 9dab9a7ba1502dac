"""`oscec query`: reads, says what is invented and what is cut, and can do nothing else."""

import csv
import io
from pathlib import Path

import pytest

from interfaces import query, show
from tests.cli.conftest import FIGURES, MODEL, Oscec, warehouse_state


def test_without_a_warehouse_it_says_how_to_get_one(oscec: Oscec) -> None:
    done = oscec("query", "SELECT 1")
    assert done.code == 2
    assert "oscec run" in done.err


def test_a_table_states_what_it_leaves_out(snapshot: Oscec) -> None:
    cut = snapshot("query", "FROM range(7) AS numbers(n)", "--rows", "3")
    assert "3 of 7 rows shown" in cut.out
    assert snapshot("query", "SELECT 1 AS one").out.rstrip().endswith("1 row.")


def test_json_and_csv_are_whole(snapshot: Oscec) -> None:
    sql = "SELECT n, 'é;\"' AS text, NULL AS nothing, DATE '2024-02-29' AS day, 1.5 AS n FROM range(99) AS numbers(n)"
    told = snapshot("query", sql, "--json").told["rows"]
    assert len(told) == 99
    assert told[98] == {"n": 98, "text": 'é;"', "nothing": None, "day": "2024-02-29", "n_1": 1.5}
    rows = list(csv.reader(io.StringIO(snapshot("query", sql, "--csv").out)))
    assert rows[0] == ["n", "text", "nothing", "day", "n_1"]
    assert rows[99] == ["98", 'é;"', "", "2024-02-29", "1.5"]


def test_invented_numbers_are_named_in_every_form(snapshot: Oscec) -> None:
    named = "SELECT source_id, country FROM core.source"
    assert show.MODEL_NOTE in snapshot("query", named).out
    for form in ("--json", "--csv"):
        assert show.MODEL_NOTE in snapshot("query", named, form).err
    hidden = snapshot("query", "SELECT sum(value) FROM mart.motivation")
    assert query.MAY_BE_INVENTED in hidden.out
    real = snapshot("query", "SELECT count(*) FROM mart.motivation WHERE NOT is_model")
    assert "invented" not in real.out


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TABLE core.source",
        "CREATE TABLE core.mine AS SELECT 1",
        "UPDATE core.source SET publisher = 'x'",
        "COPY core.source TO '{folder}/out.csv'",
        "SELECT * FROM read_text('{folder}/secret')",
        "ATTACH '{folder}/other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SELEC 1",
        "SELECT * FROM mart.none_such",
        "",
        "-- nothing",
    ],
)
def test_what_is_not_reading_is_one_message(snapshot: Oscec, tmp_path: Path, sql: str) -> None:
    (tmp_path / "secret").write_text("secret text", encoding="utf-8")
    before = warehouse_state()
    done = snapshot("query", sql.format(folder=tmp_path))
    assert done.code == 2
    assert done.err
    assert "secret text" not in done.out + done.err
    assert not (tmp_path / "out.csv").exists()
    assert warehouse_state() == before


def test_two_forms_at_once_are_refused(snapshot: Oscec) -> None:
    assert snapshot("query", "SELECT 1", "--json", "--csv").code == 2


def test_texts_cannot_steer_the_terminal(snapshot: Oscec) -> None:
    sql = "SELECT '[red]' || chr(27) || '[2J' || chr(155) || chr(8238) || 'x' AS text"
    for form in ((), ("--csv",), ("--json",)):
        done = snapshot("query", sql, *form)
        assert not {"\x1b", "\x9b", "\u202e"} & set(done.out)
        assert "[red]" in done.out


def test_questions_are_asked_of_the_published_snapshot(snapshot: Oscec) -> None:
    shared = snapshot("query", f"FROM compare(['{FIGURES}', '{MODEL}'], 'victim_age', NULL)", "--json").told["rows"]
    steps = snapshot("query", "FROM frontier('victim_age')", "--json").told["rows"]

    assert {row["view"] for row in shared} == {"strict", "bounded"}
    assert {row["source_id"] for row in shared} == {FIGURES, MODEL}
    assert steps[0]["sources"] == [FIGURES, MODEL]


def test_sums_that_do_not_add_up_are_refused_with_the_reason(snapshot: Oscec) -> None:
    cells = f"FROM mart.cell WHERE source_id = '{MODEL}' AND edition = '2024' AND dimension"
    keys = "FROM sum_cells((SELECT list(cell_key) {}))"
    added = snapshot("query", keys.format(f"{cells} = 'motivation' AND code IN ('SEXUAL', 'FINANCIAL')"))
    refused = snapshot("query", keys.format(f"{cells} = 'demand' AND code IN ('MORE_CONTENT', 'SEX_OFFLINE')"))

    assert (added.code, refused.code) == (0, 2)
    assert show.MODEL_NOTE in added.out
    assert "do not add up. A record may stand in both categories." in refused.err
