"""What `oscec preview` shows: sheets, the place of each table, and what a column looks like."""

import polars as pl

from interfaces import show
from interfaces.guess import Found, Told, tables_of
from pipelines.age_words import age_code
from pipelines.read.cells import Sheet
from pipelines.read.cells import letter as letter_of
from pipelines.read.seen.dialect import Dialect
from pipelines.read.seen.tables import Area
from pipelines.sight import MOST_TABLES

_SAMPLE = 500
_MOST = 0.6
_NUMBER = r"^[-+]?\d[\d.,' ]*%?$"
_DATE = r"^\d{1,4}[-./]\s?\d{1,2}[-./]\s?\d{1,4}"


def show_tables(sheets: list[Sheet], tables: list[list[Area] | None], *, told: Dialect | None) -> None:
    """Print how a text is written, and the sheets with the place of each table."""
    if told:
        show.say(f"Text in {told.encoding}, separated by {told.delimiter!r}.")
    placed = [Told("", sheet, areas, told) for sheet, areas in zip(sheets, tables, strict=True)]
    found = tables_of(placed)
    show.rows(
        ("sheet", "shown", "rows", "columns", "header rows", "data rows", "data columns", "ends"),
        [line for sheet in sheets for line in _lines(sheet, [each for each in found if each.sheet == sheet.name])],
        numbers=("rows", "columns"),
    )
    for name in sorted(each.sheet.name for each in placed if each.tables is None):
        show.say(f"Sheet {name} seems to hold more than {MOST_TABLES} tables; where each stands is not told.")


def _lines(sheet: Sheet, tables: list[Found]) -> list[tuple[object, ...]]:
    hidden = "hidden" if f"sheet {sheet.name}" in sheet.hidden else ""
    plain = (sheet.name, hidden, sheet.cells.height, sheet.width)
    return [(*plain, *_place(each)) for each in tables] or [(*plain, "", "no table seen", "", "")]


def _place(found: Found) -> tuple[str, ...]:
    area = found.area
    return (
        ", ".join(map(str, area.header)),
        f"{area.first_row} to {area.last_row}",
        f"{letter_of(area.columns[0])} to {letter_of(area.columns[-1])}",
        found.declared.stop or ("at the first blank row" if found.declared.ends_at_gap else "with the sheet"),
    )


def kind(texts: pl.Series) -> str:
    """What most of the first values look like: dates, years, numbers, bands of age, labels or texts."""
    first = texts.head(_SAMPLE)
    filled = first.filter(first != "")
    if filled.is_empty():
        return "empty"
    told = {
        "years": filled.str.contains(r"^(?:19|20)\d\d$"),
        "dates": filled.str.contains(_DATE),
        "numbers": filled.str.contains(_NUMBER),
        "bands of age": pl.Series([age_code(text) is not None for text in filled]),
    }
    name = next((name for name, fits in told.items() if fits.sum() >= _MOST * filled.len()), None)
    return name or ("labels" if 2 * filled.n_unique() <= filled.len() else "texts")
