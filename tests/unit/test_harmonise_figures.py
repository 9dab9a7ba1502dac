"""Published cells to figures: labels complete each other, printed numbers keep their decimals and their notation."""

from typing import Any

import pytest

from schemas.figure import holds
from tests.support.published import LABELS, cell, published
from tests.support.small import ids

GIRLS = ("Girls", "98", "81.67")


def test_labels_of_stub_and_head_complete_each_other() -> None:
    share = cell("C2", GIRLS)

    assert (share["dimension"], share["code"], share["statistic"], share["unit"]) == (
        "victim_gender",
        "F",
        "SHARE",
        "percent",
    )
    assert (share["base_from"], share["base_to"], share["base_basis"]) == (120, 120, "STATED")
    assert (share["value"], share["decimals"], share["value_text"]) == (81.67, 2, "81.67")
    assert share["label"] == "Girls | Share"
    assert share["figure_id"] == "figures.csv!C2"


def test_what_no_label_says_comes_from_the_source_or_is_told_as_not_stated() -> None:
    count = cell("B2", GIRLS)

    assert (count["counting_unit"], count["mapping"], count["document"]) == ("VICTIM", "EQUAL", "model")
    assert (count["base_from"], count["base_basis"], count["response_type"]) == (None, "NOT_STATED", "UNKNOWN")
    assert (count["period"], str(count["period_start"])) == ("2024", "2024-01-01")


def test_label_path_that_says_something_first_wins_over_defaults() -> None:
    assert cell("B2", GIRLS, defaults={"section": "1", "statistic": "RANK"})["statistic"] == "COUNT"


def test_several_possible_bases_are_kept() -> None:
    change = cell("B2", ("Change", "5", "6"))

    assert (change["base_options"], change["base_from"], change["base_to"]) == ([80, 90], 80, 90)


def test_largest_possible_base_starts_at_one() -> None:
    labels = LABELS | {"measure": {"Number": {"statistic": "COUNT"}, "Share": {"statistic": "SHARE", "base_to": 140}}}
    share = cell("C2", GIRLS, labels=labels)

    assert (share["base_from"], share["base_to"]) == (1, 140)


def test_undeclared_label_is_refused_with_its_address() -> None:
    outcome = published(GIRLS, ("Others", "1", "2"))

    assert outcome.findings["finding_id"].to_list() == ["label-unmapped"] * 2
    assert outcome.findings["cell"].to_list() == ["B3", "C3"]
    assert (outcome.rows_read, outcome.accepted.height, outcome.rejected) == (4, 2, 2)


def test_labels_that_leave_something_open_are_refused() -> None:
    outcome = published(("Girls", "1", "2"), ("Silent", "1", "2"))

    assert ids(outcome) == ["label-ambiguous"]
    assert outcome.findings["detail"].to_list() == ["code", "code"]


def test_cells_excluded_by_their_label_are_counted() -> None:
    outcome = published(GIRLS, ("Left out", "1", "2"))

    assert outcome.excluded["rule"].to_list() == ["label: says nothing"] * 2
    assert (outcome.rows_read, outcome.accepted.height, outcome.rejected) == (4, 2, 0)


NOTATIONS: list[tuple[dict[str, Any], str, float, int]] = [
    ({}, "1247", 1247, 0),
    ({}, "46.50", 46.5, 2),
    ({}, "-3", -3, 0),
    ({"thousands": ","}, "1,247", 1247, 0),
    ({"thousands": ",", "decimal": "."}, "1,247.5", 1247.5, 1),
    ({"decimal": ",", "thousands": "."}, "1.247,50", 1247.5, 2),
    ({"decimal": ",", "thousands": " "}, "1 247,5", 1247.5, 1),
    ({"strip": ["%", "*"]}, "78 %*", 78, 0),
]


@pytest.mark.parametrize(("notation", "text", "value", "decimals"), NOTATIONS)
def test_number_is_read_in_the_declared_notation(
    notation: dict[str, Any], text: str, value: float, decimals: int
) -> None:
    found = cell("B2", ("Girls", text, "1"), **notation)

    assert (found["value"], found["decimals"]) == (value, decimals)


UNREADABLE: list[tuple[dict[str, Any], str]] = [
    ({}, "12a"),
    ({}, "1,247"),
    ({"thousands": ","}, "1,24"),
    ({"thousands": ","}, "12,3456"),
    ({"decimal": ",", "thousands": "."}, "1.2"),
    ({}, "5-10"),
    ({}, "12¹"),
    ({}, "."),
    ({}, "many"),
]


@pytest.mark.parametrize(("notation", "text"), UNREADABLE)
def test_other_notations_are_refused(notation: dict[str, Any], text: str) -> None:
    outcome = published(("Girls", text, "1"), **notation)

    assert ids(outcome) == ["number-unreadable"]
    assert outcome.findings["cell"].to_list() == ["B2"]


def test_declared_word_stands_for_what_is_declared() -> None:
    words = {"about a third": {"value": 30, "value_high": 36}, "x": {"obs_status": "M"}}
    first = cell("B2", ("Girls", "about a  third", "x"), values=words)
    second = cell("C2", ("Girls", "about a third", "x"), values=words)

    assert (first["value"], first["value_high"], first["obs_status"], first["decimals"]) == (30, 36, "A", 0)
    assert (second["value"], second["obs_status"], second["decimals"]) == (None, "M", None)


def test_range_the_wrong_way_round_breaks_the_contract() -> None:
    outcome = published(("Girls", "x", "1"), values={"x": {"value": 36, "value_high": 30}})

    assert ids(outcome) == ["contract-violated"]
    assert (outcome.accepted.height, outcome.rejected) == (1, 1)


def test_window_of_months_is_its_period() -> None:
    labels = LABELS | {"item": {"Girls": LABELS["item"]["Girls"] | {"period_end": "2024-06-30"}}}
    since = LABELS | {"item": {"Girls": labels["item"]["Girls"] | {"period_start": "2023-10-01"}}}

    assert cell("B2", GIRLS, labels=labels)["period"] == "/2024-06"
    assert cell("B2", GIRLS, labels=since)["period"] == "2023-10/2024-06"


def test_codes_of_figures_are_listed() -> None:
    assert holds("victim_gender", "F")
    assert holds("victim_age", "Y3T7")
    assert holds("total", "ALL")
    assert not holds("total", "F")
    assert not holds("victim_gender", "ALL")
    assert not holds("nothing", "ALL")
