"""Checking a workbook, annotated copy included, against opening and saving it with openpyxl in the same run."""

import io
import tempfile
from dataclasses import replace
from pathlib import Path

import openpyxl

from bench.measure import best, show
from bench.model_countries.countries import COUNTRIES
from bench.model_countries.deliver import make_delivery, write_delivery
from interfaces import report
from pipelines import catalogue
from pipelines.deliver import deliver
from pipelines.report.answer import answer, told_of

_FIRST_ROW, _MOTIVE = 7, 8


def annotated_copy(rows: int, findings: int) -> None:
    """XB, xlsx with merged headers, with a text no list knows in so many cells."""
    with tempfile.TemporaryDirectory() as folder:
        country = replace(COUNTRIES["XB"], bad_cells=())
        edition = country.editions[-1]
        path = write_delivery(make_delivery(country, edition, rows=rows)[0], Path(folder))[0]
        source = catalogue.source(country.source_id)
        content = _spoilt(path.read_bytes(), findings)

        def peer() -> None:
            openpyxl.load_workbook(io.BytesIO(content)).save(io.BytesIO())

        def ours() -> None:
            outcome = deliver(content, path.name, source=source, edition=edition.name)
            if outcome.findings.height < findings:
                raise RuntimeError(f"{outcome.findings.height} findings, not {findings}")
            files = answer(
                content, told_of(outcome, source, language=None), source=source, as_json=report.as_told(outcome)
            )
            if len(files) != 3:
                raise RuntimeError("no annotated copy was made")

        base = best("openpyxl load and save", peer)
        lines = [best("check, page, JSON, annotated copy", ours)]
        show(f"annotated copy, {rows:,} rows, {findings:,} findings", base, lines=lines)


def _spoilt(content: bytes, findings: int) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    for row in range(_FIRST_ROW, _FIRST_ROW + findings):
        page.cell(row, _MOTIVE).value = "?"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
