"""Seeded canaries wherever a file has room for text: none is found below the data folder, nor in what is printed."""

import io
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.comments import Comment

from pipelines import home
from tests.cli.conftest import Oscec
from tests.support import small
from tests.support.leaks import leaks
from tests.support.workbooks import saved

NAMES = [f"Anna Zzcanary{letter}{other}" for letter in "abcde" for other in "fghij"]
MAILS = [f"zzcanary{at}@post.example" for at in range(25)]
CANARIES = [*NAMES, *MAILS]
HIDDEN = [f"zzcanary-{at}" for at in range(50)]


def workbook(cells: list[str], header: str, title: str, others: list[str]) -> bytes:
    """A delivery with texts in an unused column, in header, sheet name, comments and document properties."""
    book = openpyxl.Workbook()
    [page] = book.worksheets
    page.title = title
    rows = small.rows_of(*({} for _ in cells))
    page.append([*small.HEADER, header])
    for row, text in zip(rows, cells, strict=True):
        page.append([*row, text])
    for at, text in enumerate(others, start=2):
        page.cell(at, 3).comment = Comment(text, text)
    for name in ("creator", "lastModifiedBy", "title", "subject", "description", "keywords", "category"):
        setattr(book.properties, name, others[0])
    return saved(book)


@pytest.fixture
def sent(folders: Path) -> Path:
    small.plant(folders / "sources", unused_columns={"Remarks": "could describe a case"})
    return folders / "delivery.xlsx"


def arguments(path: Path) -> tuple[object, ...]:
    return path, "--source", "xz_test_records", "--edition", "2024"


@pytest.mark.parametrize("command", ["check", "submit"])
@pytest.mark.parametrize("place", ["unused", "mapped", "header", "sheet"])
def test_no_canary_is_kept_or_printed(oscec: Oscec, sent: Path, command: str, place: str) -> None:
    cells = CANARIES if place == "unused" else ["x"] * len(CANARIES)
    header = MAILS[0] if place == "header" else "Remarks"
    content = workbook(cells, header, NAMES[0] if place == "sheet" else "Records", CANARIES)
    sent.write_bytes(_in_mapped_cells(content) if place == "mapped" else content)
    done = [oscec(command, *arguments(sent), *more) for more in ((), ("--json",))]

    assert [each.code for each in done] == [1, 1]
    assert "identifier-in-column" in done[0].out
    assert [canary for canary in CANARIES for each in done if canary in each.out + each.err] == []
    assert leaks(home.data(), CANARIES) == []


def _in_mapped_cells(content: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for at, text in enumerate(CANARIES, start=2):
        book.worksheets[0].cell(at, 3 + at % 4, text)
    return saved(book)


def test_what_is_dropped_is_kept_nowhere_but_in_the_original(oscec: Oscec, sent: Path) -> None:
    """Remarks, case numbers, comments and properties of an accepted file: the original as sent is all that has them."""
    sent.write_bytes(workbook(HIDDEN, "Remarks", "Records", HIDDEN))
    done = oscec("submit", *arguments(sent))
    numbers = [f"C-{at}" for at in range(1, 51)]

    assert done.code == 0
    assert [canary for canary in HIDDEN if canary in done.out + done.err] == []
    assert {path for path, _ in leaks(home.data(), HIDDEN) if not path.startswith("objects/")} == set()
    kept = list(home.stage().rglob("*.parquet"))
    assert kept
    cells = "".join(str(pl.read_parquet(path).to_dicts()) for path in kept)
    assert [number for number in numbers if f"'{number}'" in cells] == []


def test_the_search_finds_a_canary_in_parquet_and_zip(tmp_path: Path) -> None:
    pl.DataFrame({"a": [HIDDEN[0]] * 9}).write_parquet(tmp_path / "a.parquet")
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("x", HIDDEN[1] * 99)
    assert {path for path, _ in leaks(tmp_path, HIDDEN[:2])} == {"a.parquet", "b.zip"}
