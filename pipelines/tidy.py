"""Sheets and a declared layout to rows in the source's own words; every row keeps its sheet, row and columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import polars as pl

from pipelines.layout import Block, clean, find_blocks
from pipelines.read.cells import Sheet, in_texts, letter
from schemas import finding
from schemas.counts import Total
from schemas.layout import FiguresTable, RecordsTable, RowRule, TableBase

PLACE = {"sheet": pl.String, "row": pl.Int64}
LABEL_CELL = "#"  # ends the name of a column with the addresses of the cells that a label was read from


@dataclass(frozen=True)
class Tidy:
    """One table of a delivery.

    `rows`: `sheet`, `row`, then a text column a header (records), or `column`, the label columns with the addresses
    of their cells, and `value` (figures).
    `letters`: header to the spreadsheet letters of its column, for addresses. `excluded`: rows left out, by named rule.
    """

    table: RecordsTable | FiguresTable
    rows: pl.DataFrame
    letters: dict[str, str]
    excluded: pl.DataFrame
    findings: list[pl.DataFrame]

    @property
    def rows_read(self) -> int:
        """Rows below the header, before any rule."""
        return self.rows.height + self.excluded.height


def apply_rules(rows: pl.DataFrame, rules: list[RowRule]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that stay, and rows left out (`sheet`, `row`, `rule`); the first rule that fits names the exclusion."""
    if not rules or rows.is_empty():
        return rows, pl.DataFrame(schema=PLACE | {"rule": pl.String})
    kept, ruled = divided(rows, rules)
    return kept, ruled.select("sheet", "row", "rule")


def divided(rows: pl.DataFrame, rules: Sequence[RowRule | Total]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows no rule fits, and the others with `rule`, the name of the first that fits."""
    if not rules:
        return rows, rows.clear().with_columns(rule=pl.lit(None, pl.String))
    rule = pl.lit(None, pl.String)
    for each in reversed(rules):
        fits = pl.col(each.column).fill_null("").str.contains(f"^(?:{each.matches})$")
        rule = pl.when(fits).then(pl.lit(each.rule)).otherwise(rule)
    marked = rows.with_columns(rule=rule)
    return marked.filter(pl.col("rule").is_null()).drop("rule"), marked.filter(pl.col("rule").is_not_null())


def tidy_figures(sheets: list[Sheet], table: FiguresTable) -> Tidy:
    """Published cells of one table in long form: one row a value, with a column for each of its labels."""
    blocks, problems = find_blocks(sheets, table)
    shape = _list_rows if table.kind == "list" else _crosstab_rows
    frames = []
    for block in blocks:
        rows, found = shape(block, table)
        frames.append(rows)
        problems += found
    if not frames:
        return Tidy(table, pl.DataFrame(schema=PLACE), {}, apply_rules(pl.DataFrame(schema=PLACE), [])[1], problems)
    rows = _addressed(pl.concat(frames))
    if rows.is_empty():
        problems.append(finding.of_edition("table-empty", detail=table.table))
    kept, excluded = apply_rules(rows, [*table.exclude_rows, *_not_published(table)])
    return Tidy(table, kept, {}, excluded, problems)


def _addressed(rows: pl.DataFrame) -> pl.DataFrame:
    letters = {at: letter(at) for at in rows["column"].unique()}
    letters_of = pl.col("column").replace_strict(letters, default=None, return_dtype=pl.String)
    return rows.with_columns(cell=pl.concat_str(letters_of, pl.col("row").cast(pl.String)))


def _not_published(table: FiguresTable) -> list[RowRule]:
    signs = "|".join(re.escape(sign) for sign in table.not_published)
    reason = "the publication gives no figure here"
    return [RowRule(rule="not-published", column="value", matches=signs, reason=reason)] if signs else []


def _list_rows(block: Block, table: FiguresTable) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    value = table.value or ""
    paths = (path.split(" | ") for path in table.labels)
    labels = [name for name in dict.fromkeys(chain.from_iterable(paths)) if name not in table.given]
    texts = clean(pl.col(str(block.headers[value]))) if value in block.headers else pl.lit(None, pl.String)
    named = in_texts(with_given(block, table)).select(
        pl.lit(block.sheet).alias("sheet"),
        "row",
        pl.lit(block.headers.get(value, 1), pl.Int64).alias("column"),
        pl.col(table.given).fill_null(""),
        *(_label(block, name, table=table) for name in labels),
        *(_cell_of(block.headers[name], name, table=table) for name in labels if name in block.headers),
        texts.alias("value"),
    )
    return named, _list_problems(block, table, needed=[*labels, value])


def _list_problems(block: Block, table: FiguresTable, *, needed: list[str]) -> list[pl.DataFrame]:
    missing = [name for name in needed if name not in block.headers]
    unknown = [name for name in block.headers if name not in {*needed, *table.unused_columns}]
    return [
        *(finding.of_edition("column-missing", column_name=name, detail=table.table) for name in missing),
        *(
            finding.of_edition("column-unknown", column_name=name, sheet=block.sheet, row=block.header_row)
            for name in unknown
        ),
        *duplicated(block),
    ]


def duplicated(block: Block) -> list[pl.DataFrame]:
    """A finding for every header text that stands more than once."""
    return [
        finding.of_edition("column-duplicated", column_name=name, sheet=block.sheet, row=block.header_row)
        for name in block.duplicated
    ]


def _label(block: Block, name: str, *, table: FiguresTable) -> pl.Expr:
    if name not in block.headers:
        return pl.lit("").alias(name)
    return _told(block.headers[name], name, table=table)


def _told(at: int, name: str, *, table: FiguresTable) -> pl.Expr:
    """Texts of a label column, freed from their footnote marks and filled down where declared."""
    text = without_mark(clean(pl.col(str(at))), name, table=table)
    return (text.forward_fill() if name in table.fill_down else text).fill_null("").alias(name)


def _cell_of(at: int, name: str, *, table: FiguresTable) -> pl.Expr:
    """Addresses of the cells that labels were read from; a blank one takes that of the cell that holds for it."""
    row = pl.col("row")
    if name in table.fill_down:
        row = pl.when(clean(pl.col(str(at))).is_not_null()).then(row).forward_fill()
    return pl.concat_str(pl.lit(letter(at)), row.cast(pl.String)).alias(f"{name}{LABEL_CELL}")


def without_mark(text: pl.Expr, name: str, *, table: TableBase) -> pl.Expr:
    """Texts without the footnote mark declared for their column."""
    mark = table.label_marks.get(name)
    return clean(text.str.replace(f"(?:{mark})$", "")) if mark else text


def with_given(block: Block, table: TableBase) -> pl.DataFrame:
    """The rows of a block with what titles and sections say of each."""
    titles = [pl.lit(block.titles.get(name), pl.String).alias(name) for name in table.titles]
    return with_sections(block.coded, table.section_rows).with_columns(titles)


def with_sections(body: pl.DataFrame, name: str | None) -> pl.DataFrame:
    """Rows that fill nothing but their first cell become the label `name` of the rows below them."""
    if name is None:
        return body
    body = in_texts(body)
    filled = [column for column in body.columns if column != "row" and body[column].null_count() < body.height]
    if len(filled) <= 1:
        return body.with_columns(pl.lit("").alias(name))
    first, *others = filled
    is_section = pl.col(first).is_not_null() & pl.all_horizontal(pl.col(others).is_null())
    marked = body.with_columns(
        pl.when(is_section).then(clean(pl.col(first))).forward_fill().fill_null("").alias(name), is_section=is_section
    )
    return marked.filter(~pl.col("is_section")).drop("is_section")


def _crosstab_rows(block: Block, table: FiguresTable) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    body = in_texts(with_given(block, table)).with_columns(pl.col(table.given).fill_null(""))
    told = [_told(at, name, table=table) for at, name in enumerate(table.stubs, start=1)]
    stubs = [*told, *(_cell_of(at, name, table=table) for at, name in enumerate(table.stubs, start=1))]
    cells = [f"{name}{LABEL_CELL}" for name in (*table.stubs, *table.heads)]
    first = len(table.stubs) + 1
    values = [name for name in block.coded.columns if name != "row" and int(name) >= first]
    long = body.with_columns(stubs).unpivot(
        values,
        index=["row", *table.given, *table.stubs, *cells[: len(table.stubs)]],
        variable_name="column",
        value_name="value",
    )
    heads = pl.DataFrame(
        {
            "column": values,
            **{name: [block.heads[level].get(int(at), "") for at in values] for level, name in enumerate(table.heads)},
            **{f"{name}{LABEL_CELL}": _head_cells(block, level, columns=values, table=table)
               for level, name in enumerate(table.heads)},
        },
        schema=dict.fromkeys(["column", *table.heads, *cells[len(table.stubs) :]], pl.String),
    )  # fmt: skip
    placed = (
        long.with_columns(clean(pl.col("value")))
        .drop_nulls("value")
        .join(heads, on="column", how="left", maintain_order="left")
        .with_columns(pl.col("column").cast(pl.Int64), sheet=pl.lit(block.sheet))
        .sort("row", "column")
    )
    named = (*table.given, *table.stubs, *table.heads, *cells)
    return placed.select("sheet", "row", "column", *named, "value"), duplicated(block)


def _head_cells(block: Block, level: int, *, columns: list[str], table: FiguresTable) -> list[str]:
    """The addresses of the header cells that hold for columns: that of the merged area, where one lies in one."""
    header = table.header
    rows = [row for step, row in enumerate(range(block.header_row, block.header_row + header.rows), 1)
            if step not in header.skip]  # fmt: skip
    merged = block.facts.filter(pl.col("fact") == "MERGED", pl.col("row") == rows[level]).select("column", "detail")
    spans = [(first, int(detail.partition("x")[2])) for first, detail in merged.iter_rows()]
    firsts = {at: first for first, width in spans for at in range(first, first + width)}
    return [f"{letter(firsts.get(int(at), int(at)))}{rows[level]}" for at in columns]
