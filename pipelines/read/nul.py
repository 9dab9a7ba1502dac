"""NUL bytes in the texts of binary formats: such a text looks like a number and is none."""

from dataclasses import replace

import polars as pl

from pipelines.read.cells import FACTS, Sheet

_NUL = "\0"


def with_nul(sheet: Sheet) -> Sheet:
    """The sheet with a fact for each cell whose text holds a NUL byte."""
    found = [
        sheet.cells.filter(pl.col(name).str.contains(_NUL, literal=True)).select(
            "row", column=pl.lit(int(name), pl.Int64), fact=pl.lit("NUL"), detail=pl.lit("")
        )
        for name in sheet.coded.columns[1:]
    ]
    return replace(sheet, facts=pl.concat([pl.DataFrame(schema=FACTS), sheet.facts, *found]))
