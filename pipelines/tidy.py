"""Sheets and a declared layout to rows in the source's own words; every row keeps its sheet, row and columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import polars as pl

from pipelines.layout import Block, clean, clean_column, find_blocks
from pipelines.read.cells import Sheet, letter
from schemas import finding
from schemas.counts import Total
from schemas.layout import FiguresTable, RecordsTable, RowRule

PLACE = {"sheet": pl.String, "row": pl.Int64}


@dataclass(frozen=True)
class Tidy:
    """One table of a delivery.

    `rows`: `sheet`, `row`, then a text column a header (records), or `column`, the label columns and `value` (figures).
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


def tidy_records(sheets: list[Sheet], table: RecordsTable) -> Tidy:
    """Records of one table: each declared column by its header text, over all its sheets."""
    blocks, problems = find_blocks(sheets, table)
    declared = [*table.columns, *table.unused_columns]
    frames = []
    for block in blocks:
        problems += _header_problems(block, declared, table)
        frames.append(_named(block, list(table.columns)))
    rows = pl.concat(frames) if frames else pl.DataFrame(schema=PLACE | dict.fromkeys(table.columns, pl.String))
    if blocks and rows.is_empty():
        problems.append(finding.of_edition("table-empty", detail=table.table))
    kept, excluded = apply_rules(rows, table.exclude_rows)
    letters = {name: letter(at) for block in blocks for name, at in block.headers.items()}
    return Tidy(table, kept, letters, excluded, problems)


def _header_problems(block: Block, declared: list[str], table: RecordsTable) -> list[pl.DataFrame]:
    present = list(block.headers)
    place: dict[str, str | int | None] = {"sheet": block.sheet, "row": block.header_row}
    return [
        *(
            finding.of_edition("column-missing", column_name=name, detail=table.table, **place)
            for name in table.columns
            if name not in present
        ),
        *(
            finding.of_edition(
                "column-unknown", column_name=name, cell=f"{letter(block.headers[name])}{block.header_row}", **place
            )
            for name in present
            if name not in declared
        ),
        *_duplicated(block),
    ]


def _named(block: Block, names: list[str]) -> pl.DataFrame:
    columns = [
        clean_column(block.body[str(block.headers[name])]).alias(name)
        if name in block.headers
        else pl.lit(None, pl.String).alias(name)
        for name in names
    ]
    return block.body.select(pl.lit(block.sheet).alias("sheet"), "row", *columns)


def apply_rules(rows: pl.DataFrame, rules: list[RowRule]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that stay, and rows left out (`sheet`, `row`, `rule`); the first rule that fits names the exclusion."""
    if not rules or rows.is_empty():
        return rows, pl.DataFrame(schema=PLACE | {"rule": pl.String})
    kept, ruled = divided(rows, rules)
    return kept, ruled.select("sheet", "row", "rule")


def divided(rows: pl.DataFrame, rules: Sequence[RowRule | Total]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows no rule fits, and the others with `rule`, the name of the first that fits."""
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
    sections = [table.section_rows] if table.section_rows else []
    paths = (path.split(" | ") for path in table.labels)
    labels = [name for name in dict.fromkeys(chain.from_iterable(paths)) if name not in sections]
    texts = clean(pl.col(str(block.headers[value]))) if value in block.headers else pl.lit(None, pl.String)
    named = with_sections(block.body, table.section_rows).select(
        pl.lit(block.sheet).alias("sheet"),
        "row",
        pl.lit(block.headers.get(value, 1), pl.Int64).alias("column"),
        *sections,
        *(_label(block, name, table) for name in labels),
        texts.alias("value"),
    )
    return named, _list_problems(block, table, [*labels, value])


def _list_problems(block: Block, table: FiguresTable, needed: list[str]) -> list[pl.DataFrame]:
    missing = [name for name in needed if name not in block.headers]
    unknown = [name for name in block.headers if name not in {*needed, *table.unused_columns}]
    return [
        *(finding.of_edition("column-missing", column_name=name, detail=table.table) for name in missing),
        *(
            finding.of_edition("column-unknown", column_name=name, sheet=block.sheet, row=block.header_row)
            for name in unknown
        ),
        *_duplicated(block),
    ]


def _duplicated(block: Block) -> list[pl.DataFrame]:
    return [
        finding.of_edition("column-duplicated", column_name=name, sheet=block.sheet, row=block.header_row)
        for name in block.duplicated
    ]


def _label(block: Block, name: str, table: FiguresTable) -> pl.Expr:
    if name not in block.headers:
        return pl.lit("").alias(name)
    text = clean(pl.col(str(block.headers[name])))
    return (text.forward_fill() if name in table.fill_down else text).fill_null("").alias(name)


def with_sections(body: pl.DataFrame, name: str | None) -> pl.DataFrame:
    """Rows that fill nothing but their first cell become the label `name` of the rows below them."""
    if name is None:
        return body
    others = [column for column in body.columns if column not in {"row", "1"}]
    is_section = pl.col("1").is_not_null() & pl.all_horizontal(pl.col(others).is_null())
    marked = body.with_columns(
        pl.when(is_section).then(clean(pl.col("1"))).forward_fill().fill_null("").alias(name), is_section=is_section
    )
    return marked.filter(~pl.col("is_section")).drop("is_section")


def _crosstab_rows(block: Block, table: FiguresTable) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    body = with_sections(block.body, table.section_rows)
    stubs = [
        (clean(pl.col(str(at))).forward_fill() if name in table.fill_down else clean(pl.col(str(at))))
        .fill_null("")
        .alias(name)
        for at, name in enumerate(table.stubs, start=1)
    ]
    first = len(table.stubs) + 1
    values = [name for name in block.body.columns if name != "row" and int(name) >= first]
    sections = [table.section_rows] if table.section_rows else []
    long = body.with_columns(stubs).unpivot(
        values, index=["row", *sections, *table.stubs], variable_name="column", value_name="value"
    )
    heads = pl.DataFrame(
        {
            "column": values,
            **{name: [block.heads[level].get(int(at), "") for at in values] for level, name in enumerate(table.heads)},
        },
        schema=dict.fromkeys(["column", *table.heads], pl.String),
    )
    placed = (
        long.with_columns(clean(pl.col("value")))
        .drop_nulls("value")
        .join(heads, on="column", how="left", maintain_order="left")
        .with_columns(pl.col("column").cast(pl.Int64), sheet=pl.lit(block.sheet))
        .sort("row", "column")
    )
    return placed.select("sheet", "row", "column", *sections, *table.stubs, *table.heads, "value"), _duplicated(block)
