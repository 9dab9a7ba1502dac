"""`oscec check`: counts, findings with their cells, exit codes; nothing is stored."""

from pathlib import Path

from interfaces import report
from pipelines import home
from tests.cli.conftest import FIGURES, MODEL, Oscec, example, records, written

ROOT = Path(__file__).parent.parent.parent


def with_unknown_motives(folder: Path) -> Path:
    return written(folder, records().replace(";sexuell;", ";[red]zornig[/red];"))


def test_a_clean_file(oscec: Oscec) -> None:
    done = oscec("check", example(FIGURES, "2016"), "--source", FIGURES)
    assert done.code == 0
    assert "rows read 13 = accepted 11 + rejected 0 + excluded 2" in done.out
    assert "would be taken in as it is" in done.out
    assert not home.data().exists()


def test_json_holds_counts_and_every_finding(oscec: Oscec, tmp_path: Path) -> None:
    path = with_unknown_motives(tmp_path)
    told = oscec("check", path, "--source", MODEL, "--edition", "2024", "--json").told
    rows = told["rows"]
    assert rows["read"] == rows["accepted"] + rows["rejected"] + rows["excluded"] == 12
    unmapped = [each for each in told["findings"] if each["finding_id"] == "value-unmapped"]
    assert len(unmapped) == rows["rejected"] == records().count(";sexuell;")
    assert all(each["cell"] and each["sheet"] and each["remedy"] for each in unmapped)
    assert told["is_accepted"] is False


def test_findings_are_grouped_with_their_first_cells_and_listed_with_all(oscec: Oscec, tmp_path: Path) -> None:
    path = with_unknown_motives(tmp_path)
    grouped = oscec("check", path, "--source", MODEL)
    listed = oscec("check", path, "--source", MODEL, "--all")
    assert (grouped.code, listed.code) == (1, 1)
    assert grouped.out.count("value-unmapped") == 1
    assert listed.out.count("value-unmapped") == records().count(";sexuell;")
    cell = next(f"E{number}" for number, line in enumerate(records().splitlines(), start=1) if ";sexuell;" in line)
    assert cell in grouped.out
    assert "would be refused as a whole" in grouped.out


def test_the_latest_declared_edition_is_the_default(oscec: Oscec) -> None:
    assert oscec("check", example(MODEL, "2024"), "--source", MODEL, "--json").told["edition"] == "2024"


def test_what_stops_a_check_is_one_message(oscec: Oscec, tmp_path: Path) -> None:
    unknown = oscec("check", example(MODEL, "2024"), "--source", "xx_none_such")
    absent = oscec("check", tmp_path / "absent.csv", "--source", MODEL)
    folder = oscec("check", tmp_path, "--source", MODEL)
    undeclared = oscec("check", example(MODEL, "2024"), "--source", MODEL, "--edition", "1900")
    assert (unknown.code, absent.code, folder.code, undeclared.code) == (2, 2, 2, 1)
    assert MODEL in unknown.err
    assert absent.err == f"{tmp_path / 'absent.csv'}: No such file or directory\n"
    assert "edition-undeclared" in undeclared.out
    assert oscec("check").code == 2


def test_a_source_file_with_an_error_is_a_message(oscec: Oscec, folders: Path) -> None:
    path = folders / "sources" / "gb" / FIGURES / f"{FIGURES}.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("title:", "titel:"), encoding="utf-8")
    done = oscec("check", example(MODEL, "2024"), "--source", FIGURES)
    assert done.code == 2
    assert f"{path}: titel" in done.err


def test_a_file_that_cannot_be_read_ends_with_two(oscec: Oscec, tmp_path: Path) -> None:
    path = tmp_path / "letter.csv"
    path.write_bytes(b"\x00\x01\x02not a table")
    done = oscec("check", path, "--source", MODEL, "--json")
    assert done.code == 2
    assert "file-not-tabular" in {each["finding_id"] for each in done.told["findings"]}


def test_the_findings_for_unreadable_files_are_those_the_readers_raise() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "pipelines" / "read").glob("*.py")]
    assert {name for name in report.UNREADABLE if any(f'"{name}"' in text for text in texts)} == report.UNREADABLE
