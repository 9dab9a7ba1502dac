"""What is seen in a file that no source declares: its table, and everything about it that deserves a look."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import polars as pl

from pipelines.read.cells import Sheet, Unreadable
from pipelines.read.seen import columns, dates, strays, words_columns
from pipelines.read.seen.apostrophes import unquote
from pipelines.read.seen.columns import PERSONAL
from pipelines.read.seen.counted import times, times_that
from pipelines.read.seen.flag import FLAGS, Flag, all_of, at_rows, flagged
from pipelines.read.seen.outside import outside
from pipelines.read.seen.region import Region, find, is_transposed
from pipelines.read.seen.words import date_form, header_name, is_number, scripts_of
from pipelines.read.text_numbers import PLAIN, cells_of
from schemas.shown import shown

_FREE_TEXT = re.compile(r"remark|comment|(^|_)notes?(_|$)|bemerkung|poznámk|uwagi|observac|free_?text|narrative")
_PERSONAL = re.compile(r"(victim|child|first|last|full|family|sur|offender)_?name|(vor|nach)name|e_?mail|phone|iban")
_KEPT_FACTS = (
    "ERROR", "NO_STORED_VALUE", "SUPERSCRIPT", "STRUCK_THROUGH", "NOT_A_DATE", "NOT_A_NUMBER", "QUOTATION", "SHOWN_AS",
    "NUL", "COVERED", "MERGED",
)  # fmt: skip
_MANY_ASIDES = 5
_LOOKED_AT = 500
_ENOUGH_TYPED = 2
_THOUSANDS = 3
_ENOUGH_ROWS, _ENOUGH_COLUMNS = 5, 3
_DECIMAL = r"^-?\d+(,\d+)?$"
_NAMED = {"column": pl.Int64, "name": pl.String}

__all__ = ["PERSONAL", "Flag", "Seen", "look"]


@dataclass
class Seen:
    """One table as seen: its header, texts by column, and `flagged`, a row a flag; `notes` say what was left out."""

    name: str
    names: list[str] = field(default_factory=list)
    table: pl.DataFrame = field(default_factory=pl.DataFrame)
    flagged: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FLAGS))
    notes: list[str] = field(default_factory=list)
    header_row: int = 0

    @cached_property
    def flags(self) -> list[Flag]:
        """The flags one by one."""
        return [Flag(*each) for each in self.flagged.iter_rows()]

    @cached_property
    def grid(self) -> list[list[str]]:
        """Header and rows as lists; none where there is no table."""
        return [self.names, *map(list, self.table.rows())] if self.names else []


def look(sheet: Sheet, *, is_text: bool) -> Seen:
    """The table of a sheet in one spelling, and its oddities. Raises Unreadable where reading it would be guessing."""
    seen = Seen(sheet.name)
    region = find(sheet)
    of_text = flagged(_of_text(sheet)) if is_text else flagged([])
    if region is None:
        _refuse_headless(sheet, is_text=is_text)
        seen.flagged = all_of([of_text, outside(sheet, None)])
        return seen
    quoted = flagged(unquote(region)) if is_text else flagged([])
    _refuse(region, sheet, is_text=is_text)
    seen.header_row = region.header_row
    dropped = flagged([*_named_in_vain(region, sheet), *_dropped_columns(region)])
    placed = list(_placed_facts(region, sheet))
    found = chain(
        dates.settle(region), dates.late_reports(region), columns.ages(region), columns.counts(region),
        columns.decimals(region), strays.strays(region),
        columns.totals(region), columns.signs(region), columns.codes(region), columns.records(region),
    )  # fmt: skip
    cut = flagged(Flag(-1, "", note[1:]) for note in region.notes if note.startswith("!"))
    told = [*placed, *_stored_as_text(region, sheet), outside(sheet, region)]
    seen.flagged = all_of([of_text, quoted, dropped, *found, *told, cut])
    seen.notes = [note for note in region.notes if not note.startswith("!")]
    _settle_decimals(region)
    seen.names, seen.table = [header_name(name) for name in region.header], region.table
    return seen


def _of_text(sheet: Sheet) -> Iterator[Flag]:
    """What may be wrong with a text table as a whole."""
    if sheet.width == 1:
        yield Flag(-1, "", f"a single column: no separator was recognised{_positions(sheet)}")
    if (sheet.facts["fact"] == "NUL").any():
        yield Flag(-1, "", "a NUL byte, as in damaged or binary files")


def _positions(sheet: Sheet) -> str:
    """Where columns of fixed width would start: behind blanks that go through all lines."""
    lines = sheet.cells["1"].drop_nulls().head(_LOOKED_AT).to_list()
    wide = max(map(len, lines), default=0)
    is_blank = [all(line[at : at + 1].strip() == "" for line in lines) for at in range(wide)]
    starts = [at + 1 for at in range(wide) if not is_blank[at] and (at == 0 or is_blank[at - 1])]
    is_cut = len(starts) > 1 and len(lines) >= _ENOUGH_ROWS - 2
    return f"; columns of fixed width would start at {', '.join(map(str, starts))}" if is_cut else ""


def _refuse(region: Region, sheet: Sheet, *, is_text: bool) -> None:
    names = [header_name(name) for name in region.header]
    mixed = [name for name in names if any(len(scripts_of(word)) > 1 for word in name.split("_"))]
    personal = [name for name in names if _PERSONAL.search(name)]
    if personal:
        raise Unreadable("column-personal", personal[0])
    if mixed:
        raise Unreadable("header-confusing", mixed[0].encode("ascii", "replace").decode())
    if is_text and region.rows.is_empty():
        raise Unreadable("file-empty", "a header and no data rows")
    is_table = region.rows.height >= _ENOUGH_ROWS and len(names) >= _ENOUGH_COLUMNS and all(names)
    twice = next((name for name in names if names.count(name) > 1), None)
    if is_table and twice:
        raise Unreadable("header-twice", twice)
    if is_table and is_transposed(region):
        raise Unreadable("header-missing-here", "the records stand in columns, as if transposed")
    if is_text:
        _refuse_swallowed(region, sheet)
        _refuse_ragged(region, sheet)


def _refuse_swallowed(region: Region, sheet: Sheet) -> None:
    for row, _, _, lines in sheet.facts.filter(pl.col("fact") == "SWALLOWED").head(1).rows():
        number = region.rows["row"].search_sorted(row) + 1
        detail = f"a quotation mark in row {number}, line {row}, is stray: {lines} lines became one row"
        raise Unreadable("rows-ragged", detail)


def _refuse_ragged(region: Region, sheet: Sheet) -> None:
    """In a text table a row with more or fewer fields means that a separator or a quotation mark went wrong."""
    rows = region.rows["row"]
    asides = pl.Series("row", region.asides, dtype=pl.Int64)
    among = asides.filter(asides < (rows[-1] if rows.len() else 0))
    odd = sheet.facts.filter((pl.col("fact") == "FIELDS") & pl.col("row").is_in(pl.concat([rows, among]).implode()))
    odd = odd.sort("row")
    if len(region.asides) > max(_MANY_ASIDES, rows.len() // 2):
        raise Unreadable("rows-ragged", f"from line {region.asides[0]} on, as if the separator changed")
    for row, _, _, detail in odd.head(1).rows():
        number = rows.search_sorted(row) + 1 if row in rows else row - region.header_row
        raise Unreadable("rows-ragged", f"row {number}, line {row} has {detail} fields")
    _refuse_short_header(region, sheet)


def _refuse_short_header(region: Region, sheet: Sheet) -> None:
    """Fewer names than the rows have values: whether the first or the last column has none, nobody can tell."""
    short = sheet.facts.filter((pl.col("fact") == "FIELDS") & (pl.col("row") == region.header_row))
    unnamed = [at for at, name in enumerate(region.header) if not name]
    is_last = bool(unnamed) and unnamed[-1] == len(region.header) - 1
    if short.height and is_last and region.texts(unnamed[-1]).str.len_chars().sum():
        raise Unreadable("rows-ragged", f"the header, line {region.header_row} has {short['detail'][0]} fields")


def _refuse_headless(sheet: Sheet, *, is_text: bool) -> None:
    """A text table whose first row holds values like all others has no header."""
    rows = sheet.cells.drop("row").head(_ENOUGH_ROWS).rows()
    is_lost = pl.any_horizontal(pl.exclude("row").str.contains("\ufffd", literal=True), False)  # noqa: FBT003  # a literal
    lost = sheet.cells.filter(is_lost)["row"]
    if is_text and lost.len():
        raise Unreadable(
            "encoding-differs", f"whole: line {lost[0]} holds the mark of a character that was lost in decoding"
        )
    odd = sheet.facts.filter(pl.col("fact") == "FIELDS")
    if is_text and odd.height > max(_MANY_ASIDES, sheet.cells.height // 5):
        raise Unreadable("rows-ragged", f"line {odd['row'][0]} has {odd['detail'][0]} fields, and others like it")
    first = [(at, text) for at, text in enumerate(rows[0] if rows else ()) if text]
    typed = [text for _, text in first if is_number(text) or date_form(text)]
    dated = [at for at, text in first if date_form(text) and all(date_form(row[at] or "") for row in rows)]
    is_large = len(rows) >= _ENOUGH_ROWS and sheet.width >= _ENOUGH_COLUMNS
    if is_text and is_large and (len(typed) >= _ENOUGH_TYPED or dated):
        raise Unreadable("header-missing-here", "the first row holds values like all others")


def _named_in_vain(region: Region, sheet: Sheet) -> Iterator[Flag]:
    """Columns at the end of a header that is longer than its rows: the rows may lack another one."""
    told = sheet.facts.filter((pl.col("fact") == "FIELDS") & (pl.col("row") == region.header_row))
    filled = [bool(region.texts(at).str.len_chars().sum()) for at in range(len(region.columns))]
    if told.height and any(filled):
        last = len(filled) - filled[::-1].index(True)
        for name in filter(None, region.header[last:]):
            yield Flag(0, name, "the header is longer than the rows, which have no value here")


def _dropped_columns(region: Region) -> Iterator[Flag]:
    """Columns of free text are never taken over: they hold names and stories."""
    free = [at for at, name in enumerate(region.header) if _FREE_TEXT.search(header_name(name))]
    unnamed = [at for at, name in enumerate(region.header) if not name]
    for at in free:
        yield Flag(0, region.header[at], "free text or unknown column, not stored")
    for at in unnamed:
        yield Flag(0, f"column {region.columns[at] + 1}", "column without a header, not stored")
    kept = [at for at in range(len(region.columns)) if at not in {*free, *unnamed}]
    region.header = [region.header[at] for at in kept]
    region.columns = [region.columns[at] for at in kept]


def _placed_facts(region: Region, sheet: Sheet) -> Iterator[pl.DataFrame]:
    rows = pl.concat([pl.Series("row", [region.header_row]), region.rows["row"]]).to_frame().with_row_index("number")
    named = pl.DataFrame({"column": [at + 1 for at in region.columns], "name": region.header}, schema=_NAMED)
    facts = sheet.facts.filter(pl.col("fact").is_in(_KEPT_FACTS)).join(named, on="column", how="inner")
    placed = facts.join(rows, on="row", how="inner").sort("number", "column").with_columns(shown(pl.col("detail")))
    placed = placed.filter((pl.col("fact") != "MERGED") | (pl.col("number") > 0))  # headers are meant to be merged
    said = pl.col("fact").str.replace_all("_", " ", literal=True).str.to_lowercase()
    is_plain = (pl.col("detail") == "") | (pl.col("fact") == "MERGED")
    quoted = pl.when(is_plain).then(pl.lit("")).otherwise(pl.format(" '{}'", "detail"))
    yield placed.select(pl.col("number").cast(pl.Int64).alias("row"), column="name", reason=said + quoted)
    stored = sheet.stored.join(named, on="column", how="inner").join(rows, on="row", how="inner")
    cut = [_cut(sheet, column, stored=part) for (column,), part in stored.group_by("column")]
    for part in [pl.concat(cut).sort("number", "column")] if cut else []:
        reason = pl.lit("the cell shows another number than it stores")
        yield part.select(pl.col("number").cast(pl.Int64).alias("row"), column="name", reason=reason)


def _stored_as_text(region: Region, sheet: Sheet) -> Iterator[pl.DataFrame]:
    """Numbers stored as text where most of the column are stored as numbers: a sum in the sheet left them out."""
    told = cells_of(sheet.facts).join(_numbered(region), on="row", how="inner")
    for (column,), part in told.group_by("column", maintain_order=True):
        at = region.columns.index(int(str(column)) - 1) if int(str(column)) - 1 in region.columns else None
        if at is not None and part.height * 2 < times_that(region.counted(at), pl.col("text").str.contains(PLAIN)):
            yield at_rows(part["number"], region.header[at], reason="a number stored as text")


def _numbered(region: Region) -> pl.DataFrame:
    """`row` of the sheet to `number` in the table, from 1."""
    return region.rows.select("row").with_row_index("number", 1)


def _cut(sheet: Sheet, column: object, *, stored: pl.DataFrame) -> pl.DataFrame:
    """Those of a column whose decimals are hidden by the number format: 13.04 shown as 13.0."""
    told = stored.join(sheet.cells.select("row", shown=pl.col(str(column))), on="row", how="inner")
    texts = pl.col("shown", "value")
    number, other = (pl.col(name).str.strip_chars().cast(pl.Float64, strict=False) for name in ("shown", "value"))
    are_numbers = pl.all_horizontal(words_columns.numbers(texts))
    return told.filter(are_numbers & ~pl.col("shown").str.ends_with("%") & (number != other))


def _settle_decimals(region: Region) -> None:
    """A column of nothing but decimal commas is written with points."""
    for at in range(len(region.columns)):
        filled = region.counted(at).filter(pl.col("text") != "")
        is_enough = times(filled) >= _ENOUGH_ROWS // 2
        if is_enough and filled["text"].str.contains(_DECIMAL).all() and _is_comma(filled["text"]):
            region.replace(at, region.texts(at).str.replace(",", ".", literal=True))


def _is_comma(texts: pl.Series) -> bool:
    """Whether the commas part decimals: no text could be read as thousands."""
    parts = texts.str.extract(",(.*)").drop_nulls()
    return bool((parts.str.len_chars() != _THOUSANDS).any())
