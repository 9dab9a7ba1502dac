"""Columns that records take from another table of the same delivery; what finds no partner, or several, is told."""

import polars as pl

from pipelines.layout import clean_column, find_blocks
from pipelines.read.cells import Sheet, letter
from pipelines.tidy import PLACE, duplicated
from schemas import finding
from schemas.layout import Join

_KEY = "key@"


def joined(records: pl.DataFrame, sheets: list[Sheet], join: Join) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """The records with the columns of the join; beside each, in `<name>@`, the address of the cell it comes from.

    No message shows the texts by which tables are joined: they may be case numbers.
    """
    others, problems = _others(sheets, join)
    once = others.unique(_KEY, keep="none", maintain_order=True)
    keyed = records.with_columns(_key(list(join.match)))
    told = keyed.join(once.drop(*PLACE), on=_KEY, how="left", maintain_order="left")
    several = others.filter(pl.len().over(_KEY) > 1)
    lost = keyed.join(others, on=_KEY, how="anti")
    at = pl.lit(", ".join(join.match)).alias("column_name"), pl.lit(join.table).alias("detail")
    found = {
        "join-missing": lost.select("sheet", "row", *at),
        "join-ambiguous": keyed.join(several, on=_KEY, how="semi").select("sheet", "row", *at),
        "join-unused": others.join(keyed, on=_KEY, how="anti").select("sheet", "row", *at),
    }
    problems += [finding.of_rows(name, rows) for name, rows in found.items() if rows.height]
    return told.drop(_KEY), problems


def _others(sheets: list[Sheet], join: Join) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """The rows of the joined table: key, columns taken, and the address of each cell."""
    blocks, problems = find_blocks(sheets, join)
    needed = [*join.match.values(), *join.columns]
    frames = [pl.DataFrame(schema=PLACE | dict.fromkeys([_KEY, *_both(join)], pl.String))]
    for block in blocks:
        place = {"sheet": block.sheet, "row": block.header_row}
        missing = [name for name in needed if name not in block.headers]
        unknown = [name for name in block.headers if name not in {*needed, *join.unused_columns}]
        problems += [
            *(finding.of_edition("column-missing", column_name=name, detail=join.table, **place) for name in missing),
            *(finding.of_edition("column-unknown", column_name=name, **place) for name in unknown),
            *duplicated(block),
        ]
        if missing:
            continue
        texts = [clean_column(block.body[str(block.headers[name])]).alias(name) for name in dict.fromkeys(needed)]
        marked = [
            pl.concat_str(pl.lit(f"{block.sheet}!{letter(block.headers[name])}"), "row").alias(f"{name}@")
            for name in join.columns
        ]
        rows = block.body.select(pl.lit(block.sheet).alias("sheet"), "row", *texts)
        frames.append(rows.with_columns(_key(list(join.match.values())), *marked).select(frames[0].columns))
    return pl.concat(frames), problems


def _both(join: Join) -> list[str]:
    return [each for name in join.columns for each in (name, f"{name}@")]


def _key(names: list[str]) -> pl.Expr:
    """One text of all key columns; null, which joins nothing, where one of them is empty."""
    return pl.concat_str(names, separator="\x1f").alias(_KEY)
