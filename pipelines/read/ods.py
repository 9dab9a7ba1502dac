"""ods on lxml: repeated rows and cells, spans, covered cells, errors, notes left out of the text."""

import re
from collections.abc import Iterator
from dataclasses import replace

import polars as pl
from lxml import etree

from pipelines.read import active, archive
from pipelines.read.cells import Fact, Sheet, Stored, Unreadable, letter, merged_area, sheet_of
from pipelines.read.limits import Limits
from pipelines.read.ods_styles import Styles, defaults_of, style_of
from pipelines.read.raised import Stands, apart
from pipelines.read.safe_xml import parse
from pipelines.read.serial import moment_of
from pipelines.read.text_numbers import IS_NUMBER, with_runs

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_STANDS = {"super": Stands.ABOVE, "sub": Stands.BELOW}
_PLACE = "stands"  # attribute we give to spans that do not stand on the line
_UNSPOKEN = {f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TEXT}ruby-text"}
_SIGNS = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
_KIND = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_LIST = "META-INF/manifest.xml"
_NOTED = {
    "external link to another workbook, not followed": (f"{_TABLE}table-source", f"{_TABLE}cell-range-source"),
    "comments present, not stored": (f"{_OFFICE}annotation",),
    "tracked changes present, not stored": (f"{_TABLE}cell-content-change", f"{_TABLE}insertion", f"{_TABLE}deletion"),
}
_LONGEST_TEXT = 32_767  # signs a cell may hold
_CLOCK = re.compile(r"PT(\d+)H(\d+)M(\d+(?:[.,]\d+)?)S")


def read(content: bytes, limits: Limits) -> list[Sheet]:
    """Every table of the spreadsheet."""
    package = archive.Package(content, limits)
    _refuse_locked(package)
    active.refuse(package)
    archive.check_whole(package)
    tree = parse(package.part("content.xml"), "content.xml", limits=limits)
    if next(tree.iter(f"{_OFFICE}dde-source", f"{_TABLE}dde-link"), None) is not None:
        raise Unreadable("file-active", "it holds an external DDE link")
    tables = list(tree.iter(f"{_TABLE}table"))
    if not tables:
        raise Unreadable("file-not-tabular", "an OpenDocument file without a table")
    if any(next(table.iterancestors(f"{_TABLE}table"), None) is not None for table in tables):
        raise Unreadable("file-not-tabular", "an OpenDocument spreadsheet with a table inside of a cell")
    _mark_places(tree)
    unseen = _unseen_styles(tree)
    common = [parse(package.part(part), part, limits=limits) for part in ("styles.xml",) if part in package]
    styles = Styles(*common, tree)
    sheets = [
        _sheet(table, styles, is_hidden=table.get(f"{_TABLE}style-name") in unseen, limits=limits) for table in tables
    ]
    return [replace(each, notes=_told(tree)) for each in sheets]


def _refuse_locked(package: archive.Package) -> None:
    """A password makes every part but the list of parts unreadable."""
    if _LIST in package and b"encryption-data" in package.part(_LIST):
        raise Unreadable("file-protected", "")


def _told(tree: etree._Element) -> tuple[str, ...]:
    """What is not read and deserves to be known."""
    return tuple(what for what, names in _NOTED.items() if next(tree.iter(*names), None) is not None)


def _mark_places(tree: etree._Element) -> None:
    """Say of each span of text whose style stands above or below the line that it does."""
    places = {
        style.get(f"{_STYLE}name"): _place(shape.get(f"{_STYLE}text-position", ""))
        for style in tree.iter(f"{_STYLE}style")
        for shape in style.iter(f"{_STYLE}text-properties")
    }
    for span in tree.iter(f"{_TEXT}span"):
        span.set(_PLACE, str(int(places.get(span.get(f"{_TEXT}style-name"), Stands.ON_LINE))))


def _place(said: str) -> Stands:
    """Where text stands: `super 58%`, `sub 58%`, or percent of its height up or down."""
    first = said.partition(" ")[0]
    height = int(first.removesuffix("%")) if re.fullmatch(r"-?\d{1,3}%", first) else 0
    return _STANDS.get(first) or (Stands.ABOVE if height > 0 else Stands.BELOW if height < 0 else Stands.ON_LINE)


def _unseen_styles(tree: etree._Element) -> set[str | None]:
    """Styles of tables that are not shown."""
    return {
        style.get(f"{_STYLE}name")
        for style in tree.iter(f"{_STYLE}style")
        for shape in style.iter(f"{_STYLE}table-properties")
        if shape.get(f"{_TABLE}display") == "false"
    }


def _sheet(table: etree._Element, styles: Styles, *, is_hidden: bool, limits: Limits) -> Sheet:
    defaults = defaults_of(table, limits.columns)
    rows: list[tuple[int, list[str | None]]] = []
    facts: list[Fact] = []
    stored: list[Stored] = []
    text_numbers: list[tuple[int, int]] = []
    name = table.get(f"{_TABLE}name", "")
    hidden = [*([f"sheet {name}"] if is_hidden else []), *_hidden_columns(table)]
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
            facts += [*_facts(row, number + 1), *_looks(row, number + 1, styles=styles, defaults=defaults)]
            stored += list(_stored(row, number + 1))
            text_numbers += _text_numbers(row, range(number + 1, number + 1 + repeat))
            repeated[number + 1] = repeat
            if _is_unseen(row, "table-row-group"):
                hidden.append(f"row {number + 1}")
        number += repeat
    once = sheet_of(name, rows, facts=facts, hidden=tuple(hidden), stored=stored)
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


def _hidden_columns(table: etree._Element) -> list[str]:
    hidden = []
    at = 1
    for column in table.iter(f"{_TABLE}table-column"):
        if _is_unseen(column, "table-column-group"):
            hidden.append(f"column {letter(at)}")
        at += _count(column, "number-columns-repeated")
    return hidden


def _is_unseen(node: etree._Element, group: str) -> bool:
    """Whether a row or column is hidden, filtered away or in a folded group."""
    folded = (each.get(f"{_TABLE}display") == "false" for each in node.iterancestors(f"{_TABLE}{group}"))
    return node.get(f"{_TABLE}visibility", "visible") != "visible" or any(folded)


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


def _spaces(node: etree._Element) -> int:
    text = node.get(f"{_TEXT}c", "1")
    if not text.isdecimal() or int(text) > _LONGEST_TEXT:
        raise Unreadable("file-unreadable", "an OpenDocument spreadsheet: a number of spaces is damaged")
    return int(text)


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
    if kind in {"float", "percentage", "currency"}:
        return cell.get(f"{_OFFICE}value")
    found = _CLOCK.fullmatch(cell.get(f"{_OFFICE}time-value") or "") if kind == "time" else None
    if found is None:
        return None
    seconds = int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3].replace(",", "."))
    return str(moment_of(seconds / 86_400, is_1904=False))


def _text(cell: etree._Element) -> str | None:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind == "date":
        moment = (cell.get(f"{_OFFICE}date-value") or "").removesuffix("T00:00:00")
        return moment.replace("T", " ") or None
    if kind == "boolean":
        return (cell.get(f"{_OFFICE}boolean-value") or "").upper() or None
    return apart(_pieces(cell))[0] or cell.get(f"{_OFFICE}value")


def _pieces(cell: etree._Element) -> Iterator[tuple[str, Stands]]:
    """The text of a cell piece by piece, a line for each paragraph."""
    for at, paragraph in enumerate(each for each in cell if each.tag == f"{_TEXT}p"):
        if at:
            yield "\n", Stands.ON_LINE
        yield from _spoken(paragraph, Stands.ON_LINE)


def _spoken(node: etree._Element, stands: Stands) -> Iterator[tuple[str, Stands]]:
    """Text of a paragraph as shown: repeated spaces, tabs and lines expanded; notes and phonetic guides left out."""
    if node.text:
        yield node.text, stands
    for child in node:
        if child.tag in _SIGNS:
            yield _SIGNS[child.tag] * (_spaces(child) if child.tag == f"{_TEXT}s" else 1), stands
        elif child.tag not in _UNSPOKEN:
            yield from _spoken(child, Stands(int(child.get(_PLACE, "0"))) or stands)
        if child.tail:
            yield child.tail, stands


def _facts(row: etree._Element, number: int) -> Iterator[Fact]:
    column = 1
    for cell in _cells(row):
        rows, columns = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if rows * columns > 1:
            yield merged_area(number, column, high=rows, wide=columns)
        marks = apart(_pieces(cell))[1]
        if marks:
            yield Fact(number, column, "SUPERSCRIPT", marks)
        text = _text(cell) or ""
        if text.startswith(("#", "Err:")) and (cell.get(f"{_TABLE}formula") or cell.get(_KIND) == "error"):
            yield Fact(number, column, "ERROR", text)
        if not text and cell.get(f"{_TABLE}formula") and cell.get(f"{_OFFICE}value-type") != "string":
            yield Fact(number, column, "NO_STORED_VALUE", "")
        column += _repeats(cell)


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
