"""Findings: the catalogue of every message we can show, and the frame that carries them (one row, one cell)."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pandera.polars as pa
import polars as pl

SEVERITIES = ("blocks", "warns", "asks")


@dataclass(frozen=True)
class FindingKind:
    """One message of `findings.csv`: what it says, what to do, and who can.

    `severity`: blocks (the row or the edition is refused), warns (loaded, flagged), asks (a question to the provider).
    `scope`: edition, row or figure. `text` may name {value}, {column} and {detail}.
    """

    finding_id: str
    severity: str
    scope: str
    text: str
    remedy: str
    who: str


@cache
def catalogue() -> dict[str, FindingKind]:
    """Every finding we can show, by id."""
    text = files("schemas").joinpath("findings.csv").read_text(encoding="utf-8")
    return {row["finding_id"]: FindingKind(**row) for row in csv.DictReader(text.splitlines())}


COLUMNS: dict[str, pl.DataType] = {
    "source_id": pl.String(),
    "edition": pl.String(),
    "finding_id": pl.String(),
    "severity": pl.String(),
    "scope": pl.String(),
    "file": pl.String(),
    "sheet": pl.String(),
    "row": pl.Int64(),
    "cell": pl.String(),
    "column_name": pl.String(),
    "value": pl.String(),
    "detail": pl.String(),
    "text": pl.String(),
    "remedy": pl.String(),
    "who": pl.String(),
}

_REQUIRED = {"source_id", "finding_id", "severity", "scope", "text", "remedy", "who"}


def contract() -> pa.DataFrameSchema:
    """The frame of findings: known ids and severities; place and value may be absent for a whole-file finding."""
    checks = {
        "finding_id": pa.Check.isin(sorted(catalogue())),
        "severity": pa.Check.isin(list(SEVERITIES)),
    }
    columns = {
        name: pa.Column(kind, checks.get(name), nullable=name not in _REQUIRED) for name, kind in COLUMNS.items()
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=True, name="core.finding")
