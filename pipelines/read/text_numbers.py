"""Numbers that a workbook stores as text: told by column, from the first row of a run to its last."""

import re
from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from pipelines.read.cells import FACTS, Sheet

PLAIN = r"^\s*[+-]?[0-9]+(?:[.,][0-9]+)?\s*$"
IS_NUMBER = re.compile(PLAIN)
NUMBER_AS_TEXT = "NUMBER_AS_TEXT"
PLACES = {"row": pl.Int64, "column": pl.Int64}


def runs(places: pl.DataFrame) -> pl.DataFrame:
    """A fact for each run of rows in which a column holds such a text (`row`, `column`); its detail is the last row.

    A column of nothing but such texts is one fact, not a million.
    """
    if places.is_empty():
        return pl.DataFrame(schema=FACTS)
    goes_on = (pl.col("row").diff() == 1) & (pl.col("column").diff() == 0)
    numbered = places.sort("column", "row").with_columns(run=(~goes_on.fill_null(value=False)).cum_sum())
    ends = numbered.group_by("run", maintain_order=True).agg(
        pl.col("row").first(), pl.col("column").first(), last=pl.col("row").last()
    )
    return ends.select("row", "column", fact=pl.lit(NUMBER_AS_TEXT), detail=pl.col("last").cast(pl.String))


def with_runs(sheet: Sheet, places: Iterable[tuple[int, int]]) -> Sheet:
    """The sheet with a fact for each run of the cells whose text is a number."""
    found = runs(pl.DataFrame(list(places), schema=PLACES, orient="row"))
    return replace(sheet, facts=pl.concat([sheet.facts, found]))


def cells_of(facts: pl.DataFrame) -> pl.DataFrame:
    """`row` and `column` of each cell the facts of a sheet tell of."""
    told = facts.filter(pl.col("fact") == NUMBER_AS_TEXT)
    last = pl.col("detail").cast(pl.Int64)
    return told.select("column", row=pl.int_ranges("row", last + 1)).explode("row").select("row", "column")
