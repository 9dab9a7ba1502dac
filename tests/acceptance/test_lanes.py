"""Both lanes cell by cell over real spreadsheets, odd files, hostile files and the deliveries of model countries."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.model_countries.countries import COUNTRIES
from bench.model_countries.deliver import make_delivery, write_delivery
from pipelines.read import ReadOptions, Unreadable, archive, kind_of
from pipelines.read.limits import Limits
from tests.support.lanes import ALWAYS, NEVER, assert_same, bulk_workbook, is_bulk_text, text, workbook
from tests.support.thorough import IS_THOROUGH

DATA = Path(__file__).parents[3] / "shared" / "data"
LARGEST = 8_000_000 if IS_THOROUGH else 300_000
TEXTS = {".csv", ".tsv", ".txt"}
is_absent = pytest.mark.skipif(not DATA.is_dir(), reason="the spreadsheets of others are not beside this repository")


def files(*folders: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        if path.is_file() and path.stat().st_size <= LARGEST:
            yield path.name, path.read_bytes()


def is_workbook(content: bytes) -> bool:
    try:
        names = archive.Package(content, Limits()).names
    except Unreadable:
        return False
    return any(name.startswith("xl/") for name in names) and "xl/workbook.bin" not in names


@is_absent
def test_workbooks_of_others(hostile: Path) -> None:
    taken = Counter[bool]()
    for name, content in files(DATA / "real_spreadsheets", DATA / "odd_files", hostile):
        if is_workbook(content):
            bulk, reasons = bulk_workbook(content)
            assert_same(bulk, workbook(content, bulk_from=NEVER), name)
            taken.update(not reason for reason in reasons)

    assert taken[True] > 80  # else the comparison says little
    assert taken[True] > 4 * taken[False]


@is_absent
def test_text_tables_of_others(hostile: Path) -> None:
    taken = 0
    for name, content in files(DATA / "real_spreadsheets", DATA / "odd_files", hostile):
        if Path(name).suffix in TEXTS and kind_of(content) == "text":
            options = ReadOptions()
            careful = text(content, options, bulk_from=NEVER)
            assert_same(text(content, options, bulk_from=ALWAYS), careful, name)
            taken += is_bulk_text(content, options) if isinstance(careful, list) else 0

    assert taken > 30


@pytest.mark.parametrize("code", ["XA", "XB", "XE"])
def test_deliveries_of_model_countries(code: str, tmp_path: Path) -> None:
    country = COUNTRIES[code]
    for edition in country.editions:
        for path in write_delivery(make_delivery(country, edition, rows=2_000)[0], tmp_path):
            content, options = path.read_bytes(), ReadOptions()
            if is_workbook(content):
                bulk, reasons = bulk_workbook(content)
                assert reasons == [""]
                assert_same(bulk, workbook(content, bulk_from=NEVER), path.name)
            else:
                assert is_bulk_text(content, options)
                assert_same(
                    text(content, options, bulk_from=ALWAYS), text(content, options, bulk_from=NEVER), path.name
                )
