"""What contradicts itself is refused where it is declared or delivered, in words that name the fields."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import FIGURES, Oscec
from tests.support.small import COLUMNS, LOOKUPS, csv_of, plant, rows_of, told

SECOND = {**COLUMNS, "Demand": {"to": "demand", "lookup": "second", "separator": ";"}}


def two_tables(second: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A source whose second table reads its demands by another lookup."""
    [table] = told()["tables"]
    return {
        "tables": [table, table | {"table": "more", "columns": SECOND} | changed],
        "lookups": LOOKUPS | {"second": second},
    }


@pytest.mark.parametrize(
    ("second", "chain"),
    [
        (
            {"images": "SEXUAL_ANY"},
            "SEXUAL_ANY WIDER MORE_CONTENT, MORE_CONTENT EQUAL 'images', 'images' EQUAL SEXUAL_ANY",
        ),
        (
            {"cash": {"code": "MONEY", "relation": "WIDER", "reason": "invented"}},
            "'cash' WIDER MONEY, MONEY EQUAL 'cash'",
        ),
    ],
)
def test_relations_that_contradict_each_other_name_the_lookups(
    second: dict[str, Any], chain: str, oscec: Oscec, folders: Path
) -> None:
    plant(folders / "sources", **two_tables(second))
    done = oscec("sources", "--check")

    assert done.code == 1
    assert "demand, lookups demand, second: a chain of relations contradicts itself" in done.out
    assert chain in done.out


def test_labels_of_figures_that_contradict_each_other_name_the_tables(oscec: Oscec, folders: Path) -> None:
    path = folders / "sources" / "gb" / FIGURES / f"{FIGURES}.yml"
    text = path.read_text(encoding="utf-8")
    assert text.count("code: FINANCIAL") == 1
    path.write_text(text.replace("code: FINANCIAL", "code: FINANCIAL, parent: FINANCIAL"), encoding="utf-8")
    done = oscec("sources", "--check")

    assert done.code == 1
    assert "motivation, tables " in done.out
    assert "a chain of relations contradicts itself: FINANCIAL WIDER '" in done.out


def test_another_edition_may_use_a_word_otherwise(oscec: Oscec, folders: Path) -> None:
    changed = two_tables({"images": "SEXUAL_ANY"}, editions=["2024"])
    changed["tables"][0] = changed["tables"][0] | {"editions": ["2023", "2024-2"]}
    plant(folders / "sources", **changed)

    assert oscec("sources", "--check").code == 0


def test_bands_that_overlap_name_both_cells(oscec: Oscec, folders: Path) -> None:
    plant(folders / "sources")
    path = folders / "bands.csv"
    path.write_bytes(csv_of(rows_of({"Age": "13-15"}, {"Age": "15-17"})))
    done = oscec("check", path, "--source", "xz_test_records", "--edition", "2024", "--json")

    assert done.code == 1
    [found] = [each for each in done.told["findings"] if each["finding_id"] == "age-bands-overlap"]
    assert "Y13T15 / Y15T17 overlap (bands.csv row 2; bands.csv row 3)" in found["text"]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("compare", f"channel is not recorded or published by: {FIGURES}."),
        ("frontier", "No source of the warehouse records channel"),
    ],
)
def test_a_dimension_nobody_records_is_named(snapshot: Oscec, command: str, said: str) -> None:
    done = snapshot(command, FIGURES, "--dimension", "channel")

    assert done.code == 2
    assert said in done.err
