"""What a sender gets back of one file: workbook, page and JSON, as bytes by file name."""

import json
from dataclasses import replace
from pathlib import PurePath
from typing import Any

import polars as pl

from pipelines.deliver import Outcome
from pipelines.layout import options_of
from pipelines.read import Unreadable, kind_of
from pipelines.read.guard import read_apart
from pipelines.read.limits import Limits
from pipelines.report.annotate import annotated, as_sent
from pipelines.report.marks import Told, placed
from pipelines.report.page import page
from pipelines.report.render import rendered
from schemas.source import Source

_SUFFIX = ".findings"
_WORKBOOKS = {".xlsx", ".xlsm"}
_PERSONAL = ["identifier-in-column", "column-personal"]


def told_of(outcome: Outcome, source: Source, *, language: str | None) -> Told:
    """What is told of an outcome, in a language or that of the source."""
    counts = {
        "read": outcome.rows_read, "accepted": outcome.accepted.height, "rejected": outcome.rejected,
        "excluded": outcome.excluded.height,
    }  # fmt: skip
    chosen = language or source.language
    found = placed(outcome.findings, chosen)
    return Told(source.source_id, outcome.edition, outcome.file, counts, found, chosen, source.is_model)


def stem_of(path: PurePath) -> str:
    """The name of what goes back, without its suffix; that of a file which went back before stays as it is."""
    return path.stem.removesuffix(_SUFFIX) + _SUFFIX


def answer(content: bytes, told: Told, *, source: Source, as_json: dict[str, Any]) -> dict[str, bytes]:
    """File names and bytes. Page and JSON only of what cannot be read as tables, or holds what identifies people."""
    path = PurePath(told.file)
    stem = stem_of(path)
    files = {
        f"{stem}.json": json.dumps(as_json, indent=1, ensure_ascii=True, default=str).encode() + b"\n",
        f"{stem}.html": page(told).encode(),
    }
    if told.findings["finding_id"].is_in(_PERSONAL).any():
        return files  # no copy of such a file is made, wherever it would lie
    try:
        suffix, book = _workbook(content, path, told=told, source=source)
    except Unreadable:
        return files  # the page names the finding that says why
    return {f"{stem}{suffix}": book, **files}


def _workbook(content: bytes, path: PurePath, *, told: Told, source: Source) -> tuple[str, bytes]:
    limits = Limits.from_environment()
    suffix = path.suffix.casefold()
    if suffix in _WORKBOOKS and kind_of(content) == "zip":
        return suffix, annotated(content, told, limits=limits)
    sheets = read_apart(content, path.name, options=options_of(source.tables_of(told.edition)))
    book, names, moved = rendered(sheets)
    found = as_sent(told.findings, [sheet.name for sheet in sheets])
    places = found.with_columns(at_row=pl.col("at_row") + moved, at_sheet=pl.col("at_sheet").replace(names))
    return ".xlsx", annotated(book, replace(told, findings=places), limits=limits)
