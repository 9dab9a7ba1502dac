"""Columns of dates: written in ISO form, and those that are missing, out of range, or before the date they follow."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

import polars as pl

from pipelines.read.cells import Unreadable
from pipelines.read.seen.columns import Flag, flags
from pipelines.read.seen.region import Region
from pipelines.read.seen.words import header_name
from pipelines.read.seen.words_columns import Dates, dates, days, form

_DATE = re.compile(r"(^|_)(date|datum|fecha|data|päivä)(_|$)")
_ISO = r"^\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d.*)?\s*$"
_SERIAL = r"^\d+$"
_SERIALS = (20_000, 60_000)
_EPOCH = 25_569  # serial number of 1970-01-01
_MOST, _SOME, _ONE_IN = 0.6, 0.7, 10
_OLDEST = "1950"
_MONTHS = 12


def settle(region: Region) -> Iterator[Flag]:
    """Write every date column in ISO form, in place. Raises Unreadable where day and month cannot be told apart."""
    for at, name in enumerate(region.header):
        texts = region.texts(at)
        filled = texts.filter(texts != "")
        if _is_serial(name, filled):
            yield Flag(-1, name, "serial numbers taken as dates")
            region.replace(at, _from_serial(texts))
        elif filled.len() and _dated(filled) >= _MOST * filled.len():
            told = dates(texts)
            order = _order(name, told, filled.len())
            if (told.form == "short").any():
                yield Flag(-1, name, "two-digit years")
            region.replace(at, _iso(texts, told, order))
            yield from _implausible(name, region.texts(at))


def _dated(texts: pl.Series) -> int:
    return int(texts.alias("text").to_frame().select(form(pl.col("text")).count()).item())


def _is_serial(name: str, filled: pl.Series) -> bool:
    if not _DATE.search(header_name(name)) or filled.is_empty() or not filled.str.contains(_SERIAL).all():
        return False
    numbers = filled.cast(pl.Int64, strict=False)
    return bool(((numbers > _SERIALS[0]) & (numbers < _SERIALS[1])).all())


def _from_serial(texts: pl.Series) -> pl.Series:
    serial = texts.cast(pl.Int64, strict=False)
    return (serial - _EPOCH).cast(pl.Int32).cast(pl.Date).dt.to_string("%Y-%m-%d").fill_null("")


def _order(name: str, told: Dates, filled: int) -> str:
    """The order of day and month, proven by at least one date that can only be read one way. Raises Unreadable."""
    forms = dict(told.form.drop_nulls().value_counts().rows())
    is_numeric = told.form.is_in(["slash", "short"]).fill_null(value=False)
    first, second = told.first.filter(is_numeric), told.second.filter(is_numeric)
    is_dmy = bool((first > _MONTHS).any())
    is_mdy = bool(((second > _MONTHS) & (first <= _MONTHS)).any())
    strays = sum(forms.values()) - max(forms.values())
    if is_dmy and is_mdy:
        raise Unreadable("date-order", f"column {name} mixes day/month and month/day dates")
    if first.len() == filled and not (is_dmy or is_mdy):
        raise Unreadable("date-order", f"every date of column {name} is ambiguous: day/month or month/day")
    is_ambiguous = "ymd" in forms and not is_dmy and not (second > _MONTHS).any()
    if strays and first.len() and is_ambiguous:
        raise Unreadable("date-order", f"column {name} has mixed date formats, and one is ambiguous in day and month")
    return "mdy" if is_mdy else "dmy"


def _iso(texts: pl.Series, told: Dates, order: str) -> pl.Series:
    is_month_first = (told.form == "ymd") | ((told.form != "dot") & (order == "mdy"))
    month = told.first.zip_with(is_month_first.fill_null(value=True), told.second)
    day = told.second.zip_with(is_month_first.fill_null(value=True), told.first)
    return (days(told.year, month, day) + told.clock).fill_null(texts)


def _implausible(name: str, texts: pl.Series) -> Iterator[Flag]:
    text = pl.col("text")
    is_full = (texts != "").sum() >= _SOME * texts.len()
    reasons = {
        "missing date": (text == "") & is_full,
        "not a date": (text != "") & pl.lit(_valid(texts)).is_null(),
        "date in the future": text > _today() + "~",
        "date too old": (text != "") & (text < _OLDEST),
    }
    told = (pl.when(is_so).then(pl.lit(reason)) for reason, is_so in reasons.items())
    yield from flags(name, texts, pl.coalesce(told))


def _valid(texts: pl.Series) -> pl.Series:
    """The days of a settled column; null where a text is no date or there is no such day."""
    text = pl.col("text")
    day = pl.when(text.str.contains(_ISO)).then(text.str.head(10).str.to_date("%Y-%m-%d", strict=False))
    return pl.DataFrame({"text": texts}).select(day).to_series()


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def late_reports(region: Region) -> Iterator[Flag]:
    """Dates before the date they should follow, where nearly every other row keeps the order."""
    dated = [at for at in range(len(region.columns)) if _is_dated(region.texts(at))]
    for first, second in pairwise(dated):
        before, after = region.texts(first), region.texts(second)
        wrong = (after != "") & (after < before) & (before <= _today())
        wrong &= _valid(before).is_not_null()
        if int(wrong.sum()) * _ONE_IN <= wrong.len():
            name = region.header[second]
            yield from (Flag(at + 1, name, "before the date it should follow") for at in wrong.arg_true())


def _is_dated(texts: pl.Series) -> bool:
    told = texts.alias("text").to_frame().select((form(pl.col("text")) == "ymd").sum()).item()
    return bool(told >= _SOME * texts.len() > 0)
