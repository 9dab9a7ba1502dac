"""Several facts as one: blocks of few distinct rows, each with the judgement of every two of them.

A judgement is one number: the rank of a level in its upper bits, the facts that give it in the lower ones. So the worse
of two is the larger, and two equally bad ones are joined. Blocks are packed twice, into small ones and these into
larger ones, so that most of the work is done on a few thousand numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from schemas.comparability import Rulebook
from warehouse.comparability.verdict_values import LAYERS, Table

FACTS_BITS = 56
LEVEL_BITS = 0xFF << FACTS_BITS
FACT_BITS = (1 << FACTS_BITS) - 1
_SMALL, _LARGE = 1 << 6, 1 << 9


@dataclass(frozen=True)
class Block:
    """A number for each profile, and `judged[layer * size² + one * size + other]`."""

    numbers: pl.Series
    size: int
    judged: pl.Series


def blocks(book: Rulebook, tables: Sequence[Table]) -> list[Block]:
    """As few blocks as the variety of the profiles allows; what varies together stands side by side in the rulebook."""
    return _packed(_packed([_block(book, each) for each in tables], _SMALL), _LARGE)


def worse(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """The worse of two judgements; of equal levels both with their facts."""
    is_level = (one & LEVEL_BITS) == (other & LEVEL_BITS)
    return pl.when(is_level).then(one | other).otherwise(pl.max_horizontal(one, other))


def bit_of(book: Rulebook, fact: str) -> int:
    """The bit of a fact: its place in the rulebook."""
    return 1 << [each.fact for each in book.facts].index(fact)


def _block(book: Rulebook, each: Table) -> Block:
    bit = bit_of(book, each.fact.fact)
    judgements = [(rule.rank << FACTS_BITS) | (bit if rule.rank else 0) for rule in book.rules]
    return Block(each.values, each.size, pl.Series(judgements, dtype=pl.UInt64).gather(each.rule))


def _packed(parts: Sequence[Block], most: int) -> list[Block]:
    """Neighbours joined as long as they have at most `most` distinct rows together; larger ones stay alone."""
    found: list[Block] = []
    group, numbers, size = [parts[0]], parts[0].numbers, parts[0].size
    for part in parts[1:]:
        together, rows = _together(numbers, part)
        if rows <= most:
            group, numbers, size = [*group, part], together, rows
        else:
            found.append(_joined(group, numbers, size))
            group, numbers, size = [part], part.numbers, part.size
    return [*found, _joined(group, numbers, size)]


def _together(numbers: pl.Series, part: Block) -> tuple[pl.Series, int]:
    """One number for each combination that occurs, without gaps, and how many there are."""
    combined = (numbers.cast(pl.UInt64) * part.size + part.numbers.cast(pl.UInt64)).rank("dense").cast(pl.UInt32) - 1
    return combined, 0 if combined.is_empty() else combined.to_frame("number").select(pl.col("number").max()).item() + 1


def _joined(parts: Sequence[Block], numbers: pl.Series, size: int) -> Block:
    """The parts as one block: the worst judgement of every two distinct rows, in both layers."""
    if len(parts) == 1:
        return parts[0]
    first = pl.DataFrame({"number": numbers}).with_row_index("row").unique("number").sort("number")["row"]
    place = pl.int_range(len(LAYERS) * size * size, dtype=pl.UInt32, eager=True)
    layer, one, other = place // (size * size), place // size % size, place % size
    worst = pl.Series("judged", [0], dtype=pl.UInt64).new_from_index(0, place.len())
    for part in parts:
        own = part.numbers.gather(first).cast(pl.UInt32)
        at = layer * (part.size * part.size) + own.gather(one) * part.size + own.gather(other)
        both = pl.DataFrame({"one": worst, "other": part.judged.gather(at)})
        worst = both.select(worse(pl.col("one"), pl.col("other"))).to_series()
    return Block(numbers, size, worst)
