"""Two documents that tell of one victim: at least one, at most two; what was told of the victim goes no further."""

from datetime import date
from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.age import bounds_of
from schemas.mention import Mention, Mentions
from warehouse.comparability.mentions import MENTION, told_twice

PLAIN: dict[str, Any] = {
    "country": "XA", "document": "one", "section": "1", "victim_age": "Y15", "geo_code": "XA-B", "period_start": None,
    "period_end": date(2024, 12, 31),
}  # fmt: skip
DETAIL = "one (1) and two (1): 1 to 2 victims"


def mentions(*changes: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([PLAIN | each for each in changes], schema=MENTION)


def test_two_documents_may_tell_of_one_victim() -> None:
    [found] = told_twice(mentions({}, {"document": "two"})).to_dicts()
    assert (found["finding_id"], found["source_id"], found["value"]) == ("mention-told-twice", "xa_mentions", "1")
    assert found["detail"] == DETAIL
    assert found["edition"] is None


@pytest.mark.parametrize(
    ("other", "meets"),
    [
        ({"victim_age": "Y13T15"}, True),
        ({"victim_age": "Y16"}, False),
        ({"geo_code": "XA"}, True),
        ({"geo_code": "XA-C"}, False),
        ({"country": "XB", "geo_code": "XB"}, False),
        ({"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31)}, False),
        ({"period_start": date(2024, 6, 1), "period_end": date(2025, 12, 31)}, True),
        ({"document": "one", "section": "2"}, False),
    ],
)
def test_age_place_and_window_have_to_fit(other: dict[str, Any], *, meets: bool) -> None:
    assert told_twice(mentions({}, {"document": "two"} | other)).height == meets


ages = st.sampled_from(["Y14", "Y15", "Y13T15", "Y_LT18", "Y16T17"])
places = st.sampled_from(["XA", "XA-B", "XA-C"])
days = st.dates(date(2024, 1, 1), date(2024, 1, 9))
windows = st.tuples(days, days).map(sorted)


@given(st.lists(st.tuples(ages, places, windows), min_size=2, max_size=4))
def test_findings_are_those_of_victims_that_can_be_one(told: list[tuple[str, str, list[date]]]) -> None:
    """By trying every age, place and day: some victim fits both mentions."""
    rows = [
        {"document": f"d{at}", "victim_age": age, "geo_code": place, "period_start": window[0], "period_end": window[1]}
        for at, (age, place, window) in enumerate(told)
    ]

    def fits(row: dict[str, Any], age: int, place: str, day: date) -> bool:
        low, high = bounds_of(row["victim_age"]) or (0, -1)
        is_there = place == row["geo_code"] or row["geo_code"] == "XA"
        return low <= age <= high and is_there and row["period_start"] <= day <= row["period_end"]

    victims = list(product(range(18), ["XA-B", "XA-C"], [date(2024, 1, day) for day in range(1, 10)]))
    wanted = sum(
        any(fits(one, *each) and fits(other, *each) for each in victims)
        for at, one in enumerate(rows)
        for other in rows[:at]
    )
    assert told_twice(mentions(*rows)).height == wanted


def test_the_finding_says_nothing_of_the_victim() -> None:
    told = told_twice(mentions({}, {"document": "two"})).write_json()
    assert not [code for code in ("Y15", "XA-B", "2024", "15") if code in told]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "x"}, "Extra inputs"),
        ({"victim_gender": "F"}, "Extra inputs"),
        ({"victim_age": "seventeen"}, "no age code, such as Y17"),
        ({"geo_code": "a town"}, "geo_code"),
        ({"section": "x" * 41}, "section"),
        ({"period_start": "2025-01-01"}, "period_start 2025-01-01 lies after period_end 2024-12-31"),
    ],
)
def test_there_is_no_place_for_a_story(wrong: dict[str, Any], said: str) -> None:
    plain = {name: value for name, value in PLAIN.items() if name != "country"}
    assert Mention.model_validate(plain)
    with pytest.raises(ValidationError, match=said):
        Mention.model_validate(plain | wrong)


def test_documents_are_cited() -> None:
    told = [{name: value for name, value in PLAIN.items() if name != "country"}]
    with pytest.raises(ValidationError, match=r"cited but not named: \['one', 'two'\]"):
        Mentions.model_validate({"documents": {"two": "Two (2024)"}, "mentions": told})
