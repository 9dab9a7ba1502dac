"""How a model country is described: its columns, its labels and what they mean in common codes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import polars as pl

from bench.model_countries.shares import Universe

Kind = Literal["case_number", "date", "single", "multiple", "age", "unused"]
Band = tuple[int, int, str]


@dataclass(frozen=True)
class Meaning:
    """What a label stands for where that is not simply the code it is drawn from."""

    code: str
    relation: Literal["EQUAL", "WIDER"] = "EQUAL"


@dataclass(frozen=True)
class Column:
    """One delivered column: `labels` turns the true code into the national label.

    Several true codes may share a label; `meanings` then names the common code of the label. `unknowns` are labels put
    over a share of the rows whatever the truth is, each with its own meaning: label -> (common code, share).
    """

    header: str
    kind: Kind
    truth: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    unknowns: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    bands: tuple[Band, ...] = ()
    values: tuple[str, ...] = ()
    group: str = ""

    def label_meanings(self) -> dict[str, Meaning]:
        """Every label the column can hold (multiple columns: each part) with its common code."""
        drawn = {label: Meaning(code) for code, label in self.labels.items()}
        bands = {label: Meaning(f"Y{low}T{high}") for low, high, label in self.bands}
        unknown = {label: Meaning(code) for label, (code, _) in self.unknowns.items()}
        return drawn | bands | unknown | dict(self.meanings)


@dataclass(frozen=True)
class Edition:
    """One delivery; `revises` names the edition whose rows it corrects, adds to and withdraws from."""

    name: str
    year: int
    rows: int
    revises: str = ""


@dataclass(frozen=True)
class BadCell:
    """A cell spoilt on purpose, at a fraction of the rows, so that a pipeline has something to refuse."""

    at: float
    header: str
    value: str


@dataclass(frozen=True)
class Country:
    """A model country: what it counts, whom it sees, which labels it writes and in which format."""

    country: str
    source_id: str
    editions: tuple[Edition, ...]
    columns: tuple[Column, ...]
    universe: Universe
    facts: Mapping[str, str]
    title: tuple[str, ...]
    file_name: str
    case_number: str
    write: Callable[["Delivery", Path], list[Path]]
    date_format: str = ""
    separator: str = ""
    parts: int = 1
    max_rows: int = 1_000_000_000
    bad_cells: tuple[BadCell, ...] = ()

    def edition(self, name: str) -> Edition:
        """Find the edition of that name; a KeyError names those there are."""
        found = {edition.name: edition for edition in self.editions}
        if name not in found:
            message = f"{self.source_id} has no edition {name!r}, only {', '.join(found)}"
            raise KeyError(message)
        return found[name]


@dataclass(frozen=True)
class Delivery:
    """What a writer gets: national labels (dates where the format has them), a column a header, each row's part."""

    country: Country
    edition: Edition
    table: pl.DataFrame
    part: pl.Series

    def title(self) -> list[str]:
        """Fill the title lines with the edition's year and name."""
        return [line.format(year=self.edition.year, edition=self.edition.name) for line in self.country.title]

    def file_name(self) -> str:
        """Fill the name of the delivered file."""
        return self.country.file_name.format(year=self.edition.year, edition=self.edition.name)

    def tables_by_part(self) -> list[pl.DataFrame]:
        """Split the rows by sheet or month, in order; a part may be empty."""
        return [self.table.filter(self.part == number) for number in range(self.country.parts)]
