"""What a cell does not show is told also where no table is seen: in titles, totals and notes, and on other sheets."""

import polars as pl

from pipelines.read.cells import Sheet, letter
from pipelines.read.seen.flag import FLAGS
from pipelines.read.seen.region import Region
from schemas.shown import shown

_TOLD = (
    "ERROR", "NO_STORED_VALUE", "STRUCK_THROUGH", "NOT_A_DATE", "NOT_A_NUMBER", "SHOWN_AS", "COVERED",
)  # fmt: skip


def outside(sheet: Sheet, region: Region | None) -> pl.DataFrame:
    """A flag of the file for each such cell that is none of the table, named by its address."""
    facts = sheet.facts.filter(pl.col("fact").is_in(_TOLD))
    if region is not None and facts.height:
        rows = pl.concat([pl.Series("row", [region.header_row]), region.rows["row"]])
        columns = pl.Series("column", region.columns, dtype=pl.Int64) + 1
        is_inside = pl.col("row").is_in(rows.implode()) & pl.col("column").is_in(columns.implode())
        facts = facts.filter(~is_inside)
    if facts.is_empty():
        return pl.DataFrame(schema=FLAGS)
    numbers = facts["column"].unique()
    letters = pl.col("column").replace_strict(numbers, list(map(letter, numbers)), return_dtype=pl.String)
    said = pl.col("fact").str.replace_all("_", " ", literal=True).str.to_lowercase()
    detail = pl.when(pl.col("detail") == "").then(pl.lit("")).otherwise(pl.format(" '{}'", shown(pl.col("detail"))))
    return facts.sort("row", "column").select(
        row=pl.lit(-1, pl.Int64),
        column=letters + pl.col("row").cast(pl.String),
        reason=pl.format("{}{}, outside of the table", said, detail),
    )
