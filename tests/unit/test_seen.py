"""What is seen in a table that no source declares: its region, its dates, and the cells that do not fit."""

import datetime as dt

import openpyxl
import pytest

from pipelines.read import Unreadable, read
from pipelines.read.seen import Seen, look
from tests.support.workbooks import saved

HEAD = "case_id;incident_date;report_date;age;motive"
GOOD = [f"N-{at};2025-01-{at + 10};2025-02-{at + 10};1{at % 7};{'money' if at % 2 else 'images'}" for at in range(12)]


def seen(*lines: str) -> Seen:
    [sheet] = read("\n".join(lines).encode(), "x.csv")
    return look(sheet, is_text=True)


def places(found: Seen) -> list[tuple[int, str]]:
    return [(flag.row, flag.column) for flag in found.flags]


def refusal(*lines: str) -> str:
    with pytest.raises(Unreadable) as refused:
        seen(*lines)
    return refused.value.finding_id


def changed(at: int, old: str, new: str) -> list[str]:
    return [line.replace(old, new) if number == at else line for number, line in enumerate(GOOD, start=1)]


def test_plain_table_is_seen_without_a_flag() -> None:
    found = seen(HEAD, *GOOD)

    assert found.grid == [line.split(";") for line in (HEAD, *GOOD)]
    assert (found.flags, found.notes, found.header_row) == ([], [], 1)


def test_titles_totals_and_footnotes_are_left_out_and_noted() -> None:
    found = seen("Cases of 2025", "", HEAD, *GOOD, "Total;;;;12", "Source: police")

    assert found.grid == [line.split(";") for line in (HEAD, *GOOD)]
    assert found.header_row == 3
    assert len(found.notes) == 3


def test_repeated_header_is_left_out() -> None:
    assert seen(HEAD, *GOOD[:5], HEAD, *GOOD[5:]).grid == seen(HEAD, *GOOD).grid


def test_header_gets_one_spelling() -> None:
    assert seen(" Case-ID;b c;d\u00a0e", "1;x;y", "2;x;y").grid[0] == ["case_id", "b_c", "d_e"]


def test_dates_are_written_in_one_form() -> None:
    found = seen("id;day", "a;31.12.2025", "b;1.2.2025")

    assert [row[1] for row in found.grid[1:]] == ["2025-12-31", "2025-02-01"]


@pytest.mark.parametrize(
    "days", [["01/02/2025", "03/04/2025"], ["31/12/2025", "12/31/2025"], ["2025-03-08", "2025-03-09", "03/10/2025"]]
)
def test_dates_that_can_be_read_two_ways_are_refused(days: list[str]) -> None:
    assert refusal("id;day", *(f"{at};{day}" for at, day in enumerate(days))) == "date-order"


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("2025-01-13", "2025-13-01", "incident_date"),
        ("2025-01-13", "2093-01-01", "incident_date"),
        ("2025-01-13", "1911-01-01", "incident_date"),
        ("2025-01-13", "", "incident_date"),
        ("2025-02-13", "2024-02-13", "report_date"),
        (";13;", ";thirteen;", "age"),
        (";13;", ";18;", "age"),
        (";13;", ";12-;", "age"),
        ("money", "=1+1", "motive"),
        ("money", "mo\u200bney", "motive"),
        ("money", "m\u043eney", "motive"),
        ("money", "anna.muster@example.org", "motive"),
        ("money", "revenge", "motive"),
        ("money", "\ufffdoney", "motive"),
    ],
)
def test_cell_that_does_not_fit_is_flagged_alone(old: str, new: str, column: str) -> None:
    assert set(places(seen(HEAD, *changed(4, old, new)))) == {(4, column)}


def test_value_that_looks_like_a_common_one_is_flagged_among_many_rare_ones() -> None:
    motives = ["money", "images", *["money", "images"] * 4, "alpha", "beta", "gamma", "\u0131mages"]
    lines = [f"N-{at};2025-01-{at + 10};2025-02-{at + 10};13;{motive}" for at, motive in enumerate(motives)]

    assert places(seen(HEAD, *lines)) == [(14, "motive")]


def test_rare_value_is_flagged_beside_few_other_rare_ones_where_common_ones_are_nearly_all() -> None:
    motives = ["money", "images"] * 10 + ["revenge", "boredom", "envy"]
    lines = [f"N-{at};2025-01-10;2025-02-10;13;{motive}" for at, motive in enumerate(motives)]

    assert places(seen(HEAD, *lines)) == [(21, "motive"), (22, "motive"), (23, "motive")]
    assert places(seen(HEAD, *lines[10:])) == []


@pytest.mark.parametrize("age", ["14+", "<14", "u18", "13-15", "unknown", "17.0", " 14 "])
def test_readable_bands_of_age_are_no_flag(age: str) -> None:
    assert seen(HEAD, *changed(4, ";13;", f";{age};")).flags == []


def test_repeated_rows_and_numbers_are_told_apart() -> None:
    assert places(seen(HEAD, *GOOD, GOOD[2])) == [(13, "case_id")]
    assert seen(HEAD, *GOOD, GOOD[2]).grid == seen(HEAD, *GOOD).grid
    assert places(seen(HEAD, *changed(4, "N-3", "N-2"))) == [(3, "case_id"), (4, "case_id")]


def test_totals_bands_and_small_counts() -> None:
    assert places(seen("age band;a;b;total", "0-11;1;2;4", "12-15;1;2;3")) == [(1, "total")]
    assert places(seen("age band;x", "0-11;a", "10-15;b", "16-18;c")) == [(2, "age band"), (3, "age band")]
    assert places(seen("region;cases", "R1;3", "R2;1 234", "R3;50")) == [(1, "cases"), (2, "cases")]


def test_decimal_commas_become_points_where_they_can_be_nothing_else() -> None:
    assert [row[1] for row in seen("r;rate", "a;1,5", "b;2", "c;3,25").grid[1:]] == ["1.5", "2", "3.25"]
    assert [row[1] for row in seen("r;rate", "a;1,500", "b;2", "c;3,250").grid[1:]] == ["1,500", "2", "3,250"]


@pytest.mark.parametrize(
    ("lines", "finding_id"),
    [
        ([HEAD.replace("case_id", "victim_name"), *GOOD], "column-personal"),
        ([HEAD.replace("age", "\u0430ge"), *GOOD], "header-confusing"),
        ([HEAD.replace("report", "incident"), *GOOD], "header-twice"),
        ([*GOOD], "header-missing-here"),
        ([HEAD, *GOOD[:3], "N-1;2025-01-01", *GOOD[3:]], "rows-ragged"),
        ([HEAD, *GOOD[:6], *(line.replace(";", ",") for line in GOOD[:6])], "rows-ragged"),
        ([HEAD], "file-empty"),
        (["alone", "one", "l\ufffdst"], "encoding-differs"),
    ],
)
def test_table_that_only_a_guess_could_read_is_refused(lines: list[str], finding_id: str) -> None:
    assert refusal(*lines) == finding_id


def test_free_text_is_never_taken_over() -> None:
    found = seen(f"{HEAD};remarks", *(f"{line};story" for line in GOOD))

    assert places(found) == [(0, "remarks")]
    assert found.grid == seen(HEAD, *GOOD).grid


def test_second_table_is_left_out_and_flagged() -> None:
    found = seen(HEAD, *GOOD, "", "region;cases", "north;5", "south;6")

    assert found.grid == seen(HEAD, *GOOD).grid
    assert places(found) == [(-1, "")]


def test_stored_number_behind_a_shorter_one_is_flagged() -> None:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    page.append(["id", "share"])
    page.append(["a", 13.04])
    page["B2"].number_format = "0.0"
    [sheet] = read(saved(book), "x.xlsx")

    assert places(look(sheet, is_text=False)) == [(1, "share")]


def test_bare_serial_numbers_under_a_date_are_dates_with_a_flag() -> None:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    page.append(["id", "incident date"])
    page.append(["a", (dt.date(2025, 1, 2) - dt.date(1899, 12, 30)).days])
    [sheet] = read(saved(book), "x.xlsx")
    found = look(sheet, is_text=False)

    assert found.grid[1] == ["a", "2025-01-02"]
    assert places(found) == [(-1, "incident date")]


def test_bare_word_below_a_group_takes_the_group_along() -> None:
    book = openpyxl.Workbook()
    [page] = book.worksheets
    for row in (["Case", None, "Victim", None], ["id", "motive", "age", "sex"], ["a", "money", 12, "F"]):
        page.append(row)
    page.merge_cells("A1:B1")
    page.merge_cells("C1:D1")
    [sheet] = read(saved(book), "x.xlsx")

    assert look(sheet, is_text=False).grid == [
        ["case_id", "motive", "victim_age", "victim_sex"],
        ["a", "money", "12", "F"],
    ]
