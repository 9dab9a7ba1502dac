"""Code pages that nobody states: told from the words of a short table, or refused with the ones that it may be."""

import pytest

from pipelines.read import Unreadable, read
from tests.support import national_words
from tests.support.thorough import some_of

ROWS = 20


@pytest.mark.parametrize(("language", "page"), some_of(national_words.CASES, 40))
def test_a_short_table_is_read_exactly_and_its_code_page_is_a_note(language: str, page: str) -> None:
    rows = [row for row in national_words.table(language, ROWS) if _is_in(";".join(row), page)]
    [sheet] = read("\r\n".join(";".join(row) for row in rows).encode(page), "x.csv")

    assert [[text or "" for text in row[1:]] for row in sheet.cells.iter_rows()] == [[*row, ""][:5] for row in rows]
    assert len(rows) > ROWS // 2
    assert sheet.notes


def _is_in(text: str, page: str) -> bool:
    try:
        text.encode(page)
    except UnicodeEncodeError:
        return False
    return True


def test_bytes_that_read_about_as_well_in_two_code_pages_are_refused() -> None:
    with pytest.raises(Unreadable, match="about as well in mac_roman") as refused:
        read("Provincia;Reati\nRoma;12\nForlì;3\nBari;7\n".encode("mac_roman"), "x.csv")

    assert refused.value.finding_id == "encoding-differs"


@pytest.mark.parametrize("bad", [b"\xff\xfe", b"\x9d"])
def test_bytes_that_are_no_word_of_any_language_are_refused(bad: bytes) -> None:
    with pytest.raises(Unreadable, match="encoding that can be told"):
        read(b"case;motive;reporter\n" + b"1;financial;victim\n" * 50 + b"2;" + bad + b";victim\n", "x.csv")


@pytest.mark.parametrize(
    ("page", "text"), [("cp1252", "1\u00a0234"), ("cp1252", "12\u00a0%"), ("cp1250", "5\u00a0678")]
)
def test_blanks_that_part_thousands_tell_no_language_and_stay(page: str, text: str) -> None:
    [sheet] = read(f"region;cases\nA;{text}\nB;7\n".encode(page), "x.csv")

    assert sheet.cells["2"].to_list() == ["cases", text, "7"]


def test_a_sign_far_down_counts_as_much_as_one_above() -> None:
    words = "".join(f"{at};Zürich;Größe\n" for at in range(3_000)) + "3000;œuvre;Šibenik\n"
    [sheet] = read(f"n;place;word\n{words}".encode("iso8859_15"), "x.csv")

    assert sheet.cells.row(-1)[1:] == ("3000", "œuvre", "Šibenik")
