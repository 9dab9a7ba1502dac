"""The two lanes of a workbook: plain bulk sheets as columns, all others and all small ones cell by cell."""

from pipelines.read import active, archive, xlsx, xlsx_bulk
from pipelines.read.cells import Sheet
from pipelines.read.limits import Limits
from pipelines.read.marks import NotBulk
from pipelines.read.ooxml import SheetPart, Workbook, workbook
from pipelines.read.xlsx_strings import Strings, strings_of

_BULK_FROM = 500_000  # bytes of XML; below it there is nothing to gain


def read(content: bytes, limits: Limits, *, bulk_from: int = _BULK_FROM) -> list[Sheet]:
    """Every worksheet, hidden ones included. Raises Unreadable where the file is damaged, unsafe or too large."""
    package = archive.Package(content, limits)
    active.refuse(package)
    book = workbook(package, limits)
    notes = (*active.told(package), *book.notes)
    strings = strings_of(book)
    sheets = []
    for each in book.sheets:
        part = package.part(each.part)
        lane = _bulk if len(part) >= bulk_from else _careful
        sheets.append(lane(part, each, book, strings, notes))
    archive.check_whole(package)
    return sheets


def _bulk(content: bytes, part: SheetPart, book: Workbook, strings: Strings, notes: tuple[str, ...]) -> Sheet:
    try:
        return xlsx_bulk.sheet(content, part, book, strings, notes)
    except NotBulk:
        return _careful(content, part, book, strings, notes)


def _careful(content: bytes, part: SheetPart, book: Workbook, _: Strings, notes: tuple[str, ...]) -> Sheet:
    return xlsx.sheet(content, part, book, book.limits, notes)
