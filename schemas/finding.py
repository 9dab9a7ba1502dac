"""Findings: the catalogue of every message we can show, and the frame that carries them (one row, one cell).

Frames are built vectorised and never capped; every finding has its place, value, text and remedy.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import polars as pl

from schemas.shown import shown, shown_name

if TYPE_CHECKING:
    import pandera.polars as pa

_NAMED_BY_THE_SENDER = frozenset({"column-unknown", "column-duplicated"})  # others name declared columns
_MANY = 10_000
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


def contract() -> "pa.DataFrameSchema":
    """The frame of findings: known ids and severities; place and value may be absent for a whole-file finding."""
    import pandera.polars as pa  # noqa: PLC0415 - half a second, and whoever only looks at a file checks no frame

    checks = {
        "finding_id": pa.Check.isin(sorted(catalogue())),
        "severity": pa.Check.isin(list(SEVERITIES)),
    }
    columns = {
        name: pa.Column(kind, checks.get(name), nullable=name not in _REQUIRED) for name, kind in COLUMNS.items()
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=True, name="core.finding")


PLACE = ("file", "sheet", "row", "cell", "column_name", "value", "detail")


def empty() -> pl.DataFrame:
    """A finding frame with no rows."""
    return pl.DataFrame(schema=COLUMNS)


def of_edition(finding_id: str, **place: Any) -> pl.DataFrame:
    """One finding about a whole edition, table, sheet or column. `place` gives any of PLACE."""
    return of_rows(
        finding_id, pl.DataFrame([{name: place.get(name) for name in PLACE}], schema_overrides=_place_types())
    )


def of_rows(finding_id: str, rows: pl.DataFrame) -> pl.DataFrame:
    """One finding a row of `rows`, which holds any of the columns of PLACE; the rest is absent."""
    kind = catalogue()[finding_id]
    types = _place_types()
    placed = rows.select(
        *(
            pl.col(name).cast(types[name]) if name in rows.columns else pl.lit(None, types[name]).alias(name)
            for name in PLACE
        )
    ).with_columns(shown_name(pl.col("column_name")) if finding_id in _NAMED_BY_THE_SENDER else pl.col("column_name"))
    return _values_shown(placed).with_columns(
        finding_id=pl.lit(finding_id),
        severity=pl.lit(kind.severity),
        scope=pl.lit(kind.scope),
        text=filled(kind.text),
        remedy=pl.lit(kind.remedy),
        who=pl.lit(kind.who),
    )


def _values_shown(placed: pl.DataFrame) -> pl.DataFrame:
    """The same with values as they may be shown; of very many findings each value is looked at once."""
    if placed.height < _MANY:
        return placed.with_columns(value=shown(pl.col("value")))
    distinct = placed.select("value").unique().with_columns(told=shown(pl.col("value")))
    known = placed.join(distinct, on="value", how="left", nulls_equal=True, maintain_order="left")
    return known.with_columns(value="told").drop("told")


def gathered(frames: list[pl.DataFrame], *, source_id: str, edition: str, file: str) -> pl.DataFrame:
    """All findings of one delivery in one frame of the contract, in the order of the file."""
    if not frames:
        return empty()
    whole = pl.concat(list(frames), how="diagonal_relaxed").with_columns(
        source_id=pl.lit(source_id), edition=pl.lit(edition), file=pl.col("file").fill_null(file)
    )
    return whole.select(*(pl.col(name).cast(kind) for name, kind in COLUMNS.items())).sort(
        "severity", "sheet", "row", "cell", "finding_id", nulls_last=False, maintain_order=True
    )


def filled(template: str) -> pl.Expr:
    """The template with its slots filled from the columns of the same row; values are never read as templates."""
    value = pl.when(pl.col("value") == "").then(pl.lit("(empty)")).otherwise(pl.col("value"))
    slots = {"{value}": value, "{column}": pl.col("column_name"), "{detail}": pl.col("detail")}
    parts = [part for part in re.split(r"(\{value\}|\{column\}|\{detail\})", template) if part]
    return pl.concat_str(*(slots[part].fill_null("") if part in slots else pl.lit(part) for part in parts))


def _place_types() -> dict[str, pl.DataType]:
    return {name: COLUMNS[name] for name in PLACE}
