"""What is told of whole columns is what is told of each of their texts."""

import datetime as dt

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipelines.read.cells import Stored, sheet_of
from pipelines.read.seen import look, words, words_columns
from tests.unit.test_seen import seen

SIGNS = "aAzŁłéßﬁ\u017fΣςжЖ1 '-./=@+!|\u200b\u0301\u00a0\ufffdÃ©€\u2019\n\x07œЉ"
DAYS = st.one_of(
    st.from_regex(r"\A[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}( [0-9]{2}:[0-9]{2}:[0-9]{2})?\Z"),
    st.dates().map(dt.date.isoformat),
)


def column(texts: list[str]) -> pl.Series:
    return pl.Series("text", texts, dtype=pl.String)


@given(st.lists(st.one_of(st.text(SIGNS, max_size=9), st.text(max_size=5)), max_size=20))
def test_signs(texts: list[str]) -> None:
    wanted = [
        (text, reason)
        for text in dict.fromkeys(texts)
        if text and (reason := "formula" if words.is_live(text) else words.oddity(text))
    ]

    assert words_columns.signs(column(texts)).rows() == wanted


@given(st.lists(st.text(SIGNS, max_size=9), max_size=20))
def test_labels_and_their_spelling(texts: list[str]) -> None:
    keys = [text.strip(" \n\u00a0").casefold() for text in texts]
    plain = column(texts).to_frame().select(words_columns.is_plain_label(pl.col("text")))

    assert words_columns.folded(column(texts)).to_list() == keys
    assert [is_plain for text, is_plain in zip(texts, plain.to_series(), strict=True) if text.strip() == text] == [
        words.is_plain_label(text) for text in texts if text.strip() == text
    ]


@given(st.lists(DAYS, min_size=1, max_size=20))
def test_dates(texts: list[str]) -> None:
    told = words_columns.dates(column(texts))
    parts = [words.date_parts(text) for text in texts]
    days = words_columns.days(told.year, told.first, day=told.second)
    wanted = [words.day_of(year, first, second) if form else None for form, year, first, second, _ in parts]

    assert told.form.to_list() == [form or None for form, *_ in parts]
    assert told.clock.fill_null("").to_list() == [clock for *_, clock in parts]
    assert days.to_list() == [day and day.isoformat() for day in wanted]


def test_many_bands_are_compared_with_what_came_before_at_once() -> None:
    """A hundred thousand bands that end before they begin overlap with none, and each was compared with each."""
    lines = [f"{500 + at % 400}-{at % 99};x" for at in range(100_000)]

    assert seen("age band;x", *lines).flags == []


def test_many_stored_values_are_compared_at_once() -> None:
    rows: list[tuple[int, list[str | None]]] = [(1, ["id", "share"])]
    rows += [(at, [f"a{at}", "13.0"]) for at in range(2, 50_002)]
    stored = [Stored(at, 2, "13.04" if at == 7 else "13") for at in range(2, 50_002)]

    found = look(sheet_of("s", rows, stored=stored), is_text=False)

    assert [flag[:2] for flag in found.flags] == [(6, "share")]


def flags_of(*cells: str, header: str = "rate") -> list[tuple[int, str]]:
    """Rows and reasons of the flags of one column beside one of labels."""
    found = seen(f"region;{header}", *(f"R{at};{cell}" for at, cell in enumerate(cells)))
    return [(flag.row, flag.reason) for flag in found.flags if flag.column == header]


def test_what_is_no_number_among_numbers_is_flagged_unless_the_numbers_are_names() -> None:
    told = [(6, "not a number, as nearly all others are")]

    for odd in ("12-", "(12)", ":", "..", "1 234", "n/a"):
        assert flags_of("1", "2.5", "3", "4", "5", odd) == told
        assert flags_of("1", "2", "3", "4", "5", odd, header="case_no") == []
    assert flags_of("1", "a", "3", "b", "c", "d") == []


def test_digits_of_another_script_are_flagged_where_they_are_not_the_usual_ones() -> None:
    assert (2, "digits of another script") in flags_of("12", "\u0661\u0662", "13", "14")
    assert flags_of("\u0661\u0662", "\u0661\u0663", "\u0661") == []


def test_bands_that_a_spreadsheet_took_for_days_are_flagged() -> None:
    told = "a day that may have been a band or a fraction"

    assert flags_of("10-14", "Oct-14", "15-17", "14-Okt", "10-14", header="band") == [(2, told), (4, told)]
    assert flags_of("Jan-24", "Feb-24", "Mar-24", header="month") == []


def test_rare_label_is_no_stranger_where_it_is_what_a_code_is_called_or_says_that_nothing_is_known() -> None:
    sources = ["victim", "parent", "school"] * 8
    motives = ["sexual", "financial"] * 12
    sources[3:5], motives[7:9] = ["Hotline", "neighbour"], ["unknown", "revenge"]
    lines = [f"XX-{at};{source};{motive}" for at, (source, motive) in enumerate(zip(sources, motives, strict=True))]
    flags = seen("case_id;reporter;motivation", *lines).flags

    assert [(flag.row, flag.column) for flag in flags] == [(5, "reporter"), (9, "motivation")]
