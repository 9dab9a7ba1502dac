"""Columns of dates: written in ISO form, and those that are missing, out of range, or before the date they follow."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

import polars as pl

from pipelines.read.cells import Unreadable
from pipelines.read.seen.counted import times, times_that
from pipelines.read.seen.flag import Flag, at_rows, flagged, of_texts
from pipelines.read.seen.region import Region
from pipelines.read.seen.words import header_name
from pipelines.read.seen.words_columns import Dates, dates, days, form

_DATE = re.compile(r"(^|_)(date|datum|fecha|data|päivä)(_|$)")
_ISO = r"^\d{4}-\d\d-\d\d(?: \d\d:\d\d.*)?\s*$"
_MIDNIGHT = r"^[ T]00:00(?::00(?:\.0+)?)?(?:Z|\+00:00)?\s*$"
_SERIAL, _COMPACT = r"^\d+$", r"^((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)$"
_SERIALS = (20_000, 60_000)
_EPOCH = 25_569  # serial number of 1970-01-01
_MOST, _SOME, _ONE_IN = 0.6, 0.7, 10
_OLDEST = "1950"
_MONTHS = 12
_NO_DAYS = {
    "years without month and day": r"^\s*(?:19|20)\d\d\s*$",
    "months without a day": r"^\s*(?:(?:19|20)\d\d[-/.]\d\d?|\d\d?[-/.](?:19|20)\d\d)\s*$",
    "weeks, quarters or halves": r"^\s*(?:(?:19|20)\d\d[-/ ]?[WQTKHS]\d\d?|[WQTKHS]\d\d?[-/ ]?(?:19|20)\d\d)\s*$",
    "dates or months in words": r"\p{L}{3,}.*\d|\d.*\p{L}{3,}",
}
_TEXT = pl.col("text")


def settle(region: Region) -> Iterator[pl.DataFrame]:
    """Write every date column in ISO form, in place. Raises Unreadable where day and month cannot be told apart."""
    for at, name in enumerate(region.header):
        held = region.counted(at).filter(_TEXT != "")
        if _is_serial(name, held["text"]):
            yield flagged([Flag(-1, name, "serial numbers taken as dates")])
            region.replace(at, _from_serial(region.texts(at)))
        elif _is_compact(name, held["text"]):
            yield flagged([Flag(-1, name, "eight digits taken as dates")])
            region.replace(at, region.texts(at).str.replace(_COMPACT, "$1-$2-$3"))
        elif held.height and times_that(held, form(_TEXT).is_not_null()) >= _MOST * times(held):
            yield from _settled(region, at, filled=held["text"])
        elif held.height and _DATE.search(header_name(name)):
            yield flagged(_kept_as_text(name, held))


def _kept_as_text(name: str, held: pl.DataFrame) -> Iterator[Flag]:
    """What a column of dates holds that is no day in figures."""
    said = next((reason for reason, form in _NO_DAYS.items() if _is_mostly(held, form)), None)
    if said:
        yield Flag(0, name, f"{said}, kept as they are")


def _is_mostly(held: pl.DataFrame, form: str) -> bool:
    return times_that(held, _TEXT.str.contains(form)) >= _MOST * times(held)


def _settled(region: Region, at: int, *, filled: pl.Series) -> Iterator[pl.DataFrame]:
    name, told = region.header[at], dates(filled)
    order = _order(name, told, filled=filled.len())
    if (told.form == "short").any():
        yield flagged([Flag(-1, name, "two-digit years")])
    if _is_day_before_month(told):
        yield flagged([Flag(0, name, "dates written year, day, month: declare the format")])
    iso = _iso(filled, told, order=order)
    if not iso.equals(filled):
        region.replace(at, _in_place_of(region.texts(at), filled, new=iso))
    yield _implausible(region, at)


def _in_place_of(texts: pl.Series, old: pl.Series, *, new: pl.Series) -> pl.Series:
    """The texts with each old one in its new form; the old ones are those of `counted`."""
    if old.len() == texts.len():
        return new
    told = pl.DataFrame({"text": old, "new": new}).unique("text")
    whole = texts.alias("text").to_frame().join(told, on="text", how="left", maintain_order="left")
    return whole.select(pl.coalesce("new", "text")).to_series()


def _is_serial(name: str, filled: pl.Series) -> bool:
    if not _DATE.search(header_name(name)) or filled.is_empty() or not filled.str.contains(_SERIAL).all():
        return False
    numbers = filled.cast(pl.Int64, strict=False)
    return bool(((numbers > _SERIALS[0]) & (numbers < _SERIALS[1])).all())


def _is_compact(name: str, filled: pl.Series) -> bool:
    is_date = bool(_DATE.search(header_name(name))) and not filled.is_empty()
    return is_date and bool(filled.str.contains(_COMPACT).all())


def _from_serial(texts: pl.Series) -> pl.Series:
    serial = texts.cast(pl.Int64, strict=False)
    return (serial - _EPOCH).cast(pl.Int32).cast(pl.Date).dt.to_string("%Y-%m-%d").fill_null("")


def _order(name: str, told: Dates, *, filled: int) -> str:
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


def _is_day_before_month(told: Dates) -> bool:
    """Whether dates that begin with the year go on with the day: there is no such month, and never no such day."""
    is_ymd = (told.form == "ymd").fill_null(value=False)
    middle, last = told.first.filter(is_ymd), told.second.filter(is_ymd)
    return bool((middle > _MONTHS).any() and not (last > _MONTHS).any())


def _iso(texts: pl.Series, told: Dates, *, order: str) -> pl.Series:
    is_month_first = (told.form == "ymd") | ((told.form != "dot") & (order == "mdy"))
    month = told.first.zip_with(is_month_first.fill_null(value=True), told.second)
    day = told.second.zip_with(is_month_first.fill_null(value=True), told.first)
    clock = told.clock.str.replace(_MIDNIGHT, "").str.replace("^T", " ")
    return (days(told.year, month, day=day) + clock).fill_null(texts)


def _implausible(region: Region, at: int) -> pl.DataFrame:
    held = region.counted(at)
    is_full = times_that(held, _TEXT != "") >= _SOME * region.rows.height
    reasons = {
        "missing date": (_TEXT == "") & pl.lit(is_full),
        "not a date": (_TEXT != "") & _day(_TEXT).is_null(),
        "date in the future": _TEXT.str.head(10) > _today(),
        "date too old": (_TEXT != "") & (_TEXT < _OLDEST),
    }
    told = (pl.when(is_so).then(pl.lit(reason)) for reason, is_so in reasons.items())
    return of_texts(region, at, reason=pl.coalesce(told))


def _day(text: pl.Expr) -> pl.Expr:
    """The days of a settled column; null where a text is no date or there is no such day."""
    return pl.when(text.str.contains(_ISO)).then(text.str.head(10).str.to_date("%Y-%m-%d", strict=False))


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def late_reports(region: Region) -> Iterator[pl.DataFrame]:
    """Dates before the date they should follow, where nearly every other row keeps the order."""
    dated = [at for at in range(len(region.columns)) if _is_dated(region.counted(at))]
    for first, second in pairwise(dated):
        both = pl.DataFrame({"before": region.texts(first), "after": region.texts(second)}).with_row_index("row", 1)
        before, after = pl.col("before"), pl.col("after")
        is_early = (after != "") & (after < before) & (before <= _today())
        wrong = both.filter(is_early).filter(_day(before).is_not_null())
        if wrong.height * _ONE_IN <= both.height:
            yield at_rows(wrong["row"], region.header[second], reason="before the date it should follow")


def _is_dated(held: pl.DataFrame) -> bool:
    return times_that(held, form(_TEXT) == "ymd") >= _SOME * times(held) > 0
