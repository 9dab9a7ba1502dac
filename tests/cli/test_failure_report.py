"""`oscec audit report`: every table is whole in every form, nothing of a cell stands in it, no text is a formula."""

import io
import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import polars as pl
import pytest

from pipelines import catalogue, stage
from pipelines.report import failures_written
from pipelines.report.failures import Failures, failures
from schemas.rule import book
from tests.cli.conftest import FIGURES, MODEL, Oscec

NAME = "Maria"


@pytest.fixture
def refused(built: Path, monkeypatch: pytest.MonkeyPatch) -> Failures:
    """The report on the delivery with an unknown motivation in most rows."""
    monkeypatch.setenv("OSCEC_DATA", str(built))
    return failures(catalogue.source(MODEL), "2023")


def test_report_is_written_in_every_form(snapshot: Oscec, tmp_path: Path) -> None:
    ended = snapshot("audit", "report", "--source", MODEL, "--edition", "2024", "--out", tmp_path / "out")

    assert ended.code == 0
    written = {path.suffix for path in (tmp_path / "out").iterdir()}
    assert written - {".pdf"} == {".html", ".xlsx", ".json"}
    assert (".pdf" in written) != ("No PDF" in ended.out)
    assert "model countries" in ended.out
    told = json.loads((tmp_path / "out" / f"failures-{MODEL}-2024.json").read_text())
    assert told["state"] == "ACCEPTED"
    assert told["rows"]["read"] == sum(told["rows"][name] for name in ("accepted", "rejected", "excluded"))
    asked = {name for name, rule in book().items() if rule.home not in {"COHERENCE", "WAREHOUSE"}}
    assert {each["rule_id"] for each in told["rules"]} == asked


def test_pdf_is_made_where_the_extra_is_installed(refused: Failures) -> None:
    pytest.importorskip("weasyprint", reason="the extra `reports` is not installed")
    assert failures_written.as_pdf(failures_written.as_html(refused)).startswith(b"%PDF-")


def test_without_the_extra_it_is_said(snapshot: Oscec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    ended = snapshot("audit", "report", "--source", FIGURES, "--edition", "2016", "--out", tmp_path)

    assert "oscec[reports]" in ended.out
    assert not list(tmp_path.glob("*.pdf"))


def test_edition_that_never_came_is_told(snapshot: Oscec, tmp_path: Path) -> None:
    ended = snapshot("audit", "report", "--source", MODEL, "--edition", "1999", "--out", tmp_path / "out")

    assert (ended.code, "never sent" in ended.err) == (2, True)
    assert not (tmp_path / "out").exists()


def test_every_finding_is_in_every_form_and_none_is_cut(refused: Failures) -> None:
    kept = stage.load_outcome(MODEL, "2023", refused=True).findings
    workbook = openpyxl.load_workbook(io.BytesIO(failures_written.as_workbook(refused)))
    page = failures_written.as_html(refused).decode()

    assert len(refused.findings) == kept.height > 3
    assert workbook["findings"].max_row == kept.height + 1
    assert page.count("<td>value-unmapped</td>") >= kept.filter(finding_id="value-unmapped").height
    assert len(json.loads(failures_written.as_json(refused))["findings"]) == kept.height
    assert workbook["rules"].max_row == len(refused.rules) + 1


def test_no_value_of_a_cell_is_in_the_report(refused: Failures) -> None:
    kept = stage.load_outcome(MODEL, "2023", refused=True).findings
    assert "zornig" in kept["value"].to_list()
    everything = failures_written.as_json(refused) + failures_written.as_html(refused)

    assert b"zornig" not in everything
    assert {"value", "detail"}.isdisjoint(refused.findings[0])


def test_headers_and_sheets_that_may_be_text_are_not_shown(refused: Failures, monkeypatch: pytest.MonkeyPatch) -> None:
    load = stage.load_outcome

    def spoilt(*place: str, refused: bool = False) -> object:
        outcome = load(*place, refused=refused)
        story = f"{NAME}, 14, was asked for pictures"
        named = outcome.findings.with_columns(sheet=pl.lit(story), column_name=pl.lit(story), detail=pl.lit(story))
        return type(outcome)(**{**vars(outcome), "findings": named})

    monkeypatch.setattr("pipelines.report.failures.stage.load_outcome", spoilt)
    report = failures(catalogue.source(MODEL), "2023")

    assert len(report.findings) == len(refused.findings)
    assert NAME.encode() not in failures_written.as_json(report) + failures_written.as_html(report)


def test_texts_stay_texts_in_the_workbook_and_in_the_page(refused: Failures) -> None:
    evil = {"rule_id": "=HYPERLINK(1)", "findings": 1, "reason": "<script>", "approver": "+1", "expires": "@x"}
    spoilt = Failures(refused.told, [], [], [], [], [], [evil], [], [])
    sheet = openpyxl.load_workbook(io.BytesIO(failures_written.as_workbook(spoilt)))["waived"]

    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "s", "s", "s"]
    assert b"<script>" not in failures_written.as_html(spoilt)
    assert b"&lt;script&gt;" in failures_written.as_html(spoilt)


def test_rates_are_drawn_with_their_numbers(refused: Failures) -> None:
    page = failures_written.as_html(refused).decode()
    found = re.search(r"<svg.*</svg>", page, re.DOTALL)
    assert found
    picture = ET.fromstring(found[0])  # noqa: S314 - our own page
    texts = [each.text or "" for each in picture.iter("{http://www.w3.org/2000/svg}text")]

    assert "rows rejected" in texts
    assert "value-unmapped" in texts
    rejected = next(each for each in refused.rates if (each.rule_id, each.edition) == ("rows rejected", "2023"))
    assert f"{rejected.numerator:,} of {rejected.denominator:,}, {rejected.share:.1%}" in texts
    assert any("invented" in text for text in texts)
    assert all(0 <= each.share <= 1 for each in refused.rates)
