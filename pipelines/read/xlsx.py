"""xlsx and xlsm: raised marks kept apart, merges, errors, strike-through, missing results; macros never run."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple, NoReturn

import polars as pl
from lxml import etree

from pipelines.read.cells import Fact, Sheet, Stored, Unreadable, facts_of, letter, merged_area, plain_name, sheet_of
from pipelines.read.formulas import Formulas
from pipelines.read.limits import Limits
from pipelines.read.number_format import worded_text
from pipelines.read.ooxml import SheetPart, Workbook, refuse_other
from pipelines.read.ooxml_text import Said, letters, said, unescaped
from pipelines.read.ooxml_tree import is_unseen, local
from pipelines.read.safe_xml import CAUTIOUS, malformed, refuse_unsafe
from pipelines.read.text_numbers import IS_NUMBER, PLACES, runs
from pipelines.read.xlsx_notes import with_notes
from pipelines.read.xlsx_values import KINDS, NOUGHT, RANKS, SPOKEN, Valued, valued

_PLACE = re.compile(r"\$?([A-Za-z]{1,4})\$?([0-9]{1,8})\Z")
_DIGITS = re.compile(r"[0-9]+")
_WANTED = ("{*}row", "{*}col", "{*}mergeCell", "{*}sheetData")
_HELD = {"v", "is", "f", "extLst"}
_IS_NOUGHT = re.compile(NOUGHT)
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
    parts: int = 0
    formulas: Formulas = field(default_factory=Formulas)


def sheet(content: bytes, part: SheetPart, book: Workbook, limits: Limits, notes: tuple[str, ...]) -> Sheet:
    """One worksheet, cell by cell. Raises Unreadable where it is damaged, unsafe or too large."""
    refuse_unsafe(content, part.part, limits=limits)
    grid = Grid(hidden=[f"sheet {part.name}"] if part.is_hidden else [])
    events = etree.iterparse(io.BytesIO(content), tag=_WANTED, **CAUTIOUS)
    try:
        for _, node in events:
            take(node, grid, book=book, limits=limits)
        refuse_other(events.root, "worksheet", part=part.part)
    except (etree.XMLSyntaxError, ValueError) as error:  # an attribute that should be a whole number and is none
        raise malformed(part.part, error) from error
    found = sheet_of(part.name, grid.rows, facts=grid.facts, hidden=tuple(grid.hidden), stored=grid.stored)
    return replace(
        found,
        facts=pl.concat([found.facts, told_last(grid)]),
        notes=with_notes(notes, content, grid.formulas, book=book),
    )


def told_last(grid: Grid) -> pl.DataFrame:
    """Facts about more than one cell: numbers stored as text, merged areas."""
    places = pl.DataFrame(grid.text_numbers, schema=PLACES, orient="row")
    return pl.concat([runs(places), facts_of(list(merged(grid)))])


def take(node: etree._Element, grid: Grid, *, book: Workbook, limits: Limits) -> None:
    """One row, hidden column or merged area of the sheet."""
    kind = local(node)
    if kind == "row":
        _refuse_outside(node, grid)
        _row(node, grid, book=book, limits=limits)
        _forget(node)
    elif kind == "sheetData":
        grid.parts += 1
    elif kind == "col" and is_unseen(node.get("hidden"), node.get("width")):
        grid.hidden += _hidden_columns(node, limits)
    elif kind == "mergeCell":
        grid.merges.append(node.get("ref", ""))


def _refuse_outside(row: etree._Element, grid: Grid) -> None:
    """Rows elsewhere are alternatives or extensions for some programs: others do not see them."""
    data = row.getparent()
    root = None if data is None else data.getparent()
    space = f"{row.tag}"[:-3]
    is_usual = data is not None and data.tag == f"{space}sheetData"
    if not is_usual or root is None or root.tag != f"{space}worksheet" or grid.parts:
        raise Unreadable(
            "file-unreadable", "an Excel workbook: it is damaged, or it has rows outside of its rows of cells"
        )


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
    if not _DIGITS.fullmatch(stated):
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
    if stated is not None and not _DIGITS.fullmatch(stated):
        told = plain_name(stated[:20])
        detail = f"an Excel workbook: row {told} is an invalid reference, outside the format"
        raise Unreadable("file-unreadable", detail)
    number = last + 1 if stated is None else int(stated)
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
    at, tag = 0, f"{node.tag}"[:-3] + "c"  # of the namespace of its row
    for cell in node:
        if cell.tag != tag:
            _refuse_wrapped(cell, number)
            continue
        stated = cell.get("r")
        before, at = at, at + 1 if stated is None else _column(stated, number)
        if at <= before:
            raise Unreadable("file-unreadable", f"an Excel workbook: cell {stated} of row {number} occurs twice")
        if cell.text and not cell.text.isspace():
            _refuse_cell((number, at))
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


class _Cell(NamedTuple):
    """What a cell says of itself: its kind, cell format, place, and the value or text it holds, None where absent."""

    kind: str
    style: int
    place: tuple[int, int]
    value: str | None
    text: etree._Element | None
    formula: str | None

    @property
    def is_blank(self) -> bool:
        """Whether no value is stored; a text may be a blank one."""
        if self.kind in SPOKEN:
            return self.value is None and self.text is None
        return not (self.value or "").strip()

    @property
    def is_nought(self) -> bool:
        """Whether it holds the number that writers put where they worked nothing out."""
        return self.kind == "n" and _IS_NOUGHT.search((self.value or "").strip()) is not None


def _cell(node: etree._Element, place: tuple[int, int]) -> _Cell:
    space = f"{node.tag}"[:-1]
    held: dict[str, etree._Element] = {}
    is_twice = any(held.setdefault(str(each.tag).removeprefix(space), each) is not each for each in node)
    value, text, formula = held.get("v"), held.get("is"), held.get("f")
    kind = node.get("t") or ("n" if text is None else "inlineStr")
    is_text = text is not None and (value is not None or kind != "inlineStr")
    if is_twice or is_text or not held.keys() <= _HELD or kind not in KINDS:
        _refuse_cell(place)
    return _Cell(
        kind,
        _whole(node.get("s", "0")),
        place,
        None if value is None else letters(value),
        text,
        None if formula is None else formula.text or "",
    )


def _refuse_cell(place: tuple[int, int]) -> NoReturn:
    cell = f"{letter(place[1])}{place[0]}"
    detail = f"an Excel workbook: the cell {cell} is of an unknown kind, or holds two values or none that is one"
    raise Unreadable("file-unreadable", detail)


def _text(node: etree._Element, place: tuple[int, int], *, grid: Grid, book: Workbook) -> str | None:
    cell = _cell(node, place)
    if cell.formula is not None:
        grid.formulas.take(cell.formula)
        if cell.is_blank or (book.is_stale and cell.is_nought):
            grid.facts.append(Fact(*place, "NO_STORED_VALUE", ""))
            return None
    if cell.is_blank:
        return None
    spoken = _said(cell, book)
    found = _look(spoken.text, book.styles.shape(cell.style)) if spoken else _valued(cell, book)
    grid.stored += [] if found.stored is None else [Stored(*place, found.stored)]
    told = [(found.fact or "", found.detail), *(spoken.facts if spoken else [])][not found.fact :]
    if spoken and not spoken.raised and IS_NUMBER.match(spoken.text):
        grid.text_numbers.append(place)
    marks = book.styles.marks(cell.style) if found.text else []
    if told or marks:
        ranked = sorted(dict.fromkeys([*told, *marks]), key=lambda each: RANKS.index(each[0]))
        grid.facts += [Fact(*place, fact, detail) for fact, detail in ranked]
    return found.text


def _look(text: str, shape: str) -> Valued:
    """A text in its number format, which may hide it or write something beside it."""
    words = worded_text(shape)
    if text and words.instead is not None:
        return Valued(words.instead or None, text, "SHOWN_AS", words.instead or "nothing")
    return Valued(text, None, "SHOWN_AS", words.beside) if text and words.beside else Valued(text)


def _said(cell: _Cell, book: Workbook) -> Said | None:
    if cell.kind not in SPOKEN:
        return None
    value = cell.value or ""
    if cell.kind == "str":  # programs disagree whether signs written as _xHHHH_ are such in a result; we keep them
        return Said(value.replace("\r\n", "\n"))
    if cell.kind == "inlineStr":
        return Said(unescaped(value)) if cell.text is None else said(cell.text)
    at = int(value) if value.strip().isdecimal() else -1
    if not 0 <= at < len(book.strings):
        raise Unreadable("file-unreadable", "an Excel workbook: a cell points to a shared string that is missing")
    return book.strings[at]


def _valued(cell: _Cell, book: Workbook) -> Valued:
    shape = book.styles.shape(cell.style)
    found = valued(cell.kind, (cell.value or "").strip(), shape=shape, is_1904=book.is_1904)
    return found._replace(fact="ERROR", detail=found.text or "") if cell.kind == "e" else found


def merged(grid: Grid) -> Iterator[Fact]:
    """The merged areas that start on a row of the sheet. Raises Unreadable where one is no area."""
    for area in grid.merges:
        first, _, last = area.partition(":")
        ends = [(_PLACE.match(first)), _PLACE.match(last or first)]
        if ends[0] is None or ends[1] is None:
            raise Unreadable(
                "file-unreadable", f"an Excel workbook: {plain_name(area[:20])} is no area of merged cells"
            )
        rows, columns = zip(*((int(end[2]), _column(end[0], int(end[2]))) for end in ends if end), strict=True)
        top, left, high, wide = min(rows), min(columns), abs(rows[0] - rows[1]) + 1, abs(columns[0] - columns[1]) + 1
        if top <= grid.last and (high, wide) != (1, 1):
            yield merged_area(top, left, high=high, wide=wide)
