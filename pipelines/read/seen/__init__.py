"""What is seen in a file that no source declares: its table, and everything about it that deserves a look."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

import polars as pl

from pipelines.read.cells import Sheet, Unreadable, plain_name
from pipelines.read.seen import columns
from pipelines.read.seen.columns import PERSONAL, Flag
from pipelines.read.seen.region import Region, Row, find, is_transposed
from pipelines.read.seen.words import date_form, header_name, is_number, scripts_of

_FREE_TEXT = re.compile(r"remark|comment|(^|_)notes?(_|$)|bemerkung|poznámk|uwagi|observac|free_?text|narrative")
_PERSONAL = re.compile(r"(victim|child|first|last|full|family|sur|offender)_?name|(vor|nach)name|e_?mail|phone|iban")
_KEPT_FACTS = ("ERROR", "NO_STORED_VALUE", "SUPERSCRIPT", "STRUCK_THROUGH", "NOT_A_DATE", "NOT_A_NUMBER", "QUOTATION")
_MANY_ASIDES = 5
_ENOUGH_TYPED = 2
_THOUSANDS = 3
_ENOUGH_ROWS, _ENOUGH_COLUMNS = 5, 3
_DECIMAL = re.compile(r"-?\d+(,\d+)?")

__all__ = ["PERSONAL", "Flag", "Seen", "look"]


@dataclass
class Seen:
    """One table as seen, header first, with its flags; `notes` say what was left out."""

    name: str
    grid: list[list[str]] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    header_row: int = 0

    @property
    def names(self) -> list[str]:
        """Headers of the table; none where there is no table."""
        return self.grid[0] if self.grid else []


def look(sheet: Sheet, *, is_text: bool) -> Seen:
    """The table of a sheet in one spelling, and its oddities. Raises Unreadable where reading it would be guessing."""
    seen = Seen(sheet.name)
    region = find(sheet)
    if region is None:
        _refuse_headless(sheet, is_text=is_text)
        return seen
    _refuse(region, sheet, is_text=is_text)
    seen.header_row = region.header_row
    seen.flags += _dropped_columns(region)
    placed = list(_placed_facts(region, sheet))
    found = chain(
        columns.settle_dates(region), columns.late_reports(region), columns.ages(region), columns.counts(region),
        columns.totals(region), columns.signs(region), columns.codes(region), columns.records(region),
    )  # fmt: skip
    seen.flags += [*found, *placed, *(Flag(-1, "", note[1:]) for note in region.notes if note.startswith("!"))]
    seen.notes = [note for note in region.notes if not note.startswith("!")]
    _settle_decimals(region)
    seen.grid = _grid(region)
    return seen


def _grid(region: Region) -> list[list[str]]:
    named = [header_name(name) if _is_spelled_apart(name) else name for name in region.header]
    return [named, *([region.cell(row, at) for at in range(len(region.columns))] for row in region.rows)]


def _is_spelled_apart(name: str) -> bool:
    return header_name(name) != name


def _refuse(region: Region, sheet: Sheet, *, is_text: bool) -> None:
    names = [header_name(name) for name in region.header]
    mixed = [name for name in names if any(len(scripts_of(word)) > 1 for word in name.split("_"))]
    personal = [name for name in names if _PERSONAL.search(name)]
    if personal:
        raise Unreadable("column-personal", personal[0])
    if mixed:
        raise Unreadable("header-confusing", mixed[0].encode("ascii", "replace").decode())
    if is_text and not region.rows:
        raise Unreadable("file-empty", "a header and no data rows")
    is_table = len(region.rows) >= _ENOUGH_ROWS and len(names) >= _ENOUGH_COLUMNS and all(names)
    twice = next((name for name in names if names.count(name) > 1), None)
    if is_table and twice:
        raise Unreadable("header-twice", twice)
    if is_table and is_transposed(region):
        raise Unreadable("header-missing-here", "the records stand in columns, as if transposed")
    if is_text:
        _refuse_ragged(region, sheet)


def _refuse_ragged(region: Region, sheet: Sheet) -> None:
    """In a text table a row with more or fewer fields means that a separator or a quotation mark went wrong."""
    numbers = {row[0]: at for at, row in enumerate(region.rows, start=1)}
    last = max(numbers, default=0)
    among = [row for row in region.asides if row < last]
    odd = sheet.facts.filter((pl.col("fact") == "FIELDS") & pl.col("row").is_in([*numbers, *among]))
    odd = odd.sort("row")
    if len(region.asides) > max(_MANY_ASIDES, len(region.rows) // 2):
        raise Unreadable("rows-ragged", f"from line {region.asides[0]} on, as if the separator changed")
    for row, _, _, detail in odd.rows()[:1]:
        raise Unreadable(
            "rows-ragged", f"row {numbers.get(row, row - region.header_row)}, line {row} has {detail} fields"
        )


def _refuse_headless(sheet: Sheet, *, is_text: bool) -> None:
    """A text table whose first row holds values like all others has no header."""
    rows = sheet.cells.drop("row").rows()
    lost = next(
        (line for line, *texts in sheet.cells.iter_rows() if any("\ufffd" in (text or "") for text in texts)), None
    )
    if is_text and lost:
        raise Unreadable(
            "encoding-differs", f"whole: line {lost} holds the mark of a character that was lost in decoding"
        )
    odd = sheet.facts.filter(pl.col("fact") == "FIELDS").rows()
    if is_text and len(odd) > max(_MANY_ASIDES, len(rows) // 5):
        raise Unreadable("rows-ragged", f"line {odd[0][0]} has {odd[0][3]} fields, and others like it")
    first = [(at, text) for at, text in enumerate(rows[0] if rows else ()) if text]
    typed = [text for _, text in first if is_number(text) or date_form(text)]
    dated = [
        at for at, text in first if date_form(text) and all(date_form(row[at] or "") for row in rows[:_ENOUGH_ROWS])
    ]
    is_large = len(rows) >= _ENOUGH_ROWS and sheet.width >= _ENOUGH_COLUMNS
    if is_text and is_large and (len(typed) >= _ENOUGH_TYPED or dated):
        raise Unreadable("header-missing-here", "the first row holds values like all others")


def _dropped_columns(region: Region) -> Iterator[Flag]:
    """Columns of free text are never taken over: they hold names and stories."""
    free = [at for at, name in enumerate(region.header) if _FREE_TEXT.search(header_name(name))]
    unnamed = [at for at, name in enumerate(region.header) if not name]
    for at in free:
        yield Flag(0, region.header[at], "free text or unknown column, not stored")
    for at in unnamed:
        yield Flag(0, f"column {region.columns[at] + 1}", "column without a header, not stored")
    kept = [at for at in range(len(region.columns)) if at not in {*free, *unnamed}]
    region.header = [region.header[at] for at in kept]
    region.columns = [region.columns[at] for at in kept]


def _placed_facts(region: Region, sheet: Sheet) -> Iterator[Flag]:
    rows = {row[0]: at for at, row in enumerate(region.rows, start=1)} | {region.header_row: 0}
    names = {column + 1: region.header[at] for at, column in enumerate(region.columns)}
    for row, column, fact, detail in sheet.facts.filter(pl.col("fact").is_in(_KEPT_FACTS)).rows():
        if row in rows and column in names:
            said = f" {plain_name(detail)}" if detail else ""
            yield Flag(rows[row], names[column], f"{fact.replace('_', ' ').lower()}{said}")
    for row, column, value in sheet.stored.rows():
        if row in rows and column in names and _is_cut(sheet, row, column, value):
            yield Flag(rows[row], names[column], "the cell shows another number than it stores")


def _is_cut(sheet: Sheet, row: int, column: int, value: str) -> bool:
    """Whether decimals are hidden by the number format: 13.04 shown as 13.0."""
    shown = sheet.cells.filter(pl.col("row") == row)[str(column)].item() or ""
    return is_number(shown) and is_number(value) and not shown.endswith("%") and float(shown) != float(value)


def _settle_decimals(region: Region) -> None:
    """A column of nothing but decimal commas is written with points."""
    for at in range(len(region.columns)):
        texts = [text for text in region.texts(at) if text]
        if len(texts) >= _ENOUGH_ROWS // 2 and all(map(_DECIMAL.fullmatch, texts)) and _is_comma(texts):
            _rewrite(region.rows, region.columns[at])


def _is_comma(texts: list[str]) -> bool:
    """Whether the commas part decimals: no text could be read as thousands."""
    parts = [text.partition(",")[2] for text in texts if "," in text]
    return bool(parts) and any(len(part) != _THOUSANDS for part in parts)


def _rewrite(rows: list[Row], column: int) -> None:
    for row in rows:
        if column < len(row[1]) and row[1][column]:
            row[1][column] = (row[1][column] or "").replace(",", ".")
