"""What goes back to the sender can be sent again as it is: same findings, no new edition; what was mended is closed."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines import receive
from tests.cli.conftest import MODEL, Ended, Oscec, example, records, written
from tests.unit.test_report_annotate import PAYLOADS

WHERE = ("--source", MODEL, "--edition", "2024")


def bad(folder: Path, text: str = "zornig") -> Path:
    return written(folder, records().replace(";sexuell;", f";{text};"))


def found(done: Ended, *without: str) -> list[tuple[Any, ...]]:
    """Findings without the names of file and sheet, which differ between a text and a workbook."""
    told = [each for each in done.told["findings"] if each["finding_id"] not in without]
    return sorted((each["finding_id"], each["cell"] or "", each["text"]) for each in told)


def returned(oscec: Oscec, path: Path, folder: Path, *more: str) -> Path:
    """The annotated copy of a file."""
    oscec("check", path, *WHERE, "--out", folder, *more)
    return folder / "delivery.findings.xlsx"


def test_three_files_go_back_and_the_workbook_names_every_cell(oscec: Oscec, tmp_path: Path) -> None:
    done = oscec("check", bad(tmp_path), *WHERE, "--out", tmp_path / "back", "--language", "en")
    book = openpyxl.load_workbook(tmp_path / "back" / "delivery.findings.xlsx")
    told = json.loads((tmp_path / "back" / "delivery.findings.json").read_text(encoding="utf-8"))

    assert "For the sender:" in done.out
    assert {path.suffix for path in (tmp_path / "back").iterdir()} == {".xlsx", ".html", ".json"}
    cells = {each["cell"] for each in told["findings"] if each["finding_id"] == "value-unmapped"}
    page = book.worksheets[0]
    assert {cell.coordinate for row in page for cell in row if cell.comment} == cells
    assert len(cells) == records().count(";sexuell;")


def test_the_copy_sent_back_as_it_is_has_the_same_findings(oscec: Oscec, tmp_path: Path) -> None:
    path = bad(tmp_path)
    copy = returned(oscec, path, tmp_path / "back")

    assert found(oscec("check", copy, *WHERE, "--json")) == found(oscec("check", path, *WHERE, "--json"))
    refused = oscec("submit", copy, *WHERE, "--json")
    assert (refused.code, receive.receipts()) == (1, [])


def test_of_three_mended_cells_exactly_the_findings_close(oscec: Oscec, tmp_path: Path) -> None:
    path = bad(tmp_path)
    copy = returned(oscec, path, tmp_path / "back")
    assertions = ("assertion-failed", "assertion-warned")
    before = found(oscec("check", copy, *WHERE, "--json"), *assertions)
    book = openpyxl.load_workbook(copy)
    mended = sorted(cell for name, cell, _ in before if name == "value-unmapped")[:3]
    for cell in mended:
        book.worksheets[0][cell] = "sexuell"
    book.save(tmp_path / "mended.xlsx")
    after = found(oscec("check", tmp_path / "mended.xlsx", *WHERE, "--json"), *assertions)

    assert len(mended) == 3
    assert after == [each for each in before if each[1] not in mended]


def test_the_copy_of_an_accepted_file_is_recognised_by_its_data(oscec: Oscec, tmp_path: Path) -> None:
    oscec("submit", example(MODEL, "2024"), *WHERE)
    oscec("check", example(MODEL, "2024"), *WHERE, "--out", tmp_path / "back")
    [copy] = (tmp_path / "back").glob("*.xlsx")
    again = oscec("submit", copy, *WHERE, "--json")

    assert again.code == 0
    assert again.told["is_new"] is False
    assert "edition-same-data" in {each["finding_id"] for each in again.told["findings"]}
    assert len(receive.receipts()) == 1
    book = openpyxl.load_workbook(copy)
    book.worksheets[0].delete_rows(2)
    book.save(tmp_path / "shorter.xlsx")
    assert "edition-differs" in oscec("submit", tmp_path / "shorter.xlsx", *WHERE).out


def test_submit_gives_back_the_same_files(oscec: Oscec, tmp_path: Path) -> None:
    done = oscec("submit", bad(tmp_path), *WHERE, "--out", tmp_path / "back")

    assert done.code == 1
    assert len(list((tmp_path / "back").iterdir())) == 3


def test_the_sent_file_is_never_replaced_and_an_unknown_language_is_told(oscec: Oscec, tmp_path: Path) -> None:
    copy = returned(oscec, bad(tmp_path), tmp_path / "back")
    before = copy.read_bytes()
    done = oscec("check", copy, *WHERE, "--out", copy.parent)

    assert done.code == 2
    assert "would replace it" in done.err
    assert copy.read_bytes() == before
    assert oscec("submit", copy, *WHERE, "--out", copy.parent).code == 2
    assert (copy.read_bytes(), receive.receipts()) == (before, [])
    assert "there is no catalogue" in oscec("check", copy, *WHERE, "--out", tmp_path, "--language", "xx").err


def test_no_copy_is_made_of_a_file_that_identifies_people(oscec: Oscec, tmp_path: Path) -> None:
    canary = "anna.muster@example.org"
    path = written(tmp_path, records().replace(";sexuell;", f";{canary};"))
    oscec("check", path, *WHERE, "--out", tmp_path / "back")
    found = list((tmp_path / "back").iterdir())

    assert {each.suffix for each in found} == {".html", ".json"}
    assert all(canary not in each.read_text(encoding="utf-8") for each in found)


def test_a_file_that_cannot_be_read_gives_page_and_json(oscec: Oscec, tmp_path: Path) -> None:
    path = tmp_path / "letter.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    oscec("check", path, *WHERE, "--out", tmp_path / "back", "--language", "en")

    assert {each.name for each in (tmp_path / "back").iterdir()} == {"letter.findings.html", "letter.findings.json"}
    assert "file-unreadable" in (tmp_path / "back" / "letter.findings.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_becomes_a_formula_or_markup(oscec: Oscec, tmp_path: Path, payload: str) -> None:
    quoted = '"' + payload.replace('"', '""') + '"'
    copy = returned(oscec, bad(tmp_path, quoted), tmp_path / "back")
    book = openpyxl.load_workbook(io.BytesIO(copy.read_bytes()))
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row if cell.value is not None}
    page = (tmp_path / "back" / "delivery.findings.html").read_text(encoding="utf-8")

    assert kinds == {"s"}
    assert "<script" not in page
    assert "http-equiv" in page


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_becomes_a_formula_in_csv(snapshot: Oscec, payload: str) -> None:
    quoted = payload.replace("'", "''")
    [row] = csv.reader(snapshot("query", f"SELECT '{quoted}' AS x, -5 AS n", "--csv").out.splitlines()[1:])

    assert not row[0].lstrip().startswith(("=", "+", "-", "@", "%0A"))
    assert row[1] == "-5"


def test_what_a_finding_says_in_detail_is_told_in_the_language_everywhere(oscec: Oscec, tmp_path: Path) -> None:
    path = written(tmp_path, records().replace(";sexuell;", ";sexuel;"))
    hint = "vouliez-vous dire « sexuell » ?"
    out, asked = tmp_path / "out", ("--source", MODEL, "--language", "fr")
    ended = oscec("check", path, *asked, "--out", out, "--all")
    told = oscec("check", path, *asked, "--json").told

    assert hint in " ".join(ended.out.replace("│", " ").split())
    assert any(hint in each["text"] and hint in each["detail"] for each in told["findings"])
    assert hint in (out / "delivery.findings.html").read_text(encoding="utf-8")
    machines = json.loads((out / "delivery.findings.json").read_text(encoding="utf-8"))
    assert any(hint in each["detail"] for each in machines["findings"])
    listed = openpyxl.load_workbook(out / "delivery.findings.xlsx").worksheets[-1]
    assert any(hint in str(cell.value) for row in listed.iter_rows() for cell in row)
    assert "did you mean 'sexuell'?" in " ".join(oscec("check", path, "--source", MODEL, "--json").out.split())
    assert oscec("check", path, "--source", MODEL, "--language", "xx").code != 0
