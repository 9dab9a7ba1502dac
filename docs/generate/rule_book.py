"""`docs/rules.md`: every rule a delivery is judged by, with its number, state, reason and example."""

from docs.generate.markdown import code, page, plain, table
from schemas.rule import FAMILIES, Rule, book

_INTRO = """Every check is a row of one book. A rule is called as its finding, and [findings.md](findings.md) has the
message. The book evaluates nothing: each rule has one **home** where it is asked
([ADR 24](adr/0024-one-book-of-rules.md)).

- **in force**: it counts. **shadow**: what it would say is recorded in `core.shadow_finding` and has no other effect.
  Two people give a rule force: `oscec rules promote RULE`, after `oscec rules replay RULE`.
- **blocks**: the row or the edition is not taken in; **warns**: it is, and flagged; **asks**: a question.
- **waivable**: what it blocks still keeps the common contract, so that a waiver can put up with it in one edition.

What became of each rule in each delivery is in `core.rule_outcome`:"""

_OUTCOMES = {
    "PASSED": "nothing breaks the rule",
    "PASSED_WITH_VIOLATIONS": "something does, within the threshold, or the rule only warns, asks or is waived",
    "FAILED": "more does than the threshold allows: the edition is refused",
    "NOT_APPLICABLE": "nothing in the delivery is of the kind the rule is about",
    "NOT_RUN": "the file gave no table, so the rule was never reached",
    "RULE_ERROR": "the rule itself could not be evaluated; one in force then refuses the edition",
}
_HOMES = {
    "READING": "while the file is opened (`pipelines/read`)",
    "LAYOUT": "while the declared tables are sought (`pipelines/layout.py`, `pipelines/deliver.py`)",
    "CODING": "while cells become codes and numbers (`pipelines/harmonise.py` and what it calls)",
    "CONTRACT": "pandera contracts of the common frames (`schemas/incident.py`, `schemas/figure.py`)",
    "CROSS_FIELD": "expressions over one record (`schemas/cross_field.py`)",
    "ASSERTION": "over one delivery: assertions of the source file and conservation (`pipelines/validate.py`)",
    "PAST": "an edition against former ones and vintages (`pipelines/rules/past.py`)",
    "COHERENCE": "over published figures (`warehouse/comparability`)",
    "WAREHOUSE": "SQL over all tables (`warehouse/tests`)",
}


def rules() -> str:
    """The page."""
    every = list(book().values())
    sections = (_section(family, [rule for rule in every if rule.family == family]) for family in FAMILIES)
    outcomes = table(["outcome", "meaning"], ([code(name), plain(text)] for name, text in _OUTCOMES.items()))
    homes = table(["home", "where"], ([code(name), text] for name, text in _HOMES.items()))
    return page("Rules", "schemas/rules.csv", parts=[_INTRO, outcomes, "## Homes", homes, *sections])


def _section(family: str, rules: list[Rule]) -> str:
    heads = ["no.", "rule", "state", "severity", "for", "home", "waivable", "reason", "example", "who can"]
    return f"## {family.capitalize()}\n\n{table(heads, map(_row, rules))}"


def _row(rule: Rule) -> list[str]:
    kind = rule.kind
    return [
        str(rule.number),
        f"[{rule.rule_id}](findings.md#{rule.rule_id})",
        f"{rule.state.replace('_', ' ')} since {rule.since}",
        kind.severity,
        rule.applies_to.lower(),
        code(rule.home),
        "yes" if rule.is_waivable else "no",
        plain(rule.reason),
        plain(rule.example),
        kind.who,
    ]
