"""Records of one table, a row each: columns by their header, what titles and sections say, tables joined to it."""

from collections.abc import Iterator

import polars as pl

from pipelines.joins import joined
from pipelines.layout import Block, clean_column, find_blocks
from pipelines.read.cells import Sheet, letter
from pipelines.side_by_side import side_by_side
from pipelines.tidy import PLACE, Tidy, apply_rules, divided, duplicated, with_given, without_mark
from schemas import finding
from schemas.layout import PrintedCount, RecordsTable

SECTION = "section-row"


def tidy_records(sheets: list[Sheet], table: RecordsTable) -> Tidy:
    """Records over all sheets of the table. Headings of sections and printed counts are left out by name."""
    blocks, problems = find_blocks(sheets, table)
    names = list(dict.fromkeys([*table.printed, *(name for join in table.joins for name in join.match)]))
    frames, headings = [], []
    for block in blocks:
        problems += _header_problems(block, [*names, *table.unused_columns], table=table)
        rows, sections = _dressed(block, names, table=table)
        frames.append(rows)
        headings.append(sections)
    rows = (
        pl.concat(frames) if frames else pl.DataFrame(schema=PLACE | dict.fromkeys([*names, *table.given], pl.String))
    )
    if blocks and rows.is_empty():
        problems.append(finding.of_edition("table-empty", detail=table.table))
    declared = {*names, *table.unused_columns}  # what else there is was named by the sender, and is kept nowhere
    letters = {name: letter(at) for block in blocks for name, at in block.headers.items() if name in declared}
    kept, excluded = apply_rules(rows, table.exclude_rows)
    records, totals = divided(kept, table.totals)
    problems += _count_findings(records, totals, letters=letters, table=table)
    for join in table.joins:
        told = joined(records, letters, sheets=sheets, join=join)
        records, letters = told.records, letters | told.letters
        problems += told.findings
    left_out = pl.concat([*headings, excluded, totals.select("sheet", "row", "rule")])
    places = [name for name in records.columns if name.endswith("@")]
    return Tidy(table, records.select(*PLACE, *table.columns, *places), letters, left_out, problems)


def _header_problems(block: Block, declared: list[str], *, table: RecordsTable) -> list[pl.DataFrame]:
    place: dict[str, str | int | None] = {"sheet": block.sheet, "row": block.header_row}
    needed = [name for name in declared if name not in table.unused_columns or name in table.keys]
    return [
        *(
            finding.of_edition("column-missing", column_name=name, detail=table.table, **place)
            for name in needed
            if name not in block.headers
        ),
        *(
            finding.of_edition("column-unknown", column_name=name, cell=f"{letter(at)}{block.header_row}", **place)
            for name, at in block.headers.items()
            if name not in declared
        ),
        *duplicated(block),
    ]


def _dressed(block: Block, names: list[str], *, table: RecordsTable) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows with every declared column, blanks filled and marks taken off as declared; and the headings left out."""
    body = with_given(block, table)
    found = [name for name in names if name in block.headers]
    texts = side_by_side(lambda name: clean_column(body[str(block.headers[name])]).alias(name), found)
    sheet = pl.lit(block.sheet).alias("sheet")
    absent = [pl.lit(None, pl.String).alias(name) for name in names if name not in block.headers]
    rows = body.select(sheet, "row", *texts, *absent, *table.given)
    gone = block.coded.join(body, on="row", how="anti") if table.section_rows else block.coded.clear()
    headings = gone.select(sheet, "row", rule=pl.lit(SECTION))
    return rows.with_columns(_told(name, table) for name in {*table.fill_down, *table.label_marks}), headings


def _told(name: str, table: RecordsTable) -> pl.Expr:
    text = without_mark(pl.col(name), name, table=table)
    return text.forward_fill() if name in table.fill_down else text


def _count_findings(
    records: pl.DataFrame, totals: pl.DataFrame, *, letters: dict[str, str], table: RecordsTable
) -> Iterator[pl.DataFrame]:
    """Printed numbers of records that are not the number of records here."""
    for total in table.totals:
        counted = _counted(records, total)
        printed = totals.filter(rule=total.rule).with_columns(
            number=pl.col(total.counts).str.extract(f"^(?:{total.pattern})$").cast(pl.Int64, strict=False)
        )
        both = printed.join(counted, on=["sheet", *total.within], how="left", nulls_equal=True, maintain_order="left")
        there = pl.col("records").fill_null(0)
        place = both.filter(pl.col("number").ne_missing(there)).select(
            "sheet", "row", column_name=pl.lit(total.counts), value=total.counts,
            cell=pl.lit(letters.get(total.counts)) + pl.col("row").cast(pl.String),
            detail=pl.format("{}, there are {} records", pl.lit(total.rule), there),
        )  # fmt: skip
        if place.height:
            yield finding.of_rows("total-differs", place)


def _counted(records: pl.DataFrame, total: PrintedCount) -> pl.DataFrame:
    return records.group_by("sheet", *total.within).agg(records=pl.len())
