"""`oscec check` of a revision: rows, published cells and verdicts that would move, before anything is accepted."""

from pathlib import Path

import pytest

from pipelines import receive
from tests.cli.conftest import MODEL, Oscec, example, records, warehouse_state, written

REVISED = ("--source", MODEL, "--edition", "2024-R1")


@pytest.fixture
def declared(folders: Path) -> None:
    """The model country declares a revision of 2024."""
    path = folders / "sources" / "xa" / MODEL / f"{MODEL}.yml"
    text = path.read_text(encoding="utf-8")
    first = '  - {edition: "2024", period_start: 2024-01-01, period_end: 2024-12-31}\n'
    revision = first.replace('"2024",', '"2024-R1", revises: "2024",')
    assert first in text
    path.write_text(text.replace(first, first + revision), encoding="utf-8")


@pytest.mark.usefixtures("declared")
def test_rows_and_cells_that_would_move_are_told_and_nothing_is_stored(oscec: Oscec, tmp_path: Path) -> None:
    oscec("submit", example(MODEL, "2024"), "--source", MODEL, "--edition", "2024")
    before = warehouse_state()
    path = written(tmp_path, records().replace(";sexuell;", ";finanziell;", 1))
    told = oscec("check", path, *REVISED, "--json").told["revision"]

    assert told["rows"] == {"added": 0, "changed": 1, "withdrawn": 0, "unchanged": len(records().splitlines()) - 2}
    moved = {
        each["code"]: each["lower_after"] - each["lower_before"]
        for each in told["cells"]
        if (each["dimension"], each["base_filter"], each["period"]) == ("motivation", None, "2024")
    }
    assert (moved["SEXUAL"], moved["FINANCIAL"]) == (-1, 1)
    assert (warehouse_state(), len(receive.receipts())) == (before, 1)
    assert "As a revision of 2024: 0 rows added, 1 changed" in oscec("check", path, *REVISED).out


@pytest.mark.usefixtures("declared")
def test_a_revision_of_nothing_received_and_no_snapshot_are_told(oscec: Oscec, tmp_path: Path) -> None:
    assert "revision" not in oscec("check", example(MODEL, "2024"), *REVISED, "--json").told
    assert not (tmp_path / "data").exists()
