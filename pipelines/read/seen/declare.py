"""A table as seen to the words of a source file that find it again: anchor, header rows, end."""

import re
from dataclasses import dataclass

import polars as pl

from pipelines.layout import clean
from pipelines.read.cells import Sheet
from pipelines.read.seen.tables import Area
from schemas.layout import Header, Sheets, TableBase

_LONG = 40
_SPECIAL = re.compile(r"([.^$*+?{}\[\]\\|()])")


@dataclass(frozen=True)
class Declared:
    """What a source says of a table's place, and the filled cells of the rows above it, as hints for a person."""

    header: Header
    stop: str | None
    ends_at_gap: bool
    above: list[str]

    def table(self, name: str, sheet: str) -> TableBase:
        """The declaration as the layout interpreter takes it."""
        return TableBase(
            table=name, sheets=Sheets(names=[sheet]), header=self.header, stop=self.stop, ends_at_gap=self.ends_at_gap
        )


def declare(sheet: Sheet, area: Area) -> Declared:
    """The declaration that finds the area again on its sheet."""
    return declare_all(sheet, [area])[0]


def declare_all(sheet: Sheet, areas: list[Area]) -> list[Declared]:
    """The declarations that find the areas again on their sheet."""
    rows = _Rows(sheet) if areas else None
    return [_declared(rows, area) for area in areas] if rows else []


def _declared(rows: "_Rows", area: Area) -> Declared:
    stop = None if area.is_labelled else rows.stop(area)
    has_more = rows.below(area) is not None
    above = [text for at, text in enumerate(rows.firsts) if rows.numbers[at] < area.header[0]]
    return Declared(rows.header(area), stop, stop is None and has_more, above)


class _Rows:
    """The rows of a sheet by their number and first filled cell."""

    def __init__(self, sheet: Sheet) -> None:
        self.cells = sheet.cells.select("row", clean(pl.exclude("row")))
        self.numbers: list[int] = self.cells["row"].to_list()
        self.firsts: list[str] = self.cells.select(pl.coalesce(pl.exclude("row"), pl.lit(""))).to_series().to_list()

    def header(self, area: Area) -> Header:
        top, bottom = area.header[0], max([*area.header, *area.skipped])
        skip = [number - top + 1 for number in area.skipped]
        rows = bottom - top + 1
        title = self._text(top, area.columns[0]) if area.is_labelled else ""
        if title and self._count(title) == 1:
            return Header(anchor=title, in_any_column=True, span="anchor", rows=rows, skip=skip)
        anchor = self._first(top)
        if self._is_unique(anchor, top):
            return Header(anchor=anchor, rows=rows, skip=skip)
        return Header(row=top, rows=rows, skip=skip)

    def stop(self, area: Area) -> str | None:
        """A pattern for the first cell below the table, where no row of the table starts so; None where none can."""
        below = self.below(area)
        if below is None:
            return None
        inside = [text for at, text in enumerate(self.firsts) if area.first_row <= self.numbers[at] <= area.last_row]
        for start in (_start(below), below):
            if start and not any(text.startswith(start) for text in inside):
                return escaped(start)
        return None

    def below(self, area: Area) -> str | None:
        """The first filled cell below the table."""
        return next((text for at, text in enumerate(self.firsts) if self.numbers[at] > area.last_row), None)

    def _first(self, number: int) -> str:
        return self.firsts[self.numbers.index(number)] if number in self.numbers else ""

    def _text(self, number: int, column: int) -> str:
        return self.cells.filter(pl.col("row") == number)[str(column)].item() or ""

    def _count(self, text: str) -> int:
        """How many cells of the sheet read so."""
        return int(self.cells.select(pl.sum_horizontal((pl.exclude("row") == text).sum())).item() or 0)

    def _is_unique(self, anchor: str, top: int) -> bool:
        """Whether the header row is the first that starts so, and each other is the same header again."""
        places = [at for at, text in enumerate(self.firsts) if text == anchor and anchor]
        alike = {self.cells.drop("row").row(at) for at in places}
        return bool(places) and self.numbers[places[0]] == top and len(alike) == 1


def escaped(text: str) -> str:
    """A text as a pattern that a person can read: only signs with a meaning are escaped."""
    return _SPECIAL.sub(r"\\\1", text)


def _start(text: str) -> str:
    """The first words of a text."""
    return text if len(text) <= _LONG else text[:_LONG].rpartition(" ")[0]
