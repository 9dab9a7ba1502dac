"""xlsb, the binary workbook: the same facts as xlsx from its records; nothing is run."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipelines.read import active, archive
from pipelines.read.archive import Package
from pipelines.read.biff12 import Record, records, string
from pipelines.read.cells import Fact, Sheet, Stored, Unreadable, letter, merged_area, one_line_end, sheet_of
from pipelines.read.limits import Limits
from pipelines.read.ooxml import SheetPart, relations
from pipelines.read.ooxml_styles import BUILTIN, Styles
from pipelines.read.ooxml_text import Said
from pipelines.read.raised import SCRIPTS, Stands, apart, are_struck
from pipelines.read.text_numbers import IS_NUMBER, with_runs
from pipelines.read.xlsx import MAX_COLUMN, MAX_ROW, Grid, refuse_large
from pipelines.read.xlsx_values import Valued, valued

_MAIN = "xl/workbook.bin"
_ROW, _COLUMN, _MERGED, _SHEET, _PROPERTIES, _ITEM = 0, 60, 176, 156, 153, 19
_FONT, _FORMAT, _XF, _XFS, _XFS_END = 43, 44, 47, 617, 618
_RK, _REAL, _SHARED, _TEXTS, _RICH = 2, {5, 9}, 7, {6, 8}, 62
_ERROR, _LOGICAL = {3, 11}, {4, 10}
_BLANK = 1
_CELLS = {_BLANK, _RK, _SHARED, _RICH, *_REAL, *_TEXTS, *_ERROR, *_LOGICAL}
_SHORT = {12: _BLANK, 13: _RK, 14: 3, 15: 4, 16: 5, 17: 6, 18: _SHARED}  # these stand behind the last cell
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip
_REFERENCE_BYTES = 12  # column, style, number of the string
_STRUCK, _ROW_IS_HIDDEN, _IS_1904 = 0x8, 0x10, 1
_BOLD_FROM, _INDENT = 600, 11  # weight of a font; place of the steps in a cell format


@dataclass(frozen=True)
class _Book:
    """Everything the cells refer to; `stands` tells of each font where its signs stand."""

    sheets: list[SheetPart]
    is_1904: bool
    styles: Styles
    stands: list[Stands]
    strings: list[Said]
    limits: Limits


@dataclass
class _Row(Grid):
    """The cells of the row that goes by, beside all that is gathered of the sheet."""

    texts_here: dict[int, str] = field(default_factory=dict)
    column: int = -1  # of the last cell, from 0


def read(content: bytes, limits: Limits) -> list[Sheet]:
    """Every worksheet, hidden ones included. Raises Unreadable where the file is damaged, unsafe or too large."""
    package = archive.Package(content, limits)
    active.refuse(package)
    archive.check_whole(package)
    try:
        book = _book(package, limits)
        return [_sheet(package.part(each.part), each, book=book, notes=active.told(package)) for each in book.sheets]
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise Unreadable("file-unreadable", "a binary workbook (xlsb): its records are damaged or cut off") from error


def _book(package: Package, limits: Limits) -> _Book:
    related = relations(package, _MAIN, limits=limits)
    main = list(records(package.part(_MAIN)))
    sheets = [found for kind, record in main if kind == _SHEET and (found := _sheet_part(record, related))]
    if not sheets:
        raise Unreadable("file-unreadable", "a binary workbook (xlsb): it has no worksheet, or it is damaged")
    if len(sheets) > limits.sheets:
        raise Unreadable(
            "file-too-large", f"it has {len(sheets)} sheets, more than the limit of {limits.sheets} sheets"
        )
    styles, stands = _styles(list(records(_related(package, related, wanted="styles"))))
    shared = records(_related(package, related, wanted="sharedStrings"))
    strings = [_said(record, 0, stands=stands) for kind, record in shared if kind == _ITEM]
    is_1904 = any(record[0] & _IS_1904 for kind, record in main if kind == _PROPERTIES)
    return _Book(sheets, is_1904, styles, stands, strings, limits)


def _related(package: Package, related: dict[str, tuple[str, str]], *, wanted: str) -> bytes:
    part = next((target for kind, target in related.values() if kind == wanted), None)
    return package.part(part) if part else b""


def _sheet_part(record: bytes, related: dict[str, tuple[str, str]]) -> SheetPart | None:
    (state,) = struct.unpack_from("<I", record)
    identifier, at = string(record, 8)
    kind, target = related.get(identifier, ("", ""))
    return SheetPart(string(record, at)[0], target, state != 0) if kind == "worksheet" else None


def _styles(found: list[Record]) -> tuple[Styles, list[Stands]]:
    """Number format, strike-through and level of every cell format; and of every font where its signs stand."""
    fonts = [struct.unpack_from("<HHHH", record) for kind, record in found if kind == _FONT]
    own = {struct.unpack_from("<H", record)[0]: string(record, 2)[0] for kind, record in found if kind == _FORMAT}
    kinds = [kind for kind, _ in found]
    start, end = (kinds.index(mark) if mark in kinds else 0 for mark in (_XFS, _XFS_END))
    records_of = [record for kind, record in found[start:end] if kind == _XF]
    formats = [struct.unpack_from("<HHH", record) for record in records_of]
    named = {**BUILTIN, **own}
    of_font = [fonts[font] if font < len(fonts) else (0, 0, 0, 0) for _, _, font in formats]
    styles = Styles(
        [named.get(shape, "General") for _, shape, _ in formats],
        [bool(flags & _STRUCK) for _, flags, _, _ in of_font],
        [record[_INDENT] for record in records_of],
        [weight >= _BOLD_FROM for _, _, weight, _ in of_font],
    )
    return styles, [_stands(flags, script) for _, flags, _, script in fonts]


def _stands(flags: int, script: int) -> Stands:
    return Stands.STRUCK if flags & _STRUCK else SCRIPTS.get(script, Stands.ON_LINE)


def _said(record: bytes, at: int, *, stands: list[Stands]) -> Said:
    """A text with its marks apart."""
    is_rich = record[at] & 1
    text, at = string(record, at + 1)
    if not is_rich:
        return Said(one_line_end(text))
    (count,) = struct.unpack_from("<I", record, at)
    runs = [struct.unpack_from("<HH", record, at + 4 + 4 * each) for each in range(count)]
    signs = text.encode("utf-16-le")
    borders = [0, *(start for start, _ in runs), len(signs) // 2]
    places = [Stands.ON_LINE, *(stands[font] if font < len(stands) else Stands.ON_LINE for _, font in runs)]
    parts = [signs[2 * start : 2 * end].decode("utf-16-le") for start, end in pairwise(borders)]
    pieces = list(zip(parts, places, strict=True))
    whole, marks = map(one_line_end, apart(pieces))
    return Said(whole, marks, is_struck=are_struck(pieces))


def _sheet(content: bytes, part: SheetPart, *, book: _Book, notes: tuple[str, ...]) -> Sheet:
    grid = _Row(hidden=[f"sheet {part.name}"] if part.is_hidden else [])
    merged: list[Fact] = []
    for kind, record in records(content):
        if kind == _ROW:
            _end_row(grid, book.limits)
            _start_row(record, grid)
        elif kind in _SHORT:
            _take(_SHORT[kind], struct.pack("<i", grid.column + 1) + record, grid=grid, book=book)
        elif kind in _CELLS:
            _take(kind, record, grid=grid, book=book)
        elif kind == _COLUMN:
            grid.hidden += _hidden_columns(record, book.limits)
        elif kind == _MERGED:
            merged.append(_area(record))
    _end_row(grid, book.limits)
    facts = [*grid.facts, *(fact for fact in merged if fact.row <= grid.last)]
    found = sheet_of(part.name, grid.rows, facts=facts, hidden=tuple(grid.hidden), stored=grid.stored)
    return with_runs(replace(found, notes=notes), grid.text_numbers)


def _start_row(record: bytes, grid: _Row) -> None:
    number = struct.unpack_from("<I", record)[0] + 1
    if not grid.last < number <= MAX_ROW:
        raise Unreadable("file-unreadable", f"a binary workbook (xlsb): row {number} is out of order or invalid")
    grid.last, grid.column = number, -1
    (height,) = struct.unpack_from("<H", record, 8)
    if record[11] & _ROW_IS_HIDDEN or not height:
        grid.hidden.append(f"row {number}")


def _end_row(grid: _Row, limits: Limits) -> None:
    texts, grid.texts_here = grid.texts_here, {}
    if not texts:
        return
    width = max(texts)
    grid.cells += len(texts)
    grid.texts += sum(map(len, texts.values()))
    refuse_large(grid, width, number=grid.last, limits=limits)
    grid.rows.append((grid.last, [texts.get(at) for at in range(1, width + 1)]))


def _hidden_columns(record: bytes, limits: Limits) -> Iterator[str]:
    first, last, width = struct.unpack_from("<III", record)
    (flags,) = struct.unpack_from("<H", record, 16)
    if flags & 1 or not width:
        yield from (f"column {letter(at + 1)}" for at in range(first, min(last, first + limits.columns) + 1))


def _area(record: bytes) -> Fact:
    top, bottom, left, right = struct.unpack_from("<IIII", record)
    return merged_area(top + 1, left + 1, high=bottom - top + 1, wide=right - left + 1)


def _take(kind: int, record: bytes, *, grid: _Row, book: _Book) -> None:
    column, style = struct.unpack_from("<II", record)
    place, style = (grid.last, column + 1), style & 0xFFFFFF
    if column >= MAX_COLUMN or column + 1 in grid.texts_here:
        raise Unreadable(
            "file-unreadable", f"a binary workbook (xlsb): a cell of row {grid.last} is invalid or occurs twice"
        )
    grid.column = column
    if kind == _BLANK:
        return
    spoken = _spoken(kind, record, book=book)
    found = (
        Valued(spoken.text) if spoken else _valued(kind, record, shape=book.styles.shape(style), is_1904=book.is_1904)
    )
    if found.stored is not None:
        grid.stored.append(Stored(*place, found.stored))
    grid.facts += _facts(place, found, spoken=spoken, marks=book.styles.marks(style))
    if spoken and not spoken.raised and IS_NUMBER.match(spoken.text):
        grid.text_numbers.append(place)
    if found.text and not grid.texts_here:
        grid.facts += [Fact(*place, fact, detail) for fact, detail in book.styles.levels(style)]
    if found.text:
        grid.texts_here[column + 1] = found.text


def _facts(
    place: tuple[int, int], found: Valued, *, spoken: Said | None, marks: list[tuple[str, str]]
) -> Iterator[Fact]:
    """What a cell does not show, each fact once. `marks`: what its format says of all that stands in it."""
    told = [*(spoken.facts if spoken else ()), *([(found.fact, found.detail)] if found.fact else ())]
    yield from (Fact(*place, *each) for each in dict.fromkeys([*told, *(marks if found.text else ())]))


def _spoken(kind: int, record: bytes, *, book: _Book) -> Said | None:
    if kind == _RICH:
        return _said(record, 8, stands=book.stands)
    if kind in _TEXTS:
        return Said(one_line_end(string(record, 8)[0]))
    if kind != _SHARED:
        return None
    at = int.from_bytes(record[8:12], "little")
    if len(record) < _REFERENCE_BYTES or at >= len(book.strings):
        raise Unreadable(
            "file-unreadable", "a binary workbook (xlsb): a cell points to a shared string that is missing"
        )
    return book.strings[at]


def _valued(kind: int, record: bytes, *, shape: str, is_1904: bool) -> Valued:
    if kind in _ERROR:
        text = _ERRORS.get(record[8], "#?")
        return Valued(text, None, "ERROR", text)
    if kind in _LOGICAL:
        return valued("b", str(record[8]), shape=shape, is_1904=is_1904)
    number = _packed(record) if kind == _RK else struct.unpack_from("<d", record, 8)[0]
    return valued("n", repr(number), shape=shape, is_1904=is_1904)


def _packed(record: bytes) -> float:
    """A number in four bytes: the upper half of a binary fraction or a whole number, perhaps in hundredths."""
    (packed,) = struct.unpack_from("<i", record, 8)
    if packed & 2:
        number = float(packed >> 2)
    else:
        (number,) = struct.unpack("<d", struct.pack("<iI", 0, packed & 0xFFFFFFFC))
    return number / 100 if packed & 1 else number
