"""The bulk lane of xlsx: all cells of a plain sheet as columns, with the same texts and facts as the careful lane."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import unescape

import polars as pl
from lxml import etree

from pipelines.read.cells import FACTS, STORED, Sheet, facts_of
from pipelines.read.formulas import TELLING, Formulas, formulas_of
from pipelines.read.limits import Limits
from pipelines.read.marks import need
from pipelines.read.ooxml import SheetPart, Workbook
from pipelines.read.ooxml_tree import local
from pipelines.read.text_numbers import runs
from pipelines.read.wide import joined, wide
from pipelines.read.xlsx import Grid, merged, refuse_large, take
from pipelines.read.xlsx_notes import with_notes
from pipelines.read.xlsx_places import places_of
from pipelines.read.xlsx_said import Scope, said_of
from pipelines.read.xlsx_strings import Strings, shell
from pipelines.read.xlsx_tags import Tag, Tags, tags_of

_START, _END, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"
_MARKS = {"&quot;": '"', "&apos;": "'"}
_PIECE = 8_000_000  # bytes of XML at a time, so that what is made of them stays near the processor


@dataclass(frozen=True)
class _Piece:
    """Some rows of a sheet: wide `cells`, and what the careful lane would tell of them."""

    cells: pl.DataFrame
    facts: pl.DataFrame
    stored: pl.DataFrame
    text_numbers: pl.DataFrame
    rows: pl.DataFrame
    texts: int
    filled: int
    formulas: Formulas

    @property
    def width(self) -> int:
        """The number of the last column with a text."""
        return max((int(name) for name in self.cells.columns[1:]), default=0)


def sheet(content: bytes, part: SheetPart, book: Workbook, strings: Strings, notes: tuple[str, ...]) -> Sheet:
    """One worksheet. Raises NotBulk where it is not plain, Unreadable where it is too large."""
    start, end = content.find(_START) + len(_START), content.rfind(_END)
    need(len(_START) <= start < end, "no plain rows")
    root = shell(content[:start] + content[end:], part.part, book=book)
    need(next(root.iter("{*}row"), None) is None, "rows outside of the data")
    need(is_usual(root), "another root, or data in two parts")
    grid = Grid(hidden=[f"sheet {part.name}"] if part.is_hidden else [])
    for node in root.iter("{*}col", "{*}mergeCell"):
        take(node, grid, book=book, limits=book.limits)
    pieces = _pieces(
        _cut(content, start, end=end), Scope(book, strings, dict(root.nsmap)), grid=grid, limits=book.limits
    )
    return _whole(part.name, pieces, grid=grid, notes=with_notes(notes, content, grid.formulas, book=book))


def is_usual(root: etree._Element) -> bool:
    """Whether a part is a worksheet whose rows lie in one place, all in one namespace."""
    data = [node.getparent() for node in root.iter("{*}sheetData")]
    return local(root) == "worksheet" and root.prefix is None and len(data) == 1 and data[0] is root


def _pieces(parts: Iterator[memoryview], scope: Scope, *, grid: Grid, limits: Limits) -> list[_Piece]:
    found = []
    for content in parts:
        piece = _piece(content, scope)
        first, last = piece.rows["number"][0], piece.rows["number"][-1]
        need(grid.last < first and last <= limits.rows, "rows out of order or outside the limit")
        need(piece.width <= limits.columns, "columns outside the limit")
        grid.last = last
        grid.cells += piece.filled
        grid.formulas.is_any |= piece.formulas.is_any
        grid.formulas.telling |= piece.formulas.telling
        grid.texts += piece.texts
        refuse_large(grid, 0, number=0, limits=limits)
        found.append(piece)
    return found


def _cut(content: bytes, start: int, *, end: int) -> Iterator[memoryview]:
    """Pieces that end where a row ends."""
    data = memoryview(content)
    while end - start > _PIECE:
        cut = content.rfind(_ROW_END, start, start + _PIECE) + len(_ROW_END)
        need(cut > start, "a row as large as a sheet")
        yield data[start:cut]
        start = cut
    if start < end:
        yield data[start:end]


def _whole(name: str, pieces: list[_Piece], *, grid: Grid, notes: tuple[str, ...]) -> Sheet:
    hidden = [each.rows.filter("is_hidden")["number"] for each in pieces]
    last = [runs(pl.concat([each.text_numbers for each in pieces])), facts_of(list(merged(grid)))]
    facts = pl.concat([*(each.facts for each in pieces), *last])
    stored = pl.concat([each.stored for each in pieces])
    told = (*grid.hidden, *(f"row {number}" for numbers in hidden for number in numbers))
    return Sheet(name, joined([each.cells for each in pieces]), facts, told, stored, notes)


def _piece(content: memoryview, scope: Scope) -> _Piece:
    tags = tags_of(content)
    need(tags.longest <= scope.book.limits.tag_bytes, "a tag over the limit")
    need(tags.holds_only(Tag.ROW, Tag.ROW_BLANK, Tag.ROW_END), "a row that is cut off")
    places = places_of(tags, scope.namespaces)
    said = said_of(tags, places.cells, endings=places.endings, scope=scope)
    at = places.cells.select(pl.col("row", "column").cast(pl.Int64))
    here = at[said.texts["cell"]]
    return _Piece(
        wide(here["row"], here["column"], text=said.texts["text"]),
        _placed(at, said.facts, schema=FACTS),
        _placed(at, said.stored, schema=STORED),
        at[said.text_numbers],
        places.rows,
        int(said.texts["text"].str.len_chars().sum()),
        said.texts.height,
        _formulas(tags),
    )


def _formulas(tags: Tags) -> Formulas:
    places = tags.places(Tag.FORMULA)
    texts = tags.contents(places)
    telling = texts.filter(texts.str.contains(TELLING)).unique().to_list() if places.len() else []
    found = formulas_of([unescape(text, _MARKS) for text in telling])
    found.is_any = bool(places.len() or tags.are(Tag.FORMULA_BLANK).any())
    return found


def _placed(at: pl.DataFrame, told: pl.DataFrame, *, schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    return pl.concat([at[told["cell"]], told.drop("cell")], how="horizontal").select(*schema)
