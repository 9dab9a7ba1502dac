"""What is released: tables of one shape, whatever they came from, with all that must be told beside the numbers."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

import polars as pl

from pipelines.release.plain import flattened
from schemas.calendar import Due
from schemas.source import Source

Tier = Literal["public", "restricted"]
TIERS: tuple[Tier, ...] = ("public", "restricted")
VALUE, OBS_STATUS, CONF_STATUS = "value", "obs_status", "conf_status"
INVENTED_NOTICE = (
    "XA to XZ are model countries: every number about them is invented and stands for no real place or person."
)
AREAS = ("geo_code", "country")
_ENDS = ("lower", "upper")
_DIGITS = 12  # a number has the same digits in every format: workbooks keep 15, and sums may differ in the last ones
_NAME = r"(core|mart)\.[a-z][a-z0-9_]{0,25}"
_CONTROL = r"[\x00-\x1f\x7f-\x9f]"


class ReleaseError(Exception):
    """A release that cannot be made, published or read; the text says why and what to do."""


@dataclass(frozen=True)
class ReleaseTable:
    """One table as the warehouse has it: what it holds, what its columns mean, and which of them name a row.

    Sorted by its key, so that the same rows always are the same table.
    """

    name: str
    description: str
    meanings: Mapping[str, str] = field(hash=False)
    keys: tuple[str, ...]
    frame: pl.DataFrame = field(hash=False)

    @cached_property
    def flat(self) -> pl.DataFrame:
        """The same for formats without lists; many files are written from it."""
        return flattened(self.frame)

    @property
    def stem(self) -> str:
        """What files and sheets of it are called."""
        return stem_of(self.name)

    @property
    def measures(self) -> list[str]:
        """The columns that hold its numbers: the value, or bounds where there is none; none: no statistics."""
        if OBS_STATUS not in self.frame.columns:
            return []
        return [VALUE] if VALUE in self.frame.columns else [name for name in _ENDS if name in self.frame.columns]

    @property
    def is_cube(self) -> bool:
        """Whether it holds observations, as statistical systems exchange them."""
        return bool(self.measures)


@dataclass(frozen=True)
class Former:
    """A release that left before, and the hash of its manifest."""

    release: str
    manifest: str


@dataclass(frozen=True)
class Release:
    """Everything a folder is made from: the same release always gives the same files.

    `earlier`: all that its readers may have, of whatever tier, oldest first. `dues`: the calendar of each source.
    """

    number: int
    tier: Tier
    released_on: date
    tables: tuple[ReleaseTable, ...]
    sources: tuple[Source, ...] = field(hash=False)
    made_from: Mapping[str, object] = field(hash=False)
    earlier: tuple[Former, ...] = ()
    dues: Mapping[str, Sequence[Due]] = field(default_factory=dict, hash=False)
    publisher: str = "oscec project"
    title: str = "National case statistics on online sexual coercion and extortion of children"

    @property
    def abstract(self) -> str:
        """What the release is, in a sentence or two."""
        return (
            "Figures of national authorities and public reports, made comparable across countries, with bounds, flags"
            f" and the reasons where they may not be compared. {self.tier.capitalize()} release: small counts are"
            " protected under the rules of this tier."
        )

    @property
    def name(self) -> str:
        """What it is called."""
        return name_of(self.tier, self.number)

    @property
    def is_model(self) -> bool:
        """Whether numbers in it are invented."""
        return any(each.is_model for each in self.sources)

    @cached_property
    def areas(self) -> list[str]:
        """Every area that a table names; they are one codelist."""
        columns = [table.frame[name] for table in self.tables for name in AREAS if name in table.frame.columns]
        return sorted({each for column in columns for each in column.unique().drop_nulls().to_list()})

    @property
    def former(self) -> Former | None:
        """The release of the same tier before this one."""
        return former_of(self.tier, self.earlier)

    @property
    def cubes(self) -> list[ReleaseTable]:
        """The tables of observations."""
        return [table for table in self.tables if table.is_cube]

    @property
    def notice(self) -> str:
        """What must be told in every file."""
        return INVENTED_NOTICE if self.is_model else "No number is invented."


def name_of(tier: str, number: int) -> str:
    """The name of a release: `public-0007`."""
    return f"{tier}-{number:04d}"


def former_of(tier: str, earlier: Iterable[Former]) -> Former | None:
    """The last release of a tier among earlier ones."""
    return next((each for each in reversed([*earlier]) if parts_of(each.release)[0] == tier), None)


def parts_of(name: str) -> tuple[Tier, int]:
    """Tier and number of a name. Raises ReleaseError where it is none."""
    for tier in TIERS:
        if found := re.fullmatch(rf"{tier}-(\d{{4,}})", name):
            return tier, int(found[1])
    raise ReleaseError(f"{name!r} is no release: they are called public-0001 or restricted-0001")


def stem_of(table: str) -> str:
    """What files and sheets of a table are called: `cell` for mart.cell, `core_code` for core.code."""
    return table.removeprefix("mart.").replace(".", "_")


def table_of(name: str, told: tuple[str, str], *, meanings: Mapping[str, str], frame: pl.DataFrame) -> ReleaseTable:
    """A table as it is released; `told`: its description and its grain. Raises ReleaseError where it cannot be."""
    description, grain = told
    named = [each.strip() for each in grain.split(",")]
    keys = named if set(named) <= set(frame.columns) else [name for name, kind in frame.schema.items() if _sorts(kind)]
    even = frame.with_columns(pl.col(pl.Float64, pl.Float32).cast(pl.Float64).round_sig_figs(_DIGITS))
    _check(name, even, keys=keys if keys == named else [])
    kept = {column: meanings.get(column, "") for column in frame.columns}
    return ReleaseTable(name, description, kept, tuple(keys), even.sort(keys, nulls_last=False, maintain_order=True))


def _sorts(kind: pl.DataType) -> bool:
    return not kind.is_nested()


def _check(name: str, frame: pl.DataFrame, *, keys: list[str]) -> None:
    if not re.fullmatch(_NAME, name):
        raise ReleaseError(f"{name} cannot be released: it is no name of a table")
    twice = frame.filter(pl.struct(keys).is_duplicated()) if keys else frame.clear()
    if twice.height:
        raise ReleaseError(f"table {name} cannot be released: {twice.height} rows share a key, one is {twice.row(0)}")
    texts = [each.name for each in frame.get_columns() if each.dtype == pl.String and _is_controlled(each)]
    if texts:
        raise ReleaseError(f"table {name} cannot be released: control characters in {', '.join(texts)}")


def _is_controlled(texts: pl.Series) -> bool:
    return bool(texts.str.contains(_CONTROL).any())


def digest(content: bytes) -> str:
    """The sha256 of bytes."""
    return hashlib.sha256(content).hexdigest()
