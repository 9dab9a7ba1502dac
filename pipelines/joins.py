"""Columns that records take from another table of the same delivery; what finds no partner, or several, is told."""

from dataclasses import dataclass

import polars as pl

from pipelines.layout import clean_column, find_blocks
from pipelines.read.cells import Sheet, letter
from pipelines.tidy import PLACE, duplicated
from schemas import finding
from schemas.layout import Join

_KEY, _CELL = "key@", "cell@"


@dataclass(frozen=True)
class Joined:
    """Records with the columns of a join; beside each, in `<name>@`, the address of the cell it comes from.

    `letters`: each of these columns to its sheet and spreadsheet letters.
    """

    records: pl.DataFrame
    letters: dict[str, str]
    findings: list[pl.DataFrame]


def joined(records: pl.DataFrame, letters: dict[str, str], *, sheets: list[Sheet], join: Join) -> Joined:
    """Join a table to the records. No message shows the texts that join: they may be case numbers."""
    others, placed, problems = _others(sheets, join)
    once = others.unique(_KEY, keep="none", maintain_order=True)
    keyed = records.with_columns(_key(list(join.match)))
    told = keyed.join(once.drop(*PLACE, _CELL), on=_KEY, how="left", maintain_order="left")
    here = keyed.with_columns(_cell(letters.get(next(iter(join.match)))))
    several = others.filter(pl.len().over(_KEY) > 1)
    found = {
        "join-missing": here.join(others, on=_KEY, how="anti"),
        "join-ambiguous": here.join(several, on=_KEY, how="semi"),
        "join-unused": others.join(keyed, on=_KEY, how="anti"),
    }
    said = [pl.lit(", ".join(join.match)).alias("column_name"), pl.lit(join.table).alias("detail")]
    problems += [
        finding.of_rows(name, rows.select(*PLACE, pl.col(_CELL).alias("cell"), *said))
        for name, rows in found.items()
        if rows.height
    ]
    return Joined(told.drop(_KEY), placed, problems)


def _cell(letters: str | None) -> pl.Expr:
    return (pl.lit(letters, pl.String) + pl.col("row").cast(pl.String)).alias(_CELL)


def _others(sheets: list[Sheet], join: Join) -> tuple[pl.DataFrame, dict[str, str], list[pl.DataFrame]]:
    """The rows of the joined table: key, columns taken, and the address of each cell; and where its columns stand."""
    blocks, problems = find_blocks(sheets, join)
    needed = [*join.match.values(), *join.columns]
    frames = [pl.DataFrame(schema=PLACE | dict.fromkeys([_KEY, _CELL, *_both(join)], pl.String))]
    places: dict[str, str] = {}
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
        texts = [clean_column(block.coded[str(block.headers[name])]).alias(name) for name in dict.fromkeys(needed)]
        places |= {name: f"{block.sheet}!{letter(block.headers[name])}" for name in join.columns}
        marked = [pl.concat_str(pl.lit(places[name]), "row").alias(f"{name}@") for name in join.columns]
        at = _cell(letter(block.headers[needed[0]]))
        rows = block.coded.select(pl.lit(block.sheet).alias("sheet"), "row", *texts)
        frames.append(rows.with_columns(_key(list(join.match.values())), at, *marked).select(frames[0].columns))
    return pl.concat(frames), places, problems


def _both(join: Join) -> list[str]:
    return [each for name in join.columns for each in (name, f"{name}@")]


def _key(names: list[str]) -> pl.Expr:
    """One text of all key columns; null, which joins nothing, where one of them is empty."""
    return pl.concat_str(names, separator="\x1f").alias(_KEY)
