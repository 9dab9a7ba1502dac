"""A folder is checked from itself alone: every change shows, and so does a format that says something else."""

import io
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.register.signing import SigningKey
from pipelines.release import delimited, flat, parquet, sdmx_data, workbook
from pipelines.release.manifest import Bytes, Manifest, read, sealed
from pipelines.release.verify import faults
from tests.support.released import KEY, cells, release, tables_of, verdicts

OTHER = SigningKey(b"another key of 32 bytes.........")
CHANGED = release(cell=cells({}, {}, {"value": 8.0}))


def test_a_whole_release_has_no_faults(shared: Path) -> None:
    assert faults(shared) == []
    assert faults(shared, KEY.public) == []


def test_another_key_is_noticed(shared: Path) -> None:
    [told] = faults(shared, OTHER.public)

    assert "made with another key" in told


def test_every_changed_byte_of_every_file_is_noticed(folder: Path) -> None:
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = path.read_bytes()
        middle = len(content) // 2
        for changed in (content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :], content[:-1]):
            path.write_bytes(changed)
            assert any(path.name in told for told in faults(folder)), path
        path.unlink()
        assert any(path.name in told for told in faults(folder)), path
        path.write_bytes(content)
    assert faults(folder) == []


def test_a_file_too_many_is_noticed(folder: Path) -> None:
    (folder / "csv/more.csv").write_text("a,b\n", encoding="utf-8")

    assert faults(folder) == ["csv/more.csv: no file of the release"]


def test_a_file_that_lies_elsewhere_is_noticed(folder: Path, tmp_path: Path) -> None:
    (folder / "citation.txt").rename(tmp_path / "elsewhere")
    (folder / "citation.txt").symlink_to(tmp_path / "elsewhere")

    assert faults(folder) == ["citation.txt: it is missing"]


def test_a_folder_that_is_no_release_is_told_as_such(tmp_path: Path) -> None:
    [told] = faults(tmp_path)

    assert "this is no folder of a release" in told


def seal_anew(folder: Path) -> None:
    """What somebody with the key does who writes other files: hashes and seal fit again."""
    made = read(folder)
    files = {path: Bytes.of((folder / path).read_bytes()) for path in made.files}
    again = Manifest.model_validate({**made.model_dump(), "files": files})
    (folder / "manifest.json").write_bytes(again.content)
    database = Bytes.of((folder / "oscec.duckdb").read_bytes())
    (folder / "seal.json").write_bytes(sealed(again, database, key=KEY).content)


def _in_csv(folder: Path) -> None:
    (folder / "csv/cell.csv").write_bytes(delimited.written(CHANGED.tables[0]))


def _in_sdmx(folder: Path) -> None:
    (folder / "sdmx/cell.csv").write_bytes(sdmx_data.written(CHANGED.tables[0], "public", number=1))


def _in_workbook(folder: Path) -> None:
    (folder / "release.xlsx").write_bytes(workbook.written(CHANGED, []))


def _in_parquet(folder: Path) -> None:
    (folder / "parquet/cell.parquet").write_bytes(parquet.written(CHANGED.tables[0], ""))


def _in_database(statement: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with duckdb.connect(str(folder / "oscec.duckdb")) as connection:
            connection.execute(statement)

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_in_csv, "csv/cell.csv: it is not what the Parquet file says"),
        (_in_sdmx, "sdmx/cell.csv: it is not what the Parquet file says"),
        (_in_workbook, "release.xlsx: sheet cell is not what the Parquet file says"),
        (_in_parquet, "oscec.duckdb: mart.cell is not what the Parquet file says"),
        (_in_database("UPDATE mart.cell SET value = 8 WHERE code = '_U'"), "oscec.duckdb: mart.cell is not what"),
        (_in_database("CREATE TABLE mart.hidden AS SELECT 1 AS small"), "oscec.duckdb: it holds other tables"),
        (_in_database("CREATE VIEW mart.peep AS FROM mart.cell"), "oscec.duckdb: it holds other tables"),
        (_in_database("CREATE MACRO peep() AS 1"), "oscec.duckdb: it holds other tables"),
        (_in_database("DROP MACRO TABLE two"), "oscec.duckdb: it holds other tables"),
    ],
)
def test_a_format_that_says_something_else_is_noticed_even_when_sealed(
    folder: Path, change: Callable[[Path], None], told: str
) -> None:
    change(folder)
    seal_anew(folder)

    assert any(each.startswith(told) for each in faults(folder)), faults(folder)


def test_a_live_formula_in_the_workbook_is_noticed(folder: Path) -> None:
    path = folder / "release.xlsx"
    from openpyxl import load_workbook  # noqa: PLC0415 - only here is a workbook made worse

    book = load_workbook(io.BytesIO(path.read_bytes()))
    book["cell"]["I2"] = "=1+1"
    book.save(path)
    seal_anew(folder)

    assert faults(folder) == ["release.xlsx: the workbook holds formulas or links: xl/worksheets/sheet2.xml"]


def test_the_tables_of_the_tests_are_what_they_say() -> None:
    [cell, pair] = tables_of(cells(), verdicts())

    assert (cell.is_cube, pair.is_cube) == (True, False)
    assert cell.frame.sort("code").filter(pl.col("code") == "FINANCIAL")["value"].to_list() == [None]
    assert flat.left_out(pair) == ["differences"]
