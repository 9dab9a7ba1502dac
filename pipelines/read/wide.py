"""Cells in long form to one wide frame a sheet: rows by number, columns "1".."n" of text."""

import polars as pl

from pipelines.read.marks import places_where


def wide(row: pl.Series, column: pl.Series, *, text: pl.Series) -> pl.DataFrame:
    """Filled cells in order as a frame with a column for each column number that occurs."""
    is_first = (row.diff() != 0).fill_null(value=True)
    numbers = row.filter(is_first)
    every = int(column.max() or 1)  # type: ignore[arg-type]  # a number, as the series is one
    if len(text) == every * len(numbers) and (column == _counted(every, len(numbers))).all():
        columns = {str(at): text.gather_every(every, at - 1) for at in range(1, every + 1)}
        return pl.DataFrame({"row": numbers, **columns})
    place = is_first.cast(pl.UInt32).cum_sum() - 1
    columns = {str(at): _column(column == at, place, text=text, height=len(numbers)) for at in column.unique().sort()}
    return pl.DataFrame({"row": numbers, **columns}, schema={"row": pl.Int64} | dict.fromkeys(columns, pl.String))


def _counted(most: int, times: int) -> pl.Series:
    """The numbers from 1 to the largest, again and again: the columns of rows that are all full."""
    return pl.int_range(0, most * times, eager=True) % most + 1


def _column(is_here: pl.Series, place: pl.Series, *, text: pl.Series, height: int) -> pl.Series:
    here = places_where(is_here)
    if len(here) == height:
        return text.gather(here)
    at = pl.repeat(None, height, dtype=pl.UInt32, eager=True).scatter(place.gather(here), here)
    return text.gather(at)


def joined(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """Frames of one sheet below each other; blank texts become null, blank rows and columns at the right go."""
    whole = pl.concat([pl.DataFrame(schema={"row": pl.Int64}), *frames], how="diagonal")
    texts = pl.exclude("row")
    is_blank = texts.str.strip_chars() == ""
    kept = whole.filter(~pl.all_horizontal(texts.is_null() | is_blank)) if whole.width > 1 else whole.clear()
    last = max((int(name) for name in kept.columns[1:] if kept[name].null_count() < kept.height), default=0)
    cleaned = kept.with_columns(pl.when(~is_blank).then(texts))
    absent = [pl.lit(None, pl.String).alias(str(at)) for at in range(1, last + 1) if str(at) not in kept.columns]
    return cleaned.with_columns(absent).select("row", *(str(at) for at in range(1, last + 1)))
