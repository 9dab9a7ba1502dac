"""Several facts as one: blocks of few distinct rows, each with the judgement of every two of them.

A judgement is one number: a bit for each fact that differs and, above them, as many bits as the level is worse than
COMPARABLE. So the bits of two judgements together are the judgement of both: the worse level, all that differs. Blocks
are packed twice, small ones into larger ones, so that most of the work is done on a few thousand numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from schemas.comparability import Rulebook
from warehouse.comparability.verdict_values import LAYERS, Table

FACTS_BITS = 56
FACT_BITS = (1 << FACTS_BITS) - 1
LEVEL_BITS = 0xFF << FACTS_BITS
_SMALL, _LARGE = 1 << 7, 1 << 9


@dataclass(frozen=True)
class Block:
    """A number for each profile, and `judged[layer * size² + one * size + other]`.

    A block in which it does not matter whether a pair is of one source or of two has a single layer.
    """

    numbers: pl.Series
    size: int
    judged: pl.Series

    @property
    def is_layered(self) -> bool:
        """Whether pairs of one source are judged apart."""
        return self.judged.len() > self.size**2


def blocks(book: Rulebook, tables: Sequence[Table]) -> list[Block]:
    """As few blocks as the variety of the profiles allows; what varies together stands side by side in the rulebook."""
    return _packed(_packed([_block(book, each) for each in tables], _SMALL), _LARGE)


def bit_of(book: Rulebook, fact: str) -> int:
    """The bit of a fact: its place in the rulebook."""
    return 1 << [each.fact for each in book.facts].index(fact)


def _block(book: Rulebook, each: Table) -> Block:
    bit = bit_of(book, each.fact.fact)
    judgements = [((1 << rule.rank) - 1) << FACTS_BITS | (bit if rule.rank else 0) for rule in book.rules]
    judged = pl.Series(judgements, dtype=pl.UInt64).gather(each.rule)
    between, inside = judged.head(each.size**2), judged.tail(each.size**2)
    return Block(each.values.cast(pl.UInt32), each.size, between if between.equals(inside) else judged)


def _packed(parts: Sequence[Block], most: int) -> list[Block]:
    """Neighbours joined as long as they have at most `most` distinct rows together; larger ones stay alone."""
    found: list[Block] = []
    group, numbers, size = [parts[0]], parts[0].numbers, parts[0].size
    for part in parts[1:]:
        together, rows = _together(numbers, part)
        if rows <= most:
            group, numbers, size = [*group, part], together, rows
        else:
            found.append(_joined(group, numbers, size=size))
            group, numbers, size = [part], part.numbers, part.size
    return [*found, _joined(group, numbers, size=size)]


def _together(numbers: pl.Series, part: Block) -> tuple[pl.Series, int]:
    """One number for each combination that occurs, without gaps, and how many there are."""
    combined = numbers * part.size + part.numbers
    found = combined.unique()
    dense = pl.Series([0], dtype=pl.UInt32).new_from_index(0, int(found.max() or 0) + 1)  # type: ignore[arg-type]
    dense[found.cast(pl.UInt32)] = pl.int_range(found.len(), dtype=pl.UInt32, eager=True)
    return dense.gather(combined), found.len()


def _joined(parts: Sequence[Block], numbers: pl.Series, *, size: int) -> Block:
    """The parts as one block: the judgement of every two distinct rows, in both layers where it matters."""
    if len(parts) == 1:
        return parts[0]
    first = pl.DataFrame({"number": numbers}).with_row_index("row").unique("number").sort("number")["row"]
    layers = len(LAYERS) if any(part.is_layered for part in parts) else 1
    place = pl.int_range(layers * size * size, dtype=pl.UInt32, eager=True)
    layer, one, other = place // (size * size), place // size % size, place % size
    judged = pl.zeros(place.len(), pl.UInt64, eager=True)
    for part in parts:
        own = part.numbers.gather(first).cast(pl.UInt32)
        at = (own * part.size).gather(one) + own.gather(other)
        at = at + layer * part.size**2 if part.is_layered else at
        judged = judged | part.judged.gather(at)
    return Block(numbers, size, judged)
