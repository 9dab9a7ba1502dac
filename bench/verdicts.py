"""Verdicts of every pair of cells of invented sources against a bare DuckDB self-join of two facts of these pairs."""

import random
from datetime import date
from functools import partial

import duckdb
import polars as pl
from rich.console import Console

from bench.measure import Line, best, show
from schemas.comparability import CHANGING, NOT_NEEDED, FactKind
from schemas.comparability_checks import rulebook
from warehouse.comparability.verdict import compared, every_verdict
from warehouse.comparability.verdict_reasons import differences

PERIODS, DIMENSIONS = 50, ("demand", "motivation", "notifier", "victim_age")
_FIRST_YEAR = 1975
_EXPLAINED, _REPEATS = 10_000, 7
_OVERLAPS = pl.DataFrame(schema={"source_id": pl.String, "other_id": pl.String, "overlap": pl.String})
_PEER = """
    SELECT a.profile AS one, b.profile AS other, a.universe = b.universe AS same_universe,
        a.counting_unit = b.counting_unit AS same_unit
    FROM profiles AS a JOIN profiles AS b
        ON a.dimension = b.dimension AND a.period = b.period AND a.profile < b.profile AND a.source_id <> b.source_id
    UNION ALL
    SELECT a.profile, b.profile, a.universe = b.universe, a.counting_unit = b.counting_unit
    FROM profiles AS a JOIN profiles AS b
        ON a.dimension = b.dimension AND a.source_id = b.source_id AND a.profile < b.profile
"""


def every_pair(sources: int) -> None:
    """Every pair of sources in one period and of periods of one source; growth for a quarter, a half and all."""
    grown = []
    for count in (sources // 4, sources // 2, sources):
        profiles = invented(count)
        with duckdb.connect() as connection:
            connection.register("frame", profiles)
            connection.execute("CREATE TABLE profiles AS FROM frame")
            base = best("bare self-join", partial(_joined, connection), repeats=_REPEATS)
            pairs = connection.sql(f"SELECT count(*) FROM ({_PEER})").fetchall()[0][0]  # noqa: S608  # our own query
        lines = [
            best("all verdicts", partial(judge, profiles), repeats=_REPEATS),
            best(_NAME, partial(explain, profiles)),
        ]
        show(f"verdicts, {count} invented sources, {pairs:,} pairs of {profiles.height:,} profiles", base, lines=lines)
        grown.append((count, pairs, lines[0]))
    Console().print(_growth(grown))


def _joined(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    found: pl.DataFrame = connection.sql(_PEER).pl()
    return found


def judge(profiles: pl.DataFrame) -> pl.DataFrame:
    """The verdicts, from profiles to a row a pair."""
    ready = compared(rulebook(), profiles, overlaps=_OVERLAPS)
    return every_verdict(
        ready, profiles.select("dimension", "period"), between=["dimension", "period"], inside=["dimension"]
    )


_NAME = f"reasons of {_EXPLAINED:,} pairs"


def explain(profiles: pl.DataFrame) -> pl.DataFrame:
    """Every difference of some pairs, as it is told where it is asked."""
    ready = compared(rulebook(), profiles, overlaps=_OVERLAPS)
    drawn = random.Random(2)
    rows = [(drawn.randrange(profiles.height), drawn.randrange(profiles.height)) for _ in range(_EXPLAINED)]
    pairs = pl.DataFrame(rows, schema={"one": pl.UInt32, "other": pl.UInt32}, orient="row")
    return differences(ready, pairs, values=profiles)


def invented(sources: int) -> pl.DataFrame:
    """Profiles of invented sources: facts drawn for each and some changed once, those of cells drawn for each table."""
    drawn = random.Random(1)
    rows = [row for number in range(sources) for row in _of_source(f"xa_invented_{number:03}", drawn)]
    coded = {fact.fact: pl.Enum(fact.values) for fact in rulebook().facts if fact.comparison == "CODE"}
    return pl.DataFrame(rows).cast(dict(coded.items())).with_row_index("profile")


def _of_source(source_id: str, drawn: random.Random) -> list[dict[str, object]]:
    declared = {fact.fact: drawn.choice(_values(fact, source_id)) for fact in rulebook().facts}
    changed = {"rule_serial_acts": drawn.choice(["ONE", "MANY"]), "law_version": "amended", "series_break": "1"}
    of_tables = {each: _of_table(each, drawn) for each in DIMENSIONS}
    at = drawn.randrange(PERIODS)
    return [
        {
            **declared,
            **(changed if period >= at else {"series_break": "0"}),
            **of_tables[dimension],
            "undetermined_share": drawn.choice(["NONE", "SMALL", "LARGE"]),
            "source_id": source_id,
            "population_overlap": source_id,
            "dimension": dimension,
            "period": str(_FIRST_YEAR + period),
            "period_start": date(_FIRST_YEAR + period, 1, 1),
            "period_end": date(_FIRST_YEAR + period, 12, 31),
        }
        for period in range(PERIODS)
        for dimension in DIMENSIONS
    ]


def _of_table(dimension: str, drawn: random.Random) -> dict[str, object]:
    is_age, is_motivation = dimension == "victim_age", dimension == "motivation"
    return {
        "mapping_relation": drawn.choice(["EQUAL", "WIDER", "NARROWER", "INEXACT"]),
        "base_basis": drawn.choice(["STATED", "ASSUMED"]),
        "response_type": "MULTIPLE" if dimension == "demand" else "SINGLE",
        "statistic": "COUNT",
        "base_filter": "WHOLE",
        "age_basis": drawn.choice(["DOCUMENTED", "STATED"]) if is_age else "_Z",
        "age_bands": drawn.choice(["0|18", "0|14|18", "0|13|16|18"]) if is_age else "_Z",
        "motivation_basis": drawn.choice(["STATED", "INFERRED_FROM_DEMAND"]) if is_motivation else "_Z",
    }


def _values(fact: FactKind, source_id: str) -> list[str]:
    """Values to draw from, undeclared ones among them."""
    texts = {"NUMBER": ["18", "16"], "NAME": [f"law of {source_id}"], "CODE": fact.values}
    return [value for value in texts.get(fact.comparison, [""]) if value not in {CHANGING, NOT_NEEDED}]


def _growth(grown: list[tuple[int, int, Line]]) -> str:
    """How time grows with pairs, from the first step on."""
    _, first_pairs, first = grown[0]
    steps = [
        f"{count} sources: {pairs / first_pairs:.1f} times the pairs, {line.seconds / first.seconds:.1f} times the time"
        for count, pairs, line in grown[1:]
    ]
    return f"growth of all verdicts from {grown[0][0]} sources on: {'; '.join(steps)}"
