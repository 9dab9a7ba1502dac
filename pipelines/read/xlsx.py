"""xlsx and xlsm: raised marks kept apart, merges, errors, strike-through, missing results; macros never run."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipelines.read import active, archive
from pipelines.read.cells import Fact, Sheet, Stored, Unreadable, letter, sheet_of
from pipelines.read.limits import Limits
from pipelines.read.ooxml import Said, SheetPart, Workbook, children, is_set, local, said, unescaped, workbook
from pipelines.read.safe_xml import malformed, refuse_unsafe
from pipelines.read.serial import kind_of, moment_of, shown

_PLACE = re.compile(r"\$?([A-Za-z]{1,4})\$?(\d{1,8})$")
_WANTED = ("{*}row", "{*}col", "{*}mergeCell")
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384


@dataclass
class _Grid:
    """What is gathered while the cells of one sheet go by."""

    rows: list[tuple[int, list[str | None]]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    texts: int = 0
    cells: int = 0
    last: int = 0


def read(content: bytes, limits: Limits) -> list[Sheet]:
    """Every worksheet, hidden ones included. Raises Unreadable where the file is damaged, unsafe or too large."""
    package = archive.Package(content, limits)
    active.refuse(package)
    archive.check_whole(package)
    book = workbook(package, limits)
    notes = active.told(package)
    return [_sheet(package.part(each.part), each, book, limits, notes) for each in book.sheets]


def _sheet(content: bytes, part: SheetPart, book: Workbook, limits: Limits, notes: tuple[str, ...]) -> Sheet:
    refuse_unsafe(content, part.part, limits)
    grid = _Grid(hidden=[f"sheet {part.name}"] if part.is_hidden else [])
    events = etree.iterparse(io.BytesIO(content), tag=_WANTED, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        for _, node in events:
            _take(node, grid, book, limits)
    except (etree.XMLSyntaxError, ValueError) as error:  # an attribute that should be a whole number and is none
        raise malformed(part.part, error) from error
    grid.facts += _merged(grid)
    return sheet_of(part.name, grid.rows, grid.facts, tuple(grid.hidden), stored=grid.stored, notes=notes)


def _take(node: etree._Element, grid: _Grid, book: Workbook, limits: Limits) -> None:
    kind = local(node)
    if kind == "row":
        _row(node, grid, book, limits)
        _forget(node)
    elif kind == "col" and is_set(node.get("hidden")):
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
    first, last = int(node.get("min", "1")), int(node.get("max", "1"))
    return [f"column {letter(at)}" for at in range(first, min(last, first + limits.columns) + 1)]


def _row(node: etree._Element, grid: _Grid, book: Workbook, limits: Limits) -> None:
    number = _row_number(node, grid.last)
    texts = {at: text for at, cell in _placed(node, number) if (text := _text(cell, (number, at), grid, book))}
    grid.last = number
    if is_set(node.get("hidden")):
        grid.hidden.append(f"row {number}")
    if not texts:
        return
    width = max(texts)
    grid.cells += len(texts)
    grid.texts += sum(map(len, texts.values()))
    _refuse_large(grid, width, number, limits)
    grid.rows.append((number, [texts.get(at) for at in range(1, width + 1)]))


def _row_number(node: etree._Element, last: int) -> int:
    stated = node.get("r")
    number = int(stated) if stated and stated.isdecimal() else last + 1
    if number > _MAX_ROW:
        raise Unreadable(
            "file-unreadable", f"an Excel workbook: row {number} is an invalid reference, outside the format"
        )
    if number <= last:
        raise Unreadable("file-unreadable", f"an Excel workbook: row {number} occurs twice or out of order")
    return number


def _refuse_large(grid: _Grid, width: int, number: int, limits: Limits) -> None:
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
            continue
        stated = cell.get("r")
        before, at = at, _column(stated, number) if stated else at + 1
        if at <= before:
            raise Unreadable("file-unreadable", f"an Excel workbook: cell {stated} of row {number} occurs twice")
        if len(cell):
            yield at, cell


def _column(place: str, number: int) -> int:
    found = _PLACE.match(place)
    column = 0
    for sign in found[1].upper() if found else "":
        column = column * 26 + ord(sign) - 64
    if found is None or int(found[2]) != number or column > _MAX_COLUMN:
        detail = f"an Excel workbook: the cell reference {place[:20]} in row {number} is invalid or outside the format"
        raise Unreadable("file-unreadable", detail)
    return column


def _text(cell: etree._Element, place: tuple[int, int], grid: _Grid, book: Workbook) -> str | None:
    value = next((each.text or "" for each in children(cell, "v")), None)
    kind, style = cell.get("t", "n"), int(cell.get("s", "0"))
    if not value and kind not in {"inlineStr", "str"}:
        if children(cell, "f"):
            grid.facts.append(Fact(*place, "NO_STORED_VALUE", ""))
        return None
    spoken = _said(cell, kind, value or "", book)
    text = spoken.text if spoken else _valued(cell, (value or "").strip(), place, grid, book)
    grid.facts += _facts(place, kind, text, spoken)
    if text and style < len(book.styles.struck) and book.styles.struck[style]:
        grid.facts.append(Fact(*place, "STRUCK_THROUGH", ""))
    return text


def _said(cell: etree._Element, kind: str, value: str, book: Workbook) -> Said | None:
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


def _facts(place: tuple[int, int], kind: str, text: str | None, spoken: Said | None) -> Iterator[Fact]:
    if spoken and spoken.raised:
        yield Fact(*place, "SUPERSCRIPT", spoken.raised)
    if kind == "e":
        yield Fact(*place, "ERROR", text or "")


def _shape(book: Workbook, style: int) -> str:
    return book.styles.shapes[style] if style < len(book.styles.shapes) else "General"


def _valued(cell: etree._Element, value: str, place: tuple[int, int], grid: _Grid, book: Workbook) -> str | None:
    kind, shape = cell.get("t", "n"), _shape(book, int(cell.get("s", "0")))
    if kind == "b":
        return "TRUE" if value in {"1", "true", "TRUE"} else "FALSE"
    if kind == "d":
        return value.removesuffix("T00:00:00").replace("T", " ")
    if kind == "e" or not value:
        return value or None
    try:
        number = float(value)
    except ValueError:
        grid.facts.append(Fact(*place, "NOT_A_NUMBER", value[:30]))
        return value
    text, stored = shown(number, value, shape, is_1904=book.is_1904)
    if stored != text:
        grid.stored.append(Stored(*place, stored))
    if kind_of(shape) == "date" and moment_of(number, is_1904=book.is_1904) is None:
        grid.facts.append(Fact(*place, "NOT_A_DATE", text))
    return text


def _merged(grid: _Grid) -> Iterator[Fact]:
    for area in grid.merges:
        first, _, last = area.partition(":")
        ends = [(_PLACE.match(first)), _PLACE.match(last or first)]
        if ends[0] is None or ends[1] is None or int(ends[0][2]) > grid.last:
            continue
        (top, left), (bottom, right) = ((int(end[2]), _column(end[0], int(end[2]))) for end in ends if end)
        if (bottom, right) != (top, left):
            yield Fact(top, left, "MERGED", f"{bottom - top + 1}x{right - left + 1}")
