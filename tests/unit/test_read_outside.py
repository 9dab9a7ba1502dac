"""Facts of cells outside of a table are told: whoever looks at the sheet sees something else than we read."""

import polars as pl
import pytest

from pipelines.read.seen import look
from tests.support.lanes import sheet_of
from tests.support.parts import STYLES, package, styles

FEW = '[<8]"<8";0'
TABLE = [["region", "n", "year"], *([f"R{at}", "9", "2024"] for at in range(9))]


def written(extra: str) -> bytes:
    """A table from row 3 on, all in a format that shows few cases as <8, and a cell beside it or no table at all."""
    cells = [
        (f"{column}{row}", text)
        for row, texts in enumerate(TABLE, 3)
        for column, text in zip("ABC", texts, strict=True)
    ]
    rows = [
        f'<row r="{row}">' + "".join(_cell(place, text) for place, text in cells if place[1:] == str(row)) + "</row>"
        for row in range(3, 3 + len(TABLE))
    ]
    return package(extra + "".join(rows), {STYLES: styles([FEW])})


def _cell(place: str, text: str) -> str:
    if text.isdecimal():
        return f'<c r="{place}" s="1"><v>{text}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.parametrize(("value", "is_told"), [("3", True), ("2024", False)])
def test_number_in_a_title_that_is_shown_otherwise_is_told_by_its_address(value: str, *, is_told: bool) -> None:
    seen = look(sheet_of(written(f'<row r="1"><c r="E1" s="1"><v>{value}</v></c></row>')), is_text=False)

    assert seen.names == TABLE[0]
    assert [flag for flag in seen.flags if flag.row < 0] == (
        [(-1, "E1", "shown as '<8', outside of the table")] if is_told else []
    )


def test_sheet_without_a_table_tells_of_its_cells() -> None:
    content = package('<row r="2"><c r="AB2" s="1"><v>3</v></c></row>', {STYLES: styles([FEW])})
    seen = look(sheet_of(content), is_text=False)

    assert seen.flagged.filter(pl.col("row") == -1).rows() == [(-1, "AB2", "shown as '<8', outside of the table")]
