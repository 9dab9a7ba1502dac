"""The book of rules is whole: each finding has one rule, each rule its number, reason and example."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandera.polars as pa
import polars as pl
import pytest

from pipelines.rules.standing import shipped
from schemas import rule_outcome
from schemas.rule import FAMILIES, HOMES, Rule, RulesError, book, checked
from tests.support.small import delivered


def test_every_family_and_home_has_rules() -> None:
    assert {rule.family for rule in book().values()} == set(FAMILIES)
    assert {rule.home for rule in book().values()} == set(HOMES)


def test_rules_in_force_as_shipped_are_those_of_the_book() -> None:
    in_shadow = {rule.rule_id for rule in book().values() if rule.state == "shadow"}

    assert shipped().in_force == book().keys() - in_shadow
    assert "past-level" in in_shadow
    assert all(rule.since == date(2026, 11, 27) for rule in book().values() if rule.rule_id in in_shadow)


ERRORS: list[tuple[Callable[[list[Rule]], list[Rule]], str]] = [
    (lambda rules: rules[:-1], f"{list(book())[-1]}: is a finding without a rule"),
    (lambda rules: [*rules, replace(rules[0], number=rules[-1].number + 1)], "file-not-tabular: stands twice"),
    (lambda rules: [rules[1], rules[0], *rules[2:]], "the numbers do not rise"),
    (lambda rules: [replace(rules[0], family="oddities"), *rules[1:]], "family 'oddities' is none of structure"),
    (lambda rules: [replace(rules[0], rule_id="no-such"), *rules[1:]], "no-such: is a rule without a finding"),
    (lambda rules: [replace(rules[0], example=""), *rules[1:]], "has no reason or no example"),
    (lambda rules: [replace(rule, is_waivable=True) for rule in rules], "past-level: only what blocks can be waived"),
]


@pytest.mark.parametrize(("change", "error"), ERRORS)
def test_error_of_the_book_is_named(change: Callable[[list[Rule]], list[Rule]], error: str) -> None:
    with pytest.raises(RulesError, match=error):
        checked(change(list(book().values())))


def test_a_rule_that_says_something_else_has_another_hash() -> None:
    rule = book()["past-level"]

    assert replace(rule, reason="another").sha256 != rule.sha256
    assert replace(rule, state="in_force", number=999).sha256 == rule.sha256


def test_outcomes_of_a_delivery_keep_their_contract() -> None:
    rules = delivered({}, {"Age": "x"}).rules

    assert rule_outcome.contract().validate(rules).height == rules.height > 60
    assert rule_outcome.contract().validate(rule_outcome.empty()).is_empty()
    for wrong in ({"outcome": "FINE"}, {"numerator": 10**6}, {"rule_id": "no-such"}, {"share": 1.5}):
        changed = [pl.lit(value).cast(rules.schema[name]).alias(name) for name, value in wrong.items()]
        broken = rules.with_columns(changed)
        with pytest.raises(pa.errors.SchemaErrors):
            rule_outcome.contract().validate(broken, lazy=True)
