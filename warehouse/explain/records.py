"""The records behind a count: which surely have the code, which possibly, and which are only counted in the base."""

from collections.abc import Sequence

import duckdb
import polars as pl

from schemas.age import OLDEST
from schemas.dimension import BY_NAME, VICTIM_AGE, relation_column
from warehouse.explain.origin import RECORDS
from warehouse.explain.rows import Row

_WHERE = ("source_id", "edition", "period", "geo_code", "geographic_role", "counting_unit")
# what a recorded combination means for a code of the dimension
_COVER = """
    SELECT recorded, relations, is_inside, meets, is_unbounded AND meets AS is_open
    FROM core.cover WHERE dimension = $dimension AND target = $code
"""
# the same for a set of true values: what `compare` makes of records
_PART = """
    SELECT recorded, relations,
        bool_or((is_part OR (touches AND $is_whole)) AND relation NOT IN ('WIDER', 'INEXACT')) AS is_inside,
        bool_or(touches OR relation IN ('WIDER', 'INEXACT')) AS meets,
        bool_or(touches AND relation IN ('NARROWER', 'INEXACT')) AS is_open
    FROM (
        SELECT each.recorded, each.relations, each.relation,
            len(size.leaves) > 0 AND list_has_all($holds, size.leaves) AS is_part,
            list_has_any($holds, size.leaves) OR (len(size.leaves) = 0 AND each.code <> '_Z') AS touches
        FROM core.recorded AS each
        JOIN (
            SELECT used.code, coalesce(list(leaf.leaf) FILTER (leaf.leaf IS NOT NULL), []) AS leaves
            FROM (SELECT DISTINCT code FROM core.recorded WHERE dimension = $dimension) AS used
            LEFT JOIN core.leaf AS leaf ON leaf.dimension = $dimension AND leaf.code = used.code
            GROUP BY used.code
        ) AS size ON size.code = each.code
        WHERE each.dimension = $dimension
    )
    GROUP BY ALL
"""
_LEAVES = "SELECT count(DISTINCT leaf) FROM core.leaf WHERE dimension = ?"
_MISSING = """
    SELECT recorded, relations, bool_or(code = $code) AS is_inside, bool_or(code = $code) AS meets, false AS is_open
    FROM core.recorded WHERE dimension = $dimension GROUP BY ALL
"""


def of_code(connection: duckdb.DuckDBPyConnection, cell: Row, *, dimension: str, code: str) -> pl.DataFrame:
    """Every record that a cell looks at, and what it counts to for a code."""
    return _records(connection, cell, dimension=dimension, meaning=_COVER, given={"code": code})


def of_values(connection: duckdb.DuckDBPyConnection, cell: Row, *, holds: Sequence[str]) -> pl.DataFrame:
    """The same for a category that is a set of true values; in one of all of them lies also what is not known."""
    [(every,)] = connection.execute(_LEAVES, [cell["dimension"]]).fetchall()
    is_whole = len(holds) == (OLDEST + 1 if cell["dimension"] == VICTIM_AGE.name else every)
    return _records(
        connection, cell, dimension=cell["dimension"], meaning=_PART, given={"holds": list(holds), "is_whole": is_whole}
    )


def of_missing(connection: duckdb.DuckDBPyConnection, cell: Row) -> pl.DataFrame:
    """The same for a code that says why there is no answer."""
    return _records(connection, cell, dimension=cell["dimension"], meaning=_MISSING, given={"code": cell["code"]})


def of_edition(connection: duckdb.DuckDBPyConnection, source_id: str, edition: str, dimension: str) -> pl.DataFrame:
    """Every record of an edition, with what it has of a dimension."""
    recorded, relations = _texts(dimension)
    query = f"""
        SELECT record.source_id, record.edition, record.sheet, record.row, record.columns, $dimension AS dimension,
            {recorded} AS recorded, {relations} AS relations, 'USED' AS counts, false AS is_open
        FROM core.incident AS record WHERE (record.source_id, record.edition) = ($source_id, $edition)
        ORDER BY record.sheet, record.row
    """  # noqa: S608 - names of ours
    given = {"source_id": source_id, "edition": edition, "dimension": dimension}
    return pl.DataFrame(connection.execute(query, given).fetchall(), schema=RECORDS, orient="row")


def both(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Records of a two-way cell: they surely have both codes where they surely have each."""
    place = ["source_id", "edition", "sheet", "row"]
    joined = one.join(other.select(*place, *(pl.col(name).alias(f"{name}_2") for name in _TOLD)), on=place, how="inner")
    surely = (pl.col("counts") == "SURELY") & (pl.col("counts_2") == "SURELY")
    possibly = pl.col("counts").is_in(["SURELY", "POSSIBLY"]) & pl.col("counts_2").is_in(["SURELY", "POSSIBLY"])
    return joined.with_columns(
        *(pl.format("{} and {}", name, f"{name}_2").alias(name) for name in ("dimension", "recorded", "relations")),
        counts=pl.when(surely).then(pl.lit("SURELY")).when(possibly).then(pl.lit("POSSIBLY")).otherwise(pl.lit("BASE")),
        is_open=possibly & (pl.col("is_open") | pl.col("is_open_2")),
    ).select(*RECORDS)


_TOLD = ("dimension", "recorded", "relations", "counts", "is_open")


def _records(
    connection: duckdb.DuckDBPyConnection, cell: Row, *, dimension: str, meaning: str, given: dict[str, object]
) -> pl.DataFrame:
    recorded, relations = _texts(dimension)
    query = f"""
        SELECT record.source_id, record.edition, record.sheet, record.row, record.columns, $dimension AS dimension,
            {recorded} AS recorded, {relations} AS relations,
            CASE WHEN meaning.is_inside THEN 'SURELY' WHEN meaning.meets THEN 'POSSIBLY' ELSE 'BASE' END AS counts,
            coalesce(meaning.is_open, false) AS is_open
        FROM core.incident AS record
        LEFT JOIN ({meaning}) AS meaning ON meaning.recorded = {recorded} AND meaning.relations = {relations}
        WHERE {" AND ".join(f"record.{name} = ${name}" for name in _WHERE)}
        ORDER BY record.sheet, record.row
    """  # noqa: S608 - names of ours
    place = {name: cell[name] for name in _WHERE}
    found = connection.execute(query, {**place, **given, "dimension": dimension}).fetchall()
    return pl.DataFrame(found, schema=RECORDS, orient="row")


def _texts(dimension: str) -> tuple[str, str]:
    """The recorded codes of a dimension and their relations, as one text each."""
    columns = f"record.{dimension}", f"record.{relation_column(dimension)}"
    if not BY_NAME[dimension].is_multi:
        return columns
    return f"array_to_string({columns[0]}, '|')", f"array_to_string({columns[1]}, '|')"


def arithmetic(cell: Row, found: pl.DataFrame, *, what: str) -> list[str]:
    """How the numbers of a count follow from its records."""
    counts = found["counts"]
    sure, base = int((counts == "SURELY").sum()), found.height
    more = int((counts == "POSSIBLY").sum())
    told = [
        f"lower {cell['lower']}: {sure:,} records surely hold {what}",
        f"upper {cell['upper']}: {more:,} more possibly do (unknown, undetermined, coarser or wider)",
        f"base {cell['base']}: {base:,} accepted records of the period and place",
    ]
    if found["is_open"].any():
        told[1] = "upper open: labels that cover less than the code leave records with it elsewhere"
    return [*told, "shares = lower / base and upper / base"]
