"""What must hold of every release: the outsider finds no interval narrower than the rule."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.systems import RULES, grown, pair, tables, told
from schemas.disclosure import DisclosureRules, tiers
from tests.support.thorough import IS_THOROUGH
from warehouse.disclosure.gate import Refusal, Told, refusals
from warehouse.disclosure.history import successive
from warehouse.disclosure.protect import protect

NEAR = RULES.model_copy(update={"gap_percent": 25})  # protection does not depend on the gap, the time of the test does
RESTRICTED = tiers()["restricted"].model_copy(update={"gap_percent": 25})
SHOWN = RESTRICTED.model_copy(update={"zeros": "PUBLISH", "cost": "CELLS"})
ZEROS = NEAR.model_copy(update={"zeros": "PROTECT", "cost": "RECORDS"})


def test_no_interval_is_narrower_than_the_rule_in_any_system() -> None:
    """`make attack` tries 500 systems, and says what it finds."""
    known: list[str] = []
    sensitive = complementary = 0
    seeds = range(500 if IS_THOROUGH else 200)
    for seed in seeds:
        system = tables(seed)
        pattern = protect(system, NEAR)
        known += [f"{seed}: {each.text}" for each in refusals({"release": told(system, pattern)}, NEAR)]
        sensitive += len(pattern.needs)
        complementary += len(pattern.complementary)

    assert known == []
    assert sensitive > 4 * len(seeds)
    assert complementary > 2 * len(seeds)


@pytest.mark.parametrize("rules", [RESTRICTED, SHOWN, ZEROS], ids=["restricted", "zeros shown", "zeros are small"])
def test_no_interval_is_narrower_under_other_rules(rules: DisclosureRules) -> None:
    known = []
    for seed in range(80 if IS_THOROUGH else 25):
        system = tables(seed)
        known += [f"{seed}: {each.text}" for each in refusals({"release": told(system, protect(system, rules))}, rules)]

    assert known == []


def test_no_interval_is_narrower_in_100_pairs_of_releases_and_without_the_earlier_one_many_would_be() -> None:
    known: list[Refusal] = []
    forgetful = 0
    for seed in range(100):
        before, after = pair(seed)
        first = protect(before, NEAR)
        second = protect(successive(before, first.hidden, later=after), NEAR)
        earlier = told(before, first)
        known += refusals({"one": earlier, "two": told(after, second)}, NEAR)
        alone = Told(after, frozenset(after.values) - protect(after, NEAR).hidden)
        forgetful += any(refusals({"one": earlier, "two": alone}, NEAR))

    assert known == []
    assert forgetful > 50


def test_a_third_release_gives_away_neither_of_the_two_before() -> None:
    known: list[Refusal] = []
    for seed in range(30):
        first, second = pair(seed)
        third = grown(second, seed)
        of_first = protect(first, NEAR)
        both = successive(first, of_first.hidden, later=second)
        of_second = protect(both, NEAR)
        of_third = protect(successive(both, of_second.hidden, later=third), NEAR)
        releases = {
            "one": told(first, of_first),
            "two": told(second, of_second),
            "three": told(third, of_third),
        }
        known += refusals(releases, NEAR)

    assert known == []


def test_the_pattern_is_the_same_in_every_process() -> None:
    """Hash seeds differ between processes; cells and cuts keep their order."""
    script = (
        "from tests.acceptance.test_disclosure import NEAR\n"
        "from bench.systems import tables\n"
        "from warehouse.disclosure.protect import protect\n"
        "print([sorted(protect(tables(seed), NEAR).hidden) for seed in range(12)])"
    )
    told_by = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "77")
    }

    assert len(told_by) == 1
