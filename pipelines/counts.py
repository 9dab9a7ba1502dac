"""National crime tables in the publisher's own categories: wide rows as printed, totals kept apart, long on demand."""

import re
from dataclasses import dataclass, replace

import polars as pl

from pipelines.facts import fact_findings
from pipelines.layout import Block, clean, clean_column, find_blocks, options_of
from pipelines.levels import with_levels
from pipelines.numbers import read_numbers
from pipelines.read import Sheet, read
from pipelines.read.cells import in_texts, letter
from pipelines.tidy import PLACE, apply_rules, divided, with_given
from schemas import finding
from schemas.counts import CountsSource, CountsTable


@dataclass(frozen=True)
class Counts:
    """One table of a delivery as printed, in text.

    `rows`: `sheet`, `row`, the labels, a column for each measure. `totals`: the same with `rule`, for rows that add up
    others. `letters`: every header to its spreadsheet letters. `excluded`: rows left out, by named rule.
    """

    table: CountsTable
    rows: pl.DataFrame
    totals: pl.DataFrame
    letters: dict[str, str]
    excluded: pl.DataFrame
    findings: list[pl.DataFrame]

    @property
    def measures(self) -> list[str]:
        """Names of the columns that hold numbers."""
        return [name for name in self.rows.columns if name in self.letters and name not in self.table.labels]


def read_counts(content: bytes, file: str, *, source: CountsSource, edition: str) -> list[Counts]:
    """Every table of one edition, with its totals checked. Raises Unreadable."""
    tables = source.tables_of(edition)
    sheets = read(content, file, options=options_of(tables))
    found = [tidy_counts(sheets, table) for table in tables]
    return [replace(each, findings=[*each.findings, *fact_findings(each, sheets)]) for each in found]


def tidy_counts(sheets: list[Sheet], table: CountsTable) -> Counts:
    """One table over all its sheets; its totals are kept apart and compared with their parts."""
    blocks, problems = find_blocks(sheets, table)
    frames = []
    for block in (with_levels(block, table) for block in blocks):
        problems += [*_header_problems(block, table), *_level_problems(block, table)]
        frames.append(_wide(block, table))
    rows = pl.concat(frames, how="diagonal") if frames else pl.DataFrame(schema=PLACE)
    if rows.is_empty():
        nothing = rows.with_columns(rule=pl.lit(None, pl.String))
        return Counts(table, rows, nothing, {}, nothing.select(*PLACE, "rule"), problems)
    kept, excluded = apply_rules(rows, table.exclude_rows)
    data, totals = divided(kept, table.totals)
    letters = {name: letter(at) for block in blocks for name, at in block.headers.items()}
    counts = Counts(table, data, totals, letters, excluded, problems)
    problems += [*_unreadable(counts), *_total_findings(counts)]
    return counts


def _is_measure(name: str, table: CountsTable) -> bool:
    return any(re.fullmatch(pattern, name) for pattern in table.measures)


def _measures(block: Block, table: CountsTable) -> list[str]:
    told = {*table.labels, *table.unused_columns}
    return [name for name in block.headers if name not in told and _is_measure(name, table)]


def _header_problems(block: Block, table: CountsTable) -> list[pl.DataFrame]:
    place = {"sheet": block.sheet, "row": block.header_row, "detail": table.table}
    declared = {*table.labels, *table.unused_columns, *_measures(block, table)}
    missing = [name for name in table.labels if name not in block.headers]
    unknown = [name for name in block.headers if name not in declared]
    missing += [each for each in table.measures if not any(re.fullmatch(each, name) for name in block.headers)]
    return [
        *(finding.of_edition("column-missing", column_name=name, **place) for name in missing),
        *(finding.of_edition("column-unknown", column_name=name, **place) for name in unknown),
        *(finding.of_edition("column-duplicated", column_name=name, **place) for name in block.duplicated),
    ]  # fmt: skip


def _wide(block: Block, table: CountsTable) -> pl.DataFrame:
    body = in_texts(with_given(block, table))
    labels = [
        clean_column(body[str(block.headers[name])]).alias(name)
        if name in block.headers
        else pl.lit(None, pl.String).alias(name)
        for name in table.labels
    ]
    measures = [clean_column(body[str(block.headers[name])]).alias(name) for name in _measures(block, table)]
    wide = body.select(
        pl.lit(block.sheet).alias("sheet"), "row", *table.given, *labels, *_levels(block, table), *measures,
    )  # fmt: skip
    return _labelled(wide, table)


def _levels(block: Block, table: CountsTable) -> list[pl.Expr]:
    """For each level of a hierarchy the text a row stands under; levels below its own are empty.

    A text is at the first level whose pattern fits.
    """
    found = []
    for name, levels in table.hierarchy.items():
        printed = pl.col(str(block.headers[name])) if name in block.headers else pl.lit(None, pl.String)
        fits = {level: printed.str.contains(f"^(?:{pattern})$") for level, pattern in levels.items()}
        for at, level in enumerate(levels):
            above = pl.any_horizontal(pl.lit(value=False), *list(fits.values())[:at])
            text = pl.when(above).then(pl.lit("")).when(fits[level]).then(clean(printed))
            found.append(text.forward_fill().replace("", None).alias(level))
    return found


def _level_problems(block: Block, table: CountsTable) -> list[pl.DataFrame]:
    """Labels that belong to no declared level of their hierarchy."""
    problems = []
    for name, levels in table.hierarchy.items():
        at = block.headers.get(name)
        if at is None:
            continue
        printed = pl.col(str(at))
        lost = block.body.filter(~printed.str.contains("^(?:" + "|".join(levels.values()) + ")$"))
        place = lost.select(
            "row", sheet=pl.lit(block.sheet), column_name=pl.lit(name), value=clean(printed),
            cell=pl.concat_str(pl.lit(letter(at)), pl.col("row").cast(pl.String)),
        )  # fmt: skip
        problems.append(finding.of_rows("level-unknown", place))
    return [each for each in problems if each.height]


def _labelled(wide: pl.DataFrame, table: CountsTable) -> pl.DataFrame:
    """Labels filled down, freed from their footnote marks (kept beside them), and split where several share a cell."""
    told = wide.with_columns(pl.col(table.fill_down).forward_fill())
    for name, mark in table.label_marks.items():
        told = told.with_columns(
            pl.col(name).str.extract(f"({mark})$").alias(f"{name} mark"),
            clean(pl.col(name).str.replace(f"(?:{mark})$", "")),
        )
    for name, split in table.split.items():
        parts = pl.col(name).str.splitn(split.separator, len(split.into)).struct.rename_fields(split.into)
        told = told.with_columns(parts.alias(name)).unnest(name)
    return told


def observations(rows: pl.DataFrame, counts: Counts) -> pl.DataFrame:
    """Rows or totals of a table in long form, one row a printed number: its labels, address, text and value.

    A blank cell is no observation. `spread` takes what headers say into columns of their own.
    """
    table = counts.table
    labels = [name for name in rows.columns if name not in counts.measures]
    long = rows.unpivot(counts.measures, index=labels, variable_name="measure", value_name="value_text")
    filled = long.drop_nulls("value_text")
    mark = f"(?:{'|'.join(table.value_marks)})$" if table.value_marks else "$^"
    marked = filled.with_columns(mark=pl.col("value_text").str.extract(f"({mark})"))
    bare = marked["value_text"].str.replace(mark, "").str.strip_chars()
    letters = pl.col("measure").replace_strict(counts.letters, default=None, return_dtype=pl.String)
    placed = marked.hstack(read_numbers(bare, table)).with_columns(
        cell=pl.concat_str(letters, pl.col("row").cast(pl.String))
    )
    if table.spread is None:
        return placed
    into = table.spread.into
    parts = pl.col("measure").str.splitn(table.spread.separator, len(into)).struct.rename_fields(into)
    return placed.with_columns(parts.alias("spread")).unnest("spread")


def _unreadable(counts: Counts) -> list[pl.DataFrame]:
    everything = pl.concat([counts.rows, counts.totals.drop("rule")])
    if not counts.measures:
        return []
    values = observations(everything, counts)
    lost = values.filter(pl.col("plain").is_null(), pl.col("obs_status").is_null())
    place = lost.select("sheet", "row", "cell", column_name="measure", value="value_text", detail=pl.lit(""))
    return [finding.of_rows("number-unreadable", place)] if place.height else []


def _total_findings(counts: Counts) -> list[pl.DataFrame]:
    """Printed totals that are not the sum of their parts; parts without a number leave room up to the total."""
    found = []
    everything = pl.concat([counts.rows, counts.totals.drop("rule")])
    for total in counts.table.totals:
        if not total.adds_up:
            continue
        fits = pl.col(total.column).str.contains(f"^(?:{total.parts})$") if total.parts else pl.lit(value=True)
        parts = observations((everything if total.parts else counts.rows).filter(fits), counts)
        keys = ["sheet", *total.within, "measure"]
        added = parts.group_by(keys).agg(added=pl.col("value").sum(), gaps=pl.col("value").null_count())
        printed = observations(counts.totals.filter(pl.col("rule") == total.rule), counts)
        adds_up = pl.col("measure").str.contains("^(?:" + "|".join(total.adds_up) + ")$")
        told = printed.filter(adds_up).join(added, on=keys, how="left", nulls_equal=True, maintain_order="left")
        excess = pl.col("added").fill_null(0) - pl.col("value")
        is_close = excess.abs() <= pl.col("value").abs() * 1e-9
        differs = ~is_close & ((excess > 0) | (pl.col("gaps").fill_null(0) == 0))
        place = told.filter(differs).select(
            "sheet", "row", "cell", column_name="measure", value="value_text",
            detail=pl.format("{}, the parts add to {}", pl.lit(total.rule), pl.col("added").fill_null(0)),
        )  # fmt: skip
        found.append(finding.of_rows("total-differs", place))
    return [each for each in found if each.height]
