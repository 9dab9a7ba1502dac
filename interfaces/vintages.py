"""`oscec release asof` and `triangle`: what earlier releases said, and how it was revised."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from interfaces import show
from interfaces.ending import CLEAN
from pipelines.release import vintages
from pipelines.release.content import Tier

_ROWS = 50


@dataclass(frozen=True)
class Asked:
    """Which rows of which table: COLUMN=VALUE each."""

    table: str
    where: tuple[str, ...]


def asof(tier: Tier, day: date, *, asked: Asked, as_json: bool) -> int:
    """Print a table as it was on a day."""
    found = vintages.as_of(tier, day)
    table = vintages.table(found, asked.table)
    rows = vintages.chosen(table, asked.where)
    if as_json:
        return _print(rows, as_json=True)
    show.say(f"{found.name}, released on {found.released_on}, was current on {day}.")
    return _print(vintages.seen(table, rows), as_json=False)


def triangle(tier: Tier, asked: Asked, *, as_json: bool) -> int:
    """Print the revisions of cells."""
    return _print(vintages.triangle(tier, asked.table, where=asked.where), as_json=as_json)


def _print(rows: pl.DataFrame, *, as_json: bool) -> int:
    if as_json:
        show.as_json(rows.to_dicts())
        return CLEAN
    show.rows(rows.columns, rows.head(_ROWS).iter_rows())
    if rows.height > _ROWS:
        show.say(f"{_ROWS} of {rows.height:,} rows shown; --json gives all.")
    show.note_model(str(value) for row in rows.iter_rows() for value in row)
    return CLEAN
