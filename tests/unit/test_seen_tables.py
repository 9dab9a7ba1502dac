"""Where tables are: by the shape of their rows, with notes around them, several to a sheet, headers of many rows."""

import pytest

from pipelines.layout import find_blocks
from pipelines.read.cells import Fact, Sheet, sheet_of
from pipelines.read.seen.declare import declare, escaped
from pipelines.read.seen.tables import Area, areas

BODY = ["North;5;6;7", "South;8;9;10", "East;1;2;3"]


def sheet(*lines: str, merged: dict[tuple[int, int], str] | None = None) -> Sheet:
    rows: list[tuple[int, list[str | None]]] = [
        (at, [text or None for text in line.split(";")]) for at, line in enumerate(lines, start=1)
    ]
    facts = [Fact(row, column, "MERGED", detail) for (row, column), detail in (merged or {}).items()]
    return sheet_of("s", rows, facts=facts)


def places(found: list[Area]) -> list[tuple[list[int], int, int, list[int]]]:
    return [(each.header, each.first_row, each.last_row, each.columns) for each in found]


@pytest.mark.parametrize(
    ("lines", "header", "rows"),
    [
        (["Area;a;b;c", *BODY], [1], (2, 4)),
        (["A title", "", "Area;a;b;c", *BODY, "", "Source: police"], [3], (4, 6)),
        (["A title", "Area;a;b;c", *BODY, "* a note; of two cells"], [2], (3, 5)),
        (["Unit:;cases", "Area;a;b;c", *BODY], [2], (3, 5)),
        (["1;2;3;4;5", "Area;a;b;c;d", "North;5;6;7;8", "South;8;9;10;11"], [2], (3, 4)),
        (["Area;2023;2024;2025", *BODY], [1], (2, 4)),
        (["Area;a;b;c", "", *BODY], [1], (3, 5)),
        (["Area;a;b;c", "Section", *BODY], [1], (3, 5)),
        (["Area;a;b;c", *BODY[:1], "", *BODY[1:], "", "Total;14;17;20"], [1], (2, 7)),
        (["Area;a;b;c", *BODY, "", "", "", "7;", ";;TRUE"], [1], (2, 4)),
        (["Area;a;b;c", *BODY, "West;nc;nc;-", "Total;1;2;3"], [1], (2, 6)),
        (["one;two;three", "a;b;c", "a;d;e"], [1], (2, 3)),
    ],
)
def test_one_table_is_found_between_its_notes(lines: list[str], header: list[int], rows: tuple[int, int]) -> None:
    [found] = areas(sheet(*lines))
    assert (found.header, (found.first_row, found.last_row)) == (header, rows)


def test_values_without_a_header_are_no_table() -> None:
    assert areas(sheet(*BODY)) == []
    assert areas(sheet("A title")) == []


def test_a_header_takes_as_many_rows_as_it_needs_to_name_columns() -> None:
    by_merge = sheet("Area;2023;;2024;", ";number;rate;number;rate", "North;1;2;3;4", "South;5;6;7;8",
                     merged={(1, 1): "2x1", (1, 2): "1x2", (1, 4): "1x2"})  # fmt: skip
    by_gaps = sheet(";number;;rate;", "Area;2023;2024;2023;2024", "North;1;2;3;4", "South;5;6;7;8")
    full = sheet("Case;Motive;Place;Age", "A;money;North;unknown", "B;money;South;12", "C;images;North;13")
    assert places(areas(by_merge)) == places(areas(by_gaps)) == [([1, 2], 3, 4, [1, 2, 3, 4, 5])]
    assert places(areas(full)) == [([1], 2, 4, [1, 2, 3, 4])]


def test_months_name_columns_and_column_numbers_do_not() -> None:
    months = "1;2;3;4;5;6;7;8;9;10;11;12"
    counts = ";".join(["40"] * 24)
    named = sheet(";2023;;;;;;;;;;;;2024", f"Area;{months};{months}", f"North;{counts}", f"South;{counts}",
                  merged={(1, 2): "1x12", (1, 14): "1x12"})  # fmt: skip
    numbered = sheet("Area;a;b;c;d", "1;2;3;4;5", "North;5;6;7;8", "South;8;9;10;11")
    assert areas(named)[0].header == [1, 2]
    assert (areas(numbered)[0].header, areas(numbered)[0].skipped, areas(numbered)[0].first_row) == ([1], [2], 3)


def test_tables_below_each_other_and_beside_each_other_are_told_apart() -> None:
    below = sheet("Area;a;b;c", *BODY, "", "Age;m;f", "0-13;4;5", "14-17;6;7")
    beside = sheet(";May;Hosted;;Search;", ";;a;b;c;d", ";;5;6;7;8", ";a note",
                   merged={(1, 2): "3x1", (1, 3): "1x2", (1, 5): "1x2"})  # fmt: skip
    assert places(areas(below)) == [([1], 2, 4, [1, 2, 3, 4]), ([6], 7, 8, [1, 2, 3])]
    assert places(areas(beside)) == [([1, 2], 3, 3, [3, 4]), ([1, 2], 3, 3, [5, 6])]


def test_the_same_header_again_is_no_further_table() -> None:
    again = sheet("Area;a;b;c", *BODY, "", "Area;a;b;c", *BODY)
    assert places(areas(again)) == [([1], 2, 9, [1, 2, 3, 4])]


@pytest.mark.parametrize(
    "lines",
    [
        ["Area;a;b;c", *BODY],
        ["A title", "", "Area;a;b;c", *BODY, "", "Source: police (2024)"],
        ["Area;a;b;c", *BODY, "", "Age;m;f", "0-13;4;5", "14-17;6;7"],
        ["Area;a;b;c", *BODY, "", "Area;a;b;c", *BODY, "", "Area of note"],
        ["North;a;b;c", "North;5;6;7", "South;8;9;10"],
        ["Area;a;b;c;d", "1;2;3;4;5", "North;5;6;7;8", "South;8;9;10;11"],
    ],
)
def test_a_declaration_finds_its_table_again(lines: list[str]) -> None:
    whole = sheet(*lines)
    for area in areas(whole):
        [block] = find_blocks([whole], declare(whole, area).table("t", "s"))[0]
        repeated = [row for row in block.body["row"] if whole.cells.filter(row=row)["1"].item() == "Area"]
        assert block.header_row == area.header[0]
        assert (block.body["row"].min(), block.body["row"].max()) == (area.first_row, area.last_row)
        assert repeated == []


def test_a_text_becomes_a_pattern_a_person_can_read() -> None:
    assert escaped("* Note (2024): a-b") == r"\* Note \(2024\): a-b"
