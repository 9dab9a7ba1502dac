"""Text tables: code pages, delimiters, quotation, and line numbers that stay those of the file."""

from typing import Any

import pytest

from pipelines.read import ReadOptions, Sheet, Unreadable, read
from tests.support.sheets import facts, texts


def only(content: bytes, **options: Any) -> Sheet:
    [sheet] = read(content, "x.csv", options=ReadOptions(**options))
    return sheet


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "žluťoučký kůň"),
        ("cp1252", "Nötigung süß €"),
        ("cp1253", "εκβίαση"),
        ("utf-16", "žluť εκβ"),
        ("utf-8-sig", "žluť εκβ"),
        ("utf-8", "žluť εκβ"),
    ],
)
def test_declared_code_page_is_read(encoding: str, text: str) -> None:
    content = f"a;{text}\n1;2\n".encode(encoding)

    assert texts(only(content, encoding=encoding)) == {1: ["a", text], 2: ["1", "2"]}


def test_utf_8_and_marked_files_need_no_declaration() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert texts(only("a;ž\n".encode(encoding))) == {1: ["a", "ž"]}


def test_byte_order_mark_goes_before_a_declaration() -> None:
    assert texts(only("a;ž\n".encode("utf-8-sig"), encoding="cp1250")) == {1: ["a", "ž"]}


def test_undeclared_code_page_is_guessed() -> None:
    line = "Vorgangsnummer;Tatmotiv für die Nötigung;Übergriff;persönliches Treffen\n"

    assert "für die Nötigung" in str(texts(only(line.encode("cp1252") * 5))[1])


def test_bytes_that_the_declared_code_page_has_not_are_refused() -> None:
    with pytest.raises(Unreadable, match="byte 3") as refused:
        only(b"a;\xff\xfe\n", encoding="utf-8")

    assert refused.value.finding_id == "encoding-differs"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiter_is_found(delimiter: str) -> None:
    content = f"a{delimiter}b{delimiter}c\n1{delimiter}2{delimiter}3\n".encode()

    assert texts(only(content)) == {1: ["a", "b", "c"], 2: ["1", "2", "3"]}


def test_delimiter_is_found_where_every_field_is_quoted() -> None:
    content = b'"a"\t"b,c"\n"1,2"\t"3,4"\n'

    assert texts(only(content)) == {1: ["a", "b,c"], 2: ["1,2", "3,4"]}


def test_declared_delimiter_goes_before_the_found_one() -> None:
    assert texts(only(b"a;b,c\n1;2,3\n", delimiter=",")) == {1: ["a;b", "c"], 2: ["1;2", "3"]}


def test_quoted_newlines_keep_the_numbers_of_the_rows_below() -> None:
    sheet = only(b'a;b\n1;"x\ny\n;z"\n2;w\n')

    assert texts(sheet) == {1: ["a", "b"], 2: ["1", "x\ny\n;z"], 4 + 1: ["2", "w"]}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_blank_lines_keep_the_numbers_of_the_rows_below(newline: str) -> None:
    content = newline.join(["", "a;b", "", " ; ", "1;2", ""]).encode()

    assert texts(only(content)) == {2: ["a", "b"], 5: ["1", "2"]}


def test_doubled_quotation_marks_are_one() -> None:
    assert texts(only(b'a;"say ""no"""\n1;2\n')) == {1: ["a", 'say "no"'], 2: ["1", "2"]}


def test_last_line_needs_no_end() -> None:
    assert texts(only(b"a;b\n1;2")) == texts(only(b"a;b\n1;2\n"))


def test_rows_of_different_length_are_filled_up() -> None:
    assert texts(only(b"title\na;b;c\n1;2\n")) == {1: ["title", None, None], 2: ["a", "b", "c"], 3: ["1", "2", None]}


def test_one_column_is_a_table() -> None:
    assert texts(only(b"a\n\n1\n")) == {1: ["a"], 3: ["1"]}


def test_mark_inside_a_field_is_itself_and_a_fact() -> None:
    sheet = only(b'a;b\n1;5" disk\n2;y\n')

    assert texts(sheet) == {1: ["a", "b"], 2: ["1", '5" disk'], 3: ["2", "y"]}
    assert facts(sheet, "QUOTATION") == [(2, 2, "")]


def test_escaped_mark_is_read_and_a_fact() -> None:
    sheet = only(b'a;b\n1;"say \\"no\\""\n2;y\n')

    assert texts(sheet)[2] == ["1", 'say "no"']
    assert facts(sheet, "QUOTATION") == [(2, 2, "")]


def test_rows_of_another_length_are_facts() -> None:
    assert facts(only(b"a;b;c\n1;2\n1;2;3\n"), "FIELDS") == [(2, 1, "2 instead of 3")]


def test_one_nul_in_one_row_is_a_fact() -> None:
    assert facts(only(b"a;b\n1;2\n3;x\x00\n"), "NUL") == [(3, 2, "")]


def test_line_that_names_its_separator_is_no_row() -> None:
    assert texts(only(b"sep=|\na|b,c\n1|2,3\n")) == {2: ["a", "b,c"], 3: ["1", "2,3"]}


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", ["Zürich", "naïve", "Åland", "señal", "Größe"]),
        ("cp1250", ["Łódź", "žena", "Čech", "őr", "ű", "ń"]),
        ("cp1251", ["жертва", "България", "изнудване"]),
        ("iso8859_7", ["Ελλάδα", "εκβιασμός", "ανήλικος"]),
        ("utf-16-le", ["Łódź", "žena"]),
        ("cp949", ["서울특별시", "강제추행", "협박", "청소년 피해자"] * 3),
        ("cp932", ["東京都", "児童買春", "脅迫", "被害者の年齢"] * 3),
    ],
)
def test_code_page_is_told_from_the_words(encoding: str, words: list[str]) -> None:
    rows = "".join(f"{at};{word}\n" for at, word in enumerate(words))

    assert [row[1] for row in list(texts(only(f"number;word\n{rows}".encode(encoding))).values())[1:]] == words


def test_parts_in_two_code_pages_are_refused_by_line() -> None:
    with pytest.raises(Unreadable, match="line 5") as refused:
        only("a;ü\n1;ä\n2;ö\n3;ß\n".encode() + "4;ü\n".encode("cp1252"))

    assert refused.value.finding_id == "encoding-differs"


@pytest.mark.parametrize("content", [b'a;b\n1;"x\n2;y\n', b'a;b\n"1;2\n'])
def test_unclosed_quotation_mark_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        only(content)

    assert refused.value.finding_id == "file-unreadable"


def test_record_over_several_lines_may_have_more_cells_than_any_line() -> None:
    sheet = only(b'"Case\nnumber";"Date\nof report";"Age"\n1;2;3\n')

    assert texts(sheet) == {1: ["Case\nnumber", "Date\nof report", "Age"], 4: ["1", "2", "3"]}
    assert texts(only(b'"a\nb";"c\nd";"e\nf"\n')) == {1: ["a\nb", "c\nd", "e\nf"]}
