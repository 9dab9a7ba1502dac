"""Checks of a source's accepted editions: contract, conservation, assertions, and that nothing was refused.

Each works on the frames as they are kept, not on what the step that made them remembers.
"""

from collections.abc import Callable, Iterator, Sequence

import polars as pl
from dagster import AssetCheckKey, AssetCheckResult, AssetCheckSeverity, AssetCheckSpec, AssetKey, MetadataValue

from pipelines import stage
from pipelines.deliver import Outcome
from pipelines.orchestration.told import findings_table
from pipelines.validate import assertion_finding, conservation, contract_findings
from schemas import finding
from schemas.source import Assertion, Source

Rule = Callable[[Outcome], pl.DataFrame]
_STANDING = {
    "nothing_blocks": "No delivery was refused.",
    "contract_holds": "Every accepted row keeps the common contract.",
    "rows_are_conserved": "Rows read = accepted + rejected + excluded by a named rule.",
}


def check_specs(source: Source, key: AssetKey) -> list[AssetCheckSpec]:
    """The checks of one source: three that hold for all, and one for each assertion of its file."""
    standing = [AssetCheckSpec(name, asset=key, description=text, blocking=True) for name, text in _STANDING.items()]
    asserted = [
        AssetCheckSpec(assertion_name(number, each), asset=key, description=sentence(each))
        for number, each in enumerate(source.assertions_in_force, start=1)
    ]
    return [*standing, *asserted]


def assertion_name(number: int, assertion: Assertion) -> str:
    """The name of the check of one assertion."""
    about = f"_{assertion.dimension}_{assertion.code}" if assertion.dimension else ""
    return f"assertion_{number}_{assertion.measure}{about}"


def sentence(assertion: Assertion) -> str:
    """An assertion in words."""
    about = f" of {assertion.code} in {assertion.dimension}" if assertion.dimension else ""
    limits = {"at least": assertion.min, "at most": assertion.max}
    told = " and ".join(f"{words} {limit:g}" for words, limit in limits.items() if limit is not None)
    return f"{assertion.measure.replace('_', ' ').capitalize()}{about}: {told}."


def check_results(
    source: Source, outcomes: Sequence[Outcome], *, keys: set[AssetCheckKey]
) -> Iterator[AssetCheckResult]:
    """The result of each of the checks asked for, over all the outcomes."""
    for key in sorted(keys, key=lambda each: each.name):
        rule, severity = _rules(source)[key.name]
        broken = [(outcome.edition, rule(outcome)) for outcome in outcomes]
        yield _result(
            key,
            severity,
            broken=[(edition, found) for edition, found in broken if found.height],
            editions=len(outcomes),
        )


def _rules(source: Source) -> dict[str, tuple[Rule, AssetCheckSeverity]]:
    standing: dict[str, Rule] = {
        "nothing_blocks": _refusal,
        "contract_holds": lambda outcome: contract_findings(outcome.accepted, source),
        "rows_are_conserved": _conserved,
    }
    asserted = {
        assertion_name(number, each): (_asserted(each), _severity(each))
        for number, each in enumerate(source.assertions_in_force, start=1)
    }
    return {name: (rule, AssetCheckSeverity.ERROR) for name, rule in standing.items()} | asserted


def _refusal(outcome: Outcome) -> pl.DataFrame:
    return finding.empty() if outcome.is_accepted else outcome.findings


def _conserved(outcome: Outcome) -> pl.DataFrame:
    return conservation(
        outcome.rows_read, outcome.accepted.height, rejected=outcome.rejected, excluded=outcome.excluded.height
    )


def _asserted(assertion: Assertion) -> Rule:
    return lambda outcome: assertion_finding(assertion, outcome.accepted, rejected=outcome.rejected)


def _severity(assertion: Assertion) -> AssetCheckSeverity:
    return AssetCheckSeverity.ERROR if assertion.severity == "blocks" else AssetCheckSeverity.WARN


def _result(
    key: AssetCheckKey, severity: AssetCheckSeverity, *, broken: list[tuple[str, pl.DataFrame]], editions: int
) -> AssetCheckResult:
    tables = "\n\n".join(f"**{edition}**\n\n{findings_table(found)}" for edition, found in broken)
    return AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=not broken,
        severity=severity,
        description=f"broken by {', '.join(edition for edition, _ in broken)}" if broken else "holds",
        metadata={"editions": editions, "findings": MetadataValue.md(tables or "no findings")},
    )


def kept_outcomes(source_id: str) -> list[Outcome]:
    """Every outcome kept of a source, accepted ones first; a refusal stands until it is mended."""
    return [
        stage.load_outcome(source_id, edition, refused=refused)
        for refused in (False, True)
        for each, edition in stage.kept(refused=refused)
        if each == source_id
    ]
