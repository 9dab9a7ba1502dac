"""Tables by group tied to their margins: two-way bounds hold the truth, and what is at odds is named."""

from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support.figures import figure, frame, share
from warehouse.comparability import margins
from warehouse.comparability.facts import Fact, adds_up, within
from warehouse.comparability.figures import bounded, worked
from warehouse.comparability.margins import two_way
from warehouse.comparability.possible import counts_of
from warehouse.comparability.tighten import tighten

SEVERAL: dict[str, Any] = {"response_type": "MULTIPLE"}
GENDERS = [share("victim_gender", code, value, 1428) for code, value in {"F": 78, "M": 15, "UNDETERMINED": 8}.items()]
CONTENT = [
    share("demand", "MORE_CONTENT", 78, 1428, **SEVERAL),
    share("demand", "MORE_CONTENT", 84, base_filter="victim_gender=F", **SEVERAL),
    share("demand", "MORE_CONTENT", 53, base_filter="victim_gender=M", **SEVERAL),
]
TRUTH = st.lists(st.lists(st.integers(0, 120), min_size=3, max_size=3), min_size=2, max_size=2)


def crossed(*rows: dict[str, Any]) -> dict[tuple[str, str | None], tuple[int, int]]:
    """Bounds by code and group."""
    found = two_way(worked(frame(*rows)).filter(~pl.col("is_derived")))
    return {
        (code, group): (low, high)
        for code, group, low, high in found.select("code", "by_code", "lower", "upper").rows()
    }


def test_unknown_gender_must_supply_what_girls_and_boys_leave() -> None:
    found = crossed(*GENDERS, *CONTENT)
    assert found["MORE_CONTENT", "F"] == (925, 939)
    assert found["MORE_CONTENT", "M"] == (110, 113)
    assert found["MORE_CONTENT", "UNDETERMINED"] == (56, 85)


def test_groups_narrow_the_printed_shares() -> None:
    plain, tied = bounded(frame(*GENDERS)), bounded(frame(*GENDERS, *CONTENT))
    wanted = pl.col("code") == "UNDETERMINED"
    assert plain.filter(wanted).select("lower", "upper").row(0) == (108, 121)
    assert tied.filter(wanted).select("lower", "upper").row(0) == (108, 113)


def test_labels_that_mean_something_else_are_other_categories() -> None:
    """A wider label by group is no part of the narrower category of all records."""
    other = {**share("demand", "MORE_CONTENT", 99, base_filter="victim_gender=F", **SEVERAL), "mapping": "WIDER"}
    rows = bounded(frame(*GENDERS, CONTENT[0], {**other, "label": "images | any=all"}))
    assert not any("CONTRADICTED" in flags for flags in rows["flags"])
    found = crossed(*GENDERS, CONTENT[0], {**other, "label": "images | any=all"})
    assert found["MORE_CONTENT", "F"] == (786, 1112)


def test_bands_that_hold_each_other_do_not_exclude_each_other() -> None:
    """Without a declared parent too: 13 to 17 years lie in under 18 years."""
    bands = {"Y_LT18": 90, "Y13T17": 80, "Y_GE18": 10}
    rows = [*(share("victim_age", code, value, 100) for code, value in bands.items()), *GENDERS[:1]]
    rows += [share("victim_age", "Y13T17", 70, base_filter="victim_gender=F")]
    rows = [{**row, "base_from": 100, "base_to": 100} if row.get("base_filter") is None else row for row in rows]
    assert worked(frame(*rows))["against"].null_count() == worked(frame(*rows)).height


def test_figures_without_groups_have_no_two_way_table() -> None:
    assert two_way(worked(frame(*GENDERS))).is_empty()
    assert two_way(worked(frame())).is_empty()


@pytest.mark.parametrize(("limit", "is_tied"), [("_LARGEST", 5), ("_MOST_OPEN", 5), ("_LARGEST", 6), ("_MOST_OPEN", 6)])
def test_large_tables_keep_the_bounds_of_their_cells(monkeypatch: pytest.MonkeyPatch, limit: str, is_tied: int) -> None:
    monkeypatch.setattr(margins, limit, is_tied)
    rows = bounded(frame(*GENDERS, *CONTENT))
    upper = rows.filter(pl.col("code") == "UNDETERMINED")["upper"].item()
    assert upper == (113 if is_tied >= rows.height else 121)


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        (
            [figure("threat", "PUBLISH", 20, 50), figure("threat", "PUBLISH_TO_KNOWN", 30, 50, parent="PUBLISH")],
            "Sheet!B1 threat=PUBLISH; Sheet!B2 threat=PUBLISH_TO_KNOWN; threat=PUBLISH_TO_KNOWN is part of PUBLISH",
        ),
        (
            [*GENDERS, {**CONTENT[0], "value": 20.0}, *CONTENT[1:]],
            "Sheet!B4 demand=MORE_CONTENT; Sheet!B5 demand=MORE_CONTENT|victim_gender=F; "  # noqa: ISC004
            "demand by victim_gender: groups are parts of the whole",
        ),
    ],
)
def test_margins_at_odds_keep_their_own_bounds_and_are_named(rows: list[dict[str, Any]], named: str) -> None:
    found = worked(frame(*rows))
    assert found["against"].drop_nulls().unique().to_list() == [named]
    assert found.filter("contradicts").height == named.count("Sheet!")
    assert found["lower"].equals(found["printed_lower"])
    assert "CONTRADICTED" in bounded(frame(*rows))["flags"].explode().to_list()


def published(truth: list[list[int]], decimals: int, shown: list[bool], **other: Any) -> list[dict[str, Any]]:
    """Demands by gender as shares: both margins, and the cells that are shown."""
    codes, genders = ["MORE_CONTENT", "MONEY", "SEX_OFFLINE"], ["F", "M"]
    total = sum(sum(row) for row in truth)
    rows = [
        share("victim_gender", gender, round(100 * sum(row) / total, decimals), total, decimals=decimals)
        for gender, row in zip(genders, truth, strict=True)
    ]
    for at, code in enumerate(codes):
        overall = round(100 * sum(row[at] for row in truth) / total, decimals)
        rows.append(share("demand", code, overall, total, decimals=decimals, **other))
    places = [
        (gender, row, code, at) for gender, row in zip(genders, truth, strict=True) for at, code in enumerate(codes)
    ]
    for (gender, row, code, at), is_shown in zip(places, shown, strict=True):
        if is_shown and any(row):
            of_group = {"base_filter": f"victim_gender={gender}", "decimals": decimals, **other}
            rows.append(share("demand", code, round(100 * row[at] / sum(row), decimals), **of_group))
    return rows


@settings(max_examples=40, deadline=None)
@given(
    TRUTH, st.integers(0, 1), st.lists(st.booleans(), min_size=6, max_size=6), st.sampled_from(["SINGLE", "MULTIPLE"])
)
def test_every_cell_of_a_true_table_lies_in_its_bounds(
    truth: list[list[int]], decimals: int, shown: list[bool], response: str
) -> None:
    assume(sum(sum(row) for row in truth))
    found = crossed(*published(truth, decimals, shown, response_type=response))
    for at, code in enumerate(["MORE_CONTENT", "MONEY", "SEX_OFFLINE"]):
        for gender, row in zip(["F", "M"], truth, strict=True):
            if (code, gender) in found:
                low, high = found[code, gender]
                assert low <= row[at] <= high


@settings(max_examples=30, deadline=None)
@given(TRUTH, st.lists(st.booleans(), min_size=6, max_size=6), st.integers(0, 5))
def test_a_cell_added_never_widens_another(truth: list[list[int]], shown: list[bool], at: int) -> None:
    assume(sum(sum(row) for row in truth))
    assume(any(is_shown for place, is_shown in enumerate(shown) if place != at))
    with_it, without = [*shown], [*shown]
    with_it[at], without[at] = True, False
    before, after = crossed(*published(truth, 0, without)), crossed(*published(truth, 0, with_it))
    for cell, (low, high) in before.items():
        assert low <= after[cell][0] <= after[cell][1] <= high


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=2, max_size=4), st.integers(1, 60), st.integers(0, 60))
def test_tables_of_one_dimension_need_no_program(counts: list[int], undetermined: int, left: int) -> None:
    """The plain formula of `figures` gives what the program gives: the table is a star around its base."""
    codes = ["MORE_CONTENT", "MONEY", "GOODS", "SEX_OFFLINE"][: len(counts)]
    base = sum(counts) + undetermined + left
    values = [round(100 * count / base) for count in [*counts, undetermined]]
    assume(100 * undetermined / base >= 1)
    shown = [*codes, "UNDETERMINED"]
    rows = bounded(frame(*(share("demand", code, value, base) for code, value in zip(shown, values, strict=True))))
    ends = counts_of([(value, 0) for value in values], base)
    facts = [within("base", "all", base, base), adds_up("table", [*shown, "left"], whole="all")]
    facts += [within(code, code, *each) for code, each in zip(shown, ends, strict=True)]
    for code in codes:
        most = Fact("open", {f"true {code}": 1, code: -1, "UNDETERMINED": -1, "left": -1}, upper=0)
        bounds = tighten([*facts, most, Fact("at least", {f"true {code}": 1, code: -1}, lower=0)])
        found = rows.filter(pl.col("code") == code).select("lower", "upper").row(0)
        assert found[1] == bounds[f"true {code}"][1]
        assert found[0] <= bounds[f"true {code}"][0]
