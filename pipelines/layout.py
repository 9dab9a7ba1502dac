"""Find the declared tables and titles in the sheets: header by its anchor, end by its stop text or a gap."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from pipelines.read.cells import FACTS, ReadOptions, Sheet, in_texts, letter
from schemas import finding
from schemas.layout import Header, TableBase, Title
from schemas.read_as import ReadAs

_ODD = r"[^\x20-\x7e]|  |^ | $"  # all that cleaning may change, and some that it does not
_SAMPLE = 1_000


@dataclass(frozen=True)
class Block:
    """One table found on one sheet.

    `headers`: header text to column number (levels joined by ` | `); `heads`: for each header row, column to text;
    `duplicated`: header texts that stand more than once; `coded`: the rows below the header up to the stop text, as
    the sheet has them; `titles`: what the declared titles of the sheet say; `facts`: what its cells do not show.
    """

    sheet: str
    header_row: int
    headers: dict[str, int]
    heads: list[dict[int, str]]
    duplicated: list[str]
    coded: pl.DataFrame
    titles: dict[str, str]
    facts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FACTS))

    @cached_property
    def body(self) -> pl.DataFrame:
        """The texts of these rows."""
        return in_texts(self.coded)


def clean(text: pl.Expr) -> pl.Expr:
    """Text with white space collapsed, in composed Unicode; a blank becomes null."""
    collapsed = text.str.replace_all(r"[\s\u00a0\u202f]+", " ").str.strip_chars().str.normalize("NFC")
    return collapsed.replace("", None)


def clean_column(texts: pl.Series) -> pl.Series:
    """The same for a column: coded columns repeat a few texts many times, others have few that need it."""
    if isinstance(texts.dtype, pl.Enum):
        return _cleaned(texts.dtype.categories).gather(texts.to_physical())
    sample = texts.head(_SAMPLE)
    if sample.n_unique() * 2 > sample.len():
        return _cleaned_where_odd(texts)
    distinct = texts.unique()
    if distinct.len() * 2 > texts.len():
        return _cleaned_where_odd(texts)
    cleaned = _cleaned(distinct)
    return texts if cleaned.equals(distinct) else texts.replace(distinct, cleaned)


def _cleaned_where_odd(texts: pl.Series) -> pl.Series:
    is_odd = texts.str.contains(_ODD) | (texts == "")
    if not is_odd.any():
        return texts
    odd = is_odd.arg_true()
    return _cleaned(texts) if len(odd) * 2 > len(texts) else texts.scatter(odd, _cleaned(texts.gather(odd)))


def _cleaned(texts: pl.Series) -> pl.Series:
    return texts.to_frame().select(clean(pl.first())).to_series()


def clean_text(text: str) -> str:
    """The same for one text."""
    return str(pl.select(clean(pl.lit(text)).fill_null("")).item())


def options_of(tables: Sequence[TableBase]) -> ReadOptions:
    """How the tables of one edition, which stand in one file, say that it is read."""
    encoding = next((table.encoding for table in tables if table.encoding), None)
    delimiter = next((table.delimiter for table in tables if table.delimiter), None)
    read_as = next((table.read_as for table in tables if table.read_as.model_fields_set), ReadAs())
    return ReadOptions(encoding, delimiter, read_as)


def find_blocks(sheets: list[Sheet], table: TableBase) -> tuple[list[Block], list[pl.DataFrame]]:
    """The declared table on each of its sheets, and what is wrong where it cannot be found."""
    chosen = [sheet for at, sheet in enumerate(sheets, start=1) if _is_chosen(sheet, at, table=table)]
    found = {sheet.name: _block(sheet, table) for sheet in chosen}
    sought = table.header.anchor or f"row {table.header.row}"
    headless = [
        finding.of_edition("header-missing", value=sought, detail=table.table, sheet=name)
        for name, block in found.items()
        if block is None
    ]
    blocks = [block for block in found.values() if block]
    untitled = [problem for block in blocks for problem in _missing_titles(block, table)]
    return blocks, [*_missing_sheets(sheets, chosen, table=table), *headless, *untitled]


def _missing_titles(block: Block, table: TableBase) -> list[pl.DataFrame]:
    return [
        finding.of_edition("title-missing", value=name, sheet=block.sheet, detail=table.table)
        for name in table.titles
        if name not in block.titles
    ]


def _missing_sheets(sheets: list[Sheet], chosen: list[Sheet], *, table: TableBase) -> list[pl.DataFrame]:
    missing = sorted(set(table.sheets.names) - {sheet.name for sheet in sheets})
    missing += [f"sheet {at}" for at in table.sheets.positions if at > len(sheets)]
    if not chosen and not missing:
        missing = [table.sheets.pattern or "(any)"]
    return [
        finding.of_edition("sheet-missing", value=name, detail=", ".join(sheet.name for sheet in sheets))
        for name in missing
    ]


def _is_chosen(sheet: Sheet, at: int, *, table: TableBase) -> bool:
    """Sheets nobody named may be empty: new workbooks often have some."""
    if table.sheets.names or table.sheets.positions:
        return sheet.name in table.sheets.names or at in table.sheets.positions
    is_meant = table.sheets.pattern is None or re.fullmatch(table.sheets.pattern, sheet.name) is not None
    return is_meant and sheet.coded.height > 0


def _block(sheet: Sheet, table: TableBase) -> Block | None:
    header = table.header
    if not sheet.width:
        return None
    cells, first = sheet.coded, _first_texts(sheet.coded)
    anchors = _anchors(sheet, table, first=first)
    if not anchors:
        return None
    if header.span == "anchor":
        cells = _spanned(sheet, anchors[0])
        first = _first_texts(cells)
    top = anchors[0][0] - header.above
    rows = [row for at, row in enumerate(range(top, top + header.rows), start=1) if at not in header.skip]
    bottom = top + header.rows - 1
    again = [anchor - header.above for anchor, _ in anchors if anchor - header.above > bottom]
    repeated = [start + below for start in again for below in range(header.rows)]
    body = _body(cells.with_columns(first=first), table, bottom=bottom, repeated=repeated)
    heads = [_head(cells, sheet.facts, row=row) for row in rows]
    headers, duplicated = _joined(heads, body, declared=header.names)
    named, twice = _renamed(headers, table)
    return Block(
        sheet.name, top, named, heads, [*duplicated, *twice], body, title_texts(sheet, table.titles), sheet.facts
    )


def _renamed(headers: dict[str, int], table: TableBase) -> tuple[dict[str, int], list[str]]:
    """Headers by their declared names; a name that stands there under both is told."""
    declared = {clean_text(each.printed): each.declared for each in table.renamed}
    twice = [name for printed, name in declared.items() if {printed, name} <= headers.keys()]
    named: dict[str, int] = {}
    for name, at in headers.items():
        named.setdefault(declared.get(name, name), at)
    return named, twice


def _anchors(sheet: Sheet, table: TableBase, *, first: pl.Series) -> list[tuple[int, int]]:
    """Row and column of every anchor, from the top; the column says something only with `in_any_column`.

    `first`: the first text of every row.
    """
    header = table.header
    if header.row is not None:
        return [(row, 1) for row in sheet.coded.filter(pl.col("row") == header.row)["row"]]
    names = [header.anchor, *(each.printed for each in table.renamed if each.declared == header.anchor)]
    anchors = [clean_text(name) for name in names]
    above = _last_above(sheet, header)
    if not header.in_any_column:
        return [(row, 1) for row in sheet.coded["row"].filter(first.is_in(anchors)) if row > above]
    pattern = "|".join(map(re.escape, anchors))
    below = replace(sheet, coded=sheet.coded.filter(pl.col("row") > above))
    return cells_that(below, f"^(?:{pattern})$")[:1]


def _last_above(sheet: Sheet, header: Header) -> int:
    """The last row in which the anchor may not stand."""
    if header.below is None:
        return -1
    places = cells_that(sheet, f"^(?:{header.below})$")
    return places[0][0] if places else sheet.coded["row"][-1]


def cells_that(sheet: Sheet, pattern: str) -> list[tuple[int, int]]:
    """Row and column of every cell whose cleaned text matches, row by row from the top."""
    texts = [name for name in sheet.cells.columns if name != "row"]
    fits = sheet.cells.select("row", clean(pl.col(texts)).str.contains(pattern).fill_null(value=False))
    hits = fits.filter(pl.any_horizontal(texts))
    return [(row[0], at) for row in hits.iter_rows() for at, is_hit in enumerate(row[1:], start=1) if is_hit]


def _first_texts(cells: pl.DataFrame) -> pl.Series:
    """The first filled cell of each row, cleaned."""
    first = cells.to_series(1)
    return clean_column(
        in_texts(cells).select(pl.coalesce(pl.exclude("row"))).to_series() if first.has_nulls() else first
    )


def _spanned(sheet: Sheet, anchor: tuple[int, int]) -> pl.DataFrame:
    """The columns below the merged area of the anchor."""
    row, column = anchor
    areas = sheet.facts.filter(pl.col("fact") == "MERGED", pl.col("row") == row, pl.col("column") == column)
    width = max((int(detail.partition("x")[2]) for detail in areas["detail"]), default=1)
    return sheet.coded.select("row", *(str(column + right) for right in range(width)))


def _body(cells: pl.DataFrame, table: TableBase, *, bottom: int, repeated: list[int]) -> pl.DataFrame:
    """The filled rows below the header up to the stop text or, where declared, up to the first blank row.

    `cells`: with `first`, the first text of every row.
    """
    body = cells.filter(pl.col("row") > bottom)
    if table.stop:
        is_stop = pl.col("first").fill_null("").str.contains(f"^(?:{table.stop})")
        body = body.filter(is_stop.cum_sum() == 0)
    body = body.filter(pl.col("first").is_not_null(), ~pl.col("row").is_in(repeated)).drop("first")
    if table.ends_at_gap:
        body = body.filter((pl.col("row").diff().fill_null(1) > 1).cum_sum() == 0)
    return body


def _head(cells: pl.DataFrame, facts: pl.DataFrame, *, row: int) -> dict[int, str]:
    """Texts of one header row by column; a merged cell's text holds for every column of its area."""
    found = in_texts(cells.filter(pl.col("row") == row)).select(clean(pl.exclude("row")))
    if found.is_empty():
        return {}
    texts = {int(name): text for name, text in found.row(0, named=True).items() if text}
    areas = facts.filter((pl.col("row") == row) & (pl.col("fact") == "MERGED"))
    for column, detail in areas.select("column", "detail").iter_rows():
        width = int(detail.partition("x")[2])
        texts |= {column + right: texts[column] for right in range(width) if column in texts}
    return texts


def _joined(
    heads: list[dict[int, str]], body: pl.DataFrame, *, declared: dict[str, str]
) -> tuple[dict[str, int], list[str]]:
    """Header names by column. A filled column without a header is called after its letter, so that it is not lost."""
    headers: dict[str, int] = {}
    duplicated = []
    for column in (int(name) for name in body.columns if name != "row"):
        levels = list(dict.fromkeys(head[column] for head in heads if column in head))
        name = declared.get(letter(column)) or " | ".join(levels)
        if not name and body[str(column)].null_count() == body.height:
            continue
        name = name or f"col_{letter(column)}"
        if name in headers:
            duplicated.append(name)
        headers.setdefault(name, column)
    return headers, duplicated


def title_texts(sheet: Sheet, titles: dict[str, Title]) -> dict[str, str]:
    """What the declared titles of a sheet say, by name; one that is not there is absent."""
    found = {name: _title(sheet, title) for name, title in titles.items()}
    return {name: text for name, text in found.items() if text}


def _title(sheet: Sheet, title: Title) -> str | None:
    text = sheet.name if title.sheet_name else _title_cell(sheet, title)
    if text is None or title.pattern is None:
        return text
    hit = re.search(title.pattern, text)
    return hit.group(1) if hit else None


def _title_cell(sheet: Sheet, title: Title) -> str | None:
    """The text of the cell that matches, or of the nearest filled cell in the declared direction of it."""
    sought = title.cell or title.right_of or title.left_of or title.below or ""
    places = cells_that(sheet, f"^(?:{sought})$")
    if not places:
        return None
    row, column = places[0]
    texts = sheet.cells.select("row", clean(pl.exclude("row")))
    across = texts.filter(pl.col("row") == row).drop("row").row(0)
    down = texts.filter(pl.col("row") > row)[str(column)]
    line = {
        title.cell: across[column - 1 :],
        title.right_of: across[column:],
        title.left_of: across[: column - 1][::-1],
        title.below: tuple(down),
    }[sought]
    return next((text for text in line if text), None)
