"""ods on lxml: repeated rows and cells, spans, covered cells, errors, notes left out of the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl
from lxml import etree

from pipelines.read import active, archive
from pipelines.read.cells import Fact, Sheet, Stored, Unreadable, letter, merged_area, sheet_of
from pipelines.read.limits import Limits
from pipelines.read.ods_shown import in_percent, shown_otherwise
from pipelines.read.ods_styles import Styles, defaults_of, style_of, unseen
from pipelines.read.ods_text import Pieces, mark_places, pieces_of
from pipelines.read.raised import apart, are_struck
from pipelines.read.safe_xml import parse
from pipelines.read.serial import clock_text, moment_of
from pipelines.read.text_numbers import IS_NUMBER, with_runs

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_KIND = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_STYLES = ("styles.xml",)
_LIST = "META-INF/manifest.xml"
_NOTED = {
    "external link to another workbook, not followed": (f"{_TABLE}table-source", f"{_TABLE}cell-range-source"),
    "comments present, not stored": (f"{_OFFICE}annotation",),
    "tracked changes present, not stored": (f"{_TABLE}cell-content-change", f"{_TABLE}insertion", f"{_TABLE}deletion"),
}
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_HELD = {
    "an embedded picture or object (OLE or attachment)": (
        f"{_OFFICE}binary-data",
        f"{_DRAW}object",
        f"{_DRAW}object-ole",
    ),
    "a macro (script)": (f"{_OFFICE}script",),
    "an external DDE link": (f"{_OFFICE}dde-source", f"{_TABLE}dde-link"),
}
_BOXES = "text boxes present, not stored"
_OF_OTHERS = re.compile(r"'[a-z]+:.*'#\$?.+")  # cells of another workbook as they once were, kept out of sight
_CLOCK = re.compile(r"(-?)P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?")
_COUNTED = {"float", "percentage", "currency"}
_DAY = 86_400
_MIDNIGHT = re.compile(r"T00:00(?::00(?:[.,]0+)?)?$")
_NO_FRACTION = re.compile(r"[.,]0+$")


@dataclass(frozen=True)
class _Book:
    """What the cells of all tables refer to; `unseen`: names of styles of what is not shown."""

    styles: Styles
    unseen: set[str | None]
    limits: Limits


def read(content: bytes, limits: Limits) -> list[Sheet]:
    """Every table of the spreadsheet."""
    package = archive.Package(content, limits)
    _refuse_locked(package)
    active.refuse(package)
    archive.check_whole(package)
    tree = parse(package.part("content.xml"), "content.xml", limits=limits)
    _refuse_active(tree)
    tables = [each for each in tree.iter(f"{_TABLE}table") if not _OF_OTHERS.fullmatch(each.get(f"{_TABLE}name", ""))]
    if not tables:
        raise Unreadable("file-not-tabular", "an OpenDocument file without a table")
    if any(next(table.iterancestors(f"{_TABLE}table"), None) is not None for table in tables):
        raise Unreadable("file-not-tabular", "an OpenDocument spreadsheet with a table inside of a cell")
    trees = [*(parse(package.part(part), part, limits=limits) for part in _STYLES if part in package), tree]
    mark_places(tree, Styles(*trees, family="text"))
    book = _Book(Styles(*trees), unseen(*trees), limits)
    return [replace(_sheet(each, book), notes=_told(tree)) for each in tables]


def _refuse_active(tree: etree._Element) -> None:
    held = [what for what, names in _HELD.items() if next(tree.iter(*names), None) is not None]
    if held:
        raise Unreadable("file-active", "it holds " + ", ".join(held))


def _refuse_locked(package: archive.Package) -> None:
    """A password makes every part but the list of parts unreadable."""
    if _LIST in package and b"encryption-data" in package.part(_LIST):
        raise Unreadable("file-protected", "")


def _told(tree: etree._Element) -> tuple[str, ...]:
    """What is not read and deserves to be known."""
    boxes = (line for shape in tree.iter(f"{_DRAW}*") for line in shape.iter(f"{_TEXT}p"))
    has_boxes = any("".join(map(str, line.itertext())).strip() for line in boxes)
    noted = (what for what, names in _NOTED.items() if next(tree.iter(*names), None) is not None)
    return (*noted, *([_BOXES] if has_boxes else []))


def _sheet(table: etree._Element, book: _Book) -> Sheet:
    limits = book.limits
    defaults = defaults_of(table, limits.columns)
    rows: list[tuple[int, list[str | None]]] = []
    facts: list[Fact] = []
    stored: list[Stored] = []
    text_numbers: list[tuple[int, int]] = []
    name = table.get(f"{_TABLE}name", "")
    hidden: list[str] = []
    repeated: dict[int, int] = {}
    number = cells = 0
    for row in table.iter(f"{_TABLE}table-row"):
        repeat = _count(row, "number-rows-repeated")
        if any(map(_text, _cells(row))):
            width = sum(map(_repeats, _filled(row)))
            cells += width * repeat
            _refuse_large(width, number + repeat, cells=cells, limits=limits)
            texts = [text for cell in _filled(row) for text in [_text(cell)] * _repeats(cell)]
            rows.append((number + 1, texts))
            facts += [
                *_facts(row, number + 1, most=limits.columns),
                *_looks(row, number + 1, styles=book.styles, defaults=defaults),
            ]
            stored += list(_stored(row, number + 1))
            text_numbers += _text_numbers(row, range(number + 1, number + 1 + repeat))
            repeated[number + 1] = repeat
            if _is_unseen(row, "table-row-group", styles=book.unseen):
                hidden += [f"row {number + copy + 1}" for copy in range(repeat)]
        number += repeat
    of_sheet = [f"sheet {name}"] if table.get(f"{_TABLE}style-name") in book.unseen else []
    of_columns = _hidden_columns(table, book.unseen, width=max((len(texts) for _, texts in rows), default=0))
    once = sheet_of(name, rows, facts=facts, hidden=(*of_sheet, *of_columns, *hidden), stored=stored)
    return with_runs(_unfolded(once, repeated), text_numbers)


def _text_numbers(row: etree._Element, numbers: range) -> Iterator[tuple[int, int]]:
    """Cells of text that hold a number, in each of the rows that a row stands for."""
    column = 1
    for cell in _filled(row):
        is_text = cell.get(f"{_OFFICE}value-type", "string") == "string"
        if is_text and IS_NUMBER.match(_text(cell) or ""):
            yield from ((number, column + copy) for number in numbers for copy in range(_repeats(cell)))
        column += _repeats(cell)


def _unfolded(sheet: Sheet, repeated: dict[int, int]) -> Sheet:
    """Rows written once for several, and what is known of their cells, once for each of them."""
    if all(times == 1 for times in repeated.values()):
        return sheet
    copies = pl.DataFrame({"row": list(repeated), "copy": [list(range(times)) for times in repeated.values()]})
    frames = {
        name: getattr(sheet, name).join(copies, on="row", how="left", maintain_order="left").explode("copy")
        .with_columns(row=pl.col("row") + pl.col("copy")).drop("copy").sort("row", maintain_order=True)
        for name in ("coded", "facts", "stored")
    }  # fmt: skip
    return replace(sheet, **frames)


def _refuse_large(width: int, rows: int, *, cells: int, limits: Limits) -> None:
    problems = {
        f"an invalid repeat: cells beyond the limit of {limits.columns} columns": width > limits.columns,
        f"rows repeat beyond the limit of {limits.rows} rows": rows > limits.rows,
        f"repeated rows stand for more cells than the limit of {limits.cells}": cells > limits.cells,
    }
    for problem, is_present in problems.items():
        if is_present:
            raise Unreadable("file-too-large", problem)


def _hidden_columns(table: etree._Element, styles: set[str | None], *, width: int) -> list[str]:
    """Those that hold something: all behind them may be hidden as well."""
    hidden = []
    at = 1
    for column in table.iter(f"{_TABLE}table-column"):
        repeat = _count(column, "number-columns-repeated")
        if _is_unseen(column, "table-column-group", styles=styles):
            hidden += [f"column {letter(each)}" for each in range(at, min(at + repeat, width + 1))]
        at += repeat
    return hidden


def _is_unseen(node: etree._Element, group: str, *, styles: set[str | None]) -> bool:
    """Whether a row or column is hidden, of no size, filtered away or in a folded group."""
    folded = (each.get(f"{_TABLE}display") == "false" for each in node.iterancestors(f"{_TABLE}{group}"))
    is_styled = node.get(f"{_TABLE}style-name") in styles
    return is_styled or node.get(f"{_TABLE}visibility", "visible") != "visible" or any(folded)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for cell in row:
        if cell.tag in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            yield cell


def _filled(row: etree._Element) -> list[etree._Element]:
    """Cells up to the last one with a text: the blank rest of a row is not made."""
    cells = list(_cells(row))
    last = max((at for at, cell in enumerate(cells, start=1) if _text(cell)), default=0)
    return cells[:last]


def _count(node: etree._Element, name: str) -> int:
    text = node.get(f"{_TABLE}{name}", "1")
    if not text.isdecimal():
        raise Unreadable("file-unreadable", f"an OpenDocument spreadsheet: {name} is damaged")
    return max(1, int(text))


def _repeats(cell: etree._Element) -> int:
    return _count(cell, "number-columns-repeated")


def _stored(row: etree._Element, number: int) -> Iterator[Stored]:
    """Numbers and clock times behind texts that say less."""
    column = 1
    for cell in _filled(row):
        value = _value(cell)
        if value is not None and value != _text(cell):
            yield from (Stored(number, column + copy, value) for copy in range(_repeats(cell)))
        column += _repeats(cell)


def _value(cell: etree._Element) -> str | None:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in _COUNTED:
        return cell.get(f"{_OFFICE}value")
    share = _share(cell) if kind == "time" else None
    moment = None if share is None else moment_of(share, is_1904=False)
    return None if moment is None else str(moment)


def _share(cell: etree._Element) -> float | None:
    """The share of a day that a duration takes."""
    found = _CLOCK.fullmatch(cell.get(f"{_OFFICE}time-value") or "")
    if found is None:
        return None
    days, hours, minutes = (int(each or 0) for each in found.group(2, 3, 4))
    seconds = hours * 3600 + minutes * 60 + float((found[5] or "0").replace(",", "."))
    return (days + seconds / _DAY) * (-1 if found[1] else 1)


def _text(cell: etree._Element) -> str | None:
    """What a cell shows: days and truths as they are stored, all others in words, or what is stored without any."""
    kind = cell.get(f"{_OFFICE}value-type")
    moment, truth = (cell.get(f"{_OFFICE}{name}-value") for name in ("date", "boolean"))
    if kind == "date" and moment:
        return _NO_FRACTION.sub("", _MIDNIGHT.sub("", moment)).replace("T", " ")
    if kind == "boolean" and truth:
        return truth.upper()
    return apart(pieces_of(cell))[0] or _unspoken(cell)


def _unspoken(cell: etree._Element) -> str | None:
    """The value of a cell that is stored without the words for it."""
    value, share = cell.get(f"{_OFFICE}value"), _share(cell)
    if value and cell.get(f"{_OFFICE}value-type") == "percentage":
        return in_percent(value)
    return value or cell.get(f"{_OFFICE}string-value") or (None if share is None else clock_text(share))


def _facts(row: etree._Element, number: int, *, most: int) -> Iterator[Fact]:
    """What the texts of a row do not show, for each of the cells that one stands for."""
    column = 1
    for cell in _cells(row):
        repeat = _repeats(cell)
        told = [(fact, detail) for fact, detail in _told_of(cell) if detail is not None]
        for copy in range(min(repeat, most) if told else 0):
            yield from (Fact(number, column + copy, fact, detail) for fact, detail in told)
        column += repeat


def _told_of(cell: etree._Element) -> Iterator[tuple[str, str | None]]:
    """Facts of a cell with their details; None where there is nothing to tell."""
    rows, columns = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
    pieces, text, formula = pieces_of(cell), _text(cell) or "", cell.get(f"{_TABLE}formula")
    is_error = text.startswith(("#", "Err:")) and bool(formula or cell.get(_KIND) == "error")
    is_unreckoned = not text and formula and cell.get(f"{_OFFICE}value-type") != "string"
    yield "MERGED", merged_area(1, 1, high=rows, wide=columns).detail if rows * columns > 1 else None
    yield "SUPERSCRIPT", apart(pieces)[1] or None
    yield "STRUCK_THROUGH", "" if are_struck(pieces) else None
    yield "SHOWN_AS", _otherwise(cell, pieces) or None
    yield "ERROR", text if is_error else None
    yield "NO_STORED_VALUE", "" if is_unreckoned else None


def _otherwise(cell: etree._Element, pieces: Pieces) -> str:
    """What a number shows that is not what it stores; nothing where it is stored without words."""
    kind, value = cell.get(f"{_OFFICE}value-type"), cell.get(f"{_OFFICE}value")
    has_words = next(cell.iterchildren(f"{_TEXT}p"), None) is not None
    if kind not in _COUNTED or value is None or not has_words or cell.get(_KIND) == "error":
        return ""
    return shown_otherwise(apart(pieces)[0].strip(), value, kind=kind)


def _looks(row: etree._Element, number: int, *, styles: Styles, defaults: list[str | None]) -> Iterator[Fact]:
    """What is struck through, and what the style of the first filled cell says of its level."""
    column, is_first = 1, True
    for cell in _filled(row):
        look = styles.look(style_of(cell, column, defaults=defaults)) if _text(cell) else None
        if look and is_first:
            yield from (Fact(number, column, fact, detail) for fact, detail in look.levels)
        if look and look.is_struck:
            yield from (Fact(number, column + copy, "STRUCK_THROUGH", "") for copy in range(_repeats(cell)))
        is_first = is_first and look is None
        column += _repeats(cell)
