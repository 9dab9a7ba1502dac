"""Where the table of a sheet lies: title lines above, header, rows, what stands below and beside."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import mode

import polars as pl

from pipelines.read.cells import Sheet
from pipelines.read.seen.tables import areas
from pipelines.read.seen.words import header_name, is_number, joined_header, looks_like_value

_TOTAL = re.compile(
    r"(sub|grand )?total\b|sum(me)?\b|insgesamt|gesamt|samtliga|celkem|razem|suma\b|totaal|i alt|yhteensä",
    re.IGNORECASE,
)
_FAR = 1_000
_LEAST, _NARROW = 2, 3
Row = tuple[int, list[str | None]]


@dataclass
class Region:
    """A table as seen: `columns` are positions in the sheet from 0; `rows` carry their numbers in the file."""

    header: list[str]
    columns: list[int]
    rows: list[Row]
    header_row: int = 0
    notes: list[str] = field(default_factory=list)
    asides: list[int] = field(default_factory=list)

    def cell(self, row: Row, at: int) -> str:
        """Text of a cell by its place in the table; blank where it is empty."""
        column = self.columns[at]
        return (row[1][column] if column < len(row[1]) else None) or ""

    def texts(self, at: int) -> list[str]:
        """Texts of one column, in order."""
        column = self.columns[at]
        return [(texts[column] or "") if column < len(texts) else "" for _, texts in self.rows]


def find(sheet: Sheet) -> Region | None:
    """The first table of a sheet, or None where no header can be told from values."""
    rows: list[Row] = [(int(row[0]), list(row[1:])) for row in sheet.cells.iter_rows()]
    rows = [row for row in rows if not _is_comment(row)]
    usual = _usual_width(rows)
    area = next(iter(areas(replace(sheet, cells=_of(sheet, rows)))), None)
    if area is None or usual < _LEAST:
        return None
    above = sum(row[0] < area.header[0] for row in rows)
    head = max([*area.header, *area.skipped])
    region = Region([], [], [row for row in rows if row[0] > head], area.header[0])
    _cut_below(region, usual)
    _keep_columns(region, _names(sheet, rows, area.header))
    _drop_repeats(region)
    region.notes += [f"row {row} is a total or a note, not a record" for row in region.asides]
    region.notes += [f"row {number} only numbers the columns" for number in area.skipped]
    if above:
        region.notes.append(f"{above} title lines above the header")
    return region


def _of(sheet: Sheet, rows: list[Row]) -> pl.DataFrame:
    return sheet.cells.filter(pl.col("row").is_in([number for number, _ in rows]))


def _filled(row: Row) -> int:
    return sum(text is not None for text in row[1])


def _is_comment(row: Row) -> bool:
    first = next((text for text in row[1] if text), "")
    return first.startswith("#") and _filled(row) == 1


def _usual_width(rows: list[Row]) -> int:
    wide = [_filled(row) for row in rows if _filled(row) > 1]
    return mode(wide) if wide else 0


def _is_header(row: Row, usual: int) -> bool:
    texts = [text for text in row[1] if text]
    return len(texts) >= max(_LEAST, usual // 2 if usual > _NARROW else usual) and not any(map(looks_like_value, texts))


def _names(sheet: Sheet, rows: list[Row], header: list[int]) -> list[str]:
    """Names of the columns; a bare word of a lower header row takes along the group above it, and so do repeats."""
    lines = [(number, texts) for number, texts in rows if number in header]
    names = [text or "" for text in lines[-1][1]]
    whole = names
    for number, texts in lines[-2::-1]:
        groups = _spread(sheet, number, texts)
        names = [joined_header(group, name) if name else group for group, name in zip(groups, names, strict=True)]
        whole = [f"{group} {name}".strip() for group, name in zip(groups, whole, strict=True)]
    times = Counter(names)
    return [full if times[name] > 1 else name for name, full in zip(names, whole, strict=True)]


def _spread(sheet: Sheet, number: int, texts: list[str | None]) -> list[str]:
    """Texts of a header row, those of merged cells over every column of their area."""
    found = [text or "" for text in texts]
    merged = sheet.facts.filter((pl.col("fact") == "MERGED") & (pl.col("row") == number))
    for column, detail in merged.select("column", "detail").rows():
        wide = int(detail.partition("x")[2])
        found[column - 1 : column - 1 + wide] = [found[column - 1]] * len(found[column - 1 : column - 1 + wide])
    return found


def _cut_below(region: Region, usual: int) -> None:
    """Leave out totals and notes among and below the rows, and a second table below blank lines."""
    kept: list[Row] = []
    last = region.header_row
    for at, row in enumerate(region.rows):
        gap = row[0] - last - 1
        if gap > _FAR:
            region.notes.append(f"!value far below the table, in row {row[0]}")
            break
        if _is_second_table(region.rows[at : at + _NARROW], gap, usual):
            region.notes.append(f"!second table ignored, from row {row[0]}")
            break
        if _is_aside(row, usual):
            region.asides.append(row[0])
        else:
            kept.append(row)
        last = row[0]
    region.rows = kept


def _is_second_table(rows: list[Row], gap: int, usual: int) -> bool:
    if gap <= 0 or len(rows) <= _LEAST:
        return False
    widths = {_filled(row) for row in rows}
    return len(widths) == 1 and 1 < max(widths) < usual and _is_header(rows[0], 2)


def _is_aside(row: Row, usual: int) -> bool:
    first = next((text for text in row[1] if text), "")
    is_sparse = _filled(row) * 2 < usual or (_filled(row) == 1 and usual > 1)
    return is_sparse and (_filled(row) == 1 or bool(_TOTAL.match(first)) or _filled(row) == _LEAST)


def _keep_columns(region: Region, names: list[str]) -> None:
    """Leave out blank columns, and a second table that stands beside the first behind a blank column."""
    used = {at for row in region.rows for at, text in enumerate(row[1]) if text}
    columns = [at for at in range(max([len(names), *(at + 1 for at in used)])) if at in used or _name(names, at)]
    gaps = [at for before, at in pairwise(columns) if at > before + 1]
    for gap in gaps:
        filled = sum(any(text for text in row[1][gap:]) for row in region.rows)
        if filled * 2 < len(region.rows):
            region.notes.append("!second table ignored, beside the first")
            columns = [at for at in columns if at < gap]
    region.columns = columns
    region.header = [_name(names, at) for at in columns]


def _name(names: list[str], at: int) -> str:
    return names[at] if at < len(names) else ""


def _drop_repeats(region: Region) -> None:
    again = [row for row in region.rows if [region.cell(row, at) for at in range(len(region.columns))] == region.header]
    if again:
        numbers = {number for number, _ in again}
        region.rows = [row for row in region.rows if row[0] not in numbers]
        region.notes.append(f"the header stands again in row {again[0][0]}")


def is_transposed(region: Region) -> bool:
    """Whether records stand in columns: every row is of one kind, and the columns are mixed."""
    if len(region.columns) <= 2 * len(region.rows):
        return False
    kinds = [{is_number(text) for text in row[1][1:] if text} for row in region.rows]
    whole = [kind for kind in kinds if len(kind) == 1]
    values = sum(looks_like_value(text) for text in region.header[1:])
    labels = {header_name(region.cell(row, 0)) for row in region.rows}
    is_labelled = len(labels) == len(region.rows) and not any(map(looks_like_value, labels))
    return is_labelled and len(whole) == len(kinds) and not values
