"""Whole intake of one file (read, tidy, harmonise, validate) against the bare parse of the same file."""

import csv
import io
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import python_calamine

from bench.measure import best, show
from bench.model_countries.countries import COUNTRIES
from bench.model_countries.deliver import make_delivery, write_delivery
from pipelines import catalogue
from pipelines.deliver import deliver
from schemas.source import Source


def _delivered(code: str, rows: int, folder: Path) -> tuple[str, str, Path]:
    country = replace(COUNTRIES[code], bad_cells=())
    edition = country.editions[-1]
    path = write_delivery(make_delivery(country, edition, rows)[0], folder)[0]
    return country.source_id, edition.name, path


def accepted(content: bytes, file: str, source: Source, edition: str) -> pl.DataFrame:
    """The accepted rows of a delivery; a refusal would be fast and would measure nothing, so it is an error."""
    outcome = deliver(content, file, source, edition)
    if not outcome.is_accepted:
        raise RuntimeError(f"{file} was refused: {outcome.findings['text'].to_list()[:3]}")
    return outcome.accepted


def csv_lane(rows: int) -> None:
    """XA, semicolon csv in windows-1252, against Polars and Python's csv on the re-encoded text."""
    with tempfile.TemporaryDirectory() as folder:
        source_id, edition, path = _delivered("XA", rows, Path(folder))
        content = path.read_bytes()
        source = catalogue.source(source_id)

        def bare() -> pl.DataFrame:
            text = content.decode("windows-1252").encode()
            return pl.read_csv(io.BytesIO(text), separator=";", infer_schema=False)

        def plain() -> list[list[str]]:
            return list(csv.reader(io.StringIO(content.decode("windows-1252")), delimiter=";"))

        base = best("bare Polars parse", bare)
        lines = [
            best("csv.reader to lists", plain),
            best("whole intake", lambda: accepted(content, path.name, source, edition)),
        ]
        show(f"csv, {rows:,} rows", base, lines)


def xlsx_lane(rows: int) -> None:
    """XB, xlsx with merged headers, against calamine and openpyxl to Python lists."""
    with tempfile.TemporaryDirectory() as folder:
        source_id, edition, path = _delivered("XB", rows, Path(folder))
        content = path.read_bytes()
        source = catalogue.source(source_id)

        def calamine() -> list[list[Any]]:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            return [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]

        def slow() -> int:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
            return sum(len(row) for sheet in book for row in sheet.iter_rows(values_only=True))

        base = best("bare calamine to lists", calamine)
        lines = [
            best("openpyxl read-only", slow, 1),
            best("whole intake", lambda: accepted(content, path.name, source, edition), 1),
        ]
        show(f"xlsx, {rows:,} rows", base, lines)


def check_command(rows: int) -> None:
    """`oscec check` from start to answer, against starting Python with the two libraries it cannot do without."""
    with tempfile.TemporaryDirectory() as folder:
        source_id, edition, path = _delivered("XA", rows, Path(folder))
        oscec = str(Path(sys.executable).with_name("oscec"))
        command = [oscec, "check", str(path), "--source", source_id, "--edition", edition]
        base = best("import polars, pandera", lambda: _run([sys.executable, "-c", "import polars, pandera.polars"]))
        show(f"oscec check, {rows:,} rows", base, [best("oscec check", lambda: _run(command))])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)
