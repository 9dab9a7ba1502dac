"""What `oscec preview` shows: sheets, the tables on them with their headers, and the type of every column."""

import polars as pl

from interfaces import show
from interfaces.guess import Found, Told, tables_of
from pipelines.age_words import age_code
from pipelines.read.cells import Sheet
from pipelines.read.cells import letter as letter_of
from pipelines.read.seen.dialect import Dialect

_SAMPLE, _SHOWN = 500, 4
_MOST = 0.6
_NUMBER = r"^[-+]?\d[\d.,' ]*%?$"
_DATE = r"^\d{1,4}[-./]\s?\d{1,2}[-./]\s?\d{1,4}"


def show_preview(sheets: list[Sheet], told: Dialect | None) -> None:
    """Print the sheets, each table with its place, and its columns with type, number of blanks and first values."""
    if told:
        show.say(f"Text in {told.encoding}, separated by {told.delimiter!r}.")
    read = [Told("", sheet, told) for sheet in sheets]
    found = tables_of(read)
    show.rows(
        ("sheet", "shown", "rows", "columns", "header rows", "data rows", "data columns", "ends"),
        [line for sheet in sheets for line in _lines(sheet, [each for each in found if each.sheet == sheet.name])],
        ("rows", "columns"),
    )
    for each in _once(found):
        show.say(f"{each.sheet}, header in row {each.area.header[0]}", "bold")
        show.rows(("", "column", "type", "blank", "first values"), _columns(each), ("blank",))


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


def _once(found: list[Found]) -> list[Found]:
    """Of tables with the same columns the first."""
    seen: dict[tuple[str, ...], Found] = {}
    for each in found:
        seen.setdefault(tuple(each.block.headers), each)
    return list(seen.values())


def _columns(found: Found) -> list[tuple[str, ...]]:
    rows = found.rows
    letters = {name: letter_of(at) for name, at in found.block.headers.items()}
    return [
        (letters[name], name, kind(rows[name]), str(rows[name].null_count()), _first(rows[name]))
        for name in rows.columns
    ]


def _first(values: pl.Series) -> str:
    return ", ".join(values.drop_nulls().head(_SAMPLE).unique(maintain_order=True).head(_SHOWN))


def kind(values: pl.Series) -> str:
    """What most of the first values look like: dates, years, ages, bands of age, numbers, labels or texts."""
    filled = values.drop_nulls().head(_SAMPLE)
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
