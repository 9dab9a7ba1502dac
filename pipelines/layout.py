"""Find the declared tables in the sheets: header by its anchor, end by its stop text, merged heads over their area."""

import re
from dataclasses import dataclass

import polars as pl

from pipelines.read.cells import Sheet
from schemas import finding
from schemas.layout import FiguresTable, RecordsTable


@dataclass(frozen=True)
class Block:
    """One table found on one sheet.

    `headers`: header text to column number (levels joined by ` | `); `heads`: for each header row, column to text;
    `duplicated`: header texts that stand more than once; `body`: the rows below the header up to the stop text.
    """

    sheet: str
    header_row: int
    headers: dict[str, int]
    heads: list[dict[int, str]]
    duplicated: list[str]
    body: pl.DataFrame


def clean(text: pl.Expr) -> pl.Expr:
    """Text with white space collapsed, in composed Unicode; a blank becomes null."""
    collapsed = text.str.replace_all(r"[\s\u00a0\u202f]+", " ").str.strip_chars().str.normalize("NFC")
    return collapsed.replace("", None)


def clean_column(texts: pl.Series) -> pl.Series:
    """The same for a column: each distinct text is cleaned once, since coded columns repeat a few texts many times."""
    distinct = texts.unique()
    if distinct.len() * 2 > texts.len():
        return _cleaned(texts)
    return texts.replace(distinct, _cleaned(distinct))


def _cleaned(texts: pl.Series) -> pl.Series:
    return texts.to_frame().select(clean(pl.first())).to_series()


def clean_text(text: str) -> str:
    """The same for one text."""
    return str(pl.select(clean(pl.lit(text)).fill_null("")).item())


def find_blocks(sheets: list[Sheet], table: RecordsTable | FiguresTable) -> tuple[list[Block], list[pl.DataFrame]]:
    """The declared table on each of its sheets, and what is wrong where it cannot be found."""
    chosen = [sheet for sheet in sheets if _is_chosen(sheet, table)]
    found = {sheet.name: _block(sheet, table) for sheet in chosen}
    headless = [
        finding.of_edition("header-missing", value=table.header.anchor, detail=table.table, sheet=name)
        for name, block in found.items()
        if block is None
    ]
    return [block for block in found.values() if block], [*_missing_sheets(sheets, chosen, table), *headless]


def _missing_sheets(sheets: list[Sheet], chosen: list[Sheet], table: RecordsTable | FiguresTable) -> list[pl.DataFrame]:
    missing = sorted(set(table.sheets.names) - {sheet.name for sheet in sheets})
    if not chosen and not missing:
        missing = [table.sheets.pattern or "(any)"]
    return [
        finding.of_edition("sheet-missing", value=name, detail=", ".join(sheet.name for sheet in sheets))
        for name in missing
    ]


def _is_chosen(sheet: Sheet, table: RecordsTable | FiguresTable) -> bool:
    """Sheets nobody named may be empty: new workbooks often have some."""
    if table.sheets.names:
        return sheet.name in table.sheets.names
    is_meant = table.sheets.pattern is None or re.fullmatch(table.sheets.pattern, sheet.name) is not None
    return is_meant and sheet.cells.height > 0


def _block(sheet: Sheet, table: RecordsTable | FiguresTable) -> Block | None:
    texts = [name for name in sheet.cells.columns if name != "row"]
    if not texts:
        return None
    first = clean_column(sheet.cells.select(pl.coalesce(texts)).to_series())
    leading = sheet.cells.select("row", first=first)
    anchored = leading.filter(pl.col("first") == clean_text(table.header.anchor))["row"]
    if anchored.is_empty():
        return None
    top = int(anchored[0])
    bottom = top + table.header.rows - 1
    body = sheet.cells.with_columns(first=first).filter(pl.col("row") > bottom)
    if table.stop:
        is_stop = pl.col("first").fill_null("").str.contains(f"^(?:{table.stop})")
        body = body.filter(is_stop.cum_sum() == 0)
    repeated = [row + below for row in anchored for below in range(table.header.rows)]
    body = body.filter(pl.col("first").is_not_null(), ~pl.col("row").is_in(repeated)).drop("first")
    heads = [_head(sheet, row) for row in range(top, bottom + 1)]
    headers, duplicated = _joined(heads, sheet.width)
    return Block(sheet.name, top, headers, heads, duplicated, body)


def _head(sheet: Sheet, row: int) -> dict[int, str]:
    """Texts of one header row by column; a merged cell's text holds for every column of its area."""
    found = sheet.cells.filter(pl.col("row") == row).select(clean(pl.exclude("row")))
    if found.is_empty():
        return {}
    texts = {int(name): text for name, text in found.row(0, named=True).items() if text}
    areas = sheet.facts.filter((pl.col("row") == row) & (pl.col("fact") == "MERGED"))
    for column, detail in areas.select("column", "detail").iter_rows():
        width = int(detail.partition("x")[2])
        texts |= {column + right: texts[column] for right in range(width) if column in texts}
    return texts


def _joined(heads: list[dict[int, str]], width: int) -> tuple[dict[str, int], list[str]]:
    headers: dict[str, int] = {}
    duplicated = []
    for column in range(1, width + 1):
        levels = list(dict.fromkeys(head[column] for head in heads if column in head))
        name = " | ".join(levels)
        if not name:
            continue
        if name in headers:
            duplicated.append(name)
        headers.setdefault(name, column)
    return headers, duplicated
