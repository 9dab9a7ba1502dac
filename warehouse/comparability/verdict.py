"""The verdict on pairs of cells: the worst level of the rules that fire, and which facts differ (comparability.md 4).

Profiles are rows of facts (`verdict_profiles`), pairs are two row numbers of profiles. Facts are joined to blocks with
a table of all their pairs, so that a pair of cells costs one look-up a block, however many facts and rules there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import polars as pl

from schemas.comparability import LEVELS, Rulebook
from warehouse.comparability.verdict_blocks import FACT_BITS, LEVEL_BITS, Block, blocks
from warehouse.comparability.verdict_values import Table, table

LEVEL = pl.Enum(LEVELS)


@dataclass(frozen=True)
class Compared:
    """Profiles made ready to be looked up: the table of each fact, the blocks they make, and each profile's numbers."""

    book: Rulebook
    tables: list[Table]
    blocks: list[Block]
    numbers: pl.DataFrame


def compared(book: Rulebook, profiles: pl.DataFrame, *, overlaps: pl.DataFrame) -> Compared:
    """Profiles made ready. Raises ValueNotListedError for a value that no codelist has.

    `profiles`: source_id, period_start, period_end and a column a fact; `overlaps`: source_id, other_id, overlap.
    """
    tables = [table(book, fact, profiles=profiles, overlaps=overlaps) for fact in book.facts]
    made = blocks(book, tables)
    numbers = pl.DataFrame(
        [each.numbers.cast(pl.UInt32).alias(f"block_{at}") for at, each in enumerate(made)]
    ).with_columns(source=profiles["source_id"].rank("dense").cast(pl.UInt32), profile=pl.int_range(profiles.height))
    return Compared(book, tables, made, numbers.cast({"profile": pl.UInt32}))


def verdicts(ready: Compared, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs (`one`, `other`: row numbers) with `verdict` and `differ`, a bit for each fact that is not COMPARABLE.

    A profile against itself is COMPARABLE: whatever it does not declare, it is one and the same.
    """
    one, other = ready.numbers[pairs["one"]], ready.numbers[pairs["other"]]
    layer = (one["source"] == other["source"]).cast(pl.UInt32)
    places = [
        (_row(one, at, each=each, layer=layer) + other[f"block_{at}"]).alias(f"place_{at}")
        for at, each in enumerate(ready.blocks)
    ]
    found = _told(ready, pairs.select("one", "other").with_columns(places).lazy()).collect()
    is_itself = pl.col("one") == pl.col("other")
    return found.with_columns(
        verdict=pl.when(is_itself).then(pl.lit(LEVELS[0], LEVEL)).otherwise("verdict"),
        differ=pl.when(is_itself).then(pl.lit(0, pl.UInt64)).otherwise("differ"),
    )


def every_verdict(
    ready: Compared, keys: pl.DataFrame, *, between: Sequence[str], inside: Sequence[str]
) -> pl.DataFrame:
    """Verdicts of every two profiles of two sources alike in the keys `between`, and of one source alike in `inside`.

    `keys`: one row a profile. Far faster than listing the pairs first: places in the tables come along with the join.
    The rows come in no particular order.
    """
    right = pl.concat([ready.numbers, keys], how="horizontal")
    met = [
        right.lazy()
        .with_columns(_row(ready.numbers, at, each=each, layer=layer) for at, each in enumerate(ready.blocks))
        .join(right.lazy(), on=on, suffix="_other", coalesce=False)
        .filter(pl.col("profile") < pl.col("profile_other"), is_met)
        .select(
            pl.col("profile").alias("one"),
            pl.col("profile_other").alias("other"),
            *(
                (pl.col(f"block_{at}") + pl.col(f"block_{at}_other")).alias(f"place_{at}")
                for at in range(len(ready.blocks))
            ),
        )
        for layer, on, is_met in (
            (0, [*between], pl.col("source") != pl.col("source_other")),
            (1, [*inside, "source"], pl.lit(value=True)),
        )
    ]
    return _told(ready, pl.concat(met)).collect(engine="streaming")


def _row(numbers: pl.DataFrame, at: int, *, each: Block, layer: pl.Series | int) -> pl.Series:
    """Where the judgements of one side begin in the table of a block."""
    begins = numbers[f"block_{at}"] + layer * each.size if each.is_layered else numbers[f"block_{at}"]
    return (begins * each.size).alias(f"block_{at}")


def _told(ready: Compared, placed: pl.LazyFrame) -> pl.LazyFrame:
    """The judgements of all blocks together, each looked up at its place."""
    found = [pl.lit(each.judged).gather(pl.col(f"place_{at}")) for at, each in enumerate(ready.blocks)]
    rank = (pl.col("judged") & LEVEL_BITS).bitwise_count_ones().cast(pl.UInt8)
    return placed.select("one", "other", judged=reduce(or_, found)).select(
        "one", "other", verdict=rank.cat.to(LEVEL), differ=pl.col("judged") & FACT_BITS
    )
