"""Do published figures agree with themselves and each other? Everything found is computed, no verdict is stored."""

import polars as pl

from warehouse.comparability import (
    coherence_bases,
    coherence_groups,
    coherence_periods,
    coherence_scope,
    coherence_statistics,
    coherence_tables,
)
from warehouse.comparability.found import FOUND, Evidence

_CHECKS = (
    *coherence_tables.CHECKS,
    *coherence_bases.CHECKS,
    *coherence_groups.CHECKS,
    *coherence_periods.CHECKS,
    *coherence_scope.CHECKS,
    *coherence_statistics.CHECKS,
)


def coherence(figures: pl.DataFrame, facts: pl.DataFrame, *, breaks: pl.DataFrame | None = None) -> pl.DataFrame:
    """Findings over all figures of `core.figure`, with the facts (source_id, fact, value) and breaks declared."""
    if figures.is_empty():
        return pl.DataFrame(schema=FOUND)
    evidence = Evidence.of(figures, facts, breaks=breaks)
    every = pl.concat([check(evidence) for check in _CHECKS])
    return every.sort("source_id", "edition", "sheet", "row", "cell", "finding_id", "column_name", "value", "detail")
