"""A workbook with our findings in it, and without them again: parts are added, cells are never written."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import chain, count

import polars as pl
from lxml import etree

from pipelines.read.limits import Limits
from pipelines.read.ooxml_tree import children, local
from pipelines.read.returned import MARK, NAME
from pipelines.report import fills, listing, marks, notes, texts
from pipelines.report.fills import bounds
from pipelines.report.marks import Told
from pipelines.report.page_part import PagePart, opened
from pipelines.report.parts import Parts
from schemas.shown import shown_sheets

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_AFTER_NAMES = {
    "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
    "fileRecoveryPr", "webPublishObjects", "extLst",
}  # fmt: skip
_BASE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass
class Book:
    """A workbook package with its main part, and where its sheets lie. `base`: how it names kinds of relations."""

    parts: Parts
    main: str
    root: etree._Element
    sheets: dict[str, str]
    base: str
    styles: str | None

    @property
    def space(self) -> str:
        """The namespace of its elements."""
        return etree.QName(self.root).namespace or ""


def annotated(content: bytes, told: Told, *, limits: Limits) -> bytes:
    """The workbook with fills, notes and the sheet of findings; former ones of ours are replaced.

    Raises Unreadable where the package cannot be read.
    """
    book = _book(stripped(content, limits), limits)
    told = replace(told, findings=as_sent(told.findings, list(book.sheets)))
    formats = fills.add_formats(book.parts, book.styles) if book.styles else {}
    heads = {name: told.say(name) for name in texts.SEVERITIES}
    for (name,), found in told.findings.filter(pl.col("at_row") > 0).group_by("at_sheet", maintain_order=True):
        part = book.sheets.get(str(name))
        if part is not None:
            _mark(book, part, cells=marks.notes(found, heads), formats=formats, limits=limits)
    _list(book, told, formats=formats)
    return book.parts.saved()


def as_sent(findings: pl.DataFrame, sheets: list[str]) -> pl.DataFrame:
    """Findings at the sheets of the file itself, also where we do not keep their names."""
    names = {kept: sent for sent, kept in shown_sheets(sheets).items()}
    return findings.with_columns(pl.col("at_sheet").replace(names))


def stripped(content: bytes, limits: Limits) -> bytes:
    """The workbook without anything of ours; one that holds nothing of ours is given back byte by byte."""
    book = _book(content, limits)
    is_changed = _unlist(book)
    for part in book.sheets.values():
        page = opened(book.parts[part], part, limits=limits)
        had_fills, had_notes = fills.remove_fills(page), notes.remove_notes(book.parts, part, page=page)
        if had_fills or had_notes:
            book.parts[part] = page.closed()
            is_changed = True
    if not is_changed:
        return content
    if book.styles:
        fills.remove_formats(book.parts, book.styles)
    return book.parts.saved()


def _mark(book: Book, part: str, *, cells: pl.DataFrame, formats: dict[str, int], limits: Limits) -> None:
    page = opened(book.parts[part], part, limits=limits)
    found = [(row, column) for row, column, *_ in cells.iter_rows()]
    anchors = _anchors(page, found)
    said: dict[tuple[int, int], str] = {}
    worst: dict[str, list[tuple[int, int]]] = {name: [] for name in texts.SEVERITIES}
    for row, column, severity, note in cells.iter_rows():
        at = anchors.get((row, column), (row, column))
        said[at] = f"{said[at]}\n{note}" if at in said else note
        worst[severity].append(at)
    for severity, places in worst.items():
        if places and formats:
            fills.add_fill(page, places, number=formats[severity])
    notes.add_notes(book.parts, part, page=page, notes=said, base=book.base)
    book.parts[part] = page.closed()


def _anchors(page: PagePart, cells: list[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int]]:
    """Those of the cells that are covered in a merged area, to the one that is shown."""
    rows = sorted({row for row, _ in cells})
    columns: dict[int, list[int]] = {row: [] for row in rows}
    for row, column in cells:
        columns[row].append(column)
    found = {}
    for each in (cell for group in page.named("mergeCells") for cell in children(group, "mergeCell")):
        left, top, right, bottom = bounds(each.get("ref", "A1"))
        for row in rows[bisect_left(rows, top) : bisect_right(rows, bottom)]:
            found.update({(row, at): (top, left) for at in columns[row] if left <= at <= right})
    return found


def _list(book: Book, told: Told, *, formats: dict[str, int]) -> None:
    """Put the sheet of findings behind the others, and the name by which it is known again."""
    name, part = _free_name(told.say(texts.FINDINGS), book.root), _free_part(book.parts)
    found = listing.listing(told, {each: each for each in book.sheets})
    book.parts.add(part, listing.sheet_xml(found, book.space, formats=formats), content_type=_SHEET)
    identifier = book.parts.relate(book.main, part, type_=f"{book.base}/worksheet")
    [sheets] = children(book.root, "sheets")
    number = max((int(each.get("sheetId", "0")) for each in sheets), default=0) + 1
    sheet = etree.SubElement(sheets, f"{{{book.space}}}sheet", name=name, sheetId=str(number))
    sheet.set(f"{{{book.base}}}id", identifier)
    quoted = name.replace("'", "''")
    etree.SubElement(_names(book), f"{{{book.space}}}definedName", name=NAME).text = f"'{quoted}'!$A$1"
    book.parts.put(book.main, book.root)


def _unlist(book: Book) -> bool:
    """Take the sheet of findings away; false where there is none."""
    for names in children(book.root, "definedNames"):
        for each in children(names, "definedName"):
            if each.get("name") == NAME:
                names.remove(each)
                _drop(book, (each.text or "").rpartition("!")[0].strip("'").replace("''", "'"))
                if not len(names):
                    book.root.remove(names)
                book.parts.put(book.main, book.root)
                return True
    return False


def _drop(book: Book, name: str) -> None:
    """Take a sheet away that still says it is ours; one that was written over is the sender's now."""
    part = book.sheets.get(name)
    if part is None or not _is_marked(book, part):
        return
    del book.sheets[name]
    [sheets] = children(book.root, "sheets")
    at, sheet = next((at, each) for at, each in enumerate(sheets) if each.get("name") == name)
    sheets.remove(sheet)
    book.parts.unrelate(book.main, part)
    book.parts.remove(part)
    places = [(each, "localSheetId") for each in book.root.iter("{*}definedName")]
    places += [(each, "activeTab") for each in book.root.iter("{*}workbookView")]
    for each, attribute in places:
        if int(each.get(attribute, "-1")) >= max(at, 1):  # what counted sheets counts one less
            each.set(attribute, str(int(each.get(attribute, "0")) - 1))


def _is_marked(book: Book, part: str) -> bool:
    strings = book.parts.related(book.main, "sharedStrings")
    return any(MARK.encode() in book.parts[each] for each in (part, strings) if each)


def _names(book: Book) -> etree._Element:
    known = children(book.root, "definedNames")
    if known:
        return known[0]
    made = etree.Element(f"{{{book.space}}}definedNames")
    later = [each for each in book.root if isinstance(each.tag, str) and local(each) in _AFTER_NAMES]
    book.root.insert(book.root.index(later[0]) if later else len(book.root), made)
    return made


def _book(content: bytes, limits: Limits) -> Book:
    parts = Parts(content, limits)
    main = parts.related("", "officeDocument") or "xl/workbook.xml"
    root = parts.tree(main)
    related = {identifier: (type_, name) for identifier, type_, name in parts.relations(main)}
    sheets, base = {}, _BASE
    for each in (sheet for group in children(root, "sheets") for sheet in group):
        identifier = next((str(value) for name, value in each.items() if str(name).endswith("}id")), "")
        type_, part = related.get(identifier, ("", ""))
        if type_.endswith("/worksheet"):
            base = type_.removesuffix("/worksheet")
            sheets[each.get("name", "")] = part
    styles = parts.related(main, "styles")
    return Book(parts, main, root, sheets, base, styles if styles and styles in parts else None)


def _free_name(wanted: str, root: etree._Element) -> str:
    folded = {each.get("name", "").casefold() for group in children(root, "sheets") for each in group}
    names = chain([wanted], (f"{wanted} {at}" for at in count(2)))
    return next(name for name in names if name.casefold() not in folded)


def _free_part(parts: Parts) -> str:
    return next(name for at in count(1) if (name := f"xl/worksheets/oscecFindings{at}.xml") not in parts)
