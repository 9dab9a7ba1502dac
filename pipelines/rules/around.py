"""Rules that look beyond one delivery, over what is kept: each edition with its former ones and what it revises."""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from pipelines import stage
from pipelines.deliver import Outcome
from pipelines.register import deliveries
from pipelines.rules.outcomes import applies
from pipelines.rules.past import Asked, Former, ask
from pipelines.rules.standing import Standing
from schemas import finding, rule_outcome
from schemas.rule import Rule, book
from schemas.source import Edition, Source

Profiles = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Around:
    """What these rules say of an edition: findings in force, findings in shadow, and what became of each rule."""

    findings: pl.DataFrame
    shadow: pl.DataFrame
    rules: pl.DataFrame


def around(source: Source, name: str, *, profiles: Profiles, standing: Standing) -> Around:
    """Ask of an edition what its own past and other vintages are asked. `profiles`: those of all editions kept."""
    edition = source.edition_named(name)
    if edition is None or name not in profiles:
        return Around(finding.empty(), finding.empty(), rule_outcome.empty())
    asked = ask(profiles[name], former_of(source, edition, profiles=profiles))
    found: dict[bool, list[pl.DataFrame]] = {True: [], False: []}
    for each in asked:
        if each.findings.height:
            found[each.rule_id in standing.in_force].append(each.findings)
    place = {"source_id": source.source_id, "edition": name}
    told = [finding.gathered(found[is_in_force], **place, file="") for is_in_force in (True, False)]
    rows = [_row(each, source, standing=standing) | place for each in asked]
    typed = pl.DataFrame(rows, schema_overrides=rule_outcome.COLUMNS, infer_schema_length=None)
    findings, shadow = (each.with_columns(file=pl.lit(None, pl.String)) for each in told)
    return Around(findings, shadow, typed.select(*rule_outcome.COLUMNS))


def former_of(source: Source, edition: Edition, *, profiles: Profiles) -> Former:
    """Editions of earlier periods that were not revised, and the edition this one revises."""
    kept = [each for each in source.editions if each.edition in profiles]
    revised = {each.revises for each in kept}
    earlier = [each for each in kept if each.edition not in revised and _is_before(each, edition)]
    return Former(
        _days(edition),
        [(_days(each), profiles[each.edition]) for each in earlier],
        profiles.get(edition.revises or ""),
    )


def _is_before(each: Edition, edition: Edition) -> bool:
    return edition.period_start is not None and each.period_end < edition.period_start


def _days(edition: Edition) -> int:
    return (edition.period_end - (edition.period_start or date.min)).days + 1


def profiles_of(source: Source) -> Profiles:
    """The profiles of all editions of a source that stand."""
    kept = [edition for source_id, edition in deliveries.standing(stage.kept()) if source_id == source.source_id]
    return {edition: found for edition in kept if (found := stage.profile_of(source.source_id, edition)) is not None}


def with_questions(outcome: Outcome, source: Source) -> Outcome:
    """A delivery as it is told to its sender: with the questions that its own past raises."""
    if not outcome.is_accepted:
        return outcome
    profiles = profiles_of(source) | {outcome.edition: outcome.profile}
    told = around(source, outcome.edition, profiles=profiles, standing=outcome.standing)
    named = told.findings.with_columns(file=pl.lit(outcome.file))
    return replace(outcome, findings=pl.concat([outcome.findings, named]), rules=pl.concat([outcome.rules, told.rules]))


def _row(asked: Asked, source: Source, *, standing: Standing) -> dict[str, object]:
    """A question never fails an edition: its threshold is all that was compared."""
    rule: Rule = book()[asked.rule_id]
    found = asked.findings.height
    outcome = "PASSED_WITH_VIOLATIONS" if found else "PASSED"
    return {
        "rule_id": asked.rule_id,
        "state": "in_force" if asked.rule_id in standing.in_force else "shadow",
        "outcome": outcome if asked.compared and applies(rule, source) else "NOT_APPLICABLE",
        "numerator": found,
        "denominator": asked.compared,
        "share": found / asked.compared if asked.compared else None,
        "threshold": 1.0,
        "findings": found,
        "is_waived": False,
    }
