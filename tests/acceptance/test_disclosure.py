"""What must hold of every release: the outsider finds no interval narrower than the rule."""

import pytest

from tests.support.disclosure import RULES, pair, tables, told
from warehouse.disclosure.gate import Refusal, Told, refusals
from warehouse.disclosure.history import successive
from warehouse.disclosure.protect import protect

NEAR = RULES.model_copy(update={"gap_percent": 25})  # protection does not depend on the gap, the time of the test does


@pytest.mark.slow
def test_no_interval_is_narrower_than_the_rule_in_500_systems() -> None:
    known: list[str] = []
    sensitive = complementary = 0
    for seed in range(500):
        system = tables(seed)
        pattern = protect(system, NEAR)
        known += [f"{seed}: {each.text}" for each in refusals({"release": told(system, pattern)}, NEAR)]
        sensitive += len(pattern.needs)
        complementary += len(pattern.complementary)

    assert known == []
    assert sensitive > 2000
    assert complementary > 1000


@pytest.mark.slow
def test_no_interval_is_narrower_in_100_pairs_of_releases_and_without_the_earlier_one_many_would_be() -> None:
    known: list[Refusal] = []
    forgetful = 0
    for seed in range(100):
        before, after = pair(seed)
        first = protect(before, NEAR)
        second = protect(successive(before, first.hidden, after), NEAR)
        earlier = told(before, first)
        known += refusals({"one": earlier, "two": told(after, second)}, NEAR)
        alone = Told(after, frozenset(after.values) - protect(after, NEAR).hidden)
        forgetful += any(refusals({"one": earlier, "two": alone}, NEAR))

    assert known == []
    assert forgetful > 50
