"""The examples beside the sources: a file as sent and, in `expected.csv`, the rows it must become."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from pipelines import catalogue
from pipelines.deliver import Outcome, deliver

EXPECTED = "expected.csv"


@dataclass(frozen=True)
class Example:
    """One example folder, `sources/<cc>/<source_id>/examples/<edition>/`."""

    folder: Path

    @property
    def source_id(self) -> str:
        """Name of the source the folder belongs to."""
        return self.folder.parent.parent.name

    @property
    def edition(self) -> str:
        """Edition the file is delivered as."""
        return self.folder.name

    @property
    def file(self) -> Path:
        """The one file as sent."""
        [sent] = [path for path in self.folder.iterdir() if path.name != EXPECTED]
        return sent

    @property
    def is_incident_level(self) -> bool:
        """Whether the file holds records rather than published figures."""
        return catalogue.source(self.source_id).is_incident_level

    def __str__(self) -> str:
        """The name a test shows."""
        return f"{self.source_id}-{self.edition}"


def examples() -> list[Example]:
    """Every example folder, found by path."""
    return [Example(path) for path in sorted(catalogue.folder().glob("*/*/examples/*")) if path.is_dir()]


@cache
def delivered(example: Example) -> Outcome:
    """What comes of the example when it is delivered."""
    source = catalogue.source(example.source_id)
    return deliver(example.file.read_bytes(), example.file.name, source=source, edition=example.edition)


def expected_rows(example: Example, schema: pl.Schema) -> pl.DataFrame:
    """The rows of `expected.csv` in the types of `schema`; an empty cell is null, lists are joined with `|`."""
    texts = pl.read_csv(example.folder / EXPECTED, infer_schema=False)
    return texts.select(_typed(name, schema[name]) for name in texts.columns)


def _typed(name: str, kind: pl.DataType) -> pl.Expr:
    text = pl.col(name)
    if kind == pl.List(pl.String):
        return text.str.split("|")
    return text.str.to_date("%Y-%m-%d") if kind == pl.Date else text.cast(kind)


def by_key(rows: pl.DataFrame, key: list[str]) -> dict[tuple[object, ...], dict[str, object]]:
    """The rows by their key, for a comparison that names what differs. Raises ValueError for a key that repeats."""
    keyed = {tuple(row[name] for name in key): row for row in rows.to_dicts()}
    if len(keyed) != rows.height:
        raise ValueError(f"{key} does not tell the rows apart")
    return keyed
