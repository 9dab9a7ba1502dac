"""The verdict on pairs of cells: the worst level of the rules that fire, and which facts give it (comparability.md 4).

Profiles are rows of facts (`verdict_profiles`), pairs are two row numbers of profiles. Facts are joined to blocks with
a table of all their pairs, so that a pair of cells costs one look-up a block, however many facts and rules there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from schemas.comparability import LEVELS, Rulebook
from warehouse.comparability.verdict_blocks import FACT_BITS, FACTS_BITS, Block, blocks, worse
from warehouse.comparability.verdict_values import Table, table

LEVEL = pl.Enum(LEVELS)


@dataclass(frozen=True)
class Compared:
    """Profiles made ready to be looked up: the table of each fact, the blocks they make, and each profile's numbers."""

    book: Rulebook
    tables: list[Table]
    blocks: list[Block]
    numbers: pl.DataFrame


def compared(book: Rulebook, profiles: pl.DataFrame, overlaps: pl.DataFrame) -> Compared:
    """Profiles made ready. Raises ValueNotListedError for a value that no codelist has.

    `profiles`: source_id, period_start, period_end and a column a fact; `overlaps`: source_id, other_id, overlap.
    """
    tables = [table(book, fact, profiles, overlaps) for fact in book.facts]
    made = blocks(book, tables)
    numbers = pl.DataFrame(
        [each.numbers.cast(pl.UInt32).alias(f"block_{at}") for at, each in enumerate(made)]
    ).with_columns(source=profiles["source_id"].rank("dense").cast(pl.UInt32), profile=pl.int_range(profiles.height))
    return Compared(book, tables, made, numbers.cast({"profile": pl.UInt32}))


def verdicts(ready: Compared, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs (`one`, `other`: row numbers) with `verdict` and `reasons`, a bit for each fact that gives the verdict.

    A profile against itself is COMPARABLE: whatever it does not declare, it is one and the same.
    """
    numbered = pairs.select("one", "other").with_columns(
        ready.numbers[name].gather(pairs[side]).alias(f"{name}{suffix}")
        for name in ready.numbers.columns
        for side, suffix in (("one", ""), ("other", "_other"))
    )
    return _judged(ready, numbered.lazy()).collect()


def every_verdict(
    ready: Compared, keys: pl.DataFrame, *, between: Sequence[str], inside: Sequence[str]
) -> pl.DataFrame:
    """Verdicts of every two profiles of two sources alike in the keys `between`, and of one source alike in `inside`.

    `keys`: one row a profile. Far faster than listing the pairs first: numbers come along with the join.
    """
    sides = pl.concat([ready.numbers, keys], how="horizontal").lazy()
    is_first = pl.col("profile") < pl.col("profile_other")
    is_one_source = pl.col("source") == pl.col("source_other")
    others = sides.join(sides, on=between, suffix="_other").filter(is_first & ~is_one_source)
    own = sides.join(sides, on=[*inside, "source"], suffix="_other", coalesce=False).filter(is_first)
    wanted = [f"{name}{suffix}" for name in ready.numbers.columns for suffix in ("", "_other")]
    return _judged(ready, pl.concat([others.select(wanted), own.select(wanted)])).collect()


def _judged(ready: Compared, numbered: pl.LazyFrame) -> pl.LazyFrame:
    """Pairs of profiles that bring the numbers of both, judged."""
    layer = (pl.col("source") == pl.col("source_other")).cast(pl.UInt32)
    judged = numbered.with_columns(
        _looked_up(each, f"block_{at}", layer).alias(f"judged_{at}") for at, each in enumerate(ready.blocks)
    ).with_columns(judged=pl.col("judged_0"))
    for at in range(1, len(ready.blocks)):
        judged = judged.with_columns(judged=worse(pl.col("judged"), pl.col(f"judged_{at}")))
    is_itself = pl.col("profile") == pl.col("profile_other")
    found = pl.when(is_itself).then(pl.lit(0, pl.UInt64)).otherwise("judged")
    rank = (pl.col("judged") // (1 << FACTS_BITS)).cast(pl.UInt8)
    return judged.select(one="profile", other="profile_other", judged=found).select(
        "one", "other", verdict=rank.cat.to(LEVEL), reasons=pl.col("judged") & FACT_BITS
    )


def _looked_up(each: Block, name: str, layer: pl.Expr) -> pl.Expr:
    at = layer * (each.size * each.size) + pl.col(name) * each.size + pl.col(f"{name}_other")
    return pl.lit(each.judged).gather(at)
