"""Which sources share records: what is declared, seen from both sides, and what follows from it.

A part of a part is a part, and what is disjoint from the whole is disjoint from its parts. Declarations that contradict
what follows from others are named with the whole chain; nothing is decided between them.
"""

import polars as pl

from schemas.comparability import UNKNOWN
from schemas.counting import OVERLAP
from warehouse.comparability.verdict_values import DeclarationError

_OPPOSITE = {"PART_OF": "CONTAINS", "CONTAINS": "PART_OF"}
_CHAINS = {
    ("PART_OF", "PART_OF"): "PART_OF",
    ("CONTAINS", "CONTAINS"): "CONTAINS",
    ("PART_OF", "DISJOINT"): "DISJOINT",
    ("DISJOINT", "CONTAINS"): "DISJOINT",
    **{("SAME", overlap): overlap for overlap in ("SAME", "PART_OF", "CONTAINS", "OVERLAPS", "DISJOINT")},
    **{(overlap, "SAME"): overlap for overlap in ("PART_OF", "CONTAINS", "OVERLAPS", "DISJOINT")},
}
_FOLLOWS = pl.DataFrame(
    [(*chain, follows) for chain, follows in _CHAINS.items()], schema=["overlap", "then", "follows"], orient="row"
)
_KEY = ["source_id", "other_id"]


class OverlapError(DeclarationError):
    """What sources declare about the records they share cannot all be true."""


def overlaps_of(facts: pl.DataFrame) -> pl.DataFrame:
    """Rows of source_id, other_id, overlap: declared or following. Raises OverlapError naming what contradicts what."""
    known = _both_ways(facts)
    while True:
        chains = _chains(known)
        _refuse(chains)
        fresh = (
            chains.filter(pl.col("known").is_null()).select(*_KEY, overlap="follows").unique(_KEY, maintain_order=True)
        )
        if fresh.is_empty():
            return known
        known = pl.concat([known, fresh])


def _both_ways(facts: pl.DataFrame) -> pl.DataFrame:
    """Declared overlaps, each from both sides; UNKNOWN says nothing."""
    stated = facts.filter(pl.col("fact").str.starts_with(OVERLAP) & (pl.col("value") != UNKNOWN)).select(
        "source_id", other_id=pl.col("fact").str.strip_prefix(OVERLAP), overlap="value"
    )
    turned = stated.select(source_id="other_id", other_id="source_id", overlap=pl.col("overlap").replace(_OPPOSITE))
    both = pl.concat([stated, turned]).unique(maintain_order=True)
    clash = both.group_by(_KEY, maintain_order=True).agg("overlap").filter(pl.col("overlap").list.len() > 1)
    if clash.height:
        told = [
            f"{one} against {other}: counting.overlaps says both {' and '.join(each)}"
            for one, other, each in clash.rows()
        ]
        raise OverlapError(f"{'; '.join(told)}. One of the two sources has to change its declaration")
    return both


def _chains(known: pl.DataFrame) -> pl.DataFrame:
    """What follows for two sources from what both have to do with a third, beside what is known of the two."""
    second = known.select(by="source_id", end="other_id", then="overlap")
    met = known.join(second, left_on="other_id", right_on="by").filter(pl.col("source_id") != pl.col("end"))
    followed = met.rename({"other_id": "by", "end": "other_id"}).join(_FOLLOWS, on=["overlap", "then"])
    return followed.join(known.select(*_KEY, known="overlap"), on=_KEY, how="left").sort(*_KEY, "by")


def _refuse(chains: pl.DataFrame) -> None:
    """That some may be shared contradicts nothing but that none are."""
    is_weaker = (pl.col("known") == "OVERLAPS") & (pl.col("follows") != "DISJOINT")
    wrong = chains.filter((pl.col("known") != pl.col("follows")) & ~is_weaker)
    if wrong.height:
        told = [
            f"{row['source_id']} is {row['overlap']} {row['by']}, which is {row['then']} {row['other_id']},"
            f" so the first is {row['follows']} the last, but counting.overlaps says {row['known']}"
            for row in wrong.to_dicts()
        ]
        raise OverlapError(f"{'; '.join(told)}. One of these declarations has to change")
