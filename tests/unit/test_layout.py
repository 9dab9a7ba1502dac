"""Where declared tables are found on sheets."""

import polars as pl
import pytest
from pydantic import ValidationError

from pipelines.layout import Block, clean_text, find_blocks
from pipelines.read.cells import Fact, Sheet
from schemas.layout import RecordsTable, Title
from tests.support.tables import ids, records, sheet

HEAD = ("id", "day")


def only(page: Sheet, table: RecordsTable) -> Block:
    [block], problems = find_blocks([page], table)
    assert problems == []
    return block


def rows(block: Block) -> list[int]:
    return block.body["row"].to_list()


def test_header_is_the_row_whose_first_filled_cell_is_the_anchor() -> None:
    block = only(sheet(["about id"], [None, "x", "id"], [None, " id ", "day"], [None, "1", "d"]), records())

    assert (block.header_row, block.headers, rows(block)) == (3, {"id": 2, "day": 3}, [4])


def test_anchor_is_compared_as_shown() -> None:
    page = sheet(["Čas\u00a0 události", "x"], ["1", "2"])

    assert only(page, records(header={"anchor": "C\u030cas události"})).header_row == 1


def test_missing_header_names_the_sheet() -> None:
    blocks, problems = find_blocks([sheet(["no", "day"])], records())

    assert (blocks, ids(problems)) == ([], ["header-missing"])
    assert problems[0].select("sheet", "value").row(0) == ("first", "id")


def test_rows_below_the_stop_text_are_no_rows() -> None:
    page = sheet(HEAD, ["1", "a"], ["Notes: none", None], ["2", "b"])

    assert rows(only(page, records(stop="Notes.*"))) == [2]
    assert rows(only(page, records())) == [2, 3, 4]


def test_repeated_header_is_no_row() -> None:
    assert rows(only(sheet(HEAD, ["1", "a"], HEAD, ["2", "b"]), records())) == [2, 4]


def test_header_of_two_rows_is_joined_over_merged_areas() -> None:
    page = sheet(
        ["id", "when", None, "who"],
        [None, "day", "hour", "who"],
        ["1", "a", "b", "c"],
        facts=[Fact(1, 2, "MERGED", "1x2"), Fact(1, 1, "MERGED", "2x1")],
    )
    block = only(page, records(header={"anchor": "id", "rows": 2}))

    assert block.headers == {"id": 1, "when | day": 2, "when | hour": 3, "who": 4}
    assert block.heads == [{1: "id", 2: "when", 3: "when", 4: "who"}, {2: "day", 3: "hour", 4: "who"}]
    assert rows(block) == [3]


def test_anchor_that_stands_in_both_header_rows_costs_no_row() -> None:
    page = sheet(["id", "when"], ["id", "day"], ["1", "d"], ["2", "d"])

    assert rows(only(page, records(header={"anchor": "id", "rows": 2}))) == [3, 4]


def test_second_row_of_a_repeated_header_is_no_row() -> None:
    page = sheet(["id", "when"], [None, "day"], ["1", "a"], ["id", "when"], [None, "day"], ["2", "b"])

    assert rows(only(page, records(header={"anchor": "id", "rows": 2}))) == [3, 6]


def test_empty_second_header_row_is_allowed() -> None:
    page = Sheet("first", sheet(HEAD, ["", ""], ["1", "a"]).cells)

    assert only(page, records(header={"anchor": "id", "rows": 2})).headers == {"id": 1, "day": 2}


def test_duplicated_headers_keep_the_first_column() -> None:
    block = only(sheet(["id", "day", "day"], ["1", "a", "b"]), records())

    assert (block.headers, block.duplicated) == ({"id": 1, "day": 2}, ["day"])


def test_sheets_by_name() -> None:
    pages = [sheet(HEAD, ["1", "a"], name=name) for name in ("one", "two", "three")]
    blocks, problems = find_blocks(pages, records(sheets={"names": ["one", "three", "four"]}))

    assert [block.sheet for block in blocks] == ["one", "three"]
    assert ids(problems) == ["sheet-missing"]
    assert problems[0].select("value", "detail").row(0) == ("four", "one, two, three")


def test_sheets_by_pattern_over_the_whole_name() -> None:
    pages = [sheet(HEAD, ["1", "a"], name=name) for name in ("2023", "2024", "2024 notes")]
    blocks, problems = find_blocks(pages, records(sheets={"pattern": r"20\d\d"}))

    assert ([block.sheet for block in blocks], problems) == (["2023", "2024"], [])


def test_pattern_without_a_sheet_is_told() -> None:
    _, problems = find_blocks([sheet(HEAD)], records(sheets={"pattern": "x.*"}))

    assert ids(problems) == ["sheet-missing"]
    assert problems[0]["value"].to_list() == ["x.*"]


def test_white_space_is_collapsed() -> None:
    assert clean_text(" a\u00a0\u202f b\n\tc ") == "a b c"
    assert clean_text(" \u00a0") == ""


def test_empty_sheet_that_is_named_has_no_header() -> None:
    empty = Sheet("first", pl.DataFrame(schema={"row": pl.Int64}))
    blocks, problems = find_blocks([empty], records(sheets={"names": ["first"]}))

    assert (blocks, ids(problems)) == ([], ["header-missing"])


def test_empty_sheet_that_nobody_named_is_passed_over() -> None:
    empty = Sheet("second", pl.DataFrame(schema={"row": pl.Int64}))
    blocks, problems = find_blocks([sheet(HEAD, ["1", "a"]), empty], records())

    assert ([block.sheet for block in blocks], problems) == (["first"], [])


def test_header_by_row_number_where_no_cell_can_be_the_anchor() -> None:
    page = sheet(["a", "b"], ["1", "2"], ["3", "4"])
    block = only(page, records(header={"row": 2, "names": {"A": "id", "B": "day"}}))

    assert (block.headers, rows(block)) == ({"id": 1, "day": 2}, [3])


def test_header_row_that_is_not_there_is_told_by_its_number() -> None:
    _, problems = find_blocks([sheet(["a"])], records(header={"row": 7}))

    assert problems[0]["value"].to_list() == ["row 7"]


def test_header_may_reach_above_its_anchor_and_hold_rows_without_names() -> None:
    page = sheet([None, "2020"], ["id", "day"], ["(1)", "(2)"], ["1", "a"])
    block = only(page, records(header={"anchor": "id", "above": 1, "rows": 3, "skip": [3]}))

    assert (block.header_row, block.headers, rows(block)) == (1, {"id": 1, "2020 | day": 2}, [4])


def test_sheets_by_position() -> None:
    pages = [sheet(HEAD, ["1", "a"], name=name) for name in ("one", "two")]
    blocks, problems = find_blocks(pages, records(sheets={"positions": [2, 3]}))

    assert ([block.sheet for block in blocks], ids(problems)) == (["two"], ["sheet-missing"])


def test_filled_column_without_a_header_is_called_after_its_letter() -> None:
    block = only(sheet(["id", None, None, "day"], ["1", "x", None, "a"]), records())

    assert block.headers == {"id": 1, "col_B": 2, "day": 4}


def test_first_anchor_in_any_column_counts_and_a_blank_row_may_end_the_table() -> None:
    page = sheet(["x", "id"], ["1", "a"], [], ["2", "b"], ["y", "id"])
    block = only(page, records(header={"anchor": "id", "in_any_column": True}, ends_at_gap=True))

    assert (block.header_row, rows(block)) == (1, [2])


@pytest.mark.parametrize(
    "header",
    [
        {"anchor": "id", "row": 1},
        {},
        {"anchor": "id", "above": 1},
        {"anchor": "id", "skip": [1]},
        {"anchor": "id", "span": "anchor"},
    ],
)
def test_header_that_cannot_be_found_is_refused(header: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        records(header=header)


def test_sheets_and_titles_are_chosen_in_one_way() -> None:
    with pytest.raises(ValidationError, match="not by two"):
        records(sheets={"names": ["a"], "pattern": "b"})
    with pytest.raises(ValidationError, match="exactly one place"):
        Title.model_validate({"cell": "a", "below": "b"})
