"""What the columns of a table hold, and the cells that do not fit: ages, counts, codes, record numbers."""

import re
from collections.abc import Iterator

import polars as pl

from pipelines.read.seen import words_columns
from pipelines.read.seen.counted import times, times_that
from pipelines.read.seen.flag import Flag, at_rows, flagged, of_reasons, of_texts
from pipelines.read.seen.known import is_known
from pipelines.read.seen.region import Region
from pipelines.read.seen.words import date_form, header_name, is_number, skeleton

AGE = re.compile(r"(^|_)(age|alter|vek|wiek|edad|eta|idade|leeftijd|ålder|alder|ikä)(_|$)")
COUNT = re.compile(r"(^|_)(cases|count|counts|number|total|n|fälle|anzahl)(_|$)")
_AGE_TEXT = re.compile(
    r"(u|under|<|>=|≤|≥)?\s*\d{1,2}(\.0+)?\s*(\+|[-\u2013]\s*\d{1,2})?( ?(yrs|years|y))?|unknown", re.IGNORECASE
)
_DAMAGED = r"\d\.\d{6,}[eE]\+?\d{2}|\d{15,}0{3,}"
_BAND = r"^\s*(?<low>\d{1,3})\s*[-\u2013]\s*(?<high>\d{1,3})\s*$"
_COMMA, _POINT = r"^\s*-?\d+,\d+\s*$", r"^\s*-?\d+\.\d+\s*$"
_DECIMAL = r"^\s*-?\d+(?:[.,]\d+)?\s*%?\s*$"
_THOUSAND = r"^\s*[-+]?[1-9]\d{0,2}(?:\.\d{3}|,\d{3})\s*$"
_WRITTEN = (_COMMA, _POINT, _THOUSAND, r"^\s*-?\d+(?:[.,]\d+)?\s*%\s*$")
_DIGITS = r"^\p{Nd}+$"
PERSONAL = "possible personal data"
_MOST, _FEW = 0.6, 0.25
_ADULT, _OLDEST_AGE = 18, 999
_SMALL = r"^0*[1-4]$"
_LEAST_PARTS, _LEAST_ROWS, _MOST_CODES, _FEW_STRANGERS = 2, 10, 12, 2
_SOME_STRANGERS, _NEARLY_ALL = 5, 0.8  # where the common codes are nearly all, a few more rare ones are strangers
_LEAST_SHARE, _LONGEST_PART = 0.3, 15
_TEXT = pl.col("text")


def _told(is_so: pl.Expr, reason: str) -> pl.Expr:
    return pl.when(is_so).then(pl.lit(reason))


def ages(region: Region) -> Iterator[pl.DataFrame]:
    """Ages that are neither whole years of a child nor a readable band; bands that overlap or cross 18."""
    for at, name in enumerate(region.header):
        if not AGE.search(header_name(name)):
            continue
        held, rows = region.counted(at), region.rows.height
        if times_that(held, _TEXT.str.contains(_BAND)) >= _MOST * rows > 0 and "band" in header_name(name):
            yield flagged(_overlaps(name, _bands(region.texts(at))))
        elif times_that(held, _TEXT.str.contains(rf"{_BAND}|^\s*\p{{Nd}}+\s*$")) >= _FEW * rows > 0:
            wrong = [text for text in _no_plain_ages(held["text"]) if not _is_age(text)]
            yield of_texts(region, at, reason=_told(_TEXT.is_in(wrong), "not an age of a child in whole years"))


def _bands(texts: pl.Series) -> pl.DataFrame:
    """`low` and `high` of each band of age, null where a text is none."""
    return texts.str.extract_groups(_BAND).struct.unnest().cast(pl.Int64)


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


def counts(region: Region) -> Iterator[pl.DataFrame]:
    """Counts that are no plain whole number, and small ones in tables of counts."""
    is_records = any(header_name(name).endswith("id") for name in region.header)
    for at, name in enumerate(region.header):
        if not COUNT.search(header_name(name)) or is_records:
            continue
        is_small = _TEXT.str.contains(_SMALL) & pl.lit(header_name(name) != "total")
        is_odd = ~_TEXT.str.contains(r"^[0-9]+$")
        reason = pl.coalesce(_told(is_odd, "not a plain whole number"), _told(is_small, "small count"))
        yield of_texts(region, at, reason=reason)


def decimals(region: Region) -> Iterator[pl.DataFrame]:
    """Columns of numbers whose signs can be read in two ways, or are used in two ways."""
    for at, name in enumerate(region.header):
        held = region.counted(at).filter(_TEXT != "")
        if times_that(held, _TEXT.str.contains(_DECIMAL)) < _MOST * times(held):
            continue
        comma, point, thousand, percent = (times_that(held, _TEXT.str.contains(each)) for each in _WRITTEN)
        said = {
            "decimals are parted by comma in some cells and by point in others": comma and point,
            "every comma or point parts three digits: thousands or decimals": thousand > 1
            and thousand == comma + point,
            "some numbers are per cent and some are not": 0 < percent < times_that(held, _TEXT.str.contains(_DECIMAL)),
        }
        yield flagged(Flag(0, name, reason) for reason, is_so in said.items() if is_so)


def totals(region: Region) -> Iterator[pl.DataFrame]:
    """Totals that are not the sum of what stands beside them."""
    yield flagged(_wrong_totals(region))


def _wrong_totals(region: Region) -> Iterator[Flag]:
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


def records(region: Region) -> Iterator[pl.DataFrame]:
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
    conflicts = odd.filter(pl.col("is_again") & ~pl.col("is_same"))
    yield at_rows(odd.filter("is_damaged")["row"], name, reason="digits lost by a spreadsheet")
    yield at_rows(odd.filter("is_same")["row"], name, reason="row repeated, left out")
    yield at_rows(
        pl.concat([conflicts["first"], conflicts["row"]]).sort(), name, reason="one record number, different rows"
    )
    repeated = odd.filter("is_same")["row"] - 1
    region.rows = region.rows.filter(~pl.int_range(pl.len()).is_in(repeated.implode()))


def _is_same(table: pl.DataFrame, pairs: pl.DataFrame) -> pl.Series:
    """Whether the rows of each pair hold the same texts."""
    one, other = (table[(pairs[side].fill_null(1) - 1).to_list()] for side in ("row", "first"))
    each = [(texts == others).alias(texts.name) for texts, others in zip(one, other, strict=True)]
    return pl.DataFrame(each).select(pl.all_horizontal(pl.all())).to_series()


def signs(region: Region) -> Iterator[pl.DataFrame]:
    """Cells with unusual signs, or with a text that a spreadsheet would run."""
    for at in range(len(region.header)):
        yield of_reasons(region, at, reasons=words_columns.signs(region.counted(at)["text"]))


def codes(region: Region) -> Iterator[pl.DataFrame]:
    """Values of a code column that stand once and are no label, look like a common one, or are one of few strangers."""
    if region.rows.height < _LEAST_ROWS:
        return
    for at in range(len(region.header)):
        held = region.counted(at).filter(_TEXT != "")
        keyed = held.with_columns(key=words_columns.folded(held["text"]))
        odd = _odd_codes(keyed, region.rows.height)
        told = keyed.filter(pl.col("key").is_in(odd.implode()) & (pl.col("key") != ""))
        yield of_reasons(
            region, at, reasons=told.select("text", reason=pl.lit(f"unusual value for this column; {PERSONAL}"))
        )


def _odd_codes(keyed: pl.DataFrame, rows: int) -> pl.Series:
    """The keys that stand once in a column of codes, and do not belong to them; none where it is no such column."""
    found = keyed.group_by(text="key").agg(pl.col("times").sum())
    once = found.filter(pl.col("times") == 1)["text"]
    many = found.filter(pl.col("times") > 1)
    is_coded = times(many) >= _LEAST_SHARE * rows and many.height <= _MOST_CODES
    if not is_coded or any(date_form(text) or is_number(text) for text in many["text"]):
        return once.clear()
    is_label = once.to_frame().select(words_columns.is_plain_label(_TEXT)).to_series()
    labels = once.filter(is_label)
    alike = labels.filter(_looks_like(labels, {skeleton(text) for text in many["text"]}))
    rare = labels.filter(~labels.is_in(alike.implode()))
    rare = rare.filter(~is_known(rare, set(many["text"]))) if rare.len() else rare
    most = _SOME_STRANGERS if times(many) >= _NEARLY_ALL * rows else _FEW_STRANGERS
    return pl.concat([once.filter(~is_label), alike, *([rare] if rare.len() <= most else [])])


def _looks_like(labels: pl.Series, usual: set[str]) -> pl.Series:
    """Whether each label looks like a usual one; only letters with a mark or of another script can hide it."""
    is_marked = labels.str.contains(r"[^ -~]")
    marked = [text for text in labels.filter(is_marked) if skeleton(text) in usual]
    return labels.is_in([*usual, *marked])
