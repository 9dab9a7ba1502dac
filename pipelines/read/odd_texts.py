"""Texts that look like one number and are none: with a NUL byte in them, or several numbers one below the other."""

import re
from dataclasses import replace

import polars as pl

from pipelines.read.cells import FACTS, Sheet

_NUMBER = r"[-+\x{2212}(]?\d[\d.,]*[)%]?"
_STACKED = rf"^\s*{_NUMBER}(?:[ \t]*\n\s*{_NUMBER})+\s*$"
SEVERAL_LINES = ("SHOWN_AS", "several lines")
_ODD = {("NUL", ""): r"\x00", SEVERAL_LINES: _STACKED}
IS_STACKED = re.compile(_STACKED.replace(r"\x{2212}", "\u2212"))


def with_odd_texts(sheet: Sheet) -> Sheet:
    """The sheet with a fact for each cell of such a text."""
    found = [
        sheet.cells.filter(pl.col(name).str.contains(pattern)).select(
            "row", column=pl.lit(int(name), pl.Int64), fact=pl.lit(fact), detail=pl.lit(detail)
        )
        for name in sheet.coded.columns[1:]
        for (fact, detail), pattern in _ODD.items()
    ]
    return replace(sheet, facts=pl.concat([pl.DataFrame(schema=FACTS), sheet.facts, *found]))
