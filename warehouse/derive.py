"""What the warehouse computes outside SQL: cover sets, bounds of published figures, findings over the whole."""

from collections.abc import Callable, Mapping

import duckdb
import polars as pl

from schemas import finding
from schemas.comparability_checks import rulebook
from schemas.dimension import DIMENSIONS, VICTIM_AGE, Dimension
from warehouse.comparability.bounds import SEPARATOR, Recorded, cover_frame, targets
from warehouse.comparability.coherence import coherence
from warehouse.comparability.figures import bounded
from warehouse.comparability.verdict_pairs import pair_rows
from warehouse.tables import checks

COVER = {
    "dimension": pl.String,
    "target": pl.String,
    "recorded": pl.String,
    "relations": pl.String,
    "is_inside": pl.Boolean,
    "meets": pl.Boolean,
    "is_unbounded": pl.Boolean,
    "response_type": pl.String,
}


def derived(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The inputs that follow from others before any table is made: figure_cell, and all findings together."""
    figures = frames["figure"]
    found = told(coherence(figures, frames["fact"]))
    return {
        "figure_cell": bounded(figures),
        "finding": pl.concat([frames["finding"], found.with_columns(state=pl.lit("ACCEPTED"))]),
    }


def cover(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Which recorded combinations count to which target, for the combinations that occur in `core.tally`."""
    query = "SELECT DISTINCT dimension, recorded, relations FROM core.tally ORDER BY ALL"
    recorded: dict[str, list[Recorded]] = {}
    for dimension, codes, links in connection.execute(query).fetchall():
        recorded.setdefault(dimension, []).append((codes.split(SEPARATOR), links.split(SEPARATOR)))
    covered = (_cover(recorded.get(dimension.name, []), dimension) for dimension in DIMENSIONS)
    return pl.concat([pl.DataFrame(schema=COVER), *covered])


def _cover(recorded: list[Recorded], dimension: Dimension) -> pl.DataFrame:
    codes = sorted({code for combination, _ in recorded for code in combination})
    if not recorded:
        return pl.DataFrame(schema=COVER)
    response = "MULTIPLE" if dimension.is_multi else "SINGLE"
    covered = cover_frame(dimension.name, recorded, _targets(dimension, codes))
    return covered.with_columns(response_type=pl.lit(response))


def _targets(dimension: Dimension, codes: list[str]) -> list[str]:
    """Codes worth a count. Single years are counted as they are: they cut nobody else's bands."""
    if dimension != VICTIM_AGE:
        return targets(dimension.name, codes)
    single = [code for code in codes if code[1:].isdecimal()]
    bands = targets(dimension.name, [code for code in codes if code not in single])
    return list(dict.fromkeys([*bands, *single]))


def pair(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """How far cells may be compared, for pairs of rows of `mart.profile`."""
    profiles, facts, breaks = (connection.table(name).pl() for name in ("mart.profile", "core.fact", "core.break"))
    return pair_rows(rulebook(), profiles.sort("profile"), facts, breaks.rename({"break_date": "at"}))


LATE: dict[str, Callable[[duckdb.DuckDBPyConnection], pl.DataFrame]] = {
    "cover": cover,
    "pair": pair,
}


def told(found: pl.DataFrame) -> pl.DataFrame:
    """Findings of the warehouse with their text and remedy, in the frame of the contract."""
    texts = [
        finding.of_rows(str(name[0]), rows).with_columns(source_id=rows["source_id"], edition=rows["edition"])
        for name, rows in found.group_by("finding_id", maintain_order=True)
    ]
    placed = pl.concat([finding.empty(), *(each.select(*finding.COLUMNS) for each in texts)])
    return placed.sort("source_id", "edition", "finding_id", "sheet", "row", maintain_order=True)


def check(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Findings of `warehouse/tests/*.sql` over the tables just made; an empty frame where all holds."""
    broken = [
        connection.sql(query).pl().with_columns(finding_id=pl.lit(finding_id)) for finding_id, query in checks().items()
    ]
    return told(pl.concat(broken, how="diagonal_relaxed"))
