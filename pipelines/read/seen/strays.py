"""Cells that are not of the kind of their column: no numbers among numbers, digits of another script, mangled bands."""

import re
from collections.abc import Iterator

import polars as pl

from pipelines.read.seen import words_columns
from pipelines.read.seen.columns import AGE, COUNT
from pipelines.read.seen.counted import times, times_that
from pipelines.read.seen.flag import of_texts
from pipelines.read.seen.region import Region
from pipelines.read.seen.words import header_name

_TEXT = pl.col("text")
_NAMES = re.compile(r"(^|_)(id|number|no|nr|key|code|phone|year)(_|$)")
_OTHER_DIGIT, _DIGIT = r"[\p{Nd}&&[^0-9]]", r"[0-9]"
_MONTH = "jan|feb|m[aä]r|mrz|apr|ma[iy]|jun|jul|aug|sep|okt|oct|nov|de[cz]"
_MANGLED = rf"(?i)^\s*(?:\d{{1,2}}-(?:{_MONTH})|(?:{_MONTH})-\d{{1,2}})\s*$"
_NEARLY_ALL, _HALF, _ENOUGH = 0.8, 0.5, 5


def strays(region: Region) -> Iterator[pl.DataFrame]:
    """A flag for each cell that is not of the kind of nearly all others of its column."""
    for at in range(len(region.header)):
        yield from _of_column(region, at)


def _of_column(region: Region, at: int) -> Iterator[pl.DataFrame]:
    held = region.counted(at).filter(_TEXT != "")
    filled = times(held)
    mangled = times_that(held, _TEXT.str.contains(_MANGLED))
    if 0 < mangled < _HALF * filled:
        yield of_texts(
            region, at, reason=_told(_TEXT.str.contains(_MANGLED), "a day that may have been a band or a fraction")
        )
    if times_that(held, _TEXT.str.contains(_OTHER_DIGIT)) and times_that(held, _TEXT.str.contains(_DIGIT)):
        yield of_texts(region, at, reason=_told(_TEXT.str.contains(_OTHER_DIGIT), "digits of another script"))
    is_number = words_columns.numbers(_TEXT)
    if filled >= _ENOUGH and not _is_name(region, at) and times_that(held, is_number) >= _NEARLY_ALL * filled:
        yield of_texts(region, at, reason=_told((_TEXT != "") & ~is_number, "not a number, as nearly all others are"))


def _told(is_so: pl.Expr, reason: str) -> pl.Expr:
    return pl.when(is_so).then(pl.lit(reason))


def _is_name(region: Region, at: int) -> bool:
    """Whether the numbers of a column are names, such as case numbers and codes, or have rules of their own."""
    name = header_name(region.header[at])
    return at == 0 or any(pattern.search(name) for pattern in (_NAMES, AGE, COUNT))
