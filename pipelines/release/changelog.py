"""What changed since the release before: cells that are new, revised or withdrawn, and verdicts that changed.

Both sides are released tables and nothing else, so that a difference tells no more than the two releases do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from pipelines.release.content import CONF_STATUS, OBS_STATUS, Release, ReleaseTable
from pipelines.release.text import as_markdown, in_table

CSV_PATH, PAGE_PATH = "changelog.csv", "changelog.md"
VERDICT = "verdict"
SCHEMA = {"table": pl.String, "change": pl.String, "cell": pl.String, "column": pl.String, "before": pl.String,
          "after": pl.String}  # fmt: skip
_NUMBERED = ("profile_a", "profile_b")
_DELIVERY = ("edition", "edition_a", "edition_b")
_ENDS = ("lower", "upper", "share_lower", "share_upper")


@dataclass(frozen=True)
class Sides:
    """Two tables of one name, with the columns that tell which rows are the same, and those that are compared."""

    name: str
    before: pl.DataFrame = field(hash=False)
    after: pl.DataFrame = field(hash=False)
    keys: tuple[str, ...]
    compared: tuple[str, ...]


def changes(before: Mapping[str, ReleaseTable], after: Mapping[str, ReleaseTable]) -> pl.DataFrame:
    """One row for every cell that is new or withdrawn, and for every number, status or verdict that changed."""
    found = [_changes(_sides(name, before.get(name), after=after.get(name))) for name in sorted({*before, *after})]
    return pl.concat([pl.DataFrame(schema=SCHEMA), *(each for each in found if each is not None)])


def _sides(name: str, before: ReleaseTable | None, *, after: ReleaseTable | None) -> Sides | None:
    """What can be compared; null for tables that hold neither cells nor verdicts."""
    known = after or before
    if known is None or not (known.is_cube or VERDICT in known.frame.columns):
        return None
    pair = [_texts(each.frame if each else known.frame.clear()) for each in (before, after)]
    keys = _keys(known, pair)
    compared = [VERDICT] if VERDICT in known.frame.columns else [*known.measures, *_ENDS, OBS_STATUS, CONF_STATUS]
    both = [each for each in dict.fromkeys(compared) if all(each in frame.columns for frame in pair)]
    return Sides(name, pair[0], pair[1], keys, tuple(both))


def _keys(table: ReleaseTable, pair: list[pl.DataFrame]) -> tuple[str, ...]:
    """The key without the delivery where that still names single rows, so that a revision meets what it revises."""
    named = list(table.keys) if table.is_cube else table.frame.columns[: table.frame.columns.index(VERDICT)]
    shared = [name for name in named if name not in _NUMBERED and all(name in frame.columns for frame in pair)]
    lasting = [name for name in shared if name not in _DELIVERY]
    is_enough = not any(frame.select(lasting).is_duplicated().any() for frame in pair)
    return tuple(lasting if is_enough else shared)


def _texts(frame: pl.DataFrame) -> pl.DataFrame:
    flat = [
        column.cast(pl.List(pl.String)).list.join("|") if isinstance(column.dtype, pl.List) else column.cast(pl.String)
        for column in frame.get_columns()
        if not isinstance(getattr(column.dtype, "inner", None), pl.Struct)
    ]
    return pl.DataFrame(flat)


def _changes(sides: Sides | None) -> pl.DataFrame | None:
    if sides is None:
        return None
    keys = list(sides.keys)
    new = sides.after.join(sides.before, on=keys, how="anti", nulls_equal=True)
    gone = sides.before.join(sides.after, on=keys, how="anti", nulls_equal=True)
    both = sides.before.join(sides.after, on=keys, how="inner", nulls_equal=True, suffix=":after")
    return pl.concat([_told(sides, "NEW", rows=new), _told(sides, "WITHDRAWN", rows=gone), *_revised(sides, both)])


def _revised(sides: Sides, both: pl.DataFrame) -> list[pl.DataFrame]:
    change = "VERDICT" if VERDICT in sides.compared else "REVISED"
    return [
        _told(sides, change, rows=both.filter(~pl.col(column).eq_missing(pl.col(f"{column}:after"))), column=column)
        for column in sides.compared
    ]


def _told(sides: Sides, change: str, *, rows: pl.DataFrame, column: str | None = None) -> pl.DataFrame:
    named = [pl.format("{}={}", pl.lit(name), pl.col(name).fill_null("")) for name in sides.keys]
    ends = (pl.col(column), pl.col(f"{column}:after")) if column else (pl.lit(None), pl.lit(None))
    told = rows.select(
        pl.lit(sides.name).alias("table"),
        pl.lit(change).alias("change"),
        pl.concat_str(named, separator=" ").alias("cell"),
        pl.lit(column, pl.String).alias("column"),
        ends[0].cast(pl.String).alias("before"),
        ends[1].cast(pl.String).alias("after"),
    )
    return told.sort("cell")


def page(release: Release, found: pl.DataFrame) -> bytes:
    """The page for people: how much changed, table by table; the single cells are in the CSV file."""
    if release.former is None:
        return as_markdown(f"Changes of {release.name}", ["This is the first release of its tier.", release.notice])
    counts = found.group_by("table", "change").agg(pl.col("cell").n_unique()).sort("table", "change")
    rows = [[str(value) for value in row] for row in counts.iter_rows()]
    counted = in_table(["table", "change", "cells"], rows) if rows else "Nothing changed."
    since = f"Against {release.former.release}. Each cell that changed is a row of `{CSV_PATH}`."
    return as_markdown(f"Changes of {release.name}", [since, counted, release.notice])
