"""Questions over several releases: what was current on a day, and how cells were revised from one to the next.

Read from the Parquet files of releases that left, so that an answer never tells more than they did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.release import manifest, parquet, store
from pipelines.release.content import CONF_STATUS, OBS_STATUS, ReleaseError, ReleaseTable, Tier, stem_of
from pipelines.release.manifest import Manifest
from pipelines.release.plain import NOTE

_DELIVERY = ("edition",)
_ABOUT = ("period", "dimension", "code")
_SEEN = ("value", "lower", "upper", "unit", OBS_STATUS, CONF_STATUS, NOTE)
WITHHELD, ABSENT = "withheld", "-"


@dataclass(frozen=True)
class Vintage:
    """A release that left."""

    folder: Path
    made: Manifest

    @property
    def name(self) -> str:
        """What it is called."""
        return self.made.name

    @property
    def released_on(self) -> date:
        """The day it carries."""
        return self.made.released_on


def vintages(tier: Tier) -> list[Vintage]:
    """The releases of a tier that left, oldest first."""
    return [Vintage(folder, manifest.read(folder)) for folder in store.published(tier)]


def as_of(tier: Tier, day: date) -> Vintage:
    """The release that was current on a day: the last one that carries it or an earlier one. Raises ReleaseError."""
    found = [each for each in vintages(tier) if each.released_on <= day]
    if not found:
        raise ReleaseError(f"no {tier} release had left by {day}; `oscec release list` shows them")
    return found[-1]


def table(of: Vintage, name: str) -> ReleaseTable:
    """One table of a release, by its name or that of its files. Raises ReleaseError."""
    known = next((each for each in of.made.tables if name in {each, stem_of(each)}), None)
    if known is None:
        raise ReleaseError(f"{of.name} has no table {name}; there are: {', '.join(map(stem_of, of.made.tables))}")
    frame = parquet.read((of.folder / parquet.path_of(stem_of(known))).read_bytes())
    return ReleaseTable(known, of.made.tables[known].description, {}, of.made.tables[known].keys, frame)


def chosen(of: ReleaseTable, where: Sequence[str]) -> pl.DataFrame:
    """The flat rows in which every column has the value asked for. Raises ReleaseError for an unknown column."""
    frame = of.flat
    for each in where:
        column, _, value = each.partition("=")
        if column not in frame.columns:
            raise ReleaseError(f"{of.stem} has no column {column}; it has: {', '.join(frame.columns)}")
        frame = frame.filter(pl.col(column).cast(pl.String) == value)
    return frame


def triangle(tier: Tier, name: str, *, where: Sequence[str] = ()) -> pl.DataFrame:
    """A row a cell, a column a release: its value, `withheld`, or `-` where it was not told. Raises ReleaseError."""
    every = vintages(tier)
    if not every:
        raise ReleaseError(f"no {tier} release has left yet; `oscec release list` shows those that wait")
    tables = {each.name: table(each, name) for each in every if name in _names(each)}
    if not tables:
        raise ReleaseError(f"no {tier} release has a table {name}")
    last = [*tables.values()][-1]
    if not last.is_cube:
        raise ReleaseError(f"{name} holds no observations: there is nothing to be revised")
    keys = naming(last)
    told = [_told(release, of, keys=keys, where=where) for release, of in tables.items()]
    cells = pl.concat([each.select(keys) for each in told]).unique().sort(keys)
    for each in told:
        latest = each.unique(keys, keep="last", maintain_order=True)
        cells = cells.join(latest, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return cells.with_columns(pl.col([*tables]).fill_null(ABSENT))


def naming(of: ReleaseTable) -> list[str]:
    """The columns that name a cell, whichever delivery it came with."""
    return [key for key in dict.fromkeys([*of.keys, *_ABOUT]) if key not in _DELIVERY and key in of.frame.columns]


def seen(of: ReleaseTable, rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of rows that fit on a screen: what names them, numbers and status; of other tables, all."""
    return rows.select([*naming(of), *(name for name in _SEEN if name in rows.columns)]) if of.is_cube else rows


def _names(of: Vintage) -> set[str]:
    return {*of.made.tables, *map(stem_of, of.made.tables)}


def _told(release: str, of: ReleaseTable, *, keys: list[str], where: Sequence[str]) -> pl.DataFrame:
    """The cells of one release: value where there is one, else the ends it lies between, else why it is missing."""
    rows = chosen(of, where)
    ends = [pl.col(name).cast(pl.String) for name in ("lower", "upper") if name in rows.columns]
    between = pl.concat_str(ends, separator=" to ") if ends else pl.lit(None, pl.String)
    value = pl.col("value").cast(pl.String) if "value" in rows.columns else pl.lit(None, pl.String)
    withheld = pl.when(pl.col(OBS_STATUS) == "Q").then(pl.lit(WITHHELD))
    return rows.select(
        *(pl.col(key).cast(pl.String) for key in keys), pl.coalesce(value, between, withheld).alias(release)
    )
