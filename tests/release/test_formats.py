"""Every format says the same, always in the same bytes, and no text in it is ever alive."""

import csv
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from pipelines.release import delimited, guard, parquet, plain, sdmx_data, workbook
from pipelines.release.content import INVENTED_NOTICE, ReleaseError, table_of
from pipelines.release.manifest import read_seal
from tests.support.released import GRAIN, cells, release, tables_of, verdicts, written

FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\uff1d1+1", "%0A=1", " =1+1",
            '=HYPERLINK("http://x")', "+A1", "-A1", "=IMPORTXML(A1)")  # fmt: skip


def test_the_same_release_gives_the_same_bytes_whatever_the_order_of_rows(shared: Path, tmp_path: Path) -> None:
    again = written(tmp_path / "again", release(cell=cells().reverse()))

    assert again.content == (shared / "manifest.json").read_bytes()
    assert read_seal(tmp_path / "again").database == read_seal(shared).database
    assert {
        path for path in again.files if (tmp_path / "again" / path).read_bytes() != (shared / path).read_bytes()
    } == set()


def test_every_file_of_data_says_that_numbers_are_invented(shared: Path) -> None:
    texts = [
        path for path in shared.rglob("*") if path.suffix in {".csv", ".json", ".jsonld", ".md", ".txt", ".cff", ".xml"}
    ]
    silent = [path.name for path in texts if "invented" not in path.read_text(encoding="utf-8").lower()]
    metadata = pq.read_schema(shared / "parquet/cell.parquet").metadata
    with duckdb.connect(str(shared / "oscec.duckdb"), read_only=True) as connection:
        comments = connection.execute("SELECT comment FROM duckdb_tables()").fetchall()
    notes = load_workbook(shared / "release.xlsx")["notes"]

    assert sorted(silent) == ["changelog.csv", "seal.json"]  # one is empty here, one holds hashes only
    assert metadata[b"notice"].decode() == INVENTED_NOTICE
    assert all(INVENTED_NOTICE in comment for (comment,) in comments)
    assert any(row[1].value == INVENTED_NOTICE for row in notes.iter_rows())


def test_no_file_knows_where_it_was_made(shared: Path) -> None:
    found = [
        path.name for path in shared.rglob("*") if path.is_file() and str(shared.parent).encode() in path.read_bytes()
    ]

    assert found == []


def test_the_database_opens_in_older_versions(shared: Path) -> None:
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        connection.execute(f"ATTACH '{shared / 'oscec.duckdb'}' AS made (READ_ONLY)")
        [(tags,)] = connection.execute("SELECT tags FROM duckdb_databases() WHERE database_name = 'made'").fetchall()
        rows = connection.execute("FROM made.two()").fetchall()

    assert tags["storage_version"].startswith("v1.2.0")
    assert rows == [(2,)]


@pytest.mark.parametrize("payload", FORMULAS)
def test_no_formula_lives_in_any_format(payload: str) -> None:
    given = release(cell=cells({"edition": payload, "reasons": [payload]}))
    [table, _] = given.tables
    sheets = load_workbook(io.BytesIO(workbook.written(given, [(payload, payload)])))
    typed = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value == payload]
    texts = [delimited.written(table).decode(), sdmx_data.written(table, "public", number=1).decode()]
    fields = [field for text in texts for row in csv.reader(text.splitlines()) for field in row]

    assert len(typed) == 4
    assert {cell.data_type for cell in typed} == {"s"}
    assert payload not in fields
    assert fields.count(f"'{payload}") == 4


def test_numbers_are_not_guarded() -> None:
    assert guard.guarded(pl.Series(["-5", "+3.5", "-1,5"])).to_list() == ["-5", "+3.5", "-1,5"]


def test_the_workbook_is_typed_and_shows_flags_as_columns(shared: Path) -> None:
    sheet = load_workbook(shared / "release.xlsx")["cell"]
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    [sexual] = [row for row in (dict(zip(heads, row, strict=True)) for row in rows) if row["value"] == 12]

    assert [type(sexual[name]).__name__ for name in ("value", "lower", "flag_INVENTED")] == ["int", "int", "bool"]
    assert sexual["period_start"] == datetime(2024, 1, 1)  # noqa: DTZ001 - a sheet knows no time zones
    assert (sexual["flag_INVENTED"], sexual["remark"]) == (True, plain.INVENTED)
    assert "flags" not in heads


def test_the_workbook_carries_no_time_of_making(shared: Path) -> None:
    with zipfile.ZipFile(shared / "release.xlsx") as parts:
        dates = {part.date_time for part in parts.infolist()}
        properties = parts.read("docProps/core.xml").decode()

    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert properties.count("2026-01-01T00:00:00Z") == 2


def test_records_inside_a_field_are_in_parquet_and_said_to_be_left_out_elsewhere(shared: Path) -> None:
    told = parquet.read((shared / "parquet/pair.parquet").read_bytes())["differences"].to_list()

    assert told == [[{"fact": "universe", "level": "WITH_NOTE"}]]
    assert "differences" not in (shared / "csv/pair.csv").read_text(encoding="utf-8")
    assert "`differences` of mart.pair" in (shared / "README.md").read_text(encoding="utf-8")


def test_rows_with_one_key_are_refused() -> None:
    twice = pl.concat([cells(), cells()])

    with pytest.raises(ReleaseError, match=r"mart\.cell cannot be released: 8 rows share a key"):
        tables_of(twice, verdicts())


def test_a_text_with_a_control_character_is_refused() -> None:
    with pytest.raises(ReleaseError, match="control characters in edition"):
        table_of("mart.cell", ("", GRAIN), meanings={}, frame=cells({"edition": "a\x07b"}))


def test_a_text_too_long_for_a_cell_is_refused_before_it_is_cut() -> None:
    with pytest.raises(ReleaseError, match="more than 32,767 signs"):
        workbook.written(release(cell=cells({"reasons": ["x" * 33_000]})), [])


def test_what_a_release_was_made_from_is_told_by_hash(shared: Path) -> None:
    assert json.loads((shared / "made-from.json").read_bytes())["program"] == "test"
