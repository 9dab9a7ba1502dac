"""Bounds, remainders and flags of published figures."""

from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support.figures import figure, frame, share
from warehouse.comparability.figures import BOUNDS, bounded
from warehouse.comparability.flags import REASONS
from warehouse.comparability.remainders import years_left

PART = "demand_known=DETERMINED"


def ends(rows: pl.DataFrame, code: str) -> tuple[int | None, int | None]:
    row = rows.filter(pl.col("code") == code).row(0, named=True)
    return row["lower"], row["upper"]


def percents(rows: pl.DataFrame, code: str) -> tuple[float, float]:
    row = rows.filter(pl.col("code") == code).row(0, named=True)
    return round(100 * row["share_lower"], 1), round(100 * row["share_upper"], 1)


def test_a_count_of_a_part_is_widened_to_all() -> None:
    rows = bounded(
        frame(
            figure("demand_known", "DETERMINED", 738, 1247, response_type="UNKNOWN"),
            figure("motivation", "FINANCIAL", 665, 738, base_filter=PART, base_basis="CONDITIONAL"),
        )
    )
    assert ends(rows, "FINANCIAL") == (665, 1174)
    assert percents(rows, "FINANCIAL") == (53.3, 94.1)
    flags = rows.filter(pl.col("code") == "FINANCIAL")["flags"].item().to_list()
    assert flags == ["CONDITIONAL", "WIDENED"]


def test_a_share_of_a_share_is_widened_to_all() -> None:
    rows = bounded(
        frame(
            share("waiting_period", "DETERMINED", 39, 1428, response_type="UNKNOWN"),
            share("waiting_period", "SAME_DAY", 80, base_filter="waiting_period=DETERMINED", parent="DETERMINED"),
        )
    )
    assert ends(rows, "SAME_DAY") == (438, 1320)
    assert percents(rows, "SAME_DAY") == (30.7, 92.4)


def test_a_share_of_a_category_stays_one() -> None:
    rows = bounded(
        frame(share("victim_gender", "M", 15, 1428), share("demand", "MONEY", 32, base_filter="victim_gender=M"))
    )
    row = rows.filter(pl.col("code") == "MONEY").row(0, named=True)
    assert (row["lower"], row["upper"], row["reach"]) == (66, 71, "PART")
    assert (row["share_lower"], row["share_upper"]) == (None, None)


def test_a_share_of_its_own_parent_speaks_of_all() -> None:
    rows = bounded(
        frame(
            share("victim_outcome", "NEGATIVE_ANY", 13, 1428, response_type="MULTIPLE"),
            share("victim_outcome", "SELF_HARM_OR_SUICIDAL", 31, base_filter="victim_outcome=NEGATIVE_ANY"),
            share("victim_outcome", "SELF_HARM_OR_SUICIDAL", 4, 1428, parent="NEGATIVE_ANY"),
        )
    )
    both = rows.filter(pl.col("code") == "SELF_HARM_OR_SUICIDAL")
    assert both["lower"].to_list() == [55, 55]
    assert both["upper"].to_list() == [60, 60]
    assert both["printed_upper"].to_list() == [60, 64]


def test_a_remainder_is_a_row_and_opens_the_categories() -> None:
    rows = bounded(frame(*(figure("demand", c, v, 123) for c, v in [("MORE_CONTENT", 98), ("MONEY", 5), ("GOODS", 4)])))
    derived = rows.filter("is_derived").row(0, named=True)
    assert (derived["code"], derived["lower"], derived["upper"], derived["obs_status"]) == (
        "NOT_SPECIFIED",
        16,
        16,
        "L",
    )
    assert ends(rows, "MORE_CONTENT") == (98, 114)
    assert rows.filter(pl.col("code") == "MONEY")["flags"].item().to_list() == ["REMAINDER_OPEN"]


@pytest.mark.parametrize(
    ("dimension", "base", "parts", "left"),
    [
        ("notifier", 1428, {"INTERNET_COMPANY": 33, "VICTIM": 24, "PARENT_GUARDIAN": 22, "PEER": 7, "AUTHORITY": 5,
                            "ONLINE_STRANGER": 3}, (46, 125)),
        ("demand", 801, {"MORE_CONTENT": 76, "MONEY": 6, "SEX_OFFLINE": 6}, (85, 106)),
        ("victim_gender", 801, {"F": 78, "M": 12}, (73, 87)),
    ],
)  # fmt: skip
def test_remainders_of_shares(dimension: str, base: int, parts: dict[str, int], left: tuple[int, int]) -> None:
    rows = bounded(frame(*(share(dimension, code, value, base) for code, value in parts.items())))
    assert ends(rows, "NOT_SPECIFIED") == left


def test_years_between_published_bands_are_named() -> None:
    rows = bounded(
        frame(
            figure("victim_age", "Y18T24", 443, 1247),
            figure("victim_age", "Y_LT18", 123, 1247),
            figure("victim_age_years", "ANY", 8, 1247, statistic="MIN"),
            figure("victim_age_years", "ANY", 82, 1247, statistic="MAX"),
        )
    )
    derived = rows.filter("is_derived")
    assert derived.select("lower", "upper").row(0) == (681, 681)
    assert "25 to 82" in derived["label"].item()
    assert years_left(["Y0T2", "Y5"], 0, 7) == "3 to 4, 6 to 7"


@pytest.mark.parametrize("response", ["MULTIPLE", "NESTED"])
def test_several_answers_leave_no_remainder(response: str) -> None:
    rows = bounded(
        frame(*(share("threat", code, v, 801, response_type=response) for code, v in [("PUBLISH", 11), ("DOXXING", 9)]))
    )
    assert rows.height == 2


def test_rounding_alone_leaves_no_remainder() -> None:
    rows = bounded(frame(*(share("victim_gender", c, v, 1428) for c, v in [("F", 78), ("M", 15), ("UNDETERMINED", 8)])))
    assert not rows["is_derived"].any()
    assert ends(rows, "M") == (208, 1428 - 1107)
    assert ends(rows, "UNDETERMINED") == (108, 121)
    assert "UNDETERMINED_OPEN" in rows["flags"][1]


def test_counts_and_shares_of_a_cell_narrow_each_other() -> None:
    rows = bounded(frame(share("age_class", "MINORS_ONLY", 71, 78), figure("age_class", "MINORS_ONLY", 55, 78)))
    published = rows.filter(~pl.col("is_derived"))
    assert published["lower"].to_list() == [55, 55]


def test_contradicting_figures_keep_their_own_bounds() -> None:
    rows = bounded(frame(share("age_class", "MINORS_ONLY", 90, 78), figure("age_class", "MINORS_ONLY", 55, 78)))
    assert rows["lower"].to_list()[:2] == [70, 55]
    assert all("CONTRADICTED" in flags for flags in rows["flags"].to_list()[:2])


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [("EQUAL", (40, 40)), ("WIDER", (0, 40)), ("NARROWER", (40, None)), ("INEXACT", (0, None))],
)
def test_the_relation_of_the_label_limits_the_bounds(mapping: str, expected: tuple[int, int | None]) -> None:
    rows = bounded(frame(figure("demand", "MONEY", 40, 100, mapping=mapping, response_type="MULTIPLE")))
    assert ends(rows, "MONEY") == expected


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([figure("motivation", "SEXUAL", 30, 100), figure("motivation", "MIXED", 5, 100)], (40, 65)),
        ([figure("motivation", "SEXUAL", 30, 100, mapping="WIDER")], (40, None)),
        ([figure("motivation", "SEXUAL", 30, 100, response_type="UNKNOWN")], (40, None)),
        ([figure("motivation", "FINANCIAL_OR_MIXED", 30, 100)], (40, None)),
        ([figure("motivation", "UNDETERMINED", 30, 100)], (40, None)),
        ([], (40, None)),
    ],
)
def test_an_open_end_is_closed_by_records_that_surely_belong_elsewhere(
    others: list[dict[str, Any]], expected: tuple[int, int | None]
) -> None:
    rows = bounded(frame(figure("motivation", "FINANCIAL", 40, 100, mapping="NARROWER"), *others))
    assert ends(rows, "FINANCIAL") == expected


def test_a_base_that_is_one_of_two_gives_the_hull() -> None:
    rows = bounded(
        frame(
            share("motivation", "SEXUAL", 83, base_from=87, base_to=95, base_options=[87, 95], response_type="UNKNOWN")
        )
    )
    assert ends(rows, "SEXUAL") == (72, 79)
    assert percents(rows, "SEXUAL") == (82.8, 83.2)
    assert "BASE_AMBIGUOUS" in rows["flags"].item().to_list()


@pytest.mark.parametrize(
    "statistic", ["RANK", "MIN", "MAX", "MEAN", "RELATIVE_CHANGE", "MEAN_OF_OPINIONS", "WORDS_ONLY"]
)
def test_what_is_no_count_has_no_bounds(statistic: str) -> None:
    row = bounded(frame(figure("growth", "YEAR_ON_YEAR", 90, statistic=statistic))).row(0, named=True)
    assert (row["lower"], row["upper"], row["share_lower"], row["share_upper"]) == (None, None, None, None)
    assert row["flags"] == ["NOT_A_COUNT"]


def test_an_approximate_share_has_a_flag_and_no_bounds() -> None:
    row = bounded(frame(share("notifier", "VICTIM", 70, 30, statistic="APPROXIMATE_SHARE"))).row(0, named=True)
    assert row["lower"] is None
    assert "APPROXIMATE" in row["flags"]


def test_a_share_without_base_keeps_the_ends_of_its_rounding() -> None:
    rows = bounded(frame(share("material", "DEVICE_HACK_MALWARE", 9, response_type="UNKNOWN")))
    assert ends(rows, "DEVICE_HACK_MALWARE") == (None, None)
    assert percents(rows, "DEVICE_HACK_MALWARE") == (8.5, 9.5)


def test_a_base_of_a_very_long_range_is_bounded_by_its_ends() -> None:
    rows = bounded(frame(share("demand", "MONEY", 10, base_from=100, base_to=1_000_000, response_type="MULTIPLE")))
    assert ends(rows, "MONEY") == (10, 105_000)


def test_every_row_keeps_what_was_published() -> None:
    given_rows = frame(figure("total", "ALL", 1247), share("demand", "MONEY", 10, 40), share("demand", "GOODS", 10, 40))
    rows = bounded(given_rows)
    assert rows.columns == [*given_rows.columns, *BOUNDS]
    assert rows.filter(~pl.col("is_derived")).select(given_rows.columns).equals(given_rows)
    reasons = rows.explode("flags", "reasons", empty_as_null=False, keep_nulls=False).select("flags", "reasons").rows()
    assert all(REASONS[flag] == reason for flag, reason in reasons)


def test_no_figures_give_no_rows() -> None:
    assert bounded(frame()).is_empty()


@st.composite
def published(draw: st.DrawFn) -> tuple[list[int], int, int, list[dict[str, Any]]]:
    """Counts of an exclusive table with unpublished and undetermined records, and the table as printed."""
    codes = ["MORE_CONTENT", "MONEY", "GOODS", "SEX_OFFLINE"]
    counts = draw(st.lists(st.integers(0, 400), min_size=2, max_size=4))
    undetermined, left = draw(st.integers(0, 60)), draw(st.integers(0, 60))
    base = sum(counts) + undetermined + left
    assume(base > 0)
    decimals = draw(st.integers(0, 1))
    shown = [*zip(codes, counts, strict=False), ("UNDETERMINED", undetermined)]
    rows = [
        figure("demand", code, count, base)
        if draw(st.booleans())
        else share("demand", code, round(100 * count / base, decimals), base, decimals=decimals)
        for code, count in shown
    ]
    return counts, undetermined, left, rows


@settings(max_examples=30, deadline=None)
@given(published(), st.data())
def test_bounds_hold_every_completion(
    table: tuple[list[int], int, int, list[dict[str, Any]]], data: st.DataObject
) -> None:
    counts, undetermined, left, rows = table
    found = bounded(frame(*rows))
    at = data.draw(st.integers(0, len(counts) - 1))
    true = list(counts)
    true[at] += data.draw(st.integers(0, undetermined + (left if found["is_derived"].any() else 0)))
    for row, count in zip(found.to_dicts(), true, strict=False):
        assert row["lower"] <= count <= row["upper"]
        assert row["share_lower"] <= count / row["total_to"] <= row["share_upper"]
    for row in found.filter("is_derived").to_dicts():
        assert row["lower"] <= left <= row["upper"]


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 900), st.data(), st.integers(0, 1))
def test_widened_bounds_hold_the_truth(total: int, data: st.DataObject, decimals: int) -> None:
    known = data.draw(st.integers(1, total))
    of_known = data.draw(st.integers(0, known))
    truth = of_known + data.draw(st.integers(0, total - known))
    rows = bounded(
        frame(
            share("demand_known", "DETERMINED", round(100 * known / total, decimals), total, decimals=decimals),
            share(
                "motivation", "FINANCIAL", round(100 * of_known / known, decimals), decimals=decimals, base_filter=PART
            ),
        )
    )
    lower, upper = ends(rows, "FINANCIAL")
    assert lower is not None
    assert upper is not None
    assert lower <= truth <= upper


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 300), min_size=3, max_size=4), st.integers(0, 50), st.data())
def test_a_fact_added_never_widens(counts: list[int], left: int, data: st.DataObject) -> None:
    codes = ["MORE_CONTENT", "MONEY", "GOODS", "SEX_OFFLINE"][: len(counts)]
    base = max(1, sum(counts) + left)
    shares = [share("demand", code, round(100 * n / base), base) for code, n in zip(codes, counts, strict=True)]
    exact = [figure("demand", code, n, base) for code, n in zip(codes, counts, strict=True)]
    fewer = [*shares[:-1]]
    added = data.draw(st.sampled_from([*exact, shares[-1]]))
    before, after = bounded(frame(*fewer)), bounded(frame(*fewer, added))
    for code in {row["code"] for row in fewer}:
        low, high = ends(before, code)
        narrower = ends(after, code)
        assert low is not None
        assert high is not None
        assert low <= narrower[0] <= narrower[1] <= high  # type: ignore[operator]
