"""Records whose age bands differ by sex: every form of `oscec compare` shows each sex on categories of its own."""

import csv
import io
from pathlib import Path

import pytest

from tests.cli.conftest import Oscec
from tests.support.small import csv_of, plant, rows_of

SOURCE = "xz_test_records"
TOLD = [("0-12", "f"), ("13-15", "f"), ("13-15", "f"), ("15-17", "m"), ("13-15", "not known")]
CELLS = [
    ("", "Y_LT13", 1, 1), ("", "Y13T17", 4, 4),
    ("F", "Y_LT13", 1, 1), ("F", "Y13T15", 2, 3),
    ("M", "Y15T17", 1, 2),
]  # fmt: skip
COMPARE = ("compare", SOURCE, "--dimension", "victim_age")


@pytest.fixture
def taken_in(oscec: Oscec, folders: Path) -> Oscec:
    plant(folders / "sources")
    path = folders / "records.csv"
    path.write_bytes(csv_of(rows_of(*({"Age": age, "Gender": gender} for age, gender in TOLD))))
    assert oscec("submit", path, "--source", SOURCE, "--edition", "2024").code == 0
    return oscec


def test_json_and_csv_have_cells_of_each_sex(taken_in: Oscec) -> None:
    told = taken_in(*COMPARE, "--format", "json").told
    rows = list(csv.DictReader(io.StringIO(taken_in(*COMPARE, "--format", "csv").out)))

    assert told["partition"] == ["Y_LT13", "Y13T17"]
    assert told["partitions_by_sex"] == {"F": ["Y_LT13", "Y13T15"], "M": ["Y15T17"]}
    assert [(each["sex"] or "", each["code"], each["lower"], each["upper"]) for each in told["cells"]] == CELLS
    assert {each["base"] for each in told["cells"]} == {5}
    assert [(row["sex"], row["code"], int(row["lower"]), int(row["upper"])) for row in rows] == CELLS


def test_table_and_picture_name_the_sex(taken_in: Oscec, tmp_path: Path) -> None:
    picture = tmp_path / "ages.svg"
    done = taken_in(*COMPARE, "--plot", picture)

    assert "victim_age, strict, sex F: 2 categories: Y_LT13, Y13T15." in done.out
    assert "The bands of some sources differ by sex" in done.out
    assert "Y13T15, sex F" in picture.read_text(encoding="utf-8")


def test_without_such_bands_no_sex_is_shown(snapshot: Oscec) -> None:
    told = snapshot("compare", "gb_nca_akeu", "--dimension", "victim_age", "--format", "json").told

    assert told["partitions_by_sex"] == {}
    assert {cell["sex"] for cell in told["cells"]} == {None}
    assert "sex" not in snapshot("compare", "gb_nca_akeu", "--dimension", "victim_age").out.split("May they")[0]
