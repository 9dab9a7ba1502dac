"""The book of rules: every check of a delivery with its number, family, home, state, reason and example.

A rule is called as its finding, which says severity, remedy and who can fix it. The book evaluates nothing.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise

from schemas import finding
from schemas.finding import FindingKind

FAMILIES = (
    "structure", "vocabulary", "range", "cross-field", "part-total", "uniqueness", "own past", "other vintages",
)  # fmt: skip
HOMES = ("READING", "LAYOUT", "CODING", "CONTRACT", "CROSS_FIELD", "ASSERTION", "PAST", "COHERENCE", "WAREHOUSE")
LEVELS = ("ALL", "RECORDS", "FIGURES")
STATES = ("shadow", "in_force")


class RulesError(ValueError):
    """The book of rules is incomplete or contradicts itself; the message has a line for each error."""


@dataclass(frozen=True)
class Rule:
    """One row of `rules.csv`.

    `home`: where it is evaluated; `applies_to`: the kind of source; `state`: as it ships, `since` then; `is_waivable`:
    whether a finding can be put up with, so that what it blocks still keeps the common contract.
    """

    number: int
    rule_id: str
    family: str
    home: str
    applies_to: str
    state: str
    since: date
    is_waivable: bool
    reason: str
    example: str

    @property
    def kind(self) -> FindingKind:
        """What the rule says where it is broken: severity, text, remedy, who can fix it."""
        return finding.catalogue()[self.rule_id]

    @property
    def content(self) -> bytes:
        """The rule as two people agree to it: a change of what it says needs their approval anew."""
        kind = self.kind
        told = (
            self.rule_id,
            self.family,
            self.home,
            self.applies_to,
            self.reason,
            kind.severity,
            kind.scope,
            kind.text,
        )
        return "\n".join(told).encode()

    @property
    def sha256(self) -> str:
        """Hash of its content."""
        return hashlib.sha256(self.content).hexdigest()


@cache
def book() -> dict[str, Rule]:
    """Every rule by id, in order of number. Raises RulesError with everything that is wrong."""
    text = files("schemas").joinpath("rules.csv").read_text(encoding="utf-8")
    return checked([_rule(row) for row in csv.DictReader(text.splitlines())])


def _rule(row: dict[str, str]) -> Rule:
    typed = {
        "number": int(row["number"]),
        "since": date.fromisoformat(row["since"]),
        "is_waivable": row["is_waivable"] == "true",
    }
    return Rule(**{**row, **typed})  # type: ignore[arg-type] # the columns of the file are the fields


def checked(rules: list[Rule]) -> dict[str, Rule]:
    """The rules by id. Raises RulesError naming every error at once."""
    if errors := list(_errors(rules)):
        raise RulesError("\n".join(errors))
    return {rule.rule_id: rule for rule in rules}


def _errors(rules: list[Rule]) -> Iterator[str]:
    if any(former.number >= rule.number for former, rule in pairwise(rules)):
        yield "the numbers do not rise from rule to rule"
    yield from _ids_apart([rule.rule_id for rule in rules], set(finding.catalogue()))
    yield from (f"{rule.rule_id}: {error}" for rule in rules for error in _errors_of(rule))


def _ids_apart(ids: list[str], known: set[str]) -> Iterator[str]:
    """Rules and findings are the same list, each once."""
    yield from (f"{name}: stands twice" for name in sorted({name for name in ids if ids.count(name) > 1}))
    yield from (f"{name}: is a finding without a rule" for name in sorted(known - set(ids)))
    yield from (f"{name}: is a rule without a finding" for name in sorted(set(ids) - known))


def _errors_of(rule: Rule) -> Iterator[str]:
    listed = {"family": FAMILIES, "home": HOMES, "applies_to": LEVELS, "state": STATES}
    for name, allowed in listed.items():
        if getattr(rule, name) not in allowed:
            yield f"{name} {getattr(rule, name)!r} is none of {', '.join(allowed)}"
    if rule.rule_id in finding.catalogue() and rule.is_waivable and rule.kind.severity != "blocks":
        yield "only what blocks can be waived"
    if not rule.reason or not rule.example:
        yield "has no reason or no example"
