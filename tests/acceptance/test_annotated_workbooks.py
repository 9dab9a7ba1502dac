"""Workbooks of national offices come back with findings, and without these they are what was sent, part by part."""

import io
import re
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from pipelines.read import read
from pipelines.read.limits import Limits
from pipelines.report.annotate import annotated, stripped
from tests.support.real import CORPUS
from tests.support.returned import differing, raw_parts, told_of
from tests.support.thorough import some_of

LIMITS = Limits()
WORKBOOKS = sorted(CORPUS.glob("files/*.xlsx"))
CELLS = re.compile(rb"<(?:\w+:)?sheetData\s*/?>.*", re.DOTALL)
ABSENT = pytest.mark.skipif(not WORKBOOKS, reason="the reference spreadsheets are not beside the project")
SMALL = [path for path in WORKBOOKS if path.stat().st_size < 300_000]


@cache
def places(path: Path) -> list[tuple[str, str]]:
    """Cells with and without a value, on every sheet."""
    sheets = read(path.read_bytes(), path.name)
    return [(sheet.name, cell) for sheet in sheets for cell in ("A1", "B3", "B4", "C900", "XFD1048576")]


@cache
def returned(path: Path) -> bytes:
    """The workbook with a finding told of each of these cells; every test looks at the same one."""
    return annotated(path.read_bytes(), told_of(places(path)), limits=LIMITS)


@ABSENT
@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_without_the_annotations_every_part_says_what_it_said(path: Path) -> None:
    """Every workbook gets an annotated copy; one that cannot be read ends here with its error."""
    content = path.read_bytes()
    again = stripped(returned(path), LIMITS)

    assert returned(path) != content
    assert list(raw_parts(again)) == list(raw_parts(content))
    assert differing(content, again) == set()


@ABSENT
@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_annotating_writes_no_cell_and_touches_few_parts(path: Path) -> None:
    before, after = raw_parts(path.read_bytes()), raw_parts(returned(path))
    changed = {name for name in before if before[name] != after[name]}

    assert all(
        re.search(r"worksheets/|styles|workbook\.xml|Content_Types|comments|vmlDrawing|\.rels$", name)
        for name in changed
    )
    for name in changed:
        if re.search(r"worksheets/[^/]+\.xml$", name) and (found := CELLS.search(before[name])):
            cells = found[0].rpartition(b"sheetData>")[0]
            assert cells in after[name]


@ABSENT
@pytest.mark.parametrize("path", some_of(WORKBOOKS, 6), ids=lambda path: path.stem)
def test_annotations_are_no_content_and_are_replaced_not_added(path: Path) -> None:
    once = returned(path)

    for one, other in zip(read(path.read_bytes(), "x.xlsx"), read(once, "x.xlsx"), strict=True):
        assert (one.name, one.hidden) == (other.name, other.hidden)
        assert one.cells.equals(other.cells)
        assert one.facts.equals(other.facts)
    assert differing(annotated(once, told_of(places(path)), limits=LIMITS), once) == set()


@ABSENT
@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
@pytest.mark.parametrize("path", some_of(SMALL, 6), ids=lambda path: path.stem)
def test_another_program_reads_notes_fills_and_links(path: Path) -> None:
    wanted = places(path)
    book = openpyxl.load_workbook(io.BytesIO(returned(path)))
    listed = book[next(name for name in book.sheetnames if book[name]["A1"].value == "oscec findings 1")]

    for sheet, cell in wanted:
        page = book[sheet]
        anchor = next((str(each).split(":")[0] for each in page.merged_cells.ranges if cell in each), cell)
        assert page[anchor].comment is not None
        assert any(cell in each.sqref or anchor in each.sqref for each in page.conditional_formatting)
    links = [cell.hyperlink.location for [cell] in listed.iter_rows(max_col=1) if cell.hyperlink]
    assert {str(location).rpartition("!")[2] for location in links} >= {cell for _, cell in wanted}
