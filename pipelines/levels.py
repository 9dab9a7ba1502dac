"""Levels of a hierarchy that only the format of the label cells shows: their indentation, and whether they are bold."""

from dataclasses import replace

import polars as pl

from pipelines.layout import Block
from schemas.counts import CountsTable

_STEP = "  "


def with_levels(block: Block, table: CountsTable) -> Block:
    """The block with two blanks before a label for each step that its cell format puts it deeper."""
    body = block.body
    for name in dict.fromkeys([*table.indentation, *table.bold]):
        if name in block.headers:
            body = _indented(body, str(block.headers[name]), facts=block.facts, table=table, name=name)
    return replace(block, coded=body)


def _indented(body: pl.DataFrame, column: str, *, facts: pl.DataFrame, table: CountsTable, name: str) -> pl.DataFrame:
    here = facts.filter(pl.col("column") == int(column))
    steps = here.filter(pl.col("fact") == "INDENTED").select("row", steps=pl.col("detail").cast(pl.Int64))
    bold = here.filter(pl.col("fact") == "BOLD").select("row", is_bold=pl.lit(value=True))
    told = body.join(steps.unique("row"), on="row", how="left", maintain_order="left")
    told = told.join(bold.unique("row"), on="row", how="left", maintain_order="left")
    indented = pl.col("steps").fill_null(0) if name in table.indentation else pl.lit(0)
    deeper = pl.col("is_bold").is_null().cast(pl.Int64) if name in table.bold else pl.lit(0)
    blanks = pl.lit(_STEP).repeat_by(indented + deeper).list.join("")
    label = pl.when(pl.col(column).is_not_null()).then(pl.concat_str(blanks, pl.col(column)))
    return told.with_columns(label.alias(column)).drop("steps", "is_bold")
