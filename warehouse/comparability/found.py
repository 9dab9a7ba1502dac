"""What a coherence check hands over: the evidence it reads and the plain rows it finds."""

from dataclasses import dataclass
from typing import Self

import polars as pl

from warehouse.comparability.breaks import BREAK
from warehouse.comparability.figures import worked
from warehouse.comparability.tables import table_rows, tables

FOUND: dict[str, pl.DataType] = {
    "finding_id": pl.String(),
    "source_id": pl.String(),
    "edition": pl.String(),
    "sheet": pl.String(),
    "row": pl.Int64(),
    "cell": pl.String(),
    "column_name": pl.String(),
    "value": pl.String(),
    "detail": pl.String(),
}


@dataclass(frozen=True)
class Evidence:
    """Bounded figures (as published, without derived rows), categories, tables, declared facts and dated breaks."""

    figures: pl.DataFrame
    categories: pl.DataFrame
    tables: pl.DataFrame
    facts: pl.DataFrame
    breaks: pl.DataFrame

    @classmethod
    def of(cls, figures: pl.DataFrame, facts: pl.DataFrame, *, breaks: pl.DataFrame | None = None) -> Self:
        """The evidence of a frame of `core.figure`, of facts (source_id, fact, value) and of dated breaks (BREAK)."""
        known = worked(figures).filter(~pl.col("is_derived"))
        categories = table_rows(known)
        dated = pl.DataFrame(schema=BREAK) if breaks is None else breaks
        return cls(known, categories, tables(categories), facts, dated)

    @property
    def whole(self) -> pl.DataFrame:
        """Figures of all records."""
        return self.figures.filter(pl.col("base_filter").is_null())

    def sources_with(self, fact: str, value: str) -> pl.DataFrame:
        """The sources that declare this value of this fact."""
        return self.facts.filter(pl.col("fact") == fact, pl.col("value") == value).select("source_id").unique()


def found(finding_id: str, rows: pl.DataFrame, *, detail: pl.Expr, value: pl.Expr | None = None) -> pl.DataFrame:
    """Rows as findings: place and dimension are taken over where the rows have them."""
    placed = {
        "source_id": "source_id", "edition": "edition", "sheet": "sheet", "row": "row", "cell": "cell",
        "column_name": "dimension",
    }  # fmt: skip
    return rows.select(
        pl.lit(finding_id).alias("finding_id"),
        *(
            (pl.col(column) if column in rows.columns else pl.lit(None)).cast(FOUND[name]).alias(name)
            for name, column in placed.items()
        ),
        (pl.lit(None, pl.String) if value is None else value.cast(pl.String)).alias("value"),
        detail.cast(pl.String).alias("detail"),
    )
