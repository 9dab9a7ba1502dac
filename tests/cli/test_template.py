"""`oscec template`: filled in, it is taken as it is; once the source has changed, one message says which columns."""

import csv
from pathlib import Path

import openpyxl
import pytest

from pipelines import catalogue
from pipelines.report.blank import NoTemplateError, blank
from tests.cli.conftest import FIGURES, MODEL, Oscec, records

WHERE = ("--source", MODEL, "--edition", "2024")
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def filled(oscec: Oscec, tmp_path: Path) -> Path:
    """The template with the rows of the example."""
    path = tmp_path / "template.xlsx"
    assert oscec("template", *WHERE, "--out", path).code == 0
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    heads = {cell.value: at for at, cell in enumerate(page[1], start=1)}
    for at, row in enumerate(csv.DictReader(records().splitlines(), delimiter=";"), start=2):
        for name, text in row.items():
            if name in heads:
                page.cell(at, heads[name], text)
    book.save(path)
    return path


def test_rows_filled_into_the_template_are_accepted(oscec: Oscec, filled: Path) -> None:
    told = oscec("check", filled, *WHERE, "--json").told

    assert (told["is_accepted"], told["rows"]["accepted"]) == (True, len(records().splitlines()) - 1)


def test_columns_have_the_declared_labels_to_choose_from(filled: Path) -> None:
    book = openpyxl.load_workbook(filled)
    page = book.worksheets[0]
    lists = {str(each.sqref).rstrip("0123456789").split(":")[0]: each for each in page.data_validations.dataValidation}
    source = catalogue.source(MODEL)
    column = next(cell.column_letter for cell in page[1] if cell.value == "Tatmotiv")
    rule = lists[f"{column}2"]
    first, last = str(rule.formula1).rpartition("!")[2].replace("$", "").split(":")
    offered = [row[0].value for row in book["oscec template"][f"{first}:{last}"]]

    assert offered == list(source.lookups["motivation"])
    assert rule.showErrorMessage


def test_a_stale_template_is_one_message_that_names_what_changed(oscec: Oscec, filled: Path, folders: Path) -> None:
    path = folders / "sources" / "xa" / MODEL / f"{MODEL}.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("finanziell: FINANCIAL,", "finanziell: FINANCIAL, geldlich: FINANCIAL,"), encoding="utf-8"
    )
    [only] = oscec("check", filled, *WHERE, "--json").told["findings"]

    assert only["finding_id"] == "template-stale"
    assert only["detail"] == "Tatmotiv"


def test_figures_have_no_template_and_no_file_is_replaced(oscec: Oscec, filled: Path, tmp_path: Path) -> None:
    assert "printed figures" in oscec("template", "--source", FIGURES, "--out", tmp_path / "new.xlsx").err
    assert "there already" in oscec("template", *WHERE, "--out", filled).err
    assert "declares no edition" in oscec("template", "--source", MODEL, "--edition", "1", "--out", tmp_path / "x").err


def test_every_record_source_has_a_template_or_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSCEC_SOURCES", str(ROOT / "sources"))
    without = set()
    for source in catalogue.sources():
        try:
            assert blank(source, source.editions[-1].edition, language="en")
        except NoTemplateError:
            without.add(source.is_incident_level)
    assert without == {False}
