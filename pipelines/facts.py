"""Facts a cell's text does not show, as findings: raised marks, errors, missing results, struck-through values."""

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
        here = sheet.facts.filter(pl.col("fact").is_in(list(_FINDING_OF))).with_columns(sheet=pl.lit(sheet.name))
        placed = here.join(rows, on=["sheet", "row"], how="semi")
        if placed.is_empty():
            continue
        texts = sheet.cells.unpivot(index="row", variable_name="column", value_name="value").with_columns(
            pl.col("column").cast(pl.Int64)
        )
        letters = pl.col("column").map_elements(letter, return_dtype=pl.String)
        valued = placed.join(texts, on=["row", "column"], how="left").with_columns(
            value=pl.when(~letters.is_in(secret)).then("value"), cell=letters + pl.col("row").cast(pl.String)
        )
        is_glued = (pl.col("fact") != "SUPERSCRIPT") | pl.col("value").str.contains(_NUMBER).fill_null(value=True)
        for fact, finding_id in _FINDING_OF.items():
            found.append(finding.of_rows(finding_id, valued.filter(is_glued & (pl.col("fact") == fact))))
    return found
