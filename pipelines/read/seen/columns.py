"""What the columns of a table hold, and the cells that do not fit: ages, counts, codes, record numbers."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from pipelines.read.seen import words_columns
from pipelines.read.seen.region import Region
from pipelines.read.seen.words import date_form, header_name, is_number, skeleton

_AGE = re.compile(r"(^|_)(age|alter|vek|wiek|edad|eta|idade|leeftijd|ålder|alder|ikä)(_|$)")
_COUNT = re.compile(r"(^|_)(cases|count|counts|number|total|n|fälle|anzahl)(_|$)")
_AGE_TEXT = re.compile(
    r"(u|under|<|>=|≤|≥)?\s*\d{1,2}(\.0+)?\s*(\+|[-\u2013]\s*\d{1,2})?( ?(yrs|years|y))?|unknown", re.IGNORECASE
)
_DAMAGED = r"\d\.\d{6,}[eE]\+?\d{2}|\d{15,}0{3,}"
_BAND = r"^\s*(?<low>\d{1,3})\s*[-\u2013]\s*(?<high>\d{1,3})\s*$"
_DIGITS = r"^\p{Nd}+$"
PERSONAL = "possible personal data"
_MOST, _FEW = 0.6, 0.25
_ADULT, _OLDEST_AGE = 18, 999
_SMALL = r"^0*[1-4]$"
_LEAST_PARTS, _LEAST_ROWS, _MOST_CODES, _FEW_STRANGERS = 2, 10, 12, 2
_LEAST_SHARE, _LONGEST_PART = 0.3, 15
_TEXT = pl.col("text")


class Flag(NamedTuple):
    """A cell, column (row 0) or file (row -1) that deserves a look, by its place in the table."""

    row: int
    column: str
    reason: str


def flags(name: str, texts: pl.Series, reason: pl.Expr) -> Iterator[Flag]:
    """A flag for each text with a reason, an expression over `text` that is null where there is none."""
    told = pl.DataFrame({"text": texts}).select(reason.alias("reason")).with_row_index("row", 1).drop_nulls("reason")
    return (Flag(row, name, text) for row, text in told.rows())


def _told(is_so: pl.Expr, reason: str) -> pl.Expr:
    return pl.when(is_so).then(pl.lit(reason))


def ages(region: Region) -> Iterator[Flag]:
    """Ages that are neither whole years of a child nor a readable band; bands that overlap or cross 18."""
    for at, name in enumerate(region.header):
        if not _AGE.search(header_name(name)):
            continue
        texts = region.texts(at)
        bands = texts.str.extract_groups(_BAND).struct.unnest().cast(pl.Int64)
        banded = bands.drop_nulls().height
        decimal = int(texts.str.strip_chars().str.contains(_DIGITS).sum())
        if banded >= _MOST * texts.len() > 0 and "band" in header_name(name):
            yield from _overlaps(name, bands)
        elif decimal >= _FEW * texts.len() > 0:
            wrong = [text for text in _no_plain_ages(texts) if not _is_age(text)]
            yield from flags(name, texts, _told(_TEXT.is_in(wrong), "not an age of a child in whole years"))


def _no_plain_ages(texts: pl.Series) -> pl.Series:
    """The distinct texts other than the years of a child and their bands in plain digits."""
    is_plain = texts.str.contains(r"^\s*(?:[1-9]|1[0-7]|[0-9]{1,2}-[0-9]{1,2})\s*$")
    return texts.filter(~is_plain & (texts != "")).unique()


def _is_age(text: str) -> bool:
    plain = text.strip()
    if not _AGE_TEXT.fullmatch(plain) or plain.endswith("-"):
        return False
    return not is_number(plain) or 0 < float(plain) < _ADULT


def _overlaps(name: str, bands: pl.DataFrame) -> Iterator[Flag]:
    highest = [-1] * (_OLDEST_AGE + 1)  # of the bands so far that start at or below each age
    for number, low, high in bands.with_row_index("row", 1).drop_nulls().iter_rows():
        if highest[high] >= low:
            yield Flag(number, name, "age bands overlap")
        if low < _ADULT <= high:
            yield Flag(number, name, "age band crosses 18")
        for age in range(low, _OLDEST_AGE + 1):
            if highest[age] >= high:
                break
            highest[age] = high


def counts(region: Region) -> Iterator[Flag]:
    """Counts that are no plain whole number, and small ones in tables of counts."""
    is_records = any(header_name(name).endswith("id") for name in region.header)
    for at, name in enumerate(region.header):
        if not _COUNT.search(header_name(name)) or is_records:
            continue
        is_small = _TEXT.str.contains(_SMALL) & pl.lit(header_name(name) != "total")
        is_odd = ~_TEXT.str.contains(r"^[0-9]+$")
        reason = pl.coalesce(_told(is_odd, "not a plain whole number"), _told(is_small, "small count"))
        yield from flags(name, region.texts(at), reason)


def totals(region: Region) -> Iterator[Flag]:
    """Totals that are not the sum of what stands beside them."""
    at = next((at for at, name in enumerate(region.header) if header_name(name) == "total"), None)
    if at is None or at < _LEAST_PARTS:
        return
    numbers = region.table.select(pl.nth(range(1, at + 1)))
    parts = pl.nth(range(at - 1))
    is_short = pl.all_horizontal(pl.all().str.len_chars() <= _LONGEST_PART)
    is_sum = pl.sum_horizontal(parts.cast(pl.Int64, strict=False)) == pl.nth(at - 1).cast(pl.Int64, strict=False)
    odd = numbers.with_row_index("row", 1).filter(
        numbers.select(pl.all_horizontal(pl.all().str.contains(_DIGITS))).to_series()
        & ~numbers.select((is_short & is_sum).fill_null(value=False)).to_series()
    )
    for number, *texts, said in odd.iter_rows():
        total = sum(map(int, texts))
        if total != int(said):
            yield Flag(number, region.header[at], f"{total} <> {said}")


def records(region: Region) -> Iterator[Flag]:
    """Record numbers that stand twice or lost digits; exact repeats are left out of the table."""
    if not region.header or not re.search(r"(^|_)(id|number|no|key)$", header_name(region.header[0])):
        return
    name = region.header[0]
    table = region.table
    key, row = pl.col("0"), pl.col("row")
    told = (
        table.select(key)
        .with_row_index("row", 1)
        .select("row", is_damaged=key.str.contains(_DAMAGED), first=pl.when(key != "").then(row.first().over(key)))
        .with_columns(is_again=(pl.col("first") != row).fill_null(value=False))
    )
    odd = told.filter(pl.col("is_damaged") | pl.col("is_again"))
    odd = odd.with_columns(is_same=pl.col("is_again") & _is_same(table, odd))
    for number, is_damaged, first, is_again, is_same in odd.iter_rows():
        if is_damaged:
            yield Flag(number, name, "digits lost by a spreadsheet")
        if is_same:
            yield Flag(number, name, "row repeated, left out")
        elif is_again:
            yield from (Flag(at, name, "one record number, different rows") for at in (first, number))
    repeated = odd.filter("is_same")["row"] - 1
    region.rows = region.rows.filter(~pl.int_range(pl.len()).is_in(repeated.implode()))


def _is_same(table: pl.DataFrame, pairs: pl.DataFrame) -> pl.Series:
    """Whether the rows of each pair hold the same texts."""
    one, other = (table[(pairs[side].fill_null(1) - 1).to_list()] for side in ("row", "first"))
    each = [(texts == others).alias(texts.name) for texts, others in zip(one, other, strict=True)]
    return pl.DataFrame(each).select(pl.all_horizontal(pl.all())).to_series()


def signs(region: Region) -> Iterator[Flag]:
    """Cells with unusual signs, or with a text that a spreadsheet would run."""
    for at, name in enumerate(region.header):
        for number, reason in words_columns.signs(region.texts(at)).iter_rows():
            yield Flag(number, name, reason)


def codes(region: Region) -> Iterator[Flag]:
    """Values of a code column that stand once and are no label, look like a common one, or are one of few strangers."""
    for at, name in enumerate(region.header):
        texts = region.texts(at)
        if texts.len() >= _LEAST_ROWS:
            keys = words_columns.folded(texts)
            odd = _odd_codes(keys.filter(texts != ""), texts.len())
            is_odd = _TEXT.is_in(odd.implode()) & (_TEXT != "")
            yield from flags(name, keys, _told(is_odd, f"unusual value for this column; {PERSONAL}"))


def _odd_codes(keys: pl.Series, rows: int) -> pl.Series:
    """The texts that stand once in a column of codes, and do not belong to them; none where it is no such column."""
    times = keys.alias("text").value_counts(name="times")
    once = times.filter(pl.col("times") == 1)["text"]
    many = times.filter(pl.col("times") > 1)
    is_coded = many["times"].sum() >= _LEAST_SHARE * rows and many.height <= _MOST_CODES
    if not is_coded or any(date_form(text) or is_number(text) for text in many["text"]):
        return once.clear()
    is_label = once.to_frame().select(words_columns.is_plain_label(_TEXT)).to_series()
    labels = once.filter(is_label)
    alike = labels.filter(_looks_like(labels, {skeleton(text) for text in many["text"]}))
    rare = labels.filter(~labels.is_in(alike.implode()))
    return pl.concat([once.filter(~is_label), alike, *([rare] if rare.len() <= _FEW_STRANGERS else [])])


def _looks_like(labels: pl.Series, usual: set[str]) -> pl.Series:
    """Whether each label looks like a usual one; only letters with a mark or of another script can hide it."""
    is_marked = labels.str.contains(r"[^ -~]")
    marked = [text for text in labels.filter(is_marked) if skeleton(text) in usual]
    return labels.is_in([*usual, *marked])
