"""The cells that other rows are made from: one cell, the points of a series, and the sides of a verdict."""

import duckdb
import polars as pl

from schemas.dimension import BY_NAME
from warehouse.explain import figures, records
from warehouse.explain.origin import DECLARED, Origin, merged
from warehouse.explain.rows import Row, rows

COUNTED = "core.incident"
_SERIES = ("source_id", "geo_code", "geographic_role", "dimension", "code", "statistic", "counting_unit", "base_filter")
_POINT = "FROM mart.cell WHERE (source_id, edition, period, cell_id, geo_code, dimension, code) = (?, ?, ?, ?, ?, ?, ?)"
_SHARED = ("source_id", "edition", "period", "geo_code", "geographic_role", "counting_unit")


def cell_origin(connection: duckdb.DuckDBPyConnection, cell: Row) -> Origin:
    """A cell from records is a count of them; one from a publication is its printed cell."""
    if cell["cell_id"] == COUNTED:
        found = records.of_code(connection, cell, dimension=cell["dimension"], code=cell["code"])
        return Origin(records.arithmetic(cell, found, what=f"{cell['dimension']} {cell['code']}"), records=found)
    return Origin(figures.arithmetic(connection, cell), figures=figures.of_cell(connection, cell))


def points(connection: duckdb.DuckDBPyConnection, trend: Row) -> list[Row]:
    """The cell of a point of a series, and that of the point it is compared with."""
    names = ("source_id", "edition", "period", "cell_id", "geo_code", "dimension", "code")
    same = [
        each
        for each in rows(connection, _POINT, given=[trend[name] for name in names])
        if all(each[name] == trend[name] for name in ("statistic", "counting_unit", "base_filter"))
    ]
    own = same[0]
    if trend["previous_period"] is None:
        return [own]
    where = " AND ".join(f"{name} IS NOT DISTINCT FROM ${name}" for name in _SERIES)
    query = f"""
        FROM mart.cell WHERE {where} AND period = $period AND lower IS NOT NULL AND NOT is_derived
            AND (base_basis = 'COUNTED' OR unit IS NOT DISTINCT FROM $unit)
        ORDER BY period_end DESC, period_start DESC, edition DESC, cell_id DESC LIMIT 1
    """
    given = {name: own[name] for name in (*_SERIES, "unit")}
    return [own, *rows(connection, query, given={**given, "period": trend["previous_period"]})]


def profile(connection: duckdb.DuckDBPyConnection, row: Row) -> Origin:
    """Cells that share everything a comparison looks at, with the facts their source declares."""
    cells = _cells_of(connection, row)
    told = f"{len(cells)} cells of one source, period, place, unit and base: codes {', '.join(row['codes'])}"
    dimension = row["dimension"] if row["dimension"] in BY_NAME else "victim_age"
    counted = [cell for cell in cells if cell["cell_id"] == COUNTED]
    behind = [records.of_code(connection, cell, dimension=dimension, code="_T") for cell in counted[:1]]
    parts = [Origin([], records=each.with_columns(counts=pl.lit("USED"))) for each in behind]
    printed = figures.of_edition(connection, row).filter(pl.col("figure_id").is_in([cell["cell_id"] for cell in cells]))
    return merged(
        [told],
        [*parts, Origin([], figures=printed, declared=declared(connection, row["source_id"]))],
        rests_on=[("mart.cell", cell) for cell in cells],
    )


def _cells_of(connection: duckdb.DuckDBPyConnection, row: Row) -> list[Row]:
    """The cells of a profile; a profile of totals is of all records, or of the victims under 18."""
    query = f"""
        FROM mart.cell WHERE {" AND ".join(f"{name} = ${name}" for name in _SHARED)}
            AND ((dimension = $dimension AND list_contains($codes, code))
                OR ($dimension = 'total' AND dimension = 'victim_age' AND code IN ('_T', 'Y_LT18')))
            AND ($condition IS NULL OR base_filter = $condition)
        ORDER BY cell_key
    """
    return rows(connection, query, given={name: row[name] for name in (*_SHARED, "dimension", "codes", "condition")})


def declared(connection: duckdb.DuckDBPyConnection, source_id: str) -> pl.DataFrame:
    """Every fact that a source declares."""
    query = f"SELECT {', '.join(DECLARED)} FROM core.fact WHERE source_id = $1 ORDER BY ALL"  # noqa: S608 - names of ours
    return pl.DataFrame(connection.execute(query, [source_id]).fetchall(), schema=DECLARED, orient="row")
