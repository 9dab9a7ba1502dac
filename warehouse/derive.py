"""What the warehouse computes outside SQL: cover sets, bounds of published figures, findings over the whole."""

from collections.abc import Mapping

import duckdb
import polars as pl

from schemas import finding
from schemas.dimension import DIMENSIONS, VICTIM_AGE, Dimension, relation_column
from warehouse.comparability.bounds import cover_frame, targets
from warehouse.comparability.coherence import coherence
from warehouse.comparability.figures import bounded
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
    """The inputs that follow from others: cover, figure_cell, and all findings together."""
    figures = frames["figure"]
    found = told(coherence(figures, frames["fact"], frames.get("break")))
    return {
        "cover": cover(frames["incident"]),
        "figure_cell": bounded(figures),
        "finding": pl.concat([frames["finding"], found.with_columns(state=pl.lit("ACCEPTED"))]),
    }


def cover(incidents: pl.DataFrame) -> pl.DataFrame:
    """Which recorded combinations count to which target, for the combinations that occur."""
    return pl.concat([pl.DataFrame(schema=COVER), *(_cover(incidents, dimension) for dimension in DIMENSIONS)])


def _cover(incidents: pl.DataFrame, dimension: Dimension) -> pl.DataFrame:
    distinct = incidents.select(dimension.name, relation_column(dimension.name)).unique()
    if not dimension.is_multi:
        distinct = distinct.select(
            pl.all().cast(pl.String).map_batches(lambda texts: texts.reshape((-1, 1)).arr.to_list())
        )
    recorded = sorted((tuple(codes), tuple(links)) for codes, links in distinct.iter_rows())
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
