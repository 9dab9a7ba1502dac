"""How many different records aggregates hold together, against brute force over small worlds."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from warehouse.comparability.overlap import Aggregate, Meeting, Window, meeting, new_records, records_meet, union

START = date(2013, 10, 1)
NCMEC = [
    Aggregate(str(count), (count, count), Window(START, end), "us_ncmec", "REPORT")
    for count, end in {310: date(2014, 11, 30), 801: date(2015, 6, 30), 1428: date(2016, 4, 30)}.items()
]
RETRIEVAL = Aggregate("EU", (123, 123), Window(START, date(2016, 4, 30)), "eu_ncmec", "REPORT")
DAY = date(2024, 1, 1)
windows = st.tuples(st.integers(0, 5), st.integers(0, 3)).map(
    lambda each: Window(DAY + timedelta(days=each[0]), DAY + timedelta(days=sum(each)))
)


def test_nested_windows_hold_no_more_than_the_widest() -> None:
    assert union(NCMEC) == (1428, 1428)
    assert [new_records(*pair) for pair in ((NCMEC[0], NCMEC[1]), (NCMEC[1], NCMEC[2]))] == [(491, 491), (627, 627)]


def test_two_sources_lie_between_the_larger_one_and_the_sum() -> None:
    assert records_meet(RETRIEVAL, NCMEC[2]) is Meeting.UNKNOWN
    assert union([NCMEC[2], RETRIEVAL]) == (1428, 1551)


def test_a_declared_part_adds_nothing() -> None:
    declared = {("eu_ncmec", "us_ncmec"): Meeting.INSIDE}
    assert records_meet(NCMEC[2], RETRIEVAL, declared=declared) is Meeting.AROUND
    assert records_meet(RETRIEVAL, NCMEC[1], declared=declared) is Meeting.UNKNOWN
    assert union([NCMEC[2], RETRIEVAL], declared) == (1428, 1428)
    assert union([NCMEC[2], RETRIEVAL], {("us_ncmec", "eu_ncmec"): Meeting.DISJOINT}) == (1551, 1551)


def test_two_accounts_of_one_person_are_one_or_two() -> None:
    accounts = [
        Aggregate(name, (1, 1), Window(None, date(year, 12, 31)), name, "VICTIM", "GB")
        for name, year in {"acar_2016": 2016, "europol_2017": 2017}.items()
    ]
    assert union(accounts) == (1, 2)


def test_sure_places_and_times_add_up() -> None:
    places = [Aggregate(place, (5, 6), Window(START, START), place, "REPORT", place) for place in ("XA", "XB", "XC")]
    assert union(places) == (15, 18)
    later = Aggregate("later", (5, 5), Window(date(2020, 1, 1), date(2020, 12, 31)), "other", "REPORT")
    assert union([*NCMEC, later]) == (1433, 1433)


@pytest.mark.parametrize(
    ("aggregates", "said"),
    [
        ([], "at least one aggregate"),
        ([NCMEC[0]] * 17, "17 aggregates are more than the 16"),
        ([NCMEC[0], Aggregate("v", (1, 1), NCMEC[0].window, "us_ncmec", "VICTIM")], "different things: REPORT, VICTIM"),
        ([NCMEC[2], Aggregate("500", (2000, 2000), NCMEC[0].window, "us_ncmec", "REPORT")], "has more records"),
    ],
)  # fmt: skip
def test_what_has_no_union_is_refused(aggregates: list[Aggregate], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        union(aggregates)


def test_a_difference_needs_nested_windows() -> None:
    with pytest.raises(ValueError, match="1428 does not lie in 310"):
        new_records(NCMEC[2], NCMEC[0])


@given(windows, windows)
def test_meeting_of_periods_equals_their_days(one: Window, other: Window) -> None:
    held = [
        {(each.start or DAY) + timedelta(days=at) for at in range((each.end - (each.start or DAY)).days + 1)}
        for each in (one, other)
    ]
    first, second = held
    expected = {
        Meeting.SAME: first == second,
        Meeting.DISJOINT: not first & second,
        Meeting.INSIDE: first < second,
        Meeting.AROUND: first > second,
    }
    found = meeting(one, other)
    assert expected.get(found, not any(expected.values()))


@given(st.one_of(st.none(), st.just(DAY)), windows)
def test_a_period_of_unknown_start_is_sure_only_to_be_earlier(start: date | None, other: Window) -> None:
    found = meeting(Window(None, DAY + timedelta(days=1)), Window(start, DAY) if start is None else other)
    assert found in {Meeting.UNKNOWN, Meeting.DISJOINT}
    if start is not None and found is Meeting.DISJOINT:
        assert other.start is not None
        assert other.start > DAY + timedelta(days=1)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3), st.sampled_from(["s", "t"])), max_size=12, unique=True),
    st.lists(st.tuples(windows, st.sampled_from(["s", "t"])), min_size=1, max_size=4),
)
def test_the_union_holds_the_true_number_of_records(
    reports: list[tuple[int, int, str]], asked: list[tuple[Window, str]]
) -> None:
    """Records (day, case, source): both sources may be told of one case on one day, which is one record."""
    held = [
        {
            (day, case)
            for day, case, source in reports
            if source == name and window.start is not None and window.start <= DAY + timedelta(days=day) <= window.end
        }
        for window, name in asked
    ]
    aggregates = [
        Aggregate(str(at), (len(each), len(each)), window, name, "REPORT")
        for at, (each, (window, name)) in enumerate(zip(held, asked, strict=True))
    ]
    assume(len({(each.window, each.source) for each in aggregates}) == len(aggregates))
    lower, upper = union(aggregates)
    assert lower <= len(set().union(*held)) <= upper
    assert max(map(len, held)) <= lower
    assert upper <= sum(map(len, held))
