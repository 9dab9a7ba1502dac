"""Findings and counts of deliveries for people (grouped by kind, or every one) and for machines (all, always)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from interfaces import show
from interfaces.ending import BLOCKED, CANNOT_READ, CLEAN
from pipelines.deliver import Outcome

if TYPE_CHECKING:
    from pipelines.register.questions import Question

UNREADABLE = frozenset({"archive-unsafe", "encoding-differs", "file-empty", "file-not-tabular", "file-unreadable"})
_ORDER = ("blocks", "warns", "asks")
_FIRST = 3


def counts(outcome: Outcome) -> dict[str, int]:
    """Rows of a delivery: read = accepted + rejected + excluded."""
    return {
        "read": outcome.rows_read,
        "accepted": outcome.accepted.height,
        "rejected": outcome.rejected,
        "excluded": outcome.excluded.height,
    }


def as_told(outcome: Outcome) -> dict[str, Any]:
    """A delivery for machines: where it belongs, its counts and every finding."""
    return {
        "source_id": outcome.source_id,
        "edition": outcome.edition,
        "file": outcome.file,
        "sha256": outcome.sha256,
        "rows": counts(outcome),
        "is_accepted": outcome.is_accepted,
        "findings": outcome.findings.to_dicts(),
    }


def show_outcome(outcome: Outcome, *, every: bool) -> None:
    """Print counts and findings of a delivery."""
    show.say(f"{outcome.file}, as {outcome.source_id} edition {outcome.edition}", "bold")
    rows = counts(outcome)
    show.say(
        f"rows read {rows['read']:,} = accepted {rows['accepted']:,} + rejected {rows['rejected']:,}"
        f" + excluded {rows['excluded']:,}"
    )
    show_findings(outcome.findings, every=every)
    show.note_model([outcome.source_id])


def show_answered(answered: "Sequence[Question]") -> None:
    """Print the questions that were answered before for the same data."""
    if answered:
        from pipelines.register.questions import in_words  # noqa: PLC0415 - the register takes long to import

        show.say("Not asked again, as the data are the same:", "bold")
        for each in answered:
            show.say(in_words(each))


def show_findings(findings: pl.DataFrame, *, every: bool) -> None:
    """Print findings: a line a kind with its first cells, or a line each."""
    if findings.is_empty():
        show.say("No findings.", "green")
    elif every:
        listed = ordered(findings).select("severity", "finding_id", "place", "text", "remedy")
        show.rows(["severity", "finding", "cell", "what", "what to do"], listed.rows())
    else:
        listed = grouped(findings).select("severity", "finding_id", "count", "cells", "text", "remedy")
        heads = ["severity", "finding", "count", "first cells", "what (the first one)", "what to do"]
        show.rows(heads, listed.rows(), numbers=["count"])


def ordered(findings: pl.DataFrame) -> pl.DataFrame:
    """Findings with their `place`, those that block first, otherwise in the order they came in."""
    by_severity = {name: rank for rank, name in enumerate(_ORDER)}
    rank = pl.col("severity").replace_strict(by_severity, return_dtype=pl.Int64)
    return findings.with_columns(place=place()).sort(rank, maintain_order=True)


def grouped(findings: pl.DataFrame) -> pl.DataFrame:
    """One row a kind of finding and column: `count`, first `cells`, and text and remedy of the first one.

    Findings about the whole edition differ in what they say, so each text of these is a kind of its own.
    """
    own_text = pl.when(pl.col("scope") == "edition").then(pl.col("text"))
    return (
        ordered(findings)
        .group_by("severity", "finding_id", "column_name", own_text.alias("own_text"), maintain_order=True)
        .agg(
            pl.len().alias("count"),
            pl.col("place").head(_FIRST).str.join(", ").alias("cells"),
            pl.col("text", "remedy").first(),
        )
    )


def place() -> pl.Expr:
    """Where a finding stands, as exact as it is known: cell, row, sheet or the whole file."""
    sheet = pl.col("sheet").fill_null("")
    return (
        pl.when(pl.col("cell").is_not_null())
        .then(pl.format("{}!{}", sheet, pl.col("cell").fill_null("")))
        .when(pl.col("row").is_not_null())
        .then(pl.format("{} row {}", sheet, pl.col("row").fill_null(0)))
        .otherwise(pl.col("sheet").fill_null("(whole file)"))
    )


def exit_code(findings: pl.DataFrame) -> int:
    """0 where nothing blocks, 2 where the file could not be read at all, else 1."""
    blocking = findings.filter(pl.col("severity") == "blocks")
    if blocking.is_empty():
        return CLEAN
    return CANNOT_READ if blocking["finding_id"].is_in(sorted(UNREADABLE)).any() else BLOCKED
