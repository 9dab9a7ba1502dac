"""Tables of web pages."""

import pytest

from pipelines.read import Sheet, Unreadable, read
from tests.support.sheets import facts, texts


def only(table: str, head: str = '<meta charset="utf-8">') -> Sheet:
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{table}</body></html>"
    [sheet] = read(page.encode(), "x.html")
    return sheet


def test_superscript_is_kept_apart_from_the_number() -> None:
    sheet = only("<table><tr><td>12<sup>1</sup></td><td>a <b>b</b>\n c</td></tr></table>")

    assert texts(sheet) == {1: ["12", "a b c"]}
    assert facts(sheet, "SUPERSCRIPT") == [(1, 1, "1")]


def test_spans_are_placed_on_a_grid() -> None:
    sheet = only(
        "<table><tr><th rowspan=2>stub</th><th colspan=2>head</th><th>last</th></tr>"
        "<tr><th>a</th><th>b</th><th>c</th></tr></table>"
    )

    assert texts(sheet) == {1: ["stub", "head", None, "last"], 2: [None, "a", "b", "c"]}
    assert facts(sheet, "MERGED") == [(1, 1, "2x1"), (1, 2, "1x2")]


def test_span_ends_with_the_table() -> None:
    sheet = only("<table><tr><td rowspan=999999999999>a</td><td>b</td></tr><tr><td>c</td></tr></table>")

    assert texts(sheet) == {1: ["a", "b"], 2: [None, "c"]}
    assert facts(sheet, "MERGED") == [(1, 1, "2x1")]


def test_columns_are_limited() -> None:
    assert only("<table><tr><td colspan=511>a</td><td>b</td></tr></table>").width == 512
    with pytest.raises(Unreadable, match="512 columns"):
        only("<table><tr><td colspan=512>a</td><td>b</td></tr></table>")


@pytest.mark.parametrize("span", ["²", "-1", "x", "0"])
def test_senseless_span_is_one(span: str) -> None:
    assert texts(only(f"<table><tr><td colspan='{span}'>a</td><td>b</td></tr></table>")) == {1: ["a", "b"]}


def test_tables_are_named_by_caption_id_or_position() -> None:
    row = "<tr><td>x</td></tr>"
    page = f"<html><table><caption>One <i>two</i></caption>{row}</table><table id=t>{row}</table><table>{row}</table>"

    assert [sheet.name for sheet in read(page.encode(), "x")] == ["One two", "t", "table 3"]


def test_empty_rows_keep_the_numbers_of_those_below() -> None:
    assert texts(only("<table><tr></tr><tr><td> </td></tr><tr><td>x</td></tr></table>")) == {3: ["x"]}


@pytest.mark.parametrize(
    ("encoding", "head"),
    [("utf-8", ""), ("utf-8", '<meta charset="utf-8">'), ("windows-1250", '<meta charset="windows-1250">')],
)
def test_letters_survive(encoding: str, head: str) -> None:
    page = f"<html><head>{head}</head><table><tr><td>žluť</td></tr></table></html>"

    assert texts(read(page.encode(encoding), "x.html")[0]) == {1: ["žluť"]}


def test_page_without_a_table_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        read(b"<html><p>nothing</p></html>", "x.html")

    assert refused.value.finding_id == "file-not-tabular"


def test_tables_of_one_title_are_told_apart() -> None:
    table = "<table><caption>Same</caption><tr><td>x</td></tr></table>"

    assert [sheet.name for sheet in read(f"<html>{table * 3}</html>".encode(), "x")] == ["Same", "Same (2)", "Same (3)"]
