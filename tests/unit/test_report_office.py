"""Annotated workbooks in LibreOffice, where it is installed: all is opened, kept when saved, and no content again."""

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from pipelines.read import read
from pipelines.read.limits import Limits
from pipelines.report.annotate import annotated, stripped
from tests.support.returned import told_of
from tests.support.workbooks import saved
from tests.unit.test_report_annotate import busy

OFFICE = shutil.which("soffice")
LIMITS = Limits()
pytestmark = [pytest.mark.slow, pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")]


def resaved(content: bytes, folder: Path, form: str = "xlsx") -> bytes:
    """The workbook as LibreOffice saves it anew."""
    (folder / "sent.xlsx").write_bytes(content)
    out = folder / "out"
    command = [str(OFFICE), "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    subprocess.run(
        [*command, "--convert-to", form, "--outdir", str(out), str(folder / "sent.xlsx")], check=True, timeout=300
    )
    return (out / f"sent.{form}").read_bytes()


def long_list(rows: int) -> bytes:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    page.title = "data"
    for row in range(1, rows + 1):
        page.append([f"text {row}", row, "zornig"])
    return saved(book)


def test_five_thousand_findings_are_opened_with_every_note_and_link(tmp_path: Path) -> None:
    cells = [f"C{row}" for row in range(1, 5_001)]
    after = resaved(annotated(long_list(5_000), told_of([("data", cell) for cell in cells]), limits=LIMITS), tmp_path)
    book = openpyxl.load_workbook(io.BytesIO(after))
    page, listed = book.worksheets

    assert [cell.coordinate for [cell] in page.iter_rows(min_col=3, max_col=3) if cell.comment] == cells
    links = {str(cell.hyperlink.location) for [cell] in listed.iter_rows(max_col=1) if cell.hyperlink}
    assert {each.rpartition("!")[2].replace("$", "") for each in links} == {*cells}


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_saved_by_another_program_it_is_still_no_content(tmp_path: Path, form: str) -> None:
    content = annotated(busy(), told_of([("It's data", "B4"), ("It's data", "D9")]), limits=LIMITS)
    before, after = read(content, "x.xlsx"), read(resaved(content, tmp_path, form), f"x.{form}")

    assert [sheet.name for sheet in after] == [sheet.name for sheet in before]
    typed = ["row", "1", "2"]  # the third column holds formulas, which the other program has calculated
    assert after[0].cells.select(typed).drop_nulls().equals(before[0].cells.select(typed).drop_nulls())


def test_saved_by_another_program_the_annotations_still_go_away(tmp_path: Path) -> None:
    content = annotated(busy(), told_of([("It's data", "B4"), ("It's data", "D9")]), limits=LIMITS)
    book = openpyxl.load_workbook(io.BytesIO(stripped(resaved(content, tmp_path), LIMITS)))
    page = book["It's data"]

    assert book.sheetnames == ["It's data", "Findings"]
    assert [cell.coordinate for row in page for cell in row if cell.comment] == ["B3"]
    assert [str(each.sqref) for each in page.conditional_formatting] == ["B2:B30"]
