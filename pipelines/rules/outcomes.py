"""What became of every rule in one delivery: its outcome, and the numbers it was judged by."""

from dataclasses import dataclass

import polars as pl

from pipelines.rules.rows import TALLY
from pipelines.rules.standing import Standing
from schemas import rule_outcome
from schemas.rule import Rule, book
from schemas.source import Source

AT_BUILD = ("PAST", "COHERENCE", "WAREHOUSE")  # asked when the warehouse is built: they look beyond one delivery
_FIRST = ("READING", "LAYOUT")
_COUNTS = {"numerator": pl.Int64, "denominator": pl.Int64, "share": pl.Float64, "findings": pl.Int64}


@dataclass(frozen=True)
class Counted:
    """What the rules are judged by: rows read, findings in force and in shadow, and tallies of cross-field rules.

    `is_read`: whether the file gave a table at all; where it did not, later rules were never asked.
    """

    rows_read: int
    is_read: bool
    findings: pl.DataFrame
    shadow: pl.DataFrame
    tallies: pl.DataFrame


def outcomes(counted: Counted, source: Source, *, edition: str, standing: Standing) -> pl.DataFrame:
    """One row a rule that is asked of a delivery, in the order of the book."""
    tolerance = max(each.max or 0.0 for each in source.assertions_in_force if each.measure == "rejected_share")
    numbers = _numbers(counted, source)
    asked = [rule for rule in book().values() if rule.home not in AT_BUILD]
    rows = [_row(rule, numbers[rule.rule_id], source=source, standing=standing, tolerance=tolerance) for rule in asked]
    told = pl.DataFrame(rows, schema_overrides=rule_outcome.COLUMNS, infer_schema_length=None)
    placed = told.with_columns(source_id=pl.lit(source.source_id), edition=pl.lit(edition))
    return placed.select(*(pl.col(name).cast(kind) for name, kind in rule_outcome.COLUMNS.items()))


@dataclass(frozen=True)
class _Numbers:
    """`denominator`: cells or rows a rule was asked of; None where it was not reached."""

    findings: int
    numerator: int
    denominator: int | None
    error: bool = False


def _numbers(counted: Counted, source: Source) -> dict[str, _Numbers]:
    place = ["sheet", "row"] if source.is_incident_level else ["sheet", "cell"]
    every = pl.concat([counted.findings, counted.shadow])
    told = every.group_by("finding_id").agg(findings=pl.len(), places=pl.struct(place).n_unique())
    found = {name: (findings, places) for name, findings, places in told.iter_rows()}
    tallies = {name: row for name, *row in _summed(counted.tallies).iter_rows()}
    return {
        name: _of_rule(rule, found.get(name, (0, 0)), tally=tallies.get(name), counted=counted)
        for name, rule in book().items()
    }  # fmt: skip


def _summed(tallies: pl.DataFrame) -> pl.DataFrame:
    return (
        pl.concat([pl.DataFrame(schema=TALLY), tallies])
        .group_by("rule_id")
        .agg(pl.col("applicable", "broken").sum(), pl.col("error").is_not_null().any())
    )


def _of_rule(rule: Rule, found: tuple[int, int], *, tally: list[int] | None, counted: Counted) -> _Numbers:
    findings, places = found
    if not counted.is_read and rule.home not in _FIRST and not findings:
        return _Numbers(0, 0, None)
    if rule.home == "CROSS_FIELD":
        applicable, broken, error = tally or (0, 0, False)
        return _Numbers(findings, broken, applicable, bool(error))
    if rule.kind.scope == "row":
        return _Numbers(findings, places, max(counted.rows_read, places))
    return _Numbers(findings, min(findings, 1), 1)


def _row(rule: Rule, numbers: _Numbers, *, source: Source, standing: Standing, tolerance: float) -> dict[str, object]:
    """One outcome. A rule that blocks rows fails an edition where more are broken than the source file allows."""
    is_waived = rule.rule_id in standing.waived and numbers.numerator > 0
    blocks = rule.kind.severity == "blocks" and not is_waived
    threshold = (tolerance if rule.kind.scope == "row" else 0.0) if blocks else 1.0
    share = numbers.numerator / numbers.denominator if numbers.denominator else None
    return {
        "rule_id": rule.rule_id,
        "state": "in_force" if rule.rule_id in standing.in_force else "shadow",
        "outcome": _outcome(rule, numbers, source=source, share=share, threshold=threshold),
        "numerator": numbers.numerator,
        "denominator": numbers.denominator or 0,
        "share": share,
        "threshold": threshold,
        "findings": numbers.findings,
        "is_waived": is_waived,
    }


def _outcome(rule: Rule, numbers: _Numbers, *, source: Source, share: float | None, threshold: float) -> str:
    if numbers.error:
        return "RULE_ERROR"
    if not applies(rule, source):
        return "NOT_APPLICABLE"
    if numbers.denominator is None:
        return "NOT_RUN"
    if share is None:
        return "NOT_APPLICABLE"
    if not numbers.numerator:
        return "PASSED"
    return "FAILED" if share > threshold else "PASSED_WITH_VIOLATIONS"


def applies(rule: Rule, source: Source) -> bool:
    """Whether a rule is about this kind of source."""
    return rule.applies_to in {"ALL", "RECORDS" if source.is_incident_level else "FIGURES"}


def noted(rules: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The outcomes with findings about the whole edition that were made after all rules had been asked."""
    blocking = found.filter(severity="blocks")["finding_id"].to_list()
    is_named, fails = pl.col("rule_id").is_in(found["finding_id"].to_list()), pl.col("rule_id").is_in(blocking)
    outcome = pl.when(fails).then(pl.lit("FAILED")).otherwise(pl.lit("PASSED_WITH_VIOLATIONS"))
    one = {name: pl.when(is_named).then(1).otherwise(name).cast(kind).alias(name) for name, kind in _COUNTS.items()}
    return rules.with_columns(*one.values(), outcome=pl.when(is_named).then(outcome).otherwise("outcome"))
