"""Where the tables of a sheet are: header rows, data rows, columns. Told by the shape of rows, never by their words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, groupby, pairwise

import polars as pl

from pipelines.read.cells import Sheet

_PLAIN = r"(?:\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?|\d{1,3}(?:[\s.,'\u2019\u00a0\u202f]\d{2,3})+(?:[.,]\d+)?)"
_NUMBER = rf"^\s*[<>≤≥~]?\s*[-+\u2212]?\s?{_PLAIN}\s*[%‰]?\s*(?:[a-z]|[*†‡^¹²³]{{1,2}})?\s*$"
_DATE = r"^\s*\d{1,4}\s?[-./]\s?\d{1,2}\s?[-./]\s?\d{1,4}(?:[ T]\d{1,2}:\d\d(?::\d\d)?.*)?\s*$"
_YEAR = r"^\s*(?:19|20)\d\d\D{0,2}\s*$"
_NUMBERED = re.compile(r"[^\w]*_?[^\w]*(\d{1,3})\W*_?")
_LOOKED_AT = 200
_MOST_HEADS, _LEAST_NUMBERED = 12, 5
_FAR = 1_000
_FEW_VALUES, _MOST = 0.3, 0.7
_SPARSE, _FEWEST = 0.5, 0.2
_NARROW, _GAP, _SHORT = 3, 5, 8
Span = tuple[int, int, int, int]


@dataclass(frozen=True)
class Area:
    """One table: row numbers of the file and columns from 1.

    `header`: rows that name columns; `skipped`: rows among or below them that only count the columns;
    `columns`: those with a name or a value. `is_labelled`: a cell merged along header and rows stands beside it, which
    is a label of the whole table and no column.
    """

    header: list[int]
    skipped: list[int]
    first_row: int
    last_row: int
    columns: list[int]
    is_labelled: bool = False


def areas(sheet: Sheet) -> list[Area]:
    """The tables of a sheet from the top; none where no header can be told from values."""
    lines = _Lines(sheet)
    found = list(_with_values(lines))
    return found or list(_of_texts(lines))


class _Lines:
    """The filled rows of a sheet by their place from 0: what each holds, and which cells are merged."""

    def __init__(self, sheet: Sheet) -> None:
        texts = pl.exclude("row")
        is_value = (texts.str.contains(_NUMBER) & ~texts.str.contains(_YEAR)) | texts.str.contains(_DATE)
        self.cells = sheet.cells.drop("row")
        self.numbers: list[int] = sheet.cells["row"].to_list()
        self.filled = [[at for at, text in enumerate(row, start=1) if text] for row in self.cells.iter_rows()]
        self.values = (
            sheet.cells.select(pl.sum_horizontal(is_value.fill_null(value=False))).to_series().to_list()
            if sheet.width
            else []
        )
        spans = sheet.facts.filter(pl.col("fact") == "MERGED").select("row", "column", "detail").rows()
        self.spans: list[Span] = [(row, at, *_size(detail)) for row, at, detail in spans]

    def __len__(self) -> int:
        return len(self.numbers)

    def texts(self, at: int) -> list[str]:
        """Texts of the filled cells of a row."""
        return [text for text in self.cells.row(at) if text]

    def gap(self, at: int) -> int:
        """How many blank rows stand before a row."""
        return self.numbers[at] - self.numbers[at - 1] - 1 if at else 0

    @cached_property
    def least_values(self) -> list[float]:
        """For each row, how many values make a row of its block a row of data: a stray number in a header does not."""
        found: list[float] = []
        blocks = groupby(range(len(self)), key=lambda at: self.numbers[at] - at)
        for _, block in blocks:
            places = list(block)
            usual = sorted(self.values[at] for at in places if self.values[at]) or [1]
            found += [max(1, _FEW_VALUES * usual[int(len(usual) * 0.9)])] * len(places)
        return found

    def is_data(self, at: int) -> bool:
        """Whether a row holds values, and is not a row that counts columns."""
        return self.values[at] >= self.least_values[at] and len(self.filled[at]) > 1 and not self.counts(at)

    def counts(self, at: int) -> bool:
        """Whether nearly every cell is one more than the cell before: 1, 2, 3 or months that start again."""
        if len(self.filled[at]) < _LEAST_NUMBERED:
            return False
        found = [_numbered(text) for text in self.texts(at)]
        numbers = [each for each in found if each is not None]
        steps = [after in (before + 1, 1) for before, after in pairwise(numbers)]
        enough = len(numbers) >= max(_LEAST_NUMBERED, _MOST * len(found))
        return enough and sum(steps) >= _MOST * len(steps) and (numbers[0] == 1 or len(numbers) > _MOST_HEADS)

    def numbers_all(self, at: int, first: int) -> bool:
        """Whether a counting row numbers the columns from the first on, and so names nothing."""
        found = [_numbered(text) for text in self.texts(at)]
        return self.filled[at][0] <= first and found[0] is not None and found.count(1) == 1

    def covered(self, at: int) -> set[int]:
        """Columns with a text in a row, or below or right of one through merged cells."""
        number = self.numbers[at]
        found = set(self.filled[at])
        for row, column, high, wide in self.spans:
            if row <= number < row + high and column in self._filled_in(row):
                found |= set(range(column, min(column + wide, self.cells.width + 1)))
        return found

    def _filled_in(self, number: int) -> list[int]:
        at = self._places.get(number)
        return self.filled[at] if at is not None else []

    @cached_property
    def _places(self) -> dict[int, int]:
        return {number: at for at, number in enumerate(self.numbers)}

    def spans_across(self, at: int) -> bool:
        """Whether a cell of the row is merged over several columns."""
        return any(row == self.numbers[at] and wide > 1 for row, _, _, wide in self.spans)

    def reaches(self, above: int, at: int) -> bool:
        """Whether merged cells join two rows."""
        first, last = self.numbers[above], self.numbers[at]
        return any(row <= first and row + high > last for row, _, high, _ in self.spans)


def _numbered(text: str) -> int | None:
    """The number of a cell that holds little else, such as (2) or _3_."""
    found = _NUMBERED.fullmatch(text) if len(text) <= _SHORT else None
    return int(found[1]) if found else None


def _size(detail: str) -> tuple[int, int]:
    high, _, wide = detail.partition("x")
    return int(high), int(wide)


def _with_values(lines: _Lines) -> Iterator[Area]:
    start = 0
    while (body := next((at for at in range(start, len(lines)) if lines.is_data(at)), None)) is not None:
        collected = _above(lines, body, start)
        if not collected:
            start = _next_block(lines, body)
            continue
        header = _kept(lines, collected, body)
        last = _last(lines, body, header)
        yield from _side_by_side(lines, _area(lines, header, header[-1] + 1, last))
        start = last + 1


def _next_block(lines: _Lines, at: int) -> int:
    return next((after for after in range(at + 1, len(lines)) if lines.gap(after)), len(lines))


def _above(lines: _Lines, body: int, start: int) -> list[int]:
    """Rows right above the first row of data that may be its header, from the top; counting rows among them."""
    left = lines.filled[body][0]
    found: list[int] = []
    for at in range(body - 1, max(start, body - _MOST_HEADS) - 1, -1):
        if _is_apart(lines, at, at + 1 if found else body):
            break
        is_single = len(lines.filled[at]) == 1 and lines.filled[at][0] <= left
        if is_single and found:
            break
        if lines.is_data(at):
            break
        if not is_single:
            found.insert(0, at)
    names = [at for at in found if not lines.counts(at) or not lines.numbers_all(at, left)]
    return found if names else []


def _is_apart(lines: _Lines, at: int, below: int) -> bool:
    """Whether blank rows part a row from its header or body; one may stand below a header, more if it names all."""
    gap = lines.gap(at + 1)
    if gap == 0 or lines.reaches(at, at + 1):
        return False
    is_body = lines.is_data(below)
    return not is_body or (gap > 1 and not (gap <= _GAP and _used(lines, below) <= lines.covered(at)))


def _kept(lines: _Lines, rows: list[int], body: int) -> list[int]:
    """The rows of the header among candidates: no note above it, and no further row than it takes to name columns."""
    used = _used(lines, body)
    names = [at for at in rows if not (lines.counts(at) and lines.numbers_all(at, min(used)))]
    notes = [place for place, (at, below) in enumerate(pairwise(names)) if _is_note(lines, at, below, used)]
    names = names[notes[-1] + 1 :] if notes else names
    kept = 1
    while kept < len(names) and _is_continued(lines, names[:kept], names[kept], used):
        kept += 1
    last = names[kept - 1]
    counted = last + 1
    return [at for at in range(names[0], counted + 1) if at <= last or (at in rows and at not in names)]


def _used(lines: _Lines, body: int) -> set[int]:
    """Columns filled in the rows of data that follow."""
    ahead = range(body, min(len(lines), body + _LOOKED_AT))
    return {column for at in ahead if lines.is_data(at) for column in lines.filled[at]}


def _is_note(lines: _Lines, at: int, below: int, used: set[int]) -> bool:
    """Whether a row is a note: it fills the first column and few others, or half of them where the next names all."""
    named = lines.covered(at) & used
    few = _SPARSE if used <= lines.covered(below) else _FEWEST
    return min(used) in named and len(named) <= few * len(used)


def _is_continued(lines: _Lines, rows: list[int], below: int, used: set[int]) -> bool:
    """Whether the header needs a further row: columns are unnamed so far, or named together by merged cells."""
    named = set().union(*(lines.covered(at) for at in rows))
    adds = bool(set(lines.filled[below]) & (used - named))
    is_joined = lines.spans_across(rows[-1]) or any(lines.reaches(at, below) for at in rows)
    return adds or is_joined or lines.filled[below][0] > min(used)


def _last(lines: _Lines, body: int, header: list[int]) -> int:
    """The last row of data: notes below, a table further down and strays do not belong."""
    title = lines.texts(header[0])
    usual = len(_used(lines, body))
    last = body
    for at in range(body + 1, len(lines)):
        gap = lines.gap(at)
        if gap > _FAR or (gap and _starts_another(lines, at, title)):
            break
        if lines.is_data(at) or (2 * len(lines.filled[at]) > usual > _NARROW):
            last = at
    return last


def _starts_another(lines: _Lines, at: int, title: list[str]) -> bool:
    """Whether a row after a gap heads a table of its own: names, soon followed by values; not the same header again."""
    if lines.is_data(at) or lines.texts(at) == title:
        return False
    block = range(at, min(_next_block(lines, at), at + _MOST_HEADS))
    body = next((below for below in block if lines.is_data(below)), None)
    return body is not None and bool(_above(lines, body, at))


def _area(lines: _Lines, rows: list[int], body: int, last: int) -> Area:
    skipped = [at for at in rows if lines.counts(at) and lines.numbers_all(at, lines.filled[body][0])]
    header = [at for at in rows if at not in skipped]
    named = set().union(*(lines.covered(at) for at in header))
    filled = {column for at in range(body, last + 1) for column in lines.filled[at]}
    body = next((at for at in range(body, last) if len(lines.filled[at]) > 1), last)
    top, bottom = lines.numbers[header[0]], lines.numbers[body]
    beside = {column for row, column, high, wide in lines.spans if wide == 1 and row <= top and row + high > bottom}
    heads, counting = ([lines.numbers[at] for at in each] for each in (header, skipped))
    columns = sorted((named | filled) - beside)
    return Area(heads, counting, lines.numbers[body], lines.numbers[last], columns, is_labelled=bool(beside))


def _side_by_side(lines: _Lines, area: Area) -> list[Area]:
    """The tables that share the rows and the label of one: each stands below a merged title of its own."""
    tops = [(column, wide) for row, column, _, wide in sorted(lines.spans) if row == area.header[0] and wide > 1]
    parts = [[at for at in area.columns if column <= at < column + wide] for column, wide in tops]
    is_parted = area.is_labelled and sorted(chain.from_iterable(parts)) == area.columns
    return [replace(area, columns=part) for part in parts] if is_parted else [area]


def _of_texts(lines: _Lines) -> Iterator[Area]:
    """A table without a row of values: its header is the first row that fills half the usual width."""
    widths = [len(filled) for filled in lines.filled]
    wide = sorted(width for width in widths if width > 1)
    if not wide or any(lines.is_data(at) for at in range(len(lines))):
        return
    full = [at for at, width in enumerate(widths) if width > 1 and 2 * width >= wide[len(wide) // 2]]
    yield _area(lines, [full[0]], full[0] + 1, full[-1])
