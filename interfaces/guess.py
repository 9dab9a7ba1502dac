"""What a file of a new series seems to hold: its tables, columns and labels. Shown to people, never applied."""

import re
import unicodedata
from dataclasses import dataclass

import polars as pl

from pipelines.layout import clean
from pipelines.read.cells import Sheet

_FORMATS = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%d. %m. %Y", "%Y%m%d")
_NUMBER = re.compile(r"[\d\s.,%/:-]+")
_HEADS = 3
_LOOKED_THROUGH = 60
_MOST_LABELS = 40
_FEW = 6
_AGE = r"^(?:\d{1,2}|1[01]\d|120)$"


@dataclass(frozen=True)
class GuessedColumn:
    """One column. `target`: what its values look like, empty where a person has to say; `labels`: text to rows."""

    header: str
    name: str
    target: str
    hint: str
    labels: dict[str, int]


@dataclass(frozen=True)
class GuessedTable:
    """The table that sheets with the same header seem to hold: its header row, and its columns from left to right."""

    sheets: list[str]
    header_row: int
    columns: list[GuessedColumn]

    @property
    def anchor(self) -> str:
        """The first filled cell of the header."""
        return self.columns[0].header

    @property
    def has_key(self) -> bool:
        """Whether a column tells the records apart."""
        return any(column.target == "row_key" for column in self.columns)


def guess(sheets: list[Sheet]) -> list[GuessedTable]:
    """The tables of a file; sheets whose headers read the same hold one table."""
    found = [head for sheet in sheets if (head := _head(sheet))]
    alike: dict[tuple[str, ...], list[_Head]] = {}
    for head in found:
        alike.setdefault(head.texts, []).append(head)
    return [_table(heads) for heads in alike.values()]


@dataclass(frozen=True)
class _Head:
    """A header found on one sheet, and the columns below it, named by their place among the filled ones."""

    sheet: str
    row: int
    texts: tuple[str, ...]
    body: pl.DataFrame


def _head(sheet: Sheet) -> _Head | None:
    """The first row of three or more texts that rows of the same width follow."""
    texts = sheet.cells.select("row", clean(pl.exclude("row")))
    cells = texts.drop("row")
    rows = [[at for at, text in enumerate(row) if text] for row in cells.head(_LOOKED_THROUGH).iter_rows()]
    found = (at for at in range(len(rows) - 1) if _names(cells, rows[at], at) and _follow(rows, at))
    at = next(found, None)
    if at is None:
        return None
    heads = _names(cells, rows[at], at)
    places = [pl.col(str(each + 1)).alias(str(place)) for place, each in enumerate(rows[at])]
    return _Head(sheet.name, int(texts["row"][at]), heads, cells.slice(at + 1).select(places))


def _names(cells: pl.DataFrame, filled: list[int], at: int) -> tuple[str, ...]:
    """The texts of a row where they could be names of columns: enough of them, and no number; else nothing."""
    texts = tuple(cells.row(at)[each] for each in filled)
    return texts if len(texts) >= _HEADS and not any(map(_NUMBER.fullmatch, texts)) else ()


def _follow(rows: list[list[int]], at: int) -> bool:
    """Whether the rows after a header end in the column in which it ends, or before, and fill half of it or more."""
    below = rows[at + 1 : at + 1 + _HEADS]
    last, width = rows[at][-1], len(rows[at])
    return all(each and each[-1] <= last and 2 * len(each) >= width for each in below)


def _table(heads: list[_Head]) -> GuessedTable:
    first = heads[0]
    body = pl.concat([head.body for head in heads])
    columns = [_column(text, place, body[str(place)]) for place, text in enumerate(first.texts)]
    return GuessedTable([head.sheet for head in heads], first.row, _once(columns))


def _column(header: str, place: int, values: pl.Series) -> GuessedColumn:
    name = _slug(header) or f"column_{place + 1}"
    return GuessedColumn(header, name, *_guess(values))


def _guess(values: pl.Series) -> tuple[str, str, dict[str, int]]:
    """(target, hint, labels) of a column by its values; no target where nothing stands out."""
    filled = values.drop_nulls()
    if filled.is_empty():
        return "", "no value", {}
    if form := _date_form(filled):
        return "reference_date", form, {}
    if filled.n_unique() == len(values):
        return "row_key", "every row has a value of its own", {}
    words = _counted(filled.filter(~filled.str.contains(_AGE)))
    if 2 * sum(words.values()) < len(filled) and len(words) <= _FEW:
        return "victim_age", "whole numbers: completed years?", words
    return "", f"{filled.n_unique()} different values in {len(values)} rows", _labels(filled)


def _date_form(filled: pl.Series) -> str | None:
    """The first form in which every value is a date."""
    return next((form for form in _FORMATS if filled.str.to_date(form, strict=False).null_count() == 0), None)


def _labels(filled: pl.Series) -> dict[str, int]:
    """The labels of a column that repeats a few of them; none where values hardly repeat, as names and texts do not."""
    counted = _counted(filled)
    return counted if len(counted) <= _MOST_LABELS and 2 * len(counted) <= len(filled) else {}


def _counted(values: pl.Series) -> dict[str, int]:
    """Texts to their number of rows, the most frequent first."""
    counted = values.alias("text").value_counts(name="rows").sort("rows", "text", descending=[True, False])
    return dict(counted.iter_rows())


def _once(columns: list[GuessedColumn]) -> list[GuessedColumn]:
    """The columns with each name given once: a repeated one gets its place."""
    names = [column.name for column in columns]
    return [
        GuessedColumn(each.header, f"{each.name}_{at + 1}" if each.name in names[:at] else each.name, each.target,
                      each.hint, each.labels)
        for at, each in enumerate(columns)
    ]  # fmt: skip


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
