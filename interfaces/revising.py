"""What accepting a revision would change: rows, published cells and verdicts, against the snapshot that stands."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from interfaces import show, snapshot
from pipelines import foreseen, home, stage
from pipelines.compare import Difference, difference
from pipelines.deliver import Outcome
from schemas.source import Source
from warehouse.build import BuildError, build, current

_SHOWN = 20
_CELL = ["geo_code", "period", "dimension", "code", "base_filter", "statistic", "counting_unit", "cell_id"]
_PAIR = [
    "source_a", "source_b", "period_a", "period_b", "dimension", "kind", "counting_unit_a", "counting_unit_b",
    "condition_a", "condition_b", "is_under_18_a", "is_under_18_b",
]  # fmt: skip
_KINDS: dict[str, pl.DataType] = {
    **dict.fromkeys(("value", "lower", "upper"), pl.Float64()),
    **dict.fromkeys(("is_under_18_a", "is_under_18_b"), pl.Boolean()),
}


@dataclass(frozen=True)
class Revision:
    """The revised edition; rows by key; cells and verdicts before and after. `problem`: why nothing can be foreseen."""

    revises: str
    rows: Difference
    cells: pl.DataFrame
    verdicts: pl.DataFrame
    problem: str = ""

    def told(self) -> dict[str, Any]:
        """For machines, whole."""
        counts = {name: getattr(self.rows, name).len() for name in ("added", "changed", "withdrawn")}
        return {
            "revises": self.revises,
            "rows": {**counts, "unchanged": self.rows.unchanged},
            "cells": self.cells.to_dicts(),
            "verdicts": self.verdicts.to_dicts(),
            "problem": self.problem or None,
        }

    def say(self) -> None:
        """Print what would change."""
        show.say(f"As a revision of {self.revises}: {self.rows.told()}.", "bold")
        if self.problem:
            show.say(f"Cells and verdicts cannot be foreseen: {self.problem}.")
            return
        show.say(f"{self.cells.height:,} published cells and {self.verdicts.height:,} verdicts would move.")
        for moved in (self.cells, self.verdicts):
            shown = moved.head(_SHOWN)
            if shown.height:
                filled = [name for name in shown.columns if shown[name].null_count() < shown.height]
                show.rows(filled, shown.select(filled).rows())
            if moved.height > _SHOWN:
                show.say(f"{_SHOWN} of {moved.height:,} shown; --json gives all.")


def foresee(outcome: Outcome, source: Source) -> Revision | None:
    """The revision that a checked file would be; None where it revises nothing that was received, or is refused."""
    declared = source.edition_named(outcome.edition)
    revises = declared.revises if declared else None
    if revises is None or not outcome.is_accepted or (source.source_id, revises) not in stage.kept():
        return None
    rows = difference(stage.load_outcome(source.source_id, revises).accepted, outcome.accepted)
    nothing = pl.DataFrame()
    if current(home.warehouse()) is None:
        return Revision(revises, rows, nothing, nothing, "there is no snapshot yet")
    with tempfile.TemporaryDirectory() as folder, snapshot.opened() as before:
        try:
            made = build(
                foreseen.inputs_with(outcome, source, folder=Path(folder)), Path(folder), fingerprint="foreseen"
            )
        except BuildError as error:
            return Revision(revises, rows, nothing, nothing, f"a check over the whole warehouse would fail: {error}")
        with duckdb.connect(str(made.path), read_only=True) as after:
            pairs = (_cells(before, source, edition=revises), _cells(after, source, edition=outcome.edition))
            verdicts = (_verdicts(before, source), _verdicts(after, source))
    return Revision(revises, rows, _moved(*pairs, _CELL), _moved(*verdicts, _PAIR))


def _cells(connection: duckdb.DuckDBPyConnection, source: Source, *, edition: str) -> pl.DataFrame:
    where = "FROM mart.cell WHERE source_id = ? AND edition = ?"
    return _read(connection, [*_CELL, "value", "lower", "upper"], where=where, values=[source.source_id, edition])


def _verdicts(connection: duckdb.DuckDBPyConnection, source: Source) -> pl.DataFrame:
    return _read(
        connection,
        [*_PAIR, "verdict"],
        where="FROM mart.pair WHERE ? IN (source_a, source_b)",
        values=[source.source_id],
    )


def _read(connection: duckdb.DuckDBPyConnection, names: list[str], *, where: str, values: list[str]) -> pl.DataFrame:
    schema = {name: _KINDS.get(name, pl.String()) for name in names}
    asked = ", ".join(f"{name}::DOUBLE" if schema[name] == pl.Float64 else name for name in names)
    rows = connection.execute(f"SELECT {asked} {where}", values).fetchall()
    return pl.DataFrame(rows, schema=schema, orient="row")


def _moved(before: pl.DataFrame, after: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """What is not the same on both sides, keyed; one side is empty where something is new or gone."""
    values = [name for name in before.columns if name not in key]
    one, other = (each.unique(maintain_order=True).with_columns(there=pl.lit(value=True)) for each in (before, after))
    both = one.join(other, on=key, how="full", coalesce=True, nulls_equal=True, suffix="_after", maintain_order="left")
    differs = [pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in (*values, "there")]
    renamed = {name: f"{name}_before" for name in values}
    return both.filter(pl.any_horizontal(differs)).drop("there", "there_after").rename(renamed)
