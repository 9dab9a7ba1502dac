"""Texts that would be formulas, markup or control codes, through every form in which we hand data on."""

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from lxml import html

from pipelines import home
from tests.cli.conftest import MODEL, Oscec, records, written
from tests.support.thorough import some_of

PAYLOADS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")',
    "=WEBSERVICE(A1)", "%0A=1+1", "\uff1d1+1", ' =DDE("a";"b")',
]  # fmt: skip
MARKUP = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</td><script>1</script>", "&lt;b&gt;", "javascript:x",
    "[a](javascript:x)", "{{7*7}}", "\x1b[2J", "\x1b]0;x\x07", "\x9b31m", "\u202etxt", 'a\r\n{"act": "accept"}',
]  # fmt: skip
OFFICE = shutil.which("soffice")
LIVE = ("=", "+", "-", "@", "%0A", "\uff1d")


def asked(payloads: list[str]) -> str:
    texts = ", ".join("'" + each.replace("'", "''") + "'" for each in payloads)
    return f"SELECT unnest([{texts}]) AS text, -5 AS number"


def test_no_payload_is_live_in_csv(snapshot: Oscec) -> None:
    rows = list(csv.reader(io.StringIO(snapshot("query", asked(PAYLOADS), "--csv").out)))[1:]

    assert len(rows) == len(PAYLOADS) == 12
    assert [text for text, _ in rows if text.lstrip().startswith(LIVE)] == []
    assert [text for text, payload in zip(rows, PAYLOADS, strict=True) if payload.strip()[1:] not in text[0]] == []
    assert {number for _, number in rows} == {"-5"}


@pytest.mark.parametrize("form", [(), ("--csv",), ("--json",)])
def test_no_markup_steers_the_terminal(snapshot: Oscec, form: tuple[str, ...]) -> None:
    done = snapshot("query", asked([*PAYLOADS, *MARKUP]), *form)

    assert {sign for sign in done.out if (sign < " " and sign != "\n") or sign in "\x9b\u202e\x7f"} == set()
    assert "alert(1)" in done.out
    if form == ("--json",):
        assert [each["text"] for each in json.loads(done.out)["rows"]] == [*PAYLOADS, *MARKUP]


@pytest.mark.parametrize("payload", some_of([*PAYLOADS, *MARKUP], 5))
def test_no_payload_in_a_cell_reaches_report_page_or_log(oscec: Oscec, tmp_path: Path, payload: str) -> None:
    quoted = '"' + payload.replace('"', '""').encode("windows-1252", "replace").decode("windows-1252") + '"'
    path = written(tmp_path, records().replace(";sexuell;", f";{quoted};", 3))
    place = ("--source", MODEL, "--edition", "2024")
    done = oscec("submit", path, *place, "--out", tmp_path / "back")
    oscec("audit", "report", *place, "--out", tmp_path / "report")

    assert {sign for sign in done.out if (sign < " " and sign != "\n") or sign in "\x9b\u202e"} == set()
    for folder in ("back", "report"):
        for page in (tmp_path / folder).glob("*.html"):
            tree = html.fromstring(page.read_bytes())
            assert tree.xpath("//script | //img[@onerror] | //a[starts-with(@href, 'javascript')]") == []
        for book in (tmp_path / folder).glob("*.xlsx"):
            cells = (cell for sheet in openpyxl.load_workbook(book) for row in sheet.iter_rows() for cell in row)
            assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    lines = (home.log() / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not isinstance(json.loads(line), dict)] == []
    assert len(payload.strip()) < 3 or all(payload.strip() not in line for line in lines)


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_an_office_program_sees_no_formula(snapshot: Oscec, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(snapshot("query", asked(PAYLOADS), "--csv").out, encoding="utf-8")
    command = [str(OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "fods"]
    subprocess.run([*command, "--outdir", tmp_path, tmp_path / "rows.csv"], check=True, capture_output=True)
    seen = (tmp_path / "rows.fods").read_text(encoding="utf-8")

    assert "table:formula" not in seen
    assert "HYPERLINK" in seen
