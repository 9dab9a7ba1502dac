"""`oscec run`: plain words on what was taken in and what was refused, and the same for machines."""

import re
import shutil
from pathlib import Path

from interfaces import run
from interfaces.ending import BLOCKED, CLEAN
from pipelines import home
from pipelines.orchestration.run import Taken
from tests.cli.conftest import FIGURES, MODEL, Oscec, example, records, written

WORDS = {
    "taken in", "REFUSED", "value-unmapped", "failed", "no source is called xx_none_such", "invented data",
    "The warehouse is now oscec-000001.duckdb", ' query "FROM', " findings says",
}  # fmt: skip


def drop(source_id: str, edition: str, path: Path) -> None:
    """Put a file into the inbox."""
    folder = home.inbox() / source_id / edition
    folder.mkdir(parents=True)
    shutil.copy(path, folder)


def test_run_takes_in_refuses_and_explains(oscec: Oscec, tmp_path: Path) -> None:
    drop(MODEL, "2024", written(tmp_path, records().replace(";sexuell;", ";zornig;")))
    drop(FIGURES, "2017", example(FIGURES, "2016"))
    drop("xx_none_such", "2024", example(FIGURES, "2016"))
    first = oscec("run")
    assert first.code == BLOCKED
    assert {words for words in WORDS if words not in first.out} == set()
    assert "1 of 3: gb_nca_akeu" in first.err
    told = oscec("run", "--json").told
    assert (told["snapshot"], told["is_new_snapshot"]) == ("oscec-000001.duckdb", False)
    states = {(each["source_id"], each["edition"]): each["state"] for each in told["arrivals"]}
    assert (states[MODEL, "2024"], states[FIGURES, "2016"]) == ("REFUSED_BEFORE", "UNCHANGED")
    assert "came before" in oscec("run").out


def test_a_clean_run_ends_with_zero(oscec: Oscec, folders: Path) -> None:
    shutil.rmtree(folders / "sources" / MODEL[:2])
    done = oscec("run", "--json")
    assert done.code == CLEAN
    assert [each["state"] for each in done.told["arrivals"]] == ["NEW"]
    findings = oscec("findings", "--json").told
    assert {each["source_id"] for each in findings} <= {FIGURES}


def test_every_state_of_a_run_has_words() -> None:
    assert set(run._STATES) == set(re.findall(r"\b[A-Z_]{3,}\b", Taken.__doc__ or ""))
