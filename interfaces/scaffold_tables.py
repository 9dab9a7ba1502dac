"""The tables of a draft in the words of a source file, its editions, and what it is unsure of."""

import json
import re
from dataclasses import dataclass

from interfaces import show
from interfaces.guess import Guessed, GuessedTable
from interfaces.guess_columns import GuessedColumn
from interfaces.guess_figures import Figures
from pipelines.read.seen.declare import escaped
from pipelines.read.seen.dialect import Dialect
from schemas.layout import Header

_MOST_ABOVE = 6
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_PLAIN = frozenset({"ascii", "utf-8", "utf-8-sig"})


@dataclass(frozen=True)
class Drafted:
    """One table as the template writes it."""

    name: str
    place: str
    sheets: list[str]
    alone: bool
    header: str
    stop: str
    ends_at_gap: bool
    dialect: Dialect | None
    editions: bool
    above: list[str]
    total: str
    total_column: str
    has_key: bool
    columns: list[GuessedColumn]
    figures: Figures | None


@dataclass(frozen=True)
class Edition:
    """A suggested edition; no name where nothing says which it is."""

    name: str = ""
    start: str = ""
    end: str = ""
    file: str = ""
    hint: str = ""


def drafted(found: Guessed, files: int) -> list[Drafted]:
    """The tables of the kind most rows belong to: a source holds records or figures, not both."""
    kept = _kept(found)
    word = "records" if kept and kept[0].figures is None else "figures"
    sheets = {sheet for table in found.tables for sheet in table.sheets} | set(found.unused_sheets)
    return [
        _drafted(table, word if at == 1 else f"{word}_{at}", alone=set(table.sheets) == sheets, files=files)
        for at, table in enumerate(kept, start=1)
    ]


def _kept(found: Guessed) -> list[GuessedTable]:
    largest = max(found.tables, key=lambda table: table.rows, default=None)
    return [table for table in found.tables if largest and (table.figures is None) == (largest.figures is None)]


def _drafted(table: GuessedTable, name: str, *, alone: bool, files: int) -> Drafted:
    first = table.first
    area = first.area
    mapped = {column.header for column in table.columns if column.target not in {"", "unused"}}
    names = list(first.block.headers)
    told = first.dialect
    return Drafted(
        name=name,
        place=f"rows {area.first_row} to {area.last_row} of {first.sheet}",
        sheets=[] if told else table.sheets,
        alone=alone or bool(told),
        header=header_words(first.declared.header),
        stop=first.declared.stop or "",
        ends_at_gap=first.declared.ends_at_gap,
        dialect=told and _declared(told),
        editions=files > len(table.files),
        above=first.declared.above[-_MOST_ABOVE:],
        total=escaped(table.total) if table.total else "",
        total_column=names[0] if names and names[0] in mapped else "",
        has_key=table.has_key,
        columns=table.columns,
        figures=table.figures,
    )


def _declared(told: Dialect) -> Dialect:
    """Plain texts are declared as UTF-8: a first delivery without national letters promises nothing."""
    return Dialect("utf-8", told.delimiter) if told.encoding in _PLAIN else told


def header_words(header: Header) -> str:
    """The header in the words of a source file, without what is as usual."""
    told = header.model_dump(exclude_defaults=True)
    parts = [
        f"{key}: {json.dumps(show.clean(value) if isinstance(value, str) else value, ensure_ascii=False)}"
        for key, value in told.items()
    ]
    return f"{{{', '.join(parts)}}}"


def editions(found: Guessed, files: list[str]) -> list[Edition]:
    """An edition a file: by its dates, else by a year in its name."""
    return [_edition(found, file) for file in files]


def _edition(found: Guessed, file: str) -> Edition:
    tables = [table for table in found.tables if file in table.files]
    dated = [column for table in tables for column in table.columns if column.first_day]
    years = sorted({day[:4] for column in dated for day in (column.first_day, column.last_day)})
    if len(years) == 1:
        return Edition(years[0], f"{years[0]}-01-01", f"{years[0]}-12-31", file, "the year of its dates")
    named = _YEAR.search(file)
    if named:
        return Edition(named[1], f"{named[1]}-01-01", f"{named[1]}-12-31", file, "the year in its name")
    return Edition(file=file)


def unused_sheets(found: Guessed, tables: list[Drafted]) -> dict[str, str]:
    """Sheets no table of the draft is on, with the reason."""
    used = {sheet for table in _kept(found) for sheet in table.sheets}
    others = {sheet for table in found.tables for sheet in table.sheets} - used
    reasons = dict.fromkeys(found.unused_sheets, "no table was seen on it")
    kind = "figures" if tables and tables[0].figures is None else "records"
    return reasons | dict.fromkeys(sorted(others), f"it holds {kind}, which belong to a source of their own")


def notes(found: Guessed, tables: list[Drafted]) -> list[str]:
    """What the draft is unsure of."""
    told = [f"sheet {name} holds so many tables that none was looked at" for name in found.crowded]
    if len(tables) < len(found.tables):
        told.append("the files hold records and figures; a source holds one kind: draft a second one for the others")
    if any(table.figures for table in tables):
        told.append("a national table of all crime needs no codes: see the end of docs/adding-a-source.md")
    for table in tables:
        if table.figures is None and not any(column.target == "reference_date" for column in table.columns):
            told.append(f"no column of {table.name} was read as the date that records need")
        told += [
            f"{table.name}: {column.header}: {column.hint}" for column in table.columns if "told apart" in column.hint
        ]
    return told
