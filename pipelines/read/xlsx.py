"""xlsx and xlsm: raised marks kept apart, merges, errors, strike-through, missing results; macros never run."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import polars as pl
from lxml import etree

from pipelines.read.cells import Fact, Sheet, Stored, Unreadable, facts_of, letter, merged_area, sheet_of
from pipelines.read.limits import Limits
from pipelines.read.ooxml import (
    STRUCK_THROUGH,
    Said,
    SheetPart,
    Workbook,
    children,
    is_unseen,
    local,
    said,
    unescaped,
)
from pipelines.read.safe_xml import CAUTIOUS, malformed, refuse_unsafe
from pipelines.read.text_numbers import IS_NUMBER, PLACES, runs
from pipelines.read.xlsx_values import valued

_PLACE = re.compile(r"\$?([A-Za-z]{1,4})\$?(\d{1,8})$")
_WANTED = ("{*}row", "{*}col", "{*}mergeCell")
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384


@dataclass
class Grid:
    """What is gathered while the cells of one sheet go by."""

    rows: list[tuple[int, list[str | None]]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    text_numbers: list[tuple[int, int]] = field(default_factory=list)
    texts: int = 0
    cells: int = 0
    last: int = 0


def sheet(content: bytes, part: SheetPart, book: Workbook, limits: Limits, notes: tuple[str, ...]) -> Sheet:
    """One worksheet, cell by cell. Raises Unreadable where it is damaged, unsafe or too large."""
    refuse_unsafe(content, part.part, limits=limits)
    grid = Grid(hidden=[f"sheet {part.name}"] if part.is_hidden else [])
    events = etree.iterparse(io.BytesIO(content), tag=_WANTED, **CAUTIOUS)
    try:
        for _, node in events:
            take(node, grid, book=book, limits=limits)
    except (etree.XMLSyntaxError, ValueError) as error:  # an attribute that should be a whole number and is none
        raise malformed(part.part, error) from error
    found = sheet_of(part.name, grid.rows, facts=grid.facts, hidden=tuple(grid.hidden), stored=grid.stored)
    return replace(found, facts=pl.concat([found.facts, told_last(grid)]), notes=notes)


def told_last(grid: Grid) -> pl.DataFrame:
    """Facts about more than one cell: numbers stored as text, merged areas."""
    places = pl.DataFrame(grid.text_numbers, schema=PLACES, orient="row")
    return pl.concat([runs(places), facts_of(list(merged(grid)))])


def take(node: etree._Element, grid: Grid, *, book: Workbook, limits: Limits) -> None:
    """One row, hidden column or merged area of the sheet."""
    kind = local(node)
    if kind == "row":
        _row(node, grid, book=book, limits=limits)
        _forget(node)
    elif kind == "col" and is_unseen(node.get("hidden"), node.get("width")):
        grid.hidden += _hidden_columns(node, limits)
    elif kind == "mergeCell":
        grid.merges.append(node.get("ref", ""))


def _forget(row: etree._Element) -> None:
    """Rows that went by must not stay in memory: a sheet may have a million of them."""
    row.clear()
    parent = row.getparent()
    while parent is not None and row.getprevious() is not None:
        del parent[0]


def _hidden_columns(node: etree._Element, limits: Limits) -> list[str]:
    first, last = _whole(node.get("min", "1")), _whole(node.get("max", "1"))
    return [f"column {letter(at)}" for at in range(first, min(last, first + limits.columns) + 1)]


def _whole(stated: str) -> int:
    if not stated.isdecimal():
        raise Unreadable(
            "file-unreadable", f"an Excel workbook: {stated[:20]!r} is not the number of a format or column"
        )
    return int(stated)


def _row(node: etree._Element, grid: Grid, *, book: Workbook, limits: Limits) -> None:
    number = _row_number(node, grid.last)
    texts: dict[int, str] = {}
    for at, cell in _placed(node, number):
        text = _text(cell, (number, at), grid=grid, book=book)
        if text and not texts:
            levels = book.styles.levels(_whole(cell.get("s", "0")))
            grid.facts += [Fact(number, at, fact, detail) for fact, detail in levels]
        if text:
            texts[at] = text
    grid.last = number
    if is_unseen(node.get("hidden"), node.get("ht")):
        grid.hidden.append(f"row {number}")
    if not texts:
        return
    width = max(texts)
    grid.cells += len(texts)
    grid.texts += sum(map(len, texts.values()))
    refuse_large(grid, width, number=number, limits=limits)
    grid.rows.append((number, [texts.get(at) for at in range(1, width + 1)]))


def _row_number(node: etree._Element, last: int) -> int:
    stated = node.get("r")
    number = int(stated) if stated and stated.isdecimal() else last + 1
    if number > MAX_ROW:
        raise Unreadable(
            "file-unreadable", f"an Excel workbook: row {number} is an invalid reference, outside the format"
        )
    if number <= last:
        raise Unreadable("file-unreadable", f"an Excel workbook: row {number} occurs twice or out of order")
    return number


def refuse_large(grid: Grid, width: int, *, number: int, limits: Limits) -> None:
    """Raise Unreadable where a row, or all that went by so far, is over a limit."""
    sizes = {
        f"row {number} has a value outside the limit of {{}} columns": (width, limits.columns),
        f"row {number} lies outside the limit of {{}} rows": (number, limits.rows),
        "it has more cells than the limit of {}": (grid.cells, limits.cells),
        "its repeated strings expand to more text than the limit of {} bytes": (grid.texts, limits.text_bytes),
    }
    for problem, (size, most) in sizes.items():
        if size > most:
            raise Unreadable("file-too-large", problem.format(most))


def _placed(node: etree._Element, number: int) -> Iterator[tuple[int, etree._Element]]:
    at = 0
    for cell in node:
        if local(cell) != "c":
            _refuse_wrapped(cell, number)
            continue
        stated = cell.get("r")
        before, at = at, _column(stated, number) if stated else at + 1
        if at <= before:
            raise Unreadable("file-unreadable", f"an Excel workbook: cell {stated} of row {number} occurs twice")
        if len(cell):
            yield at, cell


def _refuse_wrapped(node: etree._Element, number: int) -> None:
    """Cells inside of other elements are alternatives for other programs: nobody knows which holds."""
    if next(node.iter("{*}c"), None) is not None:
        raise Unreadable("file-unreadable", f"an Excel workbook: row {number} has cells that are not among its cells")


def _column(place: str, number: int) -> int:
    found = _PLACE.match(place)
    column = 0
    for sign in found[1].upper() if found else "":
        column = column * 26 + ord(sign) - 64
    if found is None or int(found[2]) != number or column > MAX_COLUMN:
        detail = f"an Excel workbook: the cell reference {place[:20]} in row {number} is invalid or outside the format"
        raise Unreadable("file-unreadable", detail)
    return column


def _text(cell: etree._Element, place: tuple[int, int], *, grid: Grid, book: Workbook) -> str | None:
    values = [each.text or "" for each in children(cell, "v")]
    value = values[0] if values else None
    kind, style = _kind(cell, values), _whole(cell.get("s", "0"))
    if not value and kind not in {"inlineStr", "str"}:
        if children(cell, "f"):
            grid.facts.append(Fact(*place, "NO_STORED_VALUE", ""))
        return None
    spoken = _said(cell, kind, value=value or "", book=book)
    text = spoken.text if spoken else _valued(cell, (value or "").strip(), place=place, grid=grid, book=book)
    grid.facts += _facts(place, kind, text=text, spoken=spoken)
    if spoken and not spoken.raised and IS_NUMBER.match(spoken.text):
        grid.text_numbers.append(place)
    if text and book.styles.is_struck(style) and STRUCK_THROUGH not in (spoken.told if spoken else ()):
        grid.facts.append(Fact(*place, *STRUCK_THROUGH))
    return text


def _kind(cell: etree._Element, values: list[str]) -> str:
    """What a cell says that it is; a text without a value is one also where that is not said."""
    if len(values) > 1:
        raise Unreadable("file-unreadable", f"an Excel workbook: the cell {cell.get('r', '')[:20]} holds two values")
    is_text = cell.get("t") is None and not values and children(cell, "is")
    return "inlineStr" if is_text else cell.get("t", "n")


def _said(cell: etree._Element, kind: str, *, value: str, book: Workbook) -> Said | None:
    if kind == "inlineStr":
        return next((said(each) for each in children(cell, "is")), Said(unescaped(value)))
    if kind == "str":
        return Said(value.replace("\r\n", "\n"))
    if kind != "s":
        return None
    at = int(value) if value.strip().isdecimal() else -1
    if not 0 <= at < len(book.strings):
        raise Unreadable("file-unreadable", "an Excel workbook: a cell points to a shared string that is missing")
    return book.strings[at]


def _facts(place: tuple[int, int], kind: str, *, text: str | None, spoken: Said | None) -> Iterator[Fact]:
    if spoken:
        yield from (Fact(*place, *told) for told in spoken.told)
    if kind == "e":
        yield Fact(*place, "ERROR", text or "")


def _valued(cell: etree._Element, value: str, *, place: tuple[int, int], grid: Grid, book: Workbook) -> str | None:
    shape = book.styles.shape(_whole(cell.get("s", "0")))
    found = valued(cell.get("t", "n"), value, shape=shape, is_1904=book.is_1904)
    if found.stored is not None:
        grid.stored.append(Stored(*place, found.stored))
    if found.fact:
        grid.facts.append(Fact(*place, found.fact, found.detail))
    return found.text


def merged(grid: Grid) -> Iterator[Fact]:
    """The merged areas that start on a row of the sheet."""
    for area in grid.merges:
        first, _, last = area.partition(":")
        ends = [(_PLACE.match(first)), _PLACE.match(last or first)]
        if ends[0] is None or ends[1] is None or int(ends[0][2]) > grid.last:
            continue
        (top, left), (bottom, right) = ((int(end[2]), _column(end[0], int(end[2]))) for end in ends if end)
        if (bottom, right) != (top, left):
            yield merged_area(top, left, high=bottom - top + 1, wide=right - left + 1)
