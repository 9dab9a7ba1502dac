"""Values behind merged cells: they lie in the file and nobody sees them who opens it."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import polars as pl

from pipelines.read.cells import Sheet

_SIZE = ("high", "wide")


def with_covered(sheet: Sheet) -> Sheet:
    """The sheet with a fact for each filled cell of a merged area other than its first."""
    areas = _areas(sheet)
    found = [rows for column in _columns(areas, sheet.width) for rows in _covered(sheet, column, areas=areas)]
    return replace(sheet, facts=pl.concat([sheet.facts, *found])) if found else sheet


def _areas(sheet: Sheet) -> pl.DataFrame:
    """The merged areas that take filled rows: places of these, `start` to before `end`, and columns from 1."""
    row, size = sheet.coded["row"], pl.col("detail").str.split_exact("x", 1).struct.rename_fields(_SIZE)
    merged = sheet.facts.filter(fact="MERGED").with_columns(size).unnest("detail").cast(dict.fromkeys(_SIZE, pl.Int64))
    return merged.with_columns(
        start=row.search_sorted(merged["row"]), end=row.search_sorted(merged["row"] + merged["high"])
    ).filter(pl.col("start") < pl.col("end"))


def _columns(areas: pl.DataFrame, width: int) -> list[int]:
    """The columns of the sheet that some area takes."""
    spans = areas.select("column", "wide").unique().rows()
    return sorted({at for first, wide in spans for at in range(first, min(first + wide, width + 1))})


def _covered(sheet: Sheet, column: int, *, areas: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The filled cells of a column that areas cover."""
    here = areas.filter(pl.col("column") <= column, pl.col("column") + pl.col("wide") > column)
    open_at, shut_at = (np.bincount(here[name], minlength=sheet.coded.height + 1) for name in ("start", "end"))
    is_inside = pl.Series(np.cumsum(open_at - shut_at)[:-1] > 0)
    row, texts = sheet.coded["row"], sheet.coded[str(column)]
    shown = here.filter(column=column)["row"].implode()
    rows = row.filter(is_inside & texts.is_not_null() & ~row.is_in(shown))
    if rows.len():
        told = {"column": pl.lit(column, pl.Int64), "fact": pl.lit("COVERED"), "detail": pl.lit("")}
        yield rows.to_frame().with_columns(**told)
