"""What a person sees of an edition in the Dagster UI: counts, findings and a few coded rows, never a cell's value."""

import polars as pl
from dagster import MetadataValue

from pipelines.deliver import Outcome
from schemas.dimension import DIMENSIONS
from schemas.finding import SEVERITIES

_FINDINGS_SHOWN = 10
_ROWS_SHOWN = 5
_FIGURE_COLUMNS = ("period", "dimension", "code", "statistic", "value", "unit")


def outcome_metadata(outcome: Outcome, state: str, *, receipt: str) -> dict[str, int | str | MetadataValue]:
    """Rows, findings, sample, receipt and file of one edition."""
    return {
        "state": state,
        "rows_read": outcome.rows_read,
        "rows_accepted": outcome.accepted.height,
        "rows_rejected": outcome.rejected,
        "rows_excluded": outcome.excluded.height,
        "top_findings": MetadataValue.md(findings_table(outcome.findings)),
        "sample": MetadataValue.md(sample_table(outcome.accepted)),
        "receipt": receipt,
        "file": outcome.file,
        "sha256": outcome.sha256,
    }


def findings_table(findings: pl.DataFrame) -> str:
    """The most frequent findings, blocking ones first: how often, where first, and what it says.

    A finding about a cell shows its place and remedy only, as its text may quote the cell.
    """
    if findings.is_empty():
        return "no findings"
    at = pl.coalesce("cell", pl.col("row").cast(pl.String))
    place = pl.concat_str(pl.col("sheet"), at, separator=" ", ignore_nulls=True)
    says = pl.when(pl.col("scope") == "edition").then(pl.col("text")).otherwise(pl.col("remedy"))
    top = (
        findings.group_by("finding_id", "severity", maintain_order=True)
        .agg(count=pl.len(), first=place.first(), column=pl.col("column_name").first(), says=says.first())
        .sort(pl.col("severity").cast(pl.Enum(SEVERITIES)), pl.col("count"), descending=[False, True])
    )
    return markdown(top.head(_FINDINGS_SHOWN))


def sample_table(accepted: pl.DataFrame) -> str:
    """The first rows in common codes; no number or text of the source's own."""
    coded = ["period", *(dimension.name for dimension in DIMENSIONS)]
    columns = coded if "motivation" in accepted.columns else list(_FIGURE_COLUMNS)
    return markdown(accepted.select(columns).head(_ROWS_SHOWN)) if accepted.height else "no rows"


def markdown(table: pl.DataFrame) -> str:
    """A frame as a markdown table."""
    lines = [table.columns, ["---"] * table.width, *([_text(value) for value in row] for row in table.iter_rows())]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value).replace("|", "\\|").replace("\n", " ")
