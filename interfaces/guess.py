"""What the files of a new series seem to hold: its tables, where they are and what their columns are. Never applied."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from interfaces.guess_columns import GuessedColumn, is_total, languages_of, records_columns
from interfaces.guess_figures import Figures, figures
from pipelines.layout import Block, clean_column, find_blocks
from pipelines.read.cells import Sheet
from pipelines.read.guard import read_apart
from pipelines.read.seen.declare import Declared, declare
from pipelines.read.seen.dialect import Dialect, dialect
from pipelines.read.seen.tables import Area, areas

_TAIL = 3


@dataclass(frozen=True)
class Found:
    """One table on one sheet of one file, as the layout interpreter finds it by the declaration."""

    file: str
    sheet: str
    dialect: Dialect | None
    area: Area
    declared: Declared
    block: Block

    @property
    def rows(self) -> pl.DataFrame:
        """The cells below the header by the name of their column, cleaned."""
        return pl.DataFrame(
            {name: clean_column(self.block.body[str(column)]) for name, column in self.block.headers.items()}
        )


@dataclass(frozen=True)
class GuessedTable:
    """Tables with one header, taken together: records with their columns, or figures with their labels."""

    found: list[Found]
    columns: list[GuessedColumn]
    figures: Figures | None
    total: str | None

    @property
    def first(self) -> Found:
        """The table that says where the others are."""
        return self.found[0]

    @property
    def sheets(self) -> list[str]:
        """Names of the sheets, each once."""
        return list(dict.fromkeys(each.sheet for each in self.found))

    @property
    def files(self) -> list[str]:
        """Names of the files, each once."""
        return list(dict.fromkeys(each.file for each in self.found))

    @property
    def has_key(self) -> bool:
        """Whether a column tells the records apart."""
        return any(column.target == "row_key" for column in self.columns)

    @property
    def rows(self) -> int:
        """Rows below the headers."""
        return sum(each.block.body.height for each in self.found)


@dataclass(frozen=True)
class Guessed:
    """All that a draft is made of: tables, the language of their words, and visible sheets without a table."""

    tables: list[GuessedTable]
    language: str
    unused_sheets: list[str]


def guess(paths: Iterable[Path]) -> Guessed:
    """Read the files and guess. Raises Unreadable."""
    read = [(path.name, path.read_bytes()) for path in paths]
    return guess_sheets([(name, sheet, dialect(content)) for name, content in read for sheet in read_apart(content, name)])


def guess_sheets(sheets: list[tuple[str, Sheet, Dialect | None]]) -> Guessed:
    """The same from sheets that were read; hidden sheets hold no table."""
    shown = [each for each in sheets if f"sheet {each[1].name}" not in each[1].hidden]
    found = [table for file, sheet, told in shown for table in _found(file, sheet, told)]
    groups: dict[tuple[str, ...], list[Found]] = {}
    for each in found:
        groups.setdefault((*each.block.headers, *_place(each)), []).append(each)
    spoken = languages_of(list(dict.fromkeys(name for each in found for name in each.block.headers)))
    tables = [_table(alike, spoken) for alike in groups.values()]
    used = {(each.file, each.sheet) for each in found}
    unused = [sheet.name for file, sheet, _ in sheets if sheet.cells.height and (file, sheet.name) not in used]
    return Guessed(tables, spoken, list(dict.fromkeys(unused)))


def _place(found: Found) -> tuple[str, ...]:
    """What tells tables with the same columns apart: two of them on one sheet are two tables."""
    header = found.declared.header
    return (header.anchor, str(header.row or ""), str(header.rows))


def _found(file: str, sheet: Sheet, told: Dialect | None) -> list[Found]:
    places = [(area, declare(sheet, area)) for area in areas(sheet)]
    blocks = [(area, declared, find_blocks([sheet], declared.table("guess", sheet.name))[0]) for area, declared in places]
    return [
        Found(file, sheet.name, told, area, declared, found[0])
        for area, declared, found in blocks
        if found and found[0].body.height
    ]


def _table(alike: list[Found], spoken: str) -> GuessedTable:
    whole = pl.concat([each.rows for each in alike], how="diagonal")
    total = next(filter(None, map(_total_label, alike)), None)
    body = whole.filter(pl.nth(0).is_null() | (pl.nth(0) != total)) if total and whole.width else whole
    told = figures(alike[0].block, body, spoken)
    return GuessedTable(alike, [] if told else records_columns(body, spoken), told, total)


def _total_label(found: Found) -> str | None:
    """The first cell of a row among the last that adds up the others, by its word."""
    firsts = found.rows.select(pl.nth(0)).to_series().tail(_TAIL) if found.rows.width else pl.Series([], dtype=pl.String)
    return next((text for text in firsts if text and is_total(text)), None)

