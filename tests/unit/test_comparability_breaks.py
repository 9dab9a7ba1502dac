"""Breaks end a span on their day; a year that contains one is split; a jump without a cause is a question."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.comparability.breaks import BREAK, jumps, numbered, split, with_break_flag, with_spans

NONE = pl.DataFrame(schema=BREAK)
days = st.dates(date(2018, 1, 1), date(2024, 12, 31))


def breaks(*at: date, source_id: str = "xa", cause: str = "LAW", dimension: str = "ALL") -> pl.DataFrame:
    return pl.DataFrame([(source_id, day, cause, dimension, "note") for day in at], schema=BREAK, orient="row")


def about(points: pl.DataFrame, dimension: str, base_filter: str | None = None) -> pl.DataFrame:
    return points.with_columns(dimension=pl.lit(dimension), base_filter=pl.lit(base_filter, pl.String))


def years(first: int, *counts: int | tuple[int, int], source_id: str = "xa") -> pl.DataFrame:
    ends = [each if isinstance(each, tuple) else (each, each) for each in counts]
    points = pl.DataFrame(
        [
            (source_id, str(first + at), date(first + at, 1, 1), date(first + at, 12, 31), *each)
            for at, each in enumerate(ends)
        ],
        schema=["source_id", "period", "period_start", "period_end", "lower", "upper"],
        orient="row",
    )
    return about(points, "motivation")


def spans(points: pl.DataFrame, at: pl.DataFrame) -> list[int | None]:
    return with_spans(points, at)["span"].to_list()


def test_a_break_on_new_year_separates_years_and_splits_none() -> None:
    found = with_spans(years(2022, 1, 2, 3, 4), breaks(date(2024, 1, 1)))
    assert found["span"].to_list() == [1, 1, 2, 2]
    assert not found["is_split"].any()
    assert found["causes"].to_list() == [[], [], ["LAW"], ["LAW"]]


def test_a_year_that_contains_a_break_is_split_and_belongs_to_no_span() -> None:
    found = with_break_flag(with_spans(years(2022, 1, 2, 3), breaks(date(2023, 7, 1), cause="FORM")), ["source_id"])
    assert found["span"].to_list() == [1, None, 2]
    assert found["is_split"].to_list() == [False, True, False]
    assert found["is_break"].to_list() == [False, True, True]
    assert split(date(2023, 1, 1), date(2023, 12, 31), [date(2023, 7, 1)]) == [
        (date(2023, 1, 1), date(2023, 6, 30)),
        (date(2023, 7, 1), date(2023, 12, 31)),
    ]


def test_breaks_of_another_source_end_no_span() -> None:
    assert spans(years(2022, 1, 2), breaks(date(2023, 1, 1), source_id="xb")) == [1, 1]
    assert spans(years(2022, 1, 2), NONE) == [1, 1]


def test_a_period_of_unknown_start_has_no_span() -> None:
    points = years(2022, 1).with_columns(period_start=pl.lit(None, pl.Date))
    assert spans(points, breaks(date(2020, 1, 1))) == [None]


NEW_BANDS = breaks(date(2023, 1, 1), cause="FORM", dimension="victim_age")


@pytest.mark.parametrize(
    ("dimension", "base_filter", "expected"),
    [
        ("motivation", None, [1, 1]),
        ("total", None, [1, 1]),
        ("motivation", "victim_gender=F", [1, 1]),
        ("victim_age", None, [1, 2]),
        ("motivation", "victim_age=Y_LT18", [1, 2]),
        ("victim_age", "victim_gender=F", [1, 2]),
    ],
)
def test_a_break_of_the_age_bands_ends_only_what_is_about_ages(
    dimension: str, base_filter: str | None, expected: list[int]
) -> None:
    points = about(years(2022, 386, 1247), dimension, base_filter)
    assert spans(points, NEW_BANDS) == expected
    assert numbered(points, NEW_BANDS).to_list() == [str(span - 1) for span in expected]
    assert jumps(points, NEW_BANDS, series=["source_id"]).height == (expected == [1, 1])


@pytest.mark.parametrize(
    ("start", "day", "expected"),
    [
        (date(2022, 1, 1), date(2022, 1, 1), "1"),
        (date(2022, 1, 1), date(2022, 1, 2), "CHANGING"),
        (date(2022, 1, 1), date(2022, 12, 31), "CHANGING"),
        (date(2022, 1, 1), date(2023, 1, 1), "0"),
        (None, date(2020, 1, 1), "CHANGING"),
        (None, date(2023, 1, 1), "0"),
    ],
)
def test_breaks_are_numbered_and_one_that_may_lie_inside_is_no_number(
    start: date | None, day: date, expected: str
) -> None:
    points = years(2022, 1).with_columns(period_start=pl.lit(start, pl.Date))
    assert numbered(points, breaks(day)).to_list() == [expected]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(days, st.integers(0, 900)), min_size=2, max_size=5), st.lists(days, max_size=4))
def test_one_span_means_no_break_from_the_first_start_to_the_last_end(
    windows: list[tuple[date, int]], at: list[date]
) -> None:
    placed = [(start, start + timedelta(days=length)) for start, length in windows]
    points = pl.DataFrame(
        [("xa", *each) for each in placed], schema=["source_id", "period_start", "period_end"], orient="row"
    )
    found = spans(about(points, "motivation"), breaks(*at))
    for one, (start, end) in zip(found, placed, strict=True):
        for other, (other_start, other_end) in zip(found, placed, strict=True):
            is_whole = not any(min(start, other_start) < day <= max(end, other_end) for day in at)
            assert (one is not None and one == other) == is_whole


@given(days, st.integers(0, 900), st.lists(days, max_size=5))
def test_split_periods_cover_the_whole_once_and_contain_no_break(start: date, length: int, at: list[date]) -> None:
    end = start + timedelta(days=length)
    parts = split(start, end, at)
    covered = [first + timedelta(days=day) for first, last in parts for day in range((last - first).days + 1)]
    assert covered == [start + timedelta(days=day) for day in range(length + 1)]
    assert not any(first < day <= last for first, last in parts for day in at)


@pytest.mark.parametrize(
    ("counts", "at", "expected"),
    [
        ((386, 1247), [], ["2023"]),
        ((1247, 386), [], ["2023"]),
        ((386, 1247), [date(2023, 1, 1)], []),
        ((386, 1247), [date(2023, 5, 1)], []),
        ((386, 700), [], []),
        (((386, 700), 1247), [], []),
        ((2, 9), [], []),
        ((0, 40), [], ["2023"]),
        ((100, 110, 400), [], ["2024"]),
    ],
)
def test_a_jump_is_asked_about_unless_a_dated_cause_explains_it(
    counts: tuple[int | tuple[int, int], ...], at: list[date], expected: list[str]
) -> None:
    assert jumps(years(2022, *counts), breaks(*at), series=["source_id"])["period"].to_list() == expected


def test_periods_that_do_not_follow_each_other_or_differ_in_length_are_no_jump() -> None:
    apart = pl.concat([years(2020, 10), years(2022, 500)])
    longer = years(2022, 10, 500).with_columns(
        period_end=pl.when(pl.col("period") == "2023").then(date(2024, 12, 31)).otherwise("period_end")
    )
    assert jumps(apart, NONE, series=["source_id"]).is_empty()
    assert jumps(longer, NONE, series=["source_id"]).is_empty()


def test_nothing_is_corrected() -> None:
    points = years(2022, 386, 1247)
    assert with_spans(points, NONE).select(points.columns).equals(points)


def test_every_break_since_the_span_before_is_told_once() -> None:
    dated = pl.concat([breaks(date(2023, 3, 1)), breaks(date(2023, 9, 1), cause="FORM"), breaks(date(2025, 6, 1))])
    points = years(2022, 1, 2, 3, 4, 5).filter(pl.col("period") != "2023")
    found = with_break_flag(with_spans(points, dated), ["source_id"])
    assert found["causes"].to_list() == [[], ["LAW", "FORM"], ["LAW"], ["LAW"]]
    assert found["is_break"].to_list() == [False, True, True, True]
    assert found["span"].to_list() == [1, 3, None, 4]
