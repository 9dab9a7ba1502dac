"""Where the table of a sheet lies: title lines above, header, rows, what stands below and beside."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

import polars as pl

from pipelines.read.cells import Sheet
from pipelines.read.seen.counted import counted
from pipelines.read.seen.tables import first_area
from pipelines.read.seen.words import header_name, is_number, joined_header, looks_like_value

_TOTAL = (
    r"(?i)^(?:(?:sub|grand )?total\b|sum(?:me)?\b|insgesamt|gesamt|samtliga|celkem|razem|suma\b|totaal|i alt|yhteensä)"
)
_FAR = 1_000
_LEAST, _NARROW = 2, 3
_LOOKED_AT = 20
_TEXTS = pl.exclude("row", "width")
_FIRST = pl.coalesce(_TEXTS, pl.lit(""))


@dataclass
class Region:
    """A table as seen: `columns` are places in the sheet from 0; `rows` has all texts and `row`, the file's number."""

    header: list[str]
    columns: list[int]
    rows: pl.DataFrame
    header_row: int = 0
    notes: list[str] = field(default_factory=list)
    asides: list[int] = field(default_factory=list)
    _counted: dict[int, pl.DataFrame] = field(default_factory=dict)

    def texts(self, at: int) -> pl.Series:
        """Texts of one column, in order; blank where a cell is empty."""
        return self.rows[str(self.columns[at] + 1)].fill_null("")

    def counted(self, at: int) -> pl.DataFrame:
        """The distinct texts of one column (`text`, `times`), found once as long as they stay the same."""
        column = self.columns[at]
        if column not in self._counted:
            self._counted[column] = counted(self.texts(at))
        return self._counted[column]

    def replace(self, at: int, texts: pl.Series) -> None:
        """Other texts for one column."""
        self._counted.pop(self.columns[at], None)
        self.rows = self.rows.with_columns(texts.alias(str(self.columns[at] + 1)))

    @property
    def table(self) -> pl.DataFrame:
        """The columns of the table by their place from 0, blank where a cell is empty."""
        return self.rows.select(pl.col(str(column + 1)).fill_null("").alias(str(at)) for at, column in self._places)

    @property
    def _places(self) -> Iterator[tuple[int, int]]:
        return enumerate(self.columns)


def find(sheet: Sheet) -> Region | None:
    """The first table of a sheet, or None where no header can be told from values."""
    if not sheet.width:
        return None
    rows = sheet.cells.with_columns(width=pl.sum_horizontal(pl.exclude("row").is_not_null()).cast(pl.Int64))
    rows = rows.filter(~((pl.col("width") == 1) & _FIRST.str.starts_with("#")))
    usual = _usual_width(rows["width"])
    area = first_area(replace(sheet, coded=rows.drop("width")))
    if area is None or usual < _LEAST:
        return None
    above = rows.filter(pl.col("row") < area.header[0]).height
    region = Region([], [], rows.filter(pl.col("row") > max([*area.header, *area.skipped])), area.header[0])
    _cut_below(region, usual)
    _keep_columns(region, _names(sheet, area.header))
    _drop_repeats(region)
    region.notes += [f"row {row} is a total or a note, not a record" for row in region.asides]
    region.notes += [f"row {number} only numbers the columns" for number in area.skipped]
    if above:
        region.notes.append(f"{above} title lines above the header")
    return region


def _usual_width(widths: pl.Series) -> int:
    """The most frequent width above one, the first of several."""
    counted = widths.filter(widths > 1).to_frame().group_by("width", maintain_order=True).len("rows")
    return int(counted["width"][counted["rows"].arg_max() or 0]) if counted.height else 0


def _names(sheet: Sheet, header: list[int]) -> list[str]:
    """Names of the columns; a bare word of a lower header row takes along the group above it, and so do repeats."""
    lines = [(number, texts) for number, *texts in sheet.cells.filter(pl.col("row").is_in(header)).rows()]
    names = [text or "" for text in lines[-1][1]]
    whole = names
    for number, texts in lines[-2::-1]:
        groups = _spread(sheet, number, texts=texts)
        names = [joined_header(group, name) if name else group for group, name in zip(groups, names, strict=True)]
        whole = [f"{group} {name}".strip() for group, name in zip(groups, whole, strict=True)]
    times = Counter(names)
    return [full if times[name] > 1 else name for name, full in zip(names, whole, strict=True)]


def _spread(sheet: Sheet, number: int, *, texts: list[str | None]) -> list[str]:
    """Texts of a header row, those of merged cells over every column of their area."""
    found = [text or "" for text in texts]
    merged = sheet.facts.filter((pl.col("fact") == "MERGED") & (pl.col("row") == number))
    for column, detail in merged.select("column", "detail").rows():
        wide = int(detail.partition("x")[2])
        found[column - 1 : column - 1 + wide] = [found[column - 1]] * len(found[column - 1 : column - 1 + wide])
    return found


def _cut_below(region: Region, usual: int) -> None:
    """Leave out totals and notes among and below the rows, and a second table below blank lines."""
    row = pl.col("row")
    rows = region.rows.with_columns(gap=row - row.shift(1, fill_value=region.header_row) - 1)
    stops = {
        "value far below the table, in row": next(iter((rows["gap"] > _FAR).arg_true()), rows.height),
        "second table ignored, from row": _second_table(rows, usual),
    }
    reason, end = min(stops.items(), key=lambda stop: stop[1])
    if end < rows.height:
        region.notes.append(f"!{reason} {rows['row'][end]}")
    inside = region.rows.head(end)
    is_aside = inside.select(_is_aside(usual)).to_series()
    region.asides = inside["row"].filter(is_aside).to_list()
    region.rows = inside.filter(~is_aside)


def _second_table(rows: pl.DataFrame, usual: int) -> int:
    """Place of the first row below a gap that heads rows no wider than usual, and no value; the height where none."""
    width = pl.col("width")
    is_even = (width == width.shift(-1)) & (width == width.shift(-2))
    heads = rows.with_row_index("at").filter((pl.col("gap") > 0) & is_even & (width > 1) & (width <= usual))
    if not _holds_values(rows):
        heads = heads.filter(width < usual)
    for part in heads.iter_slices(1_000):
        for at, *texts in part.drop("row", "width", "gap").iter_rows():
            if not any(looks_like_value(text) for text in texts if text):
                return int(at)
    return rows.height


def _holds_values(rows: pl.DataFrame) -> bool:
    """Whether the first rows hold a value each, so that one without any is none of them."""
    first = rows.drop("row", "width", "gap").head(_LOOKED_AT).rows()
    return all(any(looks_like_value(text) for text in texts if text) for texts in first)


def _is_aside(usual: int) -> pl.Expr:
    width = pl.col("width")
    is_sparse = (width * 2 < usual) | ((width == 1) & (usual > 1))
    is_half = (width * 2 == usual) & (usual > _LEAST)
    is_total = _FIRST.str.contains(_TOTAL)
    return (is_sparse & ((width <= _LEAST) | is_total)) | (is_half & is_total)


def _keep_columns(region: Region, names: list[str]) -> None:
    """Leave out blank columns, and a second table that stands beside the first behind a blank column."""
    used = [texts.null_count() < texts.len() for texts in region.rows.drop("row", "width")]
    columns = [at for at, (name, is_used) in enumerate(zip(names, used, strict=True)) if is_used or name]
    gaps = [at for before, at in pairwise(columns) if at > before + 1]
    for gap in gaps:
        behind = [pl.col(str(at + 1)).is_not_null() for at in range(gap, len(names))]
        filled = region.rows.select(pl.any_horizontal(behind).sum()).item()
        if filled * 2 < region.rows.height:
            region.notes.append("!second table ignored, beside the first")
            columns = [at for at in columns if at < gap]
    region.columns = columns
    region.header = [names[at] for at in columns]


def _drop_repeats(region: Region) -> None:
    """Leave out rows that are the header again."""
    same = [pl.col(str(at + 1)).fill_null("") == name for at, name in zip(region.columns, region.header, strict=True)]
    again = region.rows.select(pl.all_horizontal(same)).to_series() if same else pl.Series([], dtype=pl.Boolean)
    if again.any():
        region.notes.append(f"the header stands again in row {region.rows['row'].filter(again)[0]}")
        region.rows = region.rows.filter(~again)


def is_transposed(region: Region) -> bool:
    """Whether records stand in columns: every row is of one kind, and the columns are mixed."""
    if len(region.columns) <= 2 * region.rows.height:
        return False
    lines = region.rows.drop("row", "width").rows()
    kinds = [{is_number(text) for text in texts[1:] if text} for texts in lines]
    whole = [kind for kind in kinds if len(kind) == 1]
    values = sum(looks_like_value(text) for text in region.header[1:])
    labels = {header_name(text) for text in region.texts(0)}
    is_labelled = len(labels) == len(lines) and not any(map(looks_like_value, labels))
    return is_labelled and len(whole) == len(kinds) and not values
