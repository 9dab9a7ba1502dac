"""Lines of fixed width by declared positions."""

import pytest
from pydantic import ValidationError

from pipelines.deliver import deliver
from pipelines.read import ReadOptions, Unreadable, read
from schemas.read_as import ReadAs
from tests.support.sheets import texts
from tests.support.small import rows_of as small_rows
from tests.support.small import source_of, told


def options(*starts: int, encoding: str | None = None) -> ReadOptions:
    return ReadOptions(encoding, read_as=ReadAs(fixed_width=list(starts)))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_positions_cut_the_line_and_lines_keep_their_number(end: str) -> None:
    content = end.join(["NrDate    Text", "", "0120240301a, b;c", "02        ", "03"]).encode()
    assert texts(read(content, "x.txt", options=options(1, 3, 11))[0]) == {
        1: ["Nr", "Date", "Text"],
        3: ["01", "20240301", "a, b;c"],
        4: ["02", None, None],
        5: ["03", None, None],
    }


def test_positions_count_signs_and_not_bytes() -> None:
    for encoding in ("utf-8", "windows-1250", "utf-16"):
        declared = None if encoding == "utf-16" else encoding
        content = "žluť12\nkůň 34\n".encode(encoding)
        assert texts(read(content, "x", options=options(1, 5, encoding=declared))[0]) == {
            1: ["žluť", "12"],
            2: ["kůň", "34"],
        }


@pytest.mark.parametrize("text", ["  a\n x b\n", "  a\tb\n"])
def test_text_before_the_first_column_or_a_tab_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(text.encode(), "x", options=options(3, 5))
    assert refused.value.finding_id == "file-unreadable"


@pytest.mark.parametrize(
    ("content", "finding_id"),
    [(b"ab\xff\n", "encoding-differs"), (b"a\x00b", "file-not-tabular"), (b" \n", "file-empty")],
)
def test_what_is_no_text_is_refused(content: bytes, finding_id: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(content, "x", options=options(1, encoding="utf-8"))
    assert refused.value.finding_id == finding_id


@pytest.mark.parametrize("starts", [[], [0, 3], [3, 1], [2, 2]])
def test_positions_must_ascend_from_one(starts: list[int]) -> None:
    with pytest.raises(ValidationError):
        ReadAs(fixed_width=starts)


def test_declared_in_a_source_the_rows_are_taken_in() -> None:
    table = told()["tables"][0] | {"read_as": {"fixed_width": [1, 9, 21, 31, 41, 51]}}
    header = [*table["columns"]]
    widths = (8, 12, 10, 10, 10, 6)
    lines = [
        "".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
        for row in [header, *small_rows({}, {"Motive": "money"})]
    ]
    outcome = deliver("\n".join(lines).encode(), "a.txt", source=source_of(tables=[table]), edition="2024")
    assert outcome.accepted["row"].to_list() == [2, 3]
    assert outcome.accepted["motivation"].to_list() == ["SEXUAL", "FINANCIAL"]
