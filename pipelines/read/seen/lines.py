"""The filled rows of a sheet by their place from 0: how many cells and values each holds, and what is merged."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import islice

import polars as pl

from pipelines.read.cells import Sheet
from pipelines.read.seen.spans import Spans

_PLAIN = r"(?:\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?|\d{1,3}(?:[\s.,'\u2019\u00a0\u202f]\d{2,3})+(?:[.,]\d+)?)"
_NUMBER = rf"^\s*[<>≤≥~]?\s*[-+\u2212]?\s?{_PLAIN}\s*[%‰]?\s*(?:[a-z]|[*†‡^¹²³]{{1,2}})?\s*$"
_DATE = r"^\s*\d{1,4}\s?[-./]\s?\d{1,2}\s?[-./]\s?\d{1,4}(?:[ T]\d{1,2}:\d\d(?::\d\d)?.*)?\s*$"
_YEAR = r"^\s*(?:19|20)\d\d\D{0,2}\s*$"
_NUMBERED = re.compile(r"[^\w]*_?[^\w]*(\d{1,3})\W*_?")
_NUMBERED_WHOLE = f"^(?:{_NUMBERED.pattern})$"
MOST_HEADS, _LEAST_NUMBERED, _SHORT = 12, 5, 8
_FEW_VALUES, _MOST, _USUAL = 0.3, 0.7, 0.9
_IS_SHORT = pl.all().str.len_chars() <= _SHORT


class Lines:
    """What tells header, data and notes apart, for the whole sheet at once; texts of single rows where asked."""

    def __init__(self, sheet: Sheet) -> None:
        self.cells = sheet.cells.drop("row")
        self.numbers: list[int] = sheet.cells["row"].to_list()
        self.widths: pl.Series = sheet.cells.select(
            pl.sum_horizontal(pl.exclude("row").is_not_null()).cast(pl.Int64)
        ).to_series()
        spans = sheet.facts.filter(pl.col("fact") == "MERGED").select("row", "column", "detail").rows()
        self.spans = Spans((row, at, *_size(detail)) for row, at, detail in spans)
        number = sheet.cells["row"]
        self._starts = (number - number.shift(1) > 1).fill_null(value=False)
        self._gaps: list[int] = self._starts.arg_true().to_list()
        self._is_data = self._data(_values(self.cells))
        self._data_places: list[int] = self._is_data.arg_true().to_list()

    def __len__(self) -> int:
        """Number of filled rows."""
        return len(self.numbers)

    def _data(self, values: pl.Series) -> pl.Series:
        """Rows of data: enough values for their block, a stray number in a header is not; no row that counts."""
        told = pl.DataFrame({"values": values, "width": self.widths, "block": self._starts.cum_sum()})
        valued = pl.col("values").filter(pl.col("values") > 0).sort()
        usual = valued.get((valued.len() * _USUAL).floor().cast(pl.Int64), null_on_oob=True).fill_null(1)
        least = pl.max_horizontal(pl.lit(1.0), _FEW_VALUES * usual.over("block"))
        enough = told.select((pl.col("values") >= least) & (pl.col("width") > 1)).to_series()
        return enough & ~self._counting

    @cached_property
    def _counting(self) -> pl.Series:
        """Whether nearly every cell of a row is one more than the cell before: 1, 2, 3 or months that start again."""
        if self.cells.width < _LEAST_NUMBERED:
            return pl.repeat(value=False, n=len(self), dtype=pl.Boolean, eager=True)
        enough = _may_count(self.cells, self.widths)
        numbered = self.cells.filter(enough).select(
            pl.when(_IS_SHORT).then(pl.all().str.extract(_NUMBERED_WHOLE)).cast(pl.Int16, strict=False)
        )
        widths = self.widths.filter(enough)
        many = numbered.select(pl.sum_horizontal(pl.all().is_not_null()).cast(pl.Int64)).to_series()
        first = numbered.select(pl.coalesce(pl.all())).to_series()
        counts = (many >= _LEAST_NUMBERED) & (many >= _MOST * widths) & ((first == 1) | (many > MOST_HEADS))
        counts &= _steps(numbered) >= _MOST * (many - 1)
        places = enough.arg_true().filter(counts.fill_null(value=False))
        return pl.int_range(len(self), eager=True).is_in(places.cast(pl.Int64).implode())

    def filled(self, at: int) -> list[int]:
        """Columns from 1 of the filled cells of a row."""
        return [column for column, text in enumerate(self.cells.row(at), start=1) if text]

    def filled_among(self, start: int, end: int, *, only_data: bool = False) -> set[int]:
        """Columns from 1 filled in any row from start to before end."""
        rows = self.cells.slice(start, end - start)
        rows = rows.filter(self._is_data.slice(start, end - start)) if only_data else rows
        return {column for column, texts in enumerate(rows, start=1) if texts.null_count() < texts.len()}

    def texts(self, at: int) -> list[str]:
        """Texts of the filled cells of a row."""
        return [text for text in self.cells.row(at) if text]

    def gap(self, at: int) -> int:
        """How many blank rows stand before a row."""
        return self.numbers[at] - self.numbers[at - 1] - 1 if at else 0

    def gaps_after(self, at: int) -> Iterator[int]:
        """Places of the further rows that blank rows stand before."""
        return islice(self._gaps, bisect_right(self._gaps, at), None)

    def next_block(self, at: int) -> int:
        """The next row behind blank rows; the number of rows where none is."""
        return next(self.gaps_after(at), len(self))

    def is_data(self, at: int) -> bool:
        """Whether a row holds values, and is not a row that counts columns."""
        return bool(self._is_data[at])

    def next_data(self, start: int) -> int | None:
        """The first row of data from a row on."""
        place = bisect_left(self._data_places, start)
        return self._data_places[place] if place < len(self._data_places) else None

    def next_wide(self, start: int, last: int) -> int:
        """The first row of several cells from a row on, at most the last."""
        wide = (self.widths.slice(start, max(0, last - start)) > 1).arg_true()
        return start + int(wide[0]) if wide.len() else last

    def last_row_of_table(self, body: int, end: int, *, wider_than: float | None) -> int:
        """The last row before the end that holds data, or is wide though it holds none."""
        fits = self._is_data.slice(body, end - body)
        if wider_than is not None:
            fits |= self.widths.slice(body, end - body) > wider_than
        return body + int(fits.arg_true()[-1])

    def counts(self, at: int) -> bool:
        """Whether a row only counts columns."""
        return bool(self._counting[at])

    def numbers_all(self, at: int, first: int) -> bool:
        """Whether a counting row numbers the columns from the first on, and so names nothing."""
        found = [_numbered(text) for text in self.texts(at)]
        return self.filled(at)[0] <= first and found[0] is not None and found.count(1) == 1

    def covered(self, at: int) -> set[int]:
        """Columns with a text in a row, or below or right of one through merged cells."""
        number = self.numbers[at]
        found = set(self.filled(at))
        for row, column, _, wide in self.spans.over(number):
            if column in self._filled_in(row):
                found |= set(range(column, min(column + wide, self.cells.width + 1)))
        return found

    def _filled_in(self, number: int) -> list[int]:
        at = bisect_left(self.numbers, number)
        return self.filled(at) if at < len(self) and self.numbers[at] == number else []

    def spans_across(self, at: int) -> bool:
        """Whether a cell of the row is merged over several columns."""
        number = self.numbers[at]
        return any(row == number and wide > 1 for row, _, _, wide in self.spans.over(number))

    def reaches(self, above: int, at: int) -> bool:
        """Whether merged cells join two rows."""
        first, last = self.numbers[above], self.numbers[at]
        return any(row + high > last for row, _, high, _ in self.spans.over(first))


def _values(cells: pl.DataFrame) -> pl.Series:
    """How many numbers and dates, years aside, each row holds."""
    texts = pl.all()
    is_value = (texts.str.contains(_NUMBER) & ~texts.str.contains(_YEAR)) | texts.str.contains(_DATE)
    return cells.select(pl.sum_horizontal(is_value.fill_null(value=False)).cast(pl.Int64)).to_series()


def _may_count(cells: pl.DataFrame, widths: pl.Series) -> pl.Series:
    """Whether so many cells of a row are little but a number that it may count columns."""
    is_numbered = _IS_SHORT & pl.all().str.contains(_NUMBERED_WHOLE)
    many = cells.select(pl.sum_horizontal(is_numbered.fill_null(value=False)).cast(pl.Int64)).to_series()
    return (many >= _LEAST_NUMBERED) & (many >= _MOST * widths)


def _steps(numbers: pl.DataFrame) -> pl.Series:
    """How many numbers of each row are one more than the number before, or start again at 1."""
    steps = pl.repeat(0, numbers.height, dtype=pl.Int64, eager=True)
    before = pl.repeat(None, numbers.height, dtype=pl.Int16, eager=True)
    for number in numbers:
        is_step = before.is_not_null() & ((number == before + 1) | (number == 1))
        steps += is_step.fill_null(value=False).cast(pl.Int64)
        before = number.zip_with(number.is_not_null(), before)
    return steps


def _numbered(text: str) -> int | None:
    """The number of a cell that holds little else, such as (2) or _3_."""
    found = _NUMBERED.fullmatch(text) if len(text) <= _SHORT else None
    return int(found[1]) if found else None


def _size(detail: str) -> tuple[int, int]:
    high, _, wide = detail.partition("x")
    return int(high), int(wide)
