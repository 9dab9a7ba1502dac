"""Text tables in bulk: cut as they are written, part by part; columns that repeat themselves are categories."""

import csv
import io
from collections.abc import Iterator

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.read import ReadOptions, delimited_bulk, delimited_marks, delimited_regular
from pipelines.read.encoding import is_cut_like_ascii
from pipelines.read.limits import Limits
from tests.support.lanes import ALWAYS, NEVER, assert_same, is_bulk_text, text

CELLS = st.sampled_from(["w", "m", "Öl", "", " ", "\u00a0", "17", 'say "no"', "a;b", "two\nlines", "§ 184b", "x"])
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8)
ENDS = st.sampled_from(["\n", "\r\n"])


def written(rows: list[list[str]], end: str, *, quoting: int = csv.QUOTE_MINIMAL) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";", lineterminator=end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]  # one of the constants
    return buffer.getvalue()


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(delimited_marks, "_PART", 30)
        yield


TEXTS = st.builds(
    lambda rows, times, end, quoting: written([["a", "b", "c"], *rows * times], end, quoting=quoting),
    ROWS, st.integers(1, 6), ENDS, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)  # fmt: skip


@given(TEXTS, st.integers(1, 60), st.sampled_from(["utf-8", "cp1252", "iso8859_15", None]))
def test_both_lanes_read_what_another_writer_wrote(table: str, part: int, encoding: str | None) -> None:
    content = table.encode(encoding or "utf-8")
    options = ReadOptions(encoding, ";")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited_marks, "_PART", part)
        bulk = text(content, options, bulk_from=ALWAYS)

    assert_same(bulk, text(content, options, bulk_from=NEVER))


@given(ROWS, ENDS, st.integers(0, 200), st.sampled_from(["\x81", ";", '"', "\n", "\r", "\x00", "é"]))
def test_a_damaged_text_is_read_or_refused_the_same(rows: list[list[str]], end: str, at: int, fresh: str) -> None:
    whole = written(rows * 4, end)
    content = (whole[:at] + fresh + whole[at:]).encode("latin-1")
    options = ReadOptions("cp1252", ";")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited_marks, "_PART", 20)
        bulk = text(content, options, bulk_from=ALWAYS)

    assert_same(bulk, text(content, options, bulk_from=NEVER))


def test_columns_that_repeat_themselves_are_held_as_categories() -> None:
    content = written([["no", "sex", "note"], *([f"{at}", "m" if at % 3 else "ü", " "] for at in range(99))], "\n")
    sheet = delimited_bulk.read(content.encode("cp1252"), "t", options=ReadOptions("cp1252", ";"))

    assert sheet.coded.dtypes == [pl.Int64, pl.String, pl.Enum(["sex", "ü", "m"]), pl.Enum(["note"])]
    assert sheet.cells.dtypes == [pl.Int64, pl.String, pl.String, pl.String]
    assert sheet.cells.row(1) == (2, "0", "ü", None)
    assert sheet.cells.row(99) == (100, "98", "m", None)


@pytest.mark.parametrize(("encoding", "word"), [("cp1252", "Öl"), ("cp1251", "Дело"), ("utf-8", "Ω")])
def test_distinct_texts_beyond_ascii_are_decoded(encoding: str, word: str) -> None:
    content = written([["no", "x"], *([f"{word}{at}", "x"] for at in range(99))], "\n").encode(encoding)
    sheet = delimited_bulk.read(content, "t", options=ReadOptions(encoding, ";"))

    assert sheet.cells["1"].to_list() == ["no", *(f"{word}{at}" for at in range(99))]


@pytest.mark.usefixtures("small_parts")
def test_line_numbers_count_on_from_part_to_part() -> None:
    content = written([["a", "b"], *([["x", "one\ntwo"], ["y", "z"]] * 20)], "\n").encode()
    sheet = delimited_bulk.read(content, "t", options=ReadOptions(None, ";"))

    assert len(list(delimited_marks.parts(content))) > 5
    assert sheet.cells["row"].to_list() == [1, *(2 + 3 * at + more for at in range(20) for more in (0, 2))]


@pytest.mark.usefixtures("small_parts")
def test_what_is_distinct_only_later_and_what_is_ragged_only_later_stays_the_same() -> None:
    rows = [*[["a", "b"]] * 50, *([f"Ä{at}", "c"] for at in range(700)), ["x"], ["y", "z"]]
    content = written(rows, "\r\n").encode("cp1252")
    options = ReadOptions("cp1252", ";")
    bulk = text(content, options, bulk_from=ALWAYS)

    assert is_bulk_text(content, options)
    assert not isinstance(bulk, str)
    assert bulk[0].facts.rows() == [(751, 1, "FIELDS", "1 instead of 2")]
    assert_same(bulk, text(content, options, bulk_from=NEVER))


def test_many_categories_are_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited_regular, "_MOST_CATEGORIES", 3)
    content = written([["a", "b"], *([str(at % 3), str(at % 2)] for at in range(60))], "\n").encode()
    sheet = delimited_bulk.read(content, "t", options=ReadOptions(None, ";"))

    assert sheet.coded.dtypes == [pl.Int64, pl.String, pl.Enum(["b", "0", "1"])]
    assert sheet.cells.row(4) == (5, "0", "1")


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize(
    ("limits", "table"),
    [
        (Limits(cells=99), "a;b\n" * 50),
        (Limits(rows=10), "a;b\n" * 41),
        (Limits(line_bytes=30), "a;b\n" * 30 + "x" * 31 + ";y\n"),
        (Limits(columns=1), "a;b\n" * 30),
        (Limits(), "a;b\n" * 30 + "a;b\r\n" * 30),
        (Limits(), "a;b\n" * 30 + 'a;"b" \n' + "a;b\n" * 30),
        (Limits(), "a;b\n" * 30 + "1;2;3\n" + "a;b\n" * 30),
        (Limits(), "a;b\n" * 30 + "1;\x00\n" + "a;b\n" * 30),
        (Limits(), "a;b\n" * 3_000 + "1;\x00\n" + "a;b\n" * 3_000),
        (Limits(), "a;b\n" * 30 + '1;"2\n' + "a;b\n" * 30),
    ],
)
def test_what_the_careful_lane_has_to_judge_is_left_to_it(limits: Limits, table: str) -> None:
    assert not is_bulk_text(table.encode(), ReadOptions(None, ";", limits=limits))


@pytest.mark.parametrize("encoding", ["cp1252", "cp1250", "iso8859_7", "koi8_r", "ascii", "latin-1"])
def test_code_pages_of_one_byte_a_sign_are_cut_like_ascii(encoding: str) -> None:
    assert is_cut_like_ascii(b"a;b", encoding)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "utf-7", "cp932", "gb18030", "cp037", "unicode_escape", "hex", "no"]
)
def test_other_encodings_are_not(encoding: str) -> None:
    assert not is_cut_like_ascii(b"a;b", encoding)


def test_a_byte_order_mark_counts_more_than_what_is_declared() -> None:
    assert not is_cut_like_ascii(b"\xef\xbb\xbfa;b", "cp1252")
