"""Where the table of a sheet lies: title lines above, header, rows, what stands below and beside."""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import mode

from pipelines.read.cells import Sheet
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
    start = next((at for at, row in enumerate(rows) if _is_header(row, usual)), None)
    if start is None or usual < _LEAST:
        return None
    region = Region([], [], rows[start + 1 :], rows[start][0])
    names = [text or "" for text in rows[start][1]]
    if _has_groups(sheet, rows, start):
        names, region.rows = _two_rows(rows, start, sheet), rows[start + 2 :]
    _cut_below(region, usual)
    _keep_columns(region, names)
    _drop_repeats(region)
    region.notes += [f"row {row} is a total or a note, not a record" for row in region.asides]
    if start:
        region.notes.append(f"{start} title lines above the header")
    return region


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


def _has_groups(sheet: Sheet, rows: list[Row], start: int) -> bool:
    """Whether cells of the header row span several columns and the next row names each of them."""
    spans = sheet.facts.filter((sheet.facts["fact"] == "MERGED") & (sheet.facts["row"] == rows[start][0]))
    below = rows[start + 1] if start + 1 < len(rows) else (0, [])
    return not spans.is_empty() and _filled(below) > _filled(rows[start]) and _is_header(below, _filled(below))


def _two_rows(rows: list[Row], start: int, sheet: Sheet) -> list[str]:
    groups: list[str] = []
    for text in [*rows[start][1], *[None] * (sheet.width - len(rows[start][1]))]:
        groups.append(text or (groups[-1] if groups else ""))
    return [joined_header(group, text or "") for group, text in zip(groups, rows[start + 1][1], strict=False)]


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
