"""Where the tables of a sheet are: header rows, data rows, columns. Told by the shape of rows, never by their words."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise

from pipelines.read.cells import Sheet
from pipelines.read.seen.lines import MOST_HEADS, Lines

_LOOKED_AT = 200
_FAR = 1_000
_SPARSE, _FEWEST = 0.5, 0.2
_NARROW, _GAP = 3, 5


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


def first_area(sheet: Sheet) -> Area | None:
    """The first table of a sheet; others are not looked for."""
    return next(_areas(sheet), None)


def areas(sheet: Sheet) -> list[Area]:
    """The tables of a sheet from the top; none where no header can be told from values."""
    return list(_areas(sheet))


def few_areas(sheet: Sheet, most: int) -> list[Area] | None:
    """The same; None where there are more than this, and no further ones are looked for."""
    found = list(islice(_areas(sheet), most + 1))
    return found if len(found) <= most else None


def _areas(sheet: Sheet) -> Iterator[Area]:
    if sheet.width:
        lines = Lines(sheet)
        found = _with_values(lines)
        first = next(found, None)
        yield from chain([first], found) if first else _of_texts(lines)


def _with_values(lines: Lines) -> Iterator[Area]:
    start = 0
    while (body := lines.next_data(start)) is not None:
        collected = _above(lines, body, start=start)
        if not collected:
            start = lines.next_block(body)
            continue
        header = _kept(lines, collected, body=body)
        last = _last(lines, body, header=header)
        yield from _side_by_side(lines, _area(lines, header, body=header[-1] + 1, last=last))
        start = last + 1


def _above(lines: Lines, body: int, *, start: int) -> list[int]:
    """Rows right above the first row of data that may be its header, from the top; counting rows among them."""
    left = lines.filled(body)[0]
    found: list[int] = []
    for at in range(body - 1, max(start, body - MOST_HEADS) - 1, -1):
        if _is_apart(lines, at, below=at + 1 if found else body):
            break
        is_single = lines.widths[at] == 1 and lines.filled(at)[0] <= left
        if is_single and found:
            break
        if lines.is_data(at):
            break
        if not is_single:
            found.insert(0, at)
    names = [at for at in found if not lines.counts(at) or not lines.numbers_all(at, left)]
    return found if names else []


def _is_apart(lines: Lines, at: int, *, below: int) -> bool:
    """Whether blank rows part a row from its header or body; one may stand below a header, more if it names all."""
    gap = lines.gap(at + 1)
    if gap == 0 or lines.reaches(at, at + 1):
        return False
    is_body = lines.is_data(below)
    return not is_body or (gap > 1 and not (gap <= _GAP and _used(lines, below) <= lines.covered(at)))


def _kept(lines: Lines, rows: list[int], *, body: int) -> list[int]:
    """The rows of the header among candidates: no note above it, and no further row than it takes to name columns."""
    used = _used(lines, body)
    names = [at for at in rows if not (lines.counts(at) and lines.numbers_all(at, min(used)))]
    notes = [place for place, (at, below) in enumerate(pairwise(names)) if _is_note(lines, at, below=below, used=used)]
    names = names[notes[-1] + 1 :] if notes else names
    kept = 1
    while kept < len(names) and _is_continued(lines, names[:kept], below=names[kept], used=used):
        kept += 1
    last = names[kept - 1]
    counted = last + 1
    return [at for at in range(names[0], counted + 1) if at <= last or (at in rows and at not in names)]


def _used(lines: Lines, body: int) -> set[int]:
    """Columns filled in the rows of data that follow."""
    return lines.filled_among(body, min(len(lines), body + _LOOKED_AT), only_data=True)


def _is_note(lines: Lines, at: int, *, below: int, used: set[int]) -> bool:
    """Whether a row is a note: it fills the first column and few others, or half of them where the next names all."""
    named = lines.covered(at) & used
    few = _SPARSE if used <= lines.covered(below) else _FEWEST
    return min(used) in named and len(named) <= few * len(used)


def _is_continued(lines: Lines, rows: list[int], *, below: int, used: set[int]) -> bool:
    """Whether the header needs a further row: columns are unnamed so far, or named together by merged cells."""
    named = set().union(*(lines.covered(at) for at in rows))
    adds = bool(set(lines.filled(below)) & (used - named))
    is_joined = lines.spans_across(rows[-1]) or any(lines.reaches(at, below) for at in rows)
    return adds or is_joined or lines.filled(below)[0] > min(used)


def _last(lines: Lines, body: int, *, header: list[int]) -> int:
    """The last row of data: notes below, a table further down and strays do not belong."""
    title = lines.texts(header[0])
    usual = len(_used(lines, body))
    stops = (at for at in lines.gaps_after(body) if lines.gap(at) > _FAR or _starts_another(lines, at, title=title))
    end = next(stops, len(lines))
    return lines.last_row_of_table(body, end, wider_than=usual / 2 if usual > _NARROW else None)


def _starts_another(lines: Lines, at: int, *, title: list[str]) -> bool:
    """Whether a row after a gap heads a table of its own: names, soon followed by values; not the same header again."""
    if lines.is_data(at) or lines.texts(at) == title:
        return False
    block = range(at, min(lines.next_block(at), at + MOST_HEADS))
    body = next((below for below in block if lines.is_data(below)), None)
    return body is not None and bool(_above(lines, body, start=at))


def _area(lines: Lines, rows: list[int], *, body: int, last: int) -> Area:
    skipped = [at for at in rows if lines.counts(at) and lines.numbers_all(at, lines.filled(body)[0])]
    header = [at for at in rows if at not in skipped]
    named = set().union(*(lines.covered(at) for at in header))
    filled = lines.filled_among(body, last + 1)
    body = lines.next_wide(body, last)
    top, bottom = lines.numbers[header[0]], lines.numbers[body]
    beside = {column for row, column, high, wide in lines.spans.over(top) if wide == 1 and row + high > bottom}
    heads, counting = ([lines.numbers[at] for at in each] for each in (header, skipped))
    columns = sorted((named | filled) - beside)
    return Area(heads, counting, lines.numbers[body], lines.numbers[last], columns, is_labelled=bool(beside))


def _side_by_side(lines: Lines, area: Area) -> list[Area]:
    """The tables that share the rows and the label of one: each stands below a merged title of its own."""
    top = area.header[0]
    tops = [(column, wide) for row, column, _, wide in sorted(lines.spans.over(top)) if row == top and wide > 1]
    parts = [[at for at in area.columns if column <= at < column + wide] for column, wide in tops]
    is_parted = area.is_labelled and sorted(chain.from_iterable(parts)) == area.columns
    return [replace(area, columns=part) for part in parts] if is_parted else [area]


def _of_texts(lines: Lines) -> Iterator[Area]:
    """A table without a row of values: its header is the first row that fills half the usual width."""
    wide = lines.widths.filter(lines.widths > 1).sort()
    if wide.is_empty() or lines.next_data(0) is not None:
        return
    full = ((lines.widths > 1) & (2 * lines.widths >= wide[wide.len() // 2])).arg_true()
    yield _area(lines, [full[0]], body=full[0] + 1, last=full[-1])
