"""What a row of a table may rest on: its own edition, and others where a table looks at several at once.

The widest reading: a row that does not rest on an edition by this cannot change when that edition changes. Which of the
others do change, a rebuild without the edition tells.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

# of each edition, all those of its source are looked at: its past, what it revises, what revises it
_BY_SOURCE = frozenset(
    {"core.edition", "core.finding", "core.shadow_finding", "core.rule_outcome", "core.waiver", "mart.coverage",
     "mart.failure_rate", "mart.finding_summary", "mart.trend"}
)  # fmt: skip
# what is found is also asked over several sources together, and counted by delivery
_BY_ANY = frozenset({"core.finding", "core.rule_outcome", "mart.coverage", "mart.failure_rate", "mart.finding_summary"})
# categories are those that somebody uses, and shared ones those that everybody does
_BY_DIMENSION = frozenset(
    {"core.cover", "core.recorded", "core.leaf", "mart.record_cell", "mart.cell", "mart.frontier", "mart.motivation_by",
     "mart.comparable_demand", "mart.comparable_motivation", "mart.comparable_reporter", "mart.comparable_victim_age",
     "mart.demand", "mart.motivation", "mart.reporter", "mart.victim_age", "mart.victim_gender", "mart.trend",
     "mart.rate_per_100k", "mart.profile", "mart.pair"}
)  # fmt: skip
_DENOMINATORS = "population"
_DIMENSIONS = """
    SELECT DISTINCT dimension FROM core.tally WHERE (source_id, edition) = ($1, $2)
    UNION
    SELECT DISTINCT dimension FROM core.figure WHERE (source_id, edition) = ($1, $2)
"""


@dataclass(frozen=True)
class Part:
    """An edition as others rest on it: the dimensions it tells of."""

    source_id: str
    edition: str
    dimensions: frozenset[str]


def part(connection: duckdb.DuckDBPyConnection, source_id: str, edition: str) -> Part:
    """An edition of a snapshot."""
    dimensions = connection.execute(_DIMENSIONS, [source_id, edition]).fetchall()
    return Part(source_id, edition, frozenset(str(each) for (each,) in dimensions))


def is_own(row: Mapping[str, Any], source_id: str, *, edition: str) -> bool:
    """Whether a row is of an edition: one of the sides of a pair is enough."""
    sides = (("source_id", "edition"), ("source_a", "edition_a"), ("source_b", "edition_b"))
    return any((row.get(source), row.get(name)) == (source_id, edition) for source, name in sides)


def rests_on(table: str, row: Mapping[str, Any], *, one: Part) -> bool:
    """Whether a row of a table may rest on an edition."""
    if is_own(row, one.source_id, edition=one.edition):
        return True
    return any(
        (
            table in _BY_SOURCE and row.get("source_id") == one.source_id,
            table in _BY_ANY,
            table in _BY_DIMENSION and not _told(row).isdisjoint(one.dimensions),
            table == "mart.rate_per_100k" and _DENOMINATORS in one.dimensions,
        )
    )


def _told(row: Mapping[str, Any]) -> set[str]:
    """The dimensions a row tells of. Totals are those of any dimension; a two-way count tells of motivation too."""
    named = {str(row[name]) for name in ("dimension", "by_dimension") if row.get(name)}
    if "by_dimension" in row:
        named.add("motivation")
    return named | {"victim_age"} if "total" in named else named


def is_declared_by(row: Mapping[str, Any], source_id: str) -> bool:
    """Whether a row says something of a source, by what its file declares."""
    return source_id in {row.get("source_id"), row.get("source_a"), row.get("source_b")}
