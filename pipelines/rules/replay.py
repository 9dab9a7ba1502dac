"""What a rule would have done to every edition kept: the outcome with it in force, without any effect."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from pipelines import catalogue, receive, stage
from pipelines.deliver import Outcome, deliver
from pipelines.register import deliveries
from pipelines.rules.around import around, profiles_of
from pipelines.rules.standing import Standing
from schemas.rule import Rule
from schemas.source import Source


@dataclass(frozen=True)
class Replayed:
    """One rule on one edition: its outcome and numbers, and what would follow from giving it force.

    `rejected`: records it would have refused; `is_refused`: whether the whole edition would have been. `outcome` is
    NOT_RUN where the original is no longer kept.
    """

    source_id: str
    edition: str
    rule_id: str
    outcome: str
    numerator: int
    denominator: int
    rejected: int = 0
    is_refused: bool = False


def replay(rules: list[Rule]) -> Iterator[Replayed]:
    """Every rule on every edition that stands, from the bytes as they came; an edition is read once for all rules."""
    known = catalogue.paths()
    for source_id, edition in deliveries.standing(stage.kept()):
        if source_id in known:
            yield from _of_edition(catalogue.source(source_id), edition, rules=rules)


def _of_edition(source: Source, edition: str, *, rules: list[Rule]) -> Iterator[Replayed]:
    told = stage.told(source.source_id, edition)
    path = receive.object_path(told["sha256"])
    if not path.exists():
        yield from (Replayed(source.source_id, edition, rule.rule_id, "NOT_RUN", 0, 0) for rule in rules)
        return
    standing, content = stage.standing_kept(told), path.read_bytes()
    without = replace(standing, in_force=standing.in_force - {rule.rule_id for rule in rules})
    before = deliver(content, told["file"], source=source, edition=edition, standing=without)
    around_it = around(source, edition, profiles=profiles_of(source) | {edition: before.profile}, standing=without)
    outcomes = pl.concat([before.rules, around_it.rules])
    for rule in rules:
        row = outcomes.filter(rule_id=rule.rule_id)
        if row.height:
            with_it = replace(without, in_force=without.in_force | {rule.rule_id})
            after = _after(before, rule, content=content, source=source, standing=with_it)
            yield _replayed(row.row(0, named=True), before, after=after)


def _after(before: Outcome, rule: Rule, *, content: bytes, source: Source, standing: Standing) -> Outcome:
    """The delivery with the rule in force; only where it blocks something has it to be made again."""
    would_block = before.shadow.filter(finding_id=rule.rule_id, severity="blocks").height
    return (
        deliver(content, before.file, source=source, edition=before.edition, standing=standing)
        if would_block
        else before
    )


def _replayed(row: dict[str, object], before: Outcome, *, after: Outcome) -> Replayed:
    return Replayed(
        before.source_id, before.edition, str(row["rule_id"]), str(row["outcome"]), int(str(row["numerator"])),
        int(str(row["denominator"])), after.rejected - before.rejected, before.is_accepted and not after.is_accepted,
    )  # fmt: skip
