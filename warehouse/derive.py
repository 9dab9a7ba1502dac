"""What the warehouse computes outside SQL: cover sets, bounds of published figures, findings over the whole."""

from collections.abc import Callable, Iterator, Mapping

import duckdb
import polars as pl

from schemas import finding
from schemas.age import bounds_of
from schemas.codelist import ALL, NOT_APPLICABLE, Codelist, codelist, missing_codes
from schemas.comparability_checks import rulebook
from schemas.dimension import DIMENSIONS, VICTIM_AGE, Dimension
from warehouse.comparability.bounds import ONE_OF, SEPARATOR, Recorded, cover_frame, targets
from warehouse.comparability.breaks import jumps, with_break_flag, with_spans
from warehouse.comparability.coherence import coherence
from warehouse.comparability.figures import bounded
from warehouse.comparability.frontier import by_sex, frontier, names
from warehouse.comparability.mentions import told_twice
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
LEAF = {
    "dimension": pl.String,
    "code": pl.String,
    "leaf": pl.String,
    "position": pl.Int64,
    "code_position": pl.Int64,
}
FRONTIER: dict[str, pl.DataType] = {
    "dimension": pl.String(),
    "sex": pl.String(),
    "bands": pl.Int64(),
    "choice": pl.Int64(),
    "sources": pl.List(pl.String()),
    "categories": pl.List(pl.String()),
}
SERIES = (
    "source_id", "geo_code", "geographic_role", "dimension", "code", "statistic", "counting_unit", "base_filter",
    "unit",
)  # fmt: skip
_POINTS = """
    SELECT * REPLACE (CASE WHEN base_basis = 'COUNTED' THEN '' ELSE unit END AS unit)
    FROM mart.cell
    WHERE lower IS NOT NULL AND NOT is_derived
    ORDER BY source_id, period_end, period_start, edition, cell_id
"""
_DATED = """
    SELECT source_id, break_date AS at, dimension, note,
        concat(break_date, ' ', cause, CASE WHEN dimension <> 'ALL' THEN ' of ' || dimension END, ': ', note) AS cause
    FROM core.break ORDER BY ALL
"""
KEPT_OUT = frozenset({"mention"})  # only looked at here: counts of one child are for no table to read (ADR 29)
Step = tuple[int, int, list[str], list[str]]
_COMBINATIONS = """
    SELECT dimension, recorded, relations FROM core.tally
    UNION
    SELECT dimension, recorded, relations FROM core.cross_tally
    UNION
    SELECT by_dimension, by_recorded, by_relations FROM core.cross_tally WHERE by_dimension IS NOT NULL
    ORDER BY ALL
"""
_AGES = """
    SELECT DISTINCT unnest(string_split(recorded, '|')) AS code FROM core.tally WHERE dimension = 'victim_age'
    UNION
    SELECT code FROM core.figure_cell WHERE dimension = 'victim_age'
    ORDER BY ALL
"""


def derived(frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The inputs that follow from others before any table is made: figure_cell, and all findings together."""
    figures = frames["figure"]
    coherent = coherence(figures, frames["fact"], breaks=frames.get("break"))
    found = told(pl.concat([coherent, told_twice(frames["mention"])]))
    return {
        "figure_cell": bounded(figures),
        "finding": pl.concat([frames["finding"], found.with_columns(state=pl.lit("ACCEPTED"))]),
    }


def cover(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Which recorded combinations count to which target, for the combinations that occur in `core.tally`."""
    recorded: dict[str, list[Recorded]] = {}
    for dimension, codes, links in connection.execute(_COMBINATIONS).fetchall():
        recorded.setdefault(dimension, []).append((codes.split(SEPARATOR), links.split(SEPARATOR)))
    covered = (_cover(recorded.get(dimension.name, []), dimension) for dimension in DIMENSIONS)
    return pl.concat([pl.DataFrame(schema=COVER), *covered])


def _cover(recorded: list[Recorded], dimension: Dimension) -> pl.DataFrame:
    codes = sorted({code for combination, links in recorded if ONE_OF not in links for code in combination})
    if not recorded:
        return pl.DataFrame(schema=COVER)
    response = "MULTIPLE" if dimension.is_multi else "SINGLE"
    covered = cover_frame(dimension.name, recorded, targets=_targets(dimension, codes))
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
    return pair_rows(rulebook(), profiles.sort("profile"), facts=facts, breaks=breaks.rename({"break_date": "at"}))


def recorded(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The codes of every recorded combination, one row each."""
    parts = {"code": "recorded", "relation": "relations"}
    split = [pl.col(of).str.split(SEPARATOR).alias(name) for name, of in parts.items()]
    combinations: pl.DataFrame = connection.sql(_COMBINATIONS).pl()
    return combinations.with_columns(*split).explode(*parts).unique(maintain_order=True)


def leaf(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The leaves of every code of every dimension; of the ages, those in use."""
    ages = connection.execute(_AGES).fetchall()
    rows = [row for dimension in DIMENSIONS for row in _leaves(dimension.name, [code for (code,) in ages])]
    return pl.DataFrame(rows, schema=LEAF, orient="row")


def _leaves(dimension: str, ages: list[str]) -> Iterator[tuple[str, str, str, int, int]]:
    known = codelist(dimension)
    silent = missing_codes() | {ALL, NOT_APPLICABLE}
    is_age = dimension == VICTIM_AGE.name
    codes = (
        [code for code in ages if bounds_of(code)]
        if is_age
        else [code for code in known.leaves_by_code if code not in silent]
    )
    ordered = sorted(known.leaves, key=int) if is_age else _in_list_order(codes, known)
    place = {each: at for at, each in enumerate(ordered)}
    by_size = sorted(codes, key=lambda code: len(known.leaves_of(code)))
    for code_position, code in enumerate(by_size):
        for each in known.leaves_of(code):
            yield dimension, code, each, place[each], code_position


def _in_list_order(codes: list[str], known: Codelist) -> list[str]:
    own = {each: code for code in reversed(codes) for each in known.leaves_of(code) if each.removesuffix("*") == code}
    return sorted(known.leaves & own.keys(), key=lambda each: codes.index(own[each]))


def frontiers(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Every step of the frontier of every dimension that somebody records."""
    query = "SELECT DISTINCT source_id, sex, code FROM core.code_in_use WHERE dimension = $1 ORDER BY ALL"
    steps = [
        (dimension.name, sex, *step)
        for dimension in DIMENSIONS
        for sex, step in _steps(dimension.name, connection.execute(query, [dimension.name]).fetchall())
    ]
    return pl.DataFrame(steps, schema=FRONTIER, orient="row")


def _steps(dimension: str, uses: list[tuple[str, str | None, str]]) -> Iterator[tuple[str | None, Step]]:
    for sex, codes in by_sex(uses).items():
        for step in frontier(dimension, codes) if codes else []:
            for choice, each in enumerate(step.choices, start=1):
                yield sex, (step.bands, choice, list(each.sources), names(dimension, each.partition))


def span(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """For every cell of `mart.trend` its span, what changed before it, and whether it jumps without a dated cause."""
    points = connection.sql(_POINTS).pl()
    dated = connection.sql(_DATED).pl()
    spanned = with_break_flag(with_spans(points, dated), list(SERIES))
    jumped = jumps(points, dated, series=list(SERIES))["cell_key"]
    return spanned.select(
        "cell_key", "span", "is_break", "is_split", "causes", is_jump=pl.col("cell_key").is_in(jumped.implode())
    )


LATE: dict[str, Callable[[duckdb.DuckDBPyConnection], pl.DataFrame]] = {
    "cover": cover,
    "recorded": recorded,
    "leaf": leaf,
    "frontier": frontiers,
    "pair": pair,
    "span": span,
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
