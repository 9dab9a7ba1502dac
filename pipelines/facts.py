"""Facts a cell's text does not show, as findings: raised marks, errors, missing results, struck-through values."""

from collections.abc import Iterator
from typing import Protocol

import polars as pl

from pipelines.read.cells import Sheet, letter
from schemas import finding
from schemas.layout import TableBase

_FINDING_OF = {
    "ERROR": "cell-error",
    "SUPERSCRIPT": "cell-superscript",
    "NO_STORED_VALUE": "formula-without-value",
    "STRUCK_THROUGH": "text-struck-through",
    "FIELDS": "row-ragged",
    "NUL": "cell-binary",
    "SHOWN_AS": "number-shown-otherwise",
    "SWALLOWED": "rows-swallowed",
    "COVERED": "cell-covered",
}
_NUMBER = r"^[\d.,\s%]+$"


class Placed(Protocol):
    """Rows of a table that know their sheet, row and the letters of their columns."""

    @property
    def table(self) -> TableBase:
        """What the source declares."""

    @property
    def rows(self) -> pl.DataFrame:
        """`sheet`, `row` and more."""

    @property
    def letters(self) -> dict[str, str]:
        """Header to spreadsheet letters."""


def fact_findings(tidied: Placed, sheets: list[Sheet]) -> list[pl.DataFrame]:
    """Findings for facts on the rows of a table; a raised mark counts only where it is glued to a number."""
    rows = tidied.rows.select("sheet", "row").unique()
    secret = [tidied.letters.get(header, "") for header in tidied.table.keys]
    found = []
    for sheet in sheets:
        facts = sheet.facts.filter(pl.col("fact").is_in(list(_FINDING_OF)))
        if facts.is_empty():
            continue
        letters = pl.col("column").map_elements(letter, return_dtype=pl.String)
        valued = facts.join(_texts(sheet, facts), on=["row", "column"], how="left").with_columns(
            value=pl.when(~letters.is_in(secret)).then("value"), cell=letters + pl.col("row").cast(pl.String),
            sheet=pl.lit(sheet.name),
        )  # fmt: skip
        is_glued = (pl.col("fact") != "SUPERSCRIPT") | pl.col("value").str.contains(_NUMBER).fill_null(value=True)
        told = valued.filter(is_glued)
        for placed in (told.join(rows, on=["sheet", "row"], how="semi"), *_joined(told, tidied)):
            found += [finding.of_rows(name, placed.filter(fact=fact)) for fact, name in _FINDING_OF.items()]
    return found


def _texts(sheet: Sheet, facts: pl.DataFrame) -> pl.DataFrame:
    """The cells of the rows that have a fact."""
    long = sheet.cells.join(facts, on="row", how="semi").unpivot(
        index="row", variable_name="column", value_name="value"
    )
    return long.with_columns(pl.col("column").cast(pl.Int64))


def _joined(told: pl.DataFrame, tidied: Placed) -> Iterator[pl.DataFrame]:
    """Facts on cells of a joined table: they are told of every record that took the cell."""
    named = told.with_columns(cell=pl.format("{}!{}", "sheet", "cell")).drop("sheet", "row")
    for place in (name for name in tidied.rows.columns if name.endswith("@")):
        taken = tidied.rows.select("sheet", "row", cell=place).drop_nulls()
        yield taken.join(named, on="cell", how="inner", maintain_order="left")
