"""The report of failures of one delivery as plain data: what was read, refused, excluded, corrected and waived.

It holds counts, codes, places and texts of ours: no value of a cell but the short codes of those that were corrected,
and no header or name of a sheet that could be free text or name a person.
"""

from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines import stage
from pipelines.compare import difference
from pipelines.deliver import Outcome
from pipelines.register import corrections, waivers
from pipelines.register.questions import questions
from pipelines.report.rates import Rate, rates
from pipelines.rules.around import with_questions
from schemas.rule import book
from schemas.shown import shown
from schemas.source import Source

_OURS = ("ASSERTION", "PAST")  # their messages are made of counts, codes and declared limits only
TABLES = ("rules", "findings", "excluded", "corrected", "revised", "waived", "questions")
Told = dict[str, Any]


class NoDeliveryError(Exception):
    """Nothing is kept of an edition, accepted or refused."""


@dataclass(frozen=True)
class Failures:
    """The report. `told`: its head and counts; the rest are its tables, each a list of rows, never cut."""

    told: Told
    rules: list[Told]
    findings: list[Told]
    excluded: list[Told]
    corrected: list[Told]
    revised: list[Told]
    waived: list[Told]
    questions: list[Told]
    rates: list[Rate]

    def as_data(self) -> Told:
        """The whole report for machines."""
        tables = {
            name: getattr(self, name) for name in ("rules", "findings", "excluded", "corrected", "revised", "waived")
        }
        return {**self.told, **tables, "rates": [vars(each) for each in self.rates]}


def failures(source: Source, edition: str) -> Failures:
    """The report on an edition as it is kept: accepted, else refused. Raises NoDeliveryError where it is neither."""
    outcome, state = _kept(source, edition)
    whole = with_questions(outcome, source)
    return Failures(
        _head(whole, source, state=state),
        [_rule(row) for row in whole.rules.iter_rows(named=True)],
        _findings(whole.findings),
        _excluded(whole),
        [_corrected(each) for each in corrections.made([(source.source_id, edition)])] if state == "ACCEPTED" else [],
        _revised(whole, source),
        _waived(whole),
        _questions(whole),
        rates(source),
    )


def _kept(source: Source, edition: str) -> tuple[Outcome, str]:
    for refused, state in ((False, "ACCEPTED"), (True, "REFUSED")):
        if (source.source_id, edition) in stage.kept(refused=refused):
            return stage.load_outcome(source.source_id, edition, refused=refused), state
    raise NoDeliveryError(f"nothing is kept of edition {edition} of {source.source_id}: it was never sent")


def _head(outcome: Outcome, source: Source, *, state: str) -> Told:
    declared = source.edition_named(outcome.edition)
    plain = ("source_id", "title", "publisher", "country", "is_model")
    return {
        **{name: getattr(source, name) for name in plain},
        "edition": outcome.edition,
        "state": state,
        "was_also_refused": state == "ACCEPTED" and (source.source_id, outcome.edition) in stage.kept(refused=True),
        "period_start": str(declared.period_start) if declared and declared.period_start else None,
        "period_end": str(declared.period_end) if declared else None,
        "sha256": outcome.sha256,
        "rows": {
            "read": outcome.rows_read,
            "accepted": outcome.accepted.height,
            "rejected": outcome.rejected,
            "excluded": outcome.excluded.height,
        },
    }


def _rule(row: Told) -> Told:
    rule = book()[row["rule_id"]]
    numbers = ("state", "outcome", "numerator", "denominator", "share", "threshold", "findings", "is_waived")
    said = {"family": rule.family, "severity": rule.kind.severity, "reason": rule.reason, "remedy": rule.kind.remedy}
    return {"number": rule.number, "rule_id": rule.rule_id, **{name: row[name] for name in numbers}, **said}


def _findings(found: pl.DataFrame) -> list[Told]:
    """One row a finding. Sheets and headers come from the file, so that they are shown like values."""
    ours = [name for name, rule in book().items() if rule.home in _OURS]
    told = found.select(
        "finding_id", "severity", "scope",
        sheet=shown(pl.col("sheet")), row="row", cell="cell",
        column=shown(pl.col("column_name")),
        text=pl.when(pl.col("finding_id").is_in(ours)).then("text"), remedy="remedy", who="who",
    )  # fmt: skip
    return told.to_dicts()


def _excluded(outcome: Outcome) -> list[Told]:
    return outcome.excluded.group_by("rule", maintain_order=True).agg(rows=pl.len()).sort("rule").to_dicts()


def _corrected(made: Told) -> Told:
    """A cell that is counted as something else than it holds: before, after, and who says so."""
    names = ("correction", "sheet", "cell", "before", "after", "reason", "author", "reviewer", "approved_on", "expires")
    return {name: made[name] if isinstance(made[name], int | None) else str(made[name]) for name in names}


def _revised(outcome: Outcome, source: Source) -> list[Told]:
    """What a revision changes of the edition it replaces, in numbers."""
    declared = source.edition_named(outcome.edition)
    former = declared.revises if declared else None
    if former is None or (source.source_id, former) not in stage.kept():
        return []
    before = stage.load_outcome(source.source_id, former).accepted
    changed = difference(before, outcome.accepted)
    numbers = {name: getattr(changed, name).len() for name in ("added", "changed", "withdrawn")}
    rows = {"rows_before": before.height, "rows_after": outcome.accepted.height}
    return [{"revises": former, **rows, **numbers, "unchanged": changed.unchanged}]


def _waived(outcome: Outcome) -> list[Told]:
    """Waivers that put up with something here: who approved them, why, until when."""
    broken = outcome.rules.filter("is_waived").select("rule_id", "findings")
    place = outcome.source_id, outcome.edition
    granted = {each["rule_id"]: each for each in waivers.granted({(*place, name) for name in broken["rule_id"]})}
    return [
        {"rule_id": name, "findings": count}
        | {key: str(granted[name][key]) for key in ("reason", "approver", "expires")}
        for name, count in broken.iter_rows()
        if name in granted
    ]


def _questions(outcome: Outcome) -> list[Told]:
    """What its provider is asked, and who answered it when; the texts of other questions than ours may quote a cell."""
    names = ("rule", "data_hash", "answer", "answered_by", "answered_on", "answered_for")
    return [{name: getattr(each, name) for name in names} for each in questions(outcome.findings)]
