"""Cross-field rules over the records of a table: all in one pass, every broken cell told, none in a loop over rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.harmonise import placed
from pipelines.rules.standing import Standing
from pipelines.tidy import Tidy
from schemas import finding
from schemas.cross_field import RowCheck, row_checks
from schemas.layout import RecordsTable
from schemas.source import Source

TALLY = {"rule_id": pl.String, "applicable": pl.Int64, "broken": pl.Int64, "error": pl.String}


@dataclass(frozen=True)
class Ruled:
    """What the rules say of a table: findings in force, findings in shadow, and how many cells each rule looked at.

    `tallies`: `rule_id`, `applicable`, `broken`, and the kind of `error` where the rule could not be evaluated.
    """

    findings: list[pl.DataFrame]
    shadow: list[pl.DataFrame]
    tallies: pl.DataFrame


def unruled() -> Ruled:
    """Nothing was looked at."""
    return Ruled([], [], pl.DataFrame(schema=TALLY))


def evaluate(rows: pl.DataFrame, tidied: Tidy, *, source: Source, standing: Standing) -> Ruled:
    """Ask every rule of the records that the contract lets through."""
    if not isinstance(tidied.table, RecordsTable):
        return unruled()
    columns = set(tidied.table.targets.values())
    return asked(rows, tidied, checks=row_checks(source.counting.facts(), columns), standing=standing)


def asked(rows: pl.DataFrame, tidied: Tidy, *, checks: Sequence[RowCheck], standing: Standing) -> Ruled:
    """Ask these checks of the records of a table."""
    table = tidied.table
    headers = {to: header for header, to in table.targets.items()} if isinstance(table, RecordsTable) else {}
    flags, errors = flagged(rows, checks)
    tallies = _tallies(flags, checks, errors=errors)
    found: dict[bool, list[pl.DataFrame]] = {True: [], False: []}
    for at, check in enumerate(checks):
        if at not in errors and (cells := broken_cells(rows, flags[f"breaks {at}"], check=check)).height:
            told = placed(cells.with_columns(finding_id=pl.lit(check.rule_id)), headers[check.column], tidy=tidied)
            found[check.rule_id in standing.in_force].append(told)
    failed = [_failed(checks[at].rule_id, error) for at, error in errors.items()]
    in_force = [each for each in failed if each["value"][0] in standing.in_force]
    return Ruled([standing.applied(each) for each in (*found[True], *in_force)], found[False], tallies)


def flagged(rows: pl.DataFrame, checks: Sequence[RowCheck]) -> tuple[pl.DataFrame, dict[int, str]]:
    """For every check `applies N` and `breaks N`, and which checks could not be evaluated.

    Together they share what they have in common; where one fails each is asked alone, to name it.
    """
    try:
        every = [each for at, check in enumerate(checks) for each in _flags(at, check)]
        return rows.lazy().select(every).collect(), {}
    except pl.exceptions.PolarsError:
        return _one_by_one(rows, checks)


def _one_by_one(rows: pl.DataFrame, checks: Sequence[RowCheck]) -> tuple[pl.DataFrame, dict[int, str]]:
    frames, errors = [], {}
    for at, check in enumerate(checks):
        try:
            frames.append(rows.select(_flags(at, check)))
        except pl.exceptions.PolarsError as error:
            errors[at] = type(error).__name__
    return pl.concat(frames, how="horizontal") if frames else pl.DataFrame(), errors


def _flags(at: int, check: RowCheck) -> list[pl.Expr]:
    breaks = check.applies & check.breaks
    return [
        check.applies.fill_null(value=False).alias(f"applies {at}"),
        breaks.fill_null(value=False).alias(f"breaks {at}"),
    ]


def broken_cells(rows: pl.DataFrame, breaks: pl.Series, *, check: RowCheck) -> pl.DataFrame:
    """`sheet`, `row`, `value` and `detail` of the records that break a check."""
    if not breaks.any():
        return pl.DataFrame()
    needed = {*check.value.meta.root_names(), *check.detail.meta.root_names(), "sheet", "row"}
    return rows.select(sorted(needed)).filter(breaks).select("sheet", "row", value=check.value, detail=check.detail)


def _tallies(flags: pl.DataFrame, checks: Sequence[RowCheck], *, errors: dict[int, str]) -> pl.DataFrame:
    counted = flags.sum().row(0, named=True) if flags.width else {}
    told = [
        (check.rule_id, counted.get(f"applies {at}", 0), counted.get(f"breaks {at}", 0), errors.get(at))
        for at, check in enumerate(checks)
    ]
    return pl.DataFrame(told, schema=TALLY, orient="row")


def _failed(rule_id: str, error: str) -> pl.DataFrame:
    return finding.of_edition("rule-not-evaluated", value=rule_id, detail=error)
