"""What a reader gives: sheets of text cells with their addresses, and the facts that change a cell's meaning."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import cached_property
from itertools import zip_longest
from typing import NamedTuple

import polars as pl

from pipelines.read.limits import Limits
from schemas.read_as import ReadAs
from schemas.shown import shown

_BLANK = re.compile(r"[^\S\x1c-\x1f]*")  # what Unicode calls white space; Python adds separators of records


class Unreadable(Exception):  # noqa: N818  # it names a state of the file, not a fault of ours
    """A file that cannot be read; carries the finding that says so."""

    def __init__(self, finding_id: str, detail: str) -> None:
        super().__init__(f"{finding_id}: {detail}")
        self.finding_id = finding_id
        self.detail = detail


_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384  # of a sheet in the programs that offices use


class Fact(NamedTuple):
    """Something about a cell that its text does not show.

    `fact`: SUPERSCRIPT, ERROR, STRUCK_THROUGH, NO_STORED_VALUE, NOT_A_DATE, NOT_A_NUMBER, QUOTATION,
    SHOWN_AS (detail: what the format says in place of the number or beside it), SWALLOWED (detail: lines),
    MERGED (detail: rows x columns), COVERED (by a merged cell, so that nobody sees it),
    NUMBER_AS_TEXT (detail: the last row of a run in the column);
    of the first filled cell of a row INDENTED (detail: steps) and BOLD. Row and column from 1.
    """

    row: int
    column: int
    fact: str
    detail: str


def merged_area(row: int, column: int, *, high: int, wide: int) -> Fact:
    """The fact of a merged area; one that claims more than a spreadsheet has does not reach beyond it."""
    return Fact(row, column, "MERGED", f"{min(high, _MOST_ROWS)}x{min(wide, _MOST_COLUMNS)}")


class Stored(NamedTuple):
    """The value behind a cell whose text says less: a share shown as 13 %, a clock time, cut decimals."""

    row: int
    column: int
    value: str


STORED = {"row": pl.Int64, "column": pl.Int64, "value": pl.String}
FACTS = {"row": pl.Int64, "column": pl.Int64, "fact": pl.String, "detail": pl.String}


@dataclass(frozen=True)
class Sheet:
    """One sheet: `cells` has `row` (number in the file, from 1) and columns "1".."n" of text; null is an empty cell.

    `coded`: the same, where columns that repeat a few texts may be categories, which cost a byte a cell.
    `stored`: values behind texts that say less. `notes`: what the whole file holds and nobody reads.
    `template`: the version of the template that the whole file was made from.
    """

    name: str
    coded: pl.DataFrame
    facts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FACTS))
    hidden: tuple[str, ...] = ()
    stored: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=STORED))
    notes: tuple[str, ...] = ()
    template: str = ""

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.coded.width - 1

    @cached_property
    def cells(self) -> pl.DataFrame:
        """The text of every cell."""
        return in_texts(self.coded)


def in_texts(coded: pl.DataFrame) -> pl.DataFrame:
    """Texts in place of categories."""
    spelled = {
        column.name: column.dtype.categories.gather(column.to_physical())
        for column in coded
        if isinstance(column.dtype, pl.Enum)
    }
    return coded.with_columns(**spelled)


@dataclass(frozen=True)
class ReadOptions:
    """What the source declares about its text files; None leaves it to the content."""

    encoding: str | None = None
    delimiter: str | None = None
    read_as: ReadAs = field(default_factory=ReadAs)
    limits: Limits = field(default_factory=Limits.from_environment)


UNDECLARED = ReadOptions()


def sheet_of(
    name: str,
    rows: Iterable[tuple[int, list[str | None]]],
    *,
    facts: list[Fact] | None = None,
    hidden: tuple[str, ...] = (),
    stored: list[Stored] | None = None,
) -> Sheet:
    """A sheet from numbered rows of cell texts; blank cells become null, blank rows are dropped."""
    filled = [(number, [_unless_blank(text) for text in texts]) for number, texts in rows]
    kept = [(number, texts) for number, texts in filled if any(texts)]
    by_column = zip_longest(*(texts for _, texts in kept))
    columns = {str(at): list(texts) for at, texts in enumerate(by_column, start=1)}
    schema: dict[str, type[pl.DataType]] = {"row": pl.Int64, **dict.fromkeys(columns, pl.String)}
    cells = pl.DataFrame({"row": [number for number, _ in kept], **columns}, schema=schema)
    told = pl.DataFrame(facts or [], schema=FACTS, orient="row")
    behind = pl.DataFrame(stored or [], schema=STORED, orient="row")
    return Sheet(name, cells, told, hidden, behind)


def facts_of(facts: list[Fact]) -> pl.DataFrame:
    """The frame of facts a sheet carries."""
    return pl.DataFrame(facts, schema=FACTS, orient="row")


def named_sheet(name: str, columns: list[str], *, data: pl.DataFrame, rows: list[int] | None = None) -> Sheet:
    """A sheet of a format whose columns have names: these stand in row 0, records keep their number from 1."""
    if data.is_empty() and not any(columns):
        return Sheet(name, pl.DataFrame(schema={"row": pl.Int64}))
    head = {str(at): [text] for at, text in enumerate(columns, start=1)}
    numbers = pl.Series("row", rows if rows is not None else range(1, data.height + 1), dtype=pl.Int64)
    body = data.rename(dict(zip(data.columns, head, strict=True))).insert_column(0, numbers)
    whole = pl.concat([pl.DataFrame({"row": [0], **head}, schema=body.schema), body])
    texts = pl.col(list(head))
    cells = whole.with_columns(pl.when(texts.str.strip_chars() != "").then(texts))
    return Sheet(name, cells.filter(~pl.all_horizontal(pl.exclude("row").is_null())))


def plain_name(text: str) -> str:
    """The name of a field as a message may show it."""
    return repr(pl.select(shown(pl.lit(text))).item())


def _unless_blank(text: str | None) -> str | None:
    return text if text and not _BLANK.fullmatch(text) else None


def one_line_end(text: str) -> str:
    """The text with one sign at the end of each of its lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def letter(column: int) -> str:
    """Spreadsheet letters of a column number from 1: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def date_text(moment: datetime) -> str:
    """A date cell in ISO form, without the time where it is midnight."""
    return moment.date().isoformat() if moment.time() == time() else moment.isoformat(sep=" ")
