"""`oscec inspect` with what was announced of a file: another country or period is refused, lost rows are flagged."""

from pathlib import Path

import pytest

from tests.cli.conftest import Oscec

HEAD = "case_id;incident_date;country"
ROWS = [f"N-{at};2025-0{1 + at % 9}-11;DE" for at in range(24)]


def written(folder: Path, *lines: str, name: str = "x.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("said", "held"), [("DE", "FR"), ("de", "France"), ("DE", "fr")])
def test_file_of_another_country_is_refused(oscec: Oscec, tmp_path: Path, said: str, held: str) -> None:
    sent = written(tmp_path, HEAD, *(row.replace("DE", held) for row in ROWS))
    told = oscec("inspect", "--json", "--sent-by", said, str(sent)).told

    assert told["finding"] == "delivery-unexpected"
    assert "sent by DE, but column country says country FR" in told["error"]


def test_single_rows_of_another_country_are_flagged_and_countries_of_others_are_not(
    oscec: Oscec, tmp_path: Path
) -> None:
    of_offender = [
        f"{HEAD};offender_country",
        *(f"{row};RO" for row in ROWS[:-1]),
        f"{ROWS[-1].replace('DE', 'FR')};RO",
    ]
    told = oscec("inspect", "--json", "--sent-by", "DE", str(written(tmp_path, *of_offender))).told

    assert [24, "country", "another country than DE, the sender"] in told["flags"]
    assert {column for _, column, _ in told["flags"]} == {"country"}


def test_file_of_another_period_is_refused_and_single_dates_are_flagged(oscec: Oscec, tmp_path: Path) -> None:
    sent = written(tmp_path, HEAD, *ROWS[:-1], ROWS[-1].replace("2025", "2019"))
    other = oscec("inspect", "--json", "--period", "2023-01-01/2024-12-31", str(sent)).told
    own = oscec("inspect", "--json", "--period", "2025-01-01/2025-12-31", str(sent)).told

    assert other["finding"] == "delivery-unexpected"
    assert "most of column incident_date lies in the year 2025" in other["error"]
    assert own["flags"] == [[24, "incident_date", "outside the period"]]


def test_years_of_figures_are_compared_too(oscec: Oscec, tmp_path: Path) -> None:
    sent = written(tmp_path, "year;region;cases", *(f"{2010 + at};R{at};50{at}" for at in range(6)))

    assert "period" in oscec("inspect", "--json", "--period", "2025-01-01/2025-12-31", str(sent)).told["error"]
    assert oscec("inspect", "--json", "--period", "2010-01-01/2015-12-31", str(sent)).told["flags"] == []


@pytest.mark.parametrize(("kept", "flags"), [(3, [[-1, "", "88 % fewer rows: 3, in the file before 24"]]), (20, [])])
def test_far_fewer_rows_than_before_are_flagged(oscec: Oscec, tmp_path: Path, kept: int, flags: list[object]) -> None:
    before = written(tmp_path, HEAD, *ROWS, name="before.csv")
    sent = written(tmp_path, HEAD, *ROWS[:kept])

    assert oscec("inspect", "--json", "--before", str(before), str(sent)).told["flags"] == flags


@pytest.mark.parametrize(
    "arguments", [("--sent-by", "QQ7"), ("--period", "2025"), ("--period", "2025-02-30/2025-12-31")]
)
def test_what_is_no_country_or_period_is_told(oscec: Oscec, tmp_path: Path, arguments: tuple[str, str]) -> None:
    ended = oscec("inspect", *arguments, str(written(tmp_path, HEAD, *ROWS)))

    assert ended.code == 2
    assert "such as" in ended.err
