"""Where findings stand in a workbook, what is noted there, and which of them have one cause and one remedy."""

from dataclasses import dataclass

import polars as pl

from pipelines.read.cells import letter
from pipelines.report import texts
from pipelines.report.words import localised, say

_CELL = r"^\$?([A-Z]{1,3})\$?(\d{1,7})"


@dataclass(frozen=True)
class Told:
    """What a sender is told of one file: `findings` in their language, with `at_sheet`, `at_row`, `at_column`."""

    source_id: str
    edition: str
    file: str
    counts: dict[str, int]
    findings: pl.DataFrame
    language: str
    is_model: bool

    def say(self, text: str, **slots: object) -> str:
        """One of our own texts in the language of the sender."""
        return say(text, self.language, **slots)

    def causes(self) -> pl.DataFrame:
        """One row a cause: `count`, where the first one stands, and its text; those that block come first.

        Findings of rows with one id and column have one remedy; those of an edition differ in what they say.
        """
        own_text = pl.when(pl.col("scope") == "edition").then(pl.col("text"))
        keys = ["severity", "finding_id", "at_sheet", "column_name", "letters"]
        place = ["at_row", "at_column", "text", "remedy"]
        grouped = self.findings.group_by(*keys, own_text.alias("own_text"), maintain_order=True)
        return grouped.agg(pl.len().alias("count"), pl.col(place).first())


def placed(findings: pl.DataFrame, language: str) -> pl.DataFrame:
    """Findings in a language with their place as numbers, those that block first; a whole row is marked in column A."""
    said = localised(findings, language)
    cell = pl.col("cell").str.split("!").list.last()
    named = pl.col("cell").str.extract(r"^(.*)!")
    found = said.with_columns(
        at_sheet=pl.coalesce(named, "sheet"),
        at_row=pl.coalesce(cell.str.extract(_CELL, 2).cast(pl.Int64), "row"),
        letters=pl.coalesce(cell.str.extract(_CELL, 1), pl.when(pl.col("row").is_not_null()).then(pl.lit("A"))),
    )
    rank = pl.col("severity").replace_strict(
        {name: at for at, name in enumerate(texts.SEVERITIES)}, return_dtype=pl.Int64
    )
    return found.with_columns(at_column=_numbers(found["letters"])).sort(rank, maintain_order=True)


def notes(findings: pl.DataFrame, heads: dict[str, str]) -> pl.DataFrame:
    """One row a cell with findings: `at_row`, `at_column`, the worst `severity`, and `note`, all that is said of it."""
    head = pl.col("severity").replace_strict(heads, return_dtype=pl.String)
    said = pl.format("{}: {} {}", head, "text", "remedy")
    here = findings.filter(pl.col("at_row") > 0, pl.col("at_column") > 0)
    return here.group_by("at_row", "at_column", maintain_order=True).agg(
        pl.col("severity").first(), said.unique(maintain_order=True).str.join("\n").alias("note")
    )


def _numbers(letters: pl.Series) -> pl.Series:
    known = {letter(at): at for at in range(1, 16_385)}
    distinct = letters.drop_nulls().unique().to_list()
    numbers = {name: known.get(name, 0) for name in distinct}
    return letters.replace_strict(numbers, default=None, return_dtype=pl.Int64)
