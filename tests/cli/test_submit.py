"""`oscec submit`: receipt and new snapshot, or a refusal that leaves every byte of the warehouse as it was."""

import os
from pathlib import Path

import polars as pl
import pytest

from pipelines import home, receive
from tests.cli.conftest import FIGURES, MODEL, Oscec, example, records, warehouse_state, written
from tests.support.bad_deliveries import EDITION, FILE, good
from warehouse import derive


def test_a_good_file_is_taken_in_and_can_be_queried(oscec: Oscec) -> None:
    told = oscec("submit", example(FIGURES, "2016"), "--source", FIGURES, "--edition", "2016", "--json").told
    assert told["receipt"]["sequence"] == 1
    assert told["snapshot"] == "oscec-000001.duckdb"
    rows = oscec("query", "SELECT source_id, rows_accepted FROM core.edition", "--json").told["rows"]
    assert rows == [{"source_id": FIGURES, "rows_accepted": told["rows"]["accepted"]}]


def test_it_says_what_it_did(oscec: Oscec) -> None:
    done = oscec("submit", example(FIGURES, "2016"), "--source", FIGURES, "--edition", "2016")
    assert done.code == 0
    assert "Taken in as receipt 1" in done.out
    assert "The warehouse is now oscec-000001.duckdb" in done.out


def test_the_same_file_twice_is_nothing_new(oscec: Oscec) -> None:
    arguments = ("submit", example(FIGURES, "2016"), "--source", FIGURES, "--edition", "2016")
    oscec(*arguments)
    before = warehouse_state()
    again = oscec(*arguments)
    assert again.code == 0
    assert "edition-already-delivered" in again.out
    assert warehouse_state() == before
    assert len(receive.receipts()) == 1


def test_a_build_that_was_interrupted_is_made_good_by_the_next_submission(oscec: Oscec) -> None:
    arguments = ("submit", example(FIGURES, "2016"), "--source", FIGURES, "--edition", "2016")
    oscec(*arguments)
    for path in home.warehouse().iterdir():
        path.unlink()
    assert oscec(*arguments, "--json").told["snapshot"] == "oscec-000001.duckdb"


def test_a_snapshot_that_was_removed_is_built_anew(oscec: Oscec) -> None:
    arguments = ("submit", example(FIGURES, "2016"), "--source", FIGURES, "--edition", "2016")
    oscec(*arguments)
    (home.warehouse() / "oscec-000001.duckdb").unlink()
    assert oscec("query", "SELECT 1").code == 2
    assert oscec(*arguments).code == 0
    assert oscec("query", "SELECT 1").code == 0


def test_the_same_edition_with_other_content_is_refused(oscec: Oscec, tmp_path: Path) -> None:
    oscec("submit", example(MODEL, "2024"), "--source", MODEL, "--edition", "2024")
    before = warehouse_state()
    lines = records().splitlines(keepends=True)
    done = oscec("submit", written(tmp_path, "".join(lines[:-1])), "--source", MODEL, "--edition", "2024")
    assert done.code == 1
    assert "edition-differs" in done.out
    assert "Refused: nothing was stored" in done.out
    assert warehouse_state() == before


def test_another_broken_source_stops_before_anything_is_stored(oscec: Oscec, folders: Path) -> None:
    (folders / "sources" / "gb" / FIGURES / f"{FIGURES}.yml").write_text("source_id: 1\n", encoding="utf-8")
    done = oscec("submit", example(MODEL, "2024"), "--source", MODEL, "--edition", "2024")
    assert done.code == 2
    assert "gb_nca_akeu.yml: title: Field required" in done.err
    assert receive.receipts() == []


def test_a_check_over_the_whole_warehouse_keeps_the_former_snapshot(
    oscec: Oscec, monkeypatch: pytest.MonkeyPatch
) -> None:
    oscec("submit", example(FIGURES, "2016"), "--source", FIGURES, "--edition", "2016")
    before = warehouse_state()
    blocking = pl.DataFrame({"severity": ["blocks"], "text": ["a total differs"]})
    monkeypatch.setattr(derive, "check", lambda _connection: blocking)
    done = oscec("submit", example(MODEL, "2024"), "--source", MODEL, "--edition", "2024")
    assert done.code == 1
    assert "a total differs" in done.out
    assert warehouse_state() == before


@pytest.mark.parametrize("edition", ["../../x", "..", "", "/x", "a/b", "x" * 300, "2024\n"])
def test_an_edition_that_is_no_name_is_refused_and_writes_nowhere(oscec: Oscec, folders: Path, edition: str) -> None:
    path = folders / FILE
    path.write_bytes(good().content)
    before = set(folders.rglob("*"))
    done = oscec("submit", path, "--source", MODEL, "--edition", edition, "--json")

    assert done.code == 1
    assert [each["finding_id"] for each in done.told["findings"]] == ["edition-undeclared"]
    made = {each for each in folders.rglob("*") if not each.is_dir()} - before
    told = ("data/run.lock", "data/log/", "data/register", "keys/")  # that something was refused is logged all the same
    assert [each for each in made if not str(each.relative_to(folders)).startswith(told)] == []


@pytest.mark.parametrize("command", ["check", "submit"])
@pytest.mark.parametrize("kind", ["pipe", "link", "folder", "nothing"])
def test_what_is_no_plain_file_is_refused_at_once(oscec: Oscec, folders: Path, command: str, kind: str) -> None:
    path = folders / "odd.csv"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to("/etc/hosts")
    elif kind == "folder":
        path.mkdir()
    done = oscec(command, path, "--source", MODEL, "--edition", EDITION)

    assert (done.code, done.out) == (2, "")
    assert "odd.csv" in done.err
