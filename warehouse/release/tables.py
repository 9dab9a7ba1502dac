"""The tables of a release: what may leave the house of one snapshot, under the rules of one tier.

Counts of records are protected as they were recorded; every table of the warehouse is then worked out anew from the
protected counts, by the same SELECTs, and from what is public already. So bounds, comparisons, trends, rates and
verdicts tell nothing that the protected counts do not tell, and those are what the gate tries.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import duckdb
import polars as pl

from schemas.disclosure import DisclosureRules
from schemas.table import rows
from warehouse.build import hand_over, make
from warehouse.comparability.figures import bounded
from warehouse.disclosure import told
from warehouse.disclosure.gate import DisclosureError, Refusal
from warehouse.release import shares
from warehouse.release.house import read
from warehouse.release.protection import Protection, protection
from warehouse.tables import tables

Progress = Callable[[str], None]
SUPPRESSED = "SUPPRESSED"  # the flag of cells whose bounds are wider than the house knows
STATUS = {
    "obs_status": "SDMX observation status: A as it is; Q withheld, or told by bounds only, to protect small counts",
    "conf_status": "SDMX confidentiality status: F free, C confidential; why is not told",
}


@dataclass(frozen=True)
class Released:
    """What may leave, and what stays.

    `tables`: the tables of the release by their name in the warehouse, such as `mart.cell`; those with flags have
    `obs_status` and `conf_status` (SDMX) as their last columns. `columns`: what each column means, by table. `told`:
    the numbers behind the release and which of them are shown; it never leaves the house, and is handed to the next
    release as part of `earlier`. `patterns`: how many cells are hidden and how close to the least possible, a row a
    series; for the log, never printed.
    """

    tables: dict[str, pl.DataFrame]
    columns: dict[str, dict[str, str]]
    told: pl.DataFrame
    patterns: pl.DataFrame


def releasable(
    snapshot: Path,
    rules: DisclosureRules,
    *,
    earlier: Sequence[pl.DataFrame] = (),
    overrides: Mapping[str, int] = MappingProxyType({}),
    progress: Progress = lambda _: None,
) -> Released:
    """The tables of the snapshot that may leave under the rules, given what left before (`told`, oldest first).

    What readers of this tier also have, such as the public release of the same snapshot, counts as earlier.
    `overrides`: thresholds that two people put in place of providers' own; never below that of the rules. Raises
    DisclosureError where the gate finds a number that an outsider would know too well, and UnprotectableError where
    what left before leaves no pattern: then nothing leaves.
    """
    house = read(snapshot, overrides)
    found = protection(house, rules, before=told.read(earlier), progress=progress)
    _must_hold(found, progress)
    given = {
        **house.given(found.editions),
        "core.tally": found.tally,
        "core.cross_tally": found.cross_tally,
    }
    anew = shares.rounded(_made_anew(given, progress), SUPPRESSED, rules)
    made = {name: _with_status(table) for name, table in anew.items()}
    columns = {name: _meanings(name, table, rules=rules) for name, table in made.items()}
    return Released(made, columns, told.frame(found.series), _patterns(found))


def _must_hold(found: Protection, progress: Progress) -> None:
    """The gate: an outsider tries everything ever told of every series."""
    progress("the gate")
    refused: list[Refusal] = []
    for name, each in found.series.items():
        refused += [replace(refusal, cell=f"{name}: {refusal.cell}") for refusal in each.refusals()]
    if refused:
        raise DisclosureError(refused)


def _made_anew(given: dict[str, pl.DataFrame], progress: Progress) -> dict[str, pl.DataFrame]:
    """Every table that leaves, by the SELECTs of the warehouse."""
    leaving = [row["table"] for row in rows("release_tables") if row["leaves"] != "never"]
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS input; CREATE SCHEMA core; CREATE SCHEMA mart")
        hand_over(connection, "figure_cell", given=bounded(given["core.figure"]))
        make(connection, given, progress=progress)
        made: dict[str, pl.DataFrame] = {name: connection.sql(f"FROM {name}").pl() for name in leaving}
    return made | {"mart.coverage": _without_findings_of_records(made["mart.coverage"])}


def _without_findings_of_records(coverage: pl.DataFrame) -> pl.DataFrame:
    is_published = pl.col("level") == "FIGURE"
    return coverage.with_columns(
        pl.when(is_published).then(pl.col(name)).alias(name) for name in ("findings_blocking", "findings_other")
    )


def _with_status(table: pl.DataFrame) -> pl.DataFrame:
    if "flags" not in table.columns:
        return table
    is_hidden = pl.col("flags").list.contains(SUPPRESSED)
    return table.with_columns(
        obs_status=pl.when(is_hidden).then(pl.lit("Q")).otherwise(pl.lit("A")),
        conf_status=pl.when(is_hidden).then(pl.lit("C")).otherwise(pl.lit("F")),
    )


def _meanings(name: str, table: pl.DataFrame, *, rules: DisclosureRules) -> dict[str, str]:
    known = next(each for each in tables() if each.name == name)
    in_steps = {share: text.format(rules.frequency_threshold) for share, text in shares.SHARES.items()}
    return {column: (known.columns | STATUS | in_steps)[column] for column in table.columns}


def _patterns(found: Protection) -> pl.DataFrame:
    told_of = [
        {
            "series": name,
            "cells": len(each.versions[-1].system.cells),
            "sensitive": sum(len(pattern.needs) for pattern in each.patterns),
            "hidden": len(each.hidden),
            "cost": sum(pattern.cost for pattern in each.patterns),
            "bound": sum(pattern.bound for pattern in each.patterns),
            "is_in_time": all(pattern.is_in_time for pattern in each.patterns),
        }
        for name, each in found.series.items()
    ]
    if not told_of:  # nothing but published figures
        return pl.DataFrame()
    return pl.DataFrame(told_of).with_columns(gap=1 - pl.col("bound") / pl.col("cost"))
