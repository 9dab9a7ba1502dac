"""Any table that another program writes is read back as it was, addresses included; damage never passes for a value."""

import csv
import io
import random
from collections.abc import Callable
from itertools import accumulate
from typing import Literal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from bench.fuzz.mutate import mutated
from pipelines.read import ReadOptions, Sheet, Unreadable, read
from schemas import finding
from tests.support.sheets import texts
from tests.support.workbooks import ods_text, xlsx_of, zip_of

Table = list[list[str | None]]
CALM = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="\u2028\u2029\ufeff\ufffe"
)
WORDS = st.text(CALM | st.sampled_from("\n12,;:%<"), min_size=1, max_size=12)
PLAIN = WORDS.map(lambda text: "x" + text.strip() + "x")  # nothing a format or a reader may take for blank
CELLS = st.none() | PLAIN
BYTES = {"utf-8": "Łódź ε", "utf-8-sig": "Łódź ε", "utf-16": "Łódź ε", "cp1252": "Größe €", "cp1250": "Łódź"}


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[str | None] = CELLS) -> Table:
    """Rows of one width with blanks among them, and a first and a last cell that are filled."""
    width = draw(st.integers(1, 5))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=6))
    rows[0][0], rows[-1][-1] = "first", "last"
    return rows


def by_address(rows: Table) -> dict[tuple[int, int], str]:
    return {(at, to): text for at, row in enumerate(rows, 1) for to, text in enumerate(row, 1) if text is not None}


def read_back(sheet: Sheet) -> dict[tuple[int, int], str]:
    return {(at, to): text for at, row in texts(sheet).items() for to, text in enumerate(row, 1) if text is not None}


def by_xlsxwriter(rows: Table) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            for to, text in enumerate(row):
                if text is not None:
                    page.write_string(at, to, text)
    return buffer.getvalue()


@pytest.mark.parametrize("write", [xlsx_of, by_xlsxwriter, ods_text])
@given(rows=tables())
def test_workbook_is_read_back(write: Callable[[Table], bytes], rows: Table) -> None:
    [sheet] = read(write(rows), "x")

    assert read_back(sheet) == by_address(rows)


@given(
    numbers=st.lists(st.integers(-(10**12), 10**12) | st.floats(-1e9, 1e9).map(lambda each: round(each, 6)), min_size=1)
)
def test_number_of_a_workbook_keeps_its_value(numbers: list[int | float]) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for at, number in enumerate(numbers):
            page.write_number(at, 1, number)
    [sheet] = read(buffer.getvalue(), "x.xlsx")

    assert {at: float(row[1] or "nan") for at, row in texts(sheet).items()} == dict(enumerate(map(float, numbers), 1))


@pytest.mark.parametrize("encoding", BYTES)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
@given(data=st.data())
def test_delimited_text_is_read_back(
    encoding: str, delimiter: str, quoting: Literal[0, 1], data: st.DataObject
) -> None:
    allowed = st.text(st.sampled_from(BYTES[encoding] + "ab 12-.:" + '"\n,;'), max_size=8)
    rows = data.draw(tables(allowed.map(lambda text: "x" + text.strip() + "x")))
    header: list[str | None] = [f"h{at}" for at in range(len(rows[0]))]
    rows = [[*row, "end"] for row in [header, *rows]]
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, quoting=quoting).writerows(rows)
    content = buffer.getvalue().encode(encoding)
    [sheet] = read(content, "x.csv", options=ReadOptions(encoding=encoding, delimiter=delimiter))

    heights = (1 + sum((text or "").count("\n") for text in row) for row in rows[:-1])

    assert texts(sheet) == dict(zip(accumulate(heights, initial=1), rows, strict=True))


SEALED: dict[str, Callable[[Table], bytes]] = {
    "xlsx": by_xlsxwriter, "ods": ods_text, "zip": lambda rows: zip_of({"a.csv": b"a;b\n" + str(rows[0][0]).encode()}),
}  # fmt: skip


def read_or_refused(content: bytes) -> list[dict[tuple[int, int], str]] | str:
    """The sheets, or the finding we know; any other exception goes through."""
    try:
        return list(map(read_back, read(content, "x")))
    except Unreadable as error:
        return finding.catalogue()[error.finding_id].finding_id


@pytest.mark.parametrize("name", SEALED)
@given(rows=tables(), seed=st.integers(0, 2**32))
def test_damage_of_a_package_ends_in_the_same_values_or_in_a_finding(name: str, rows: Table, seed: int) -> None:
    content = SEALED[name](rows)
    draw = random.Random(seed)  # noqa: S311  # no secret
    damaged = bytearray(content)
    for _ in range(draw.choice((1, 2, 8))):
        damaged[draw.randrange(4, len(damaged))] ^= 1 << draw.randrange(8)
    damaged = damaged[: draw.choice((len(damaged), draw.randrange(4, len(damaged))))]
    found = read_or_refused(bytes(damaged))

    assert isinstance(found, str) or found == read_or_refused(content)


@given(rows=tables(), seed=st.integers(0, 2**32))
def test_damage_below_right_checksums_never_surprises(rows: Table, seed: int) -> None:
    for content in (by_xlsxwriter(rows), ods_text(rows)):
        damaged, _ = mutated(content, random.Random(seed))  # noqa: S311  # no secret
        assert read_or_refused(damaged)
