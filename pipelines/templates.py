"""What a provider's template depends on: a hash a column, so that a stale one is told by the columns that changed."""

import hashlib
import json

import polars as pl

from pipelines.read.cells import Sheet
from schemas import finding
from schemas.layout import RecordsTable
from schemas.source import Source


def version(source: Source, edition: str) -> dict[str, str]:
    """Each column that a record table of the edition prints, with a hash of its form and labels."""
    tables = [table for table in source.tables_of(edition) if isinstance(table, RecordsTable)]
    return {name: _hash(table, name, source=source) for table in tables for name in table.printed}


def labels(table: RecordsTable, name: str, *, source: Source) -> list[str]:
    """The texts a cell of a column may hold, where these are declared."""
    lookup = table.columns[name].lookup
    return list(source.lookups[lookup]) if lookup else []


def stale(sheets: list[Sheet], source: Source, *, edition: str) -> list[pl.DataFrame]:
    """One finding where the file was made from a template that is not the current one; others have no template."""
    said = next((sheet.template for sheet in sheets if sheet.template), None)
    if said is None:
        return []
    held, wanted = _held(said), version(source, edition)
    changed = [name for name in {**wanted, **held} if held.get(name) != wanted.get(name)]
    return [finding.of_edition("template-stale", detail=", ".join(changed))] if changed else []


def _held(said: str) -> dict[str, str]:
    """The version cell of a file; one that was written over is that of no template."""
    try:
        held = json.loads(said)
    except ValueError:
        return {}
    return {str(name): str(each) for name, each in held.items()} if isinstance(held, dict) else {}


def _hash(table: RecordsTable, name: str, *, source: Source) -> str:
    shape = table.columns[name].model_dump(mode="json", exclude={"lookup"})
    told = json.dumps([shape, labels(table, name, source=source)], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()[:8]
