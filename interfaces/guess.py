"""What the files of a new series seem to hold: its tables, where they are and what their columns are. Never applied."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import polars as pl

from interfaces.guess_columns import GuessedColumn, is_total, languages_of, records_columns
from interfaces.guess_figures import Figures, figures
from pipelines.layout import Block, clean_column, find_blocks
from pipelines.read.cells import ReadOptions, Sheet, letter
from pipelines.read.seen.declare import Declared, declare_all
from pipelines.read.seen.dialect import Dialect, dialect
from pipelines.read.seen.tables import Area
from pipelines.sight import TABLES, sight_apart

_TAIL = 3


class Told(NamedTuple):
    """A sheet, its file, where its tables are (None: too many), and how the file is written where it is a text."""

    file: str
    sheet: Sheet
    tables: list[Area] | None
    dialect: Dialect | None = None


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
    """All that a draft is made of: tables, the language of their words, and visible sheets without a table.

    `crowded`: sheets with so many tables that none was looked at.
    """

    tables: list[GuessedTable]
    language: str
    unused_sheets: list[str]
    crowded: list[str]


def sheets_of(paths: Iterable[Path]) -> list[Told]:
    """The sheets of the files, each with the name of its file and the dialect of a text. Raises Unreadable."""
    read = [(path.name, path.read_bytes()) for path in paths]
    found = [
        (name, dialect(content), sight_apart(content, name, options=ReadOptions(), looks=(TABLES,)))
        for name, content in read
    ]
    return [
        Told(name, sheet, tables, written)
        for name, written, sight in found
        for sheet, tables in zip(sight.sheets, sight.tables, strict=True)
    ]


def tables_of(sheets: list[Told]) -> list[Found]:
    """Every table of the sheets as the layout interpreter finds it."""
    return [table for each in sheets for table in _found(each)]


def guess(sheets: list[Told]) -> Guessed:
    """What the sheets seem to hold: their tables, those with one header taken together."""
    found = tables_of(sheets)
    groups: dict[tuple[str, ...], list[Found]] = {}
    for each in found:
        groups.setdefault((*each.block.headers, *_place(each)), []).append(each)
    spoken = languages_of(list(dict.fromkeys(name for each in found for name in each.block.headers)))
    tables = [_table(alike, spoken) for alike in groups.values()]
    used = {(each.file, each.sheet) for each in found}
    unused = [
        each.sheet.name for each in sheets if each.sheet.cells.height and (each.file, each.sheet.name) not in used
    ]
    crowded = [each.sheet.name for each in sheets if each.tables is None]
    return Guessed(tables, spoken, list(dict.fromkeys(unused)), crowded)


def _place(found: Found) -> tuple[str, ...]:
    """What tells tables with the same columns apart: two of them on one sheet are two tables."""
    header = found.declared.header
    return (header.anchor, str(header.row or ""), str(header.rows))


def _found(told: Told) -> list[Found]:
    declared = zip(told.tables or [], declare_all(told.sheet, told.tables or []), strict=True)
    return [found for area, each in declared if (found := _placed(told, area, declared=each))]


def _placed(told: Told, area: Area, *, declared: Declared) -> Found | None:
    """The table as the layout interpreter finds it; columns with the same name get their letter beside it."""
    blocks, _ = find_blocks([told.sheet], declared.table("guess", told.sheet.name))
    if not blocks or blocks[0].body.is_empty():
        return None
    if blocks[0].duplicated and not declared.header.names:
        return _placed(
            told,
            area,
            declared=replace(declared, header=declared.header.model_copy(update={"names": _again(blocks[0])})),
        )
    return Found(told.file, told.sheet.name, told.dialect, area, declared, blocks[0])


def _again(block: Block) -> dict[str, str]:
    """Names for the columns whose name stands before them: the name and the letter."""
    lost = [int(name) for name in block.body.columns if name != "row" and int(name) not in block.headers.values()]
    levels = {at: list(dict.fromkeys(head[at] for head in block.heads if at in head)) for at in lost}
    return {letter(at): f"{' | '.join(texts)} ({letter(at)})" for at, texts in levels.items() if texts}


def _table(alike: list[Found], spoken: str) -> GuessedTable:
    whole = pl.concat([each.rows for each in alike], how="diagonal")
    total = next(filter(None, map(_total_label, alike)), None)
    body = whole.filter(pl.nth(0).is_null() | (pl.nth(0) != total)) if total and whole.width else whole
    told = figures(alike[0].block, whole, spoken=spoken)
    return GuessedTable(alike, [] if told else records_columns(body, spoken), told, total)


def _total_label(found: Found) -> str | None:
    """The first cell of a row among the last that adds up the others, by its word."""
    firsts = (
        found.rows.select(pl.nth(0)).to_series().tail(_TAIL) if found.rows.width else pl.Series([], dtype=pl.String)
    )
    return next((text for text in firsts if text and is_total(text)), None)
