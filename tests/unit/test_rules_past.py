"""What own past and other vintages are asked: only differences that matter and that chance hardly makes."""

from typing import Any

import polars as pl
import pytest

from pipelines.deliver import deliver
from pipelines.rules.around import around
from pipelines.rules.past import Former, ask
from pipelines.rules.profile import profile
from pipelines.rules.standing import Standing
from schemas.rule import book
from tests.support.published import published
from tests.support.small import csv_of, rows_of, source_of

SOURCE = source_of()
EVERYTHING = Standing(frozenset(book()))


def profile_of(year: int, count: int, **cells: list[str]) -> pl.DataFrame:
    """The profile of an edition with so many records; each named column takes its texts in turn."""
    changes = [
        {"Date": f"{year}-03-{2 + at % 27:02d}"} | {k: v[at % len(v)] for k, v in cells.items()} for at in range(count)
    ]
    return deliver(csv_of(rows_of(*changes)), "x.csv", source=SOURCE, edition=str(year)).profile


def asked(profiles: dict[str, pl.DataFrame], edition: str = "2024") -> dict[str, str]:
    """Rule to what it asks first."""
    found = around(SOURCE, edition, profiles=profiles, standing=EVERYTHING).findings
    return dict(found.unique("finding_id", keep="first", maintain_order=True).select("finding_id", "text").iter_rows())


def test_edition_like_the_former_one_raises_no_question() -> None:
    assert asked({"2023": profile_of(2023, 100), "2024": profile_of(2024, 110)}) == {}


QUESTIONS: list[tuple[str, int, dict[str, Any], dict[str, Any], str]] = [
    ("past-level", 300, {}, {}, "300, about 100 expected from 1 former editions"),
    ("past-level", 40, {}, {}, "40, about 100 expected"),
    ("past-mix", 100, {}, {"Motive": ["money"]}, "FINANCIAL 100.0 % after 0.0 %, limit 20 points"),
    ("past-missing", 100, {}, {"Age": ["14", "not known"]}, "missing 50.0 % after 0.0 %, limit 10 points"),
    ("past-heaping", 100, {"Age": ["14", "13"]}, {"Age": ["15", "10", "14"]}, "67.0 % after 0.0 %"),
]


@pytest.mark.parametrize(("rule_id", "count", "then", "now", "text"), QUESTIONS)
def test_what_differs_from_the_past_is_asked(
    rule_id: str, count: int, then: dict[str, Any], now: dict[str, Any], text: str
) -> None:
    told = asked({"2023": profile_of(2023, 100, **then), "2024": profile_of(2024, count, **now)})

    assert text in told[rule_id]


def test_few_records_ask_nothing() -> None:
    assert asked({"2023": profile_of(2023, 2), "2024": profile_of(2024, 4, Age=["14", "not known"])}) == {}


def test_edition_without_a_past_is_not_asked() -> None:
    outcomes = around(SOURCE, "2024", profiles={"2024": profile_of(2024, 100)}, standing=EVERYTHING).rules

    assert set(outcomes["outcome"]) == {"NOT_APPLICABLE"}
    assert outcomes["rule_id"].to_list() == [name for name, rule in book().items() if rule.home == "PAST"]


def test_later_editions_are_no_past() -> None:
    assert asked({"2023": profile_of(2023, 100), "2024": profile_of(2024, 400)}, "2023") == {}


def test_revised_edition_is_replaced_in_the_past_and_compared_as_a_vintage() -> None:
    revision = profile_of(2024, 90, Age=["13-15"])
    told = asked({"2024": profile_of(2024, 100), "2024-2": revision}, "2024-2")

    assert "2024" in told["vintage-year-changed"]
    assert "100 records, now 90" in told["vintage-year-changed"]
    assert "single years 100 of 100, now 0 of 90" in told["vintage-digits-lost"]


def test_questions_in_shadow_are_kept_apart() -> None:
    profiles = {"2023": profile_of(2023, 100), "2024": profile_of(2024, 300)}
    told = around(SOURCE, "2024", profiles=profiles, standing=Standing(frozenset()))

    assert told.findings.is_empty()
    assert told.shadow["finding_id"].to_list() == ["past-level"]
    assert told.rules.filter(rule_id="past-level").select("state", "outcome").row(0) == (
        "shadow",
        "PASSED_WITH_VIOLATIONS",
    )


def test_figures_that_lost_decimals_are_named() -> None:
    then, now = (published(("Girls", "98", share)).profile for share in ("81.67", "82"))
    lost = [each for each in ask(now, _revising(then)) if each.findings.height]

    assert [each.rule_id for each in lost] == ["vintage-digits-lost"]
    assert "2 decimals, now 0" in lost[0].findings["text"][0]
    assert [each for each in ask(then, _revising(now)) if each.findings.height] == []


def _revising(then: pl.DataFrame) -> Former:
    return Former(365, [], then)


def test_profile_holds_counts_only() -> None:
    outcome = deliver(csv_of(rows_of({}, {"Age": "not known"})), "x.csv", source=SOURCE, edition="2024")
    texts = " ".join(outcome.profile.select("measure", "dimension", "code").unpivot()["value"].to_list())

    assert not any(key in texts for key in outcome.accepted["row_key"].to_list())
    assert profile(outcome.accepted.clear()).is_empty()
