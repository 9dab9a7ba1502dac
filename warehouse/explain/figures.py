"""The published cells behind a figure: its own, and those of the same publication and period that bound it."""

import duckdb
import polars as pl

from warehouse.explain.origin import FIGURES
from warehouse.explain.rows import Row

_OWN = ("source_id", "edition", "period")
_COLUMNS = ", ".join(f"figure.{name}" for name in FIGURES if name != "role")


def of_cell(connection: duckdb.DuckDBPyConnection, cell: Row) -> pl.DataFrame:
    """The printed cell of a figure as VALUE, and every other of its publication and period as MARGIN.

    A figure that is derived has no cell of its own: all are margins.
    """
    role = "CASE WHEN figure.figure_id = $figure_id THEN 'VALUE' ELSE 'MARGIN' END"
    return _figures(connection, role, where=_same(_OWN), given={**_given(cell, _OWN), "figure_id": cell["cell_id"]})


def of_category(connection: duckdb.DuckDBPyConnection, cell: Row) -> pl.DataFrame:
    """The cells that a comparison adds up to one category: those of its dimension as VALUE, the others as MARGIN."""
    role = "CASE WHEN figure.dimension = $dimension AND figure.geo_code = $geo_code THEN 'VALUE' ELSE 'MARGIN' END"
    given = _given(cell, (*_OWN, "dimension", "geo_code"))
    return _figures(connection, role, where=_same(_OWN), given=given)


def of_population(connection: duckdb.DuckDBPyConnection, rate: Row) -> pl.DataFrame:
    """The number of persons a rate is taken of."""
    where = """
        figure.source_id = $denominator_source_id AND figure.dimension = 'population' AND figure.code = $denominator
        AND figure.period = $period AND figure.geo_code = $geo_code AND figure.edition IN (
            SELECT edition FROM core.edition WHERE source_id = $denominator_source_id AND is_current
        )
    """
    names = ("denominator_source_id", "denominator", "period", "geo_code")
    return _figures(connection, "'DENOMINATOR'", where=where, given=_given(rate, names))


def of_edition(connection: duckdb.DuckDBPyConnection, row: Row, *, dimension: str | None = None) -> pl.DataFrame:
    """The cells of an edition, or those of one dimension."""
    names = ("source_id", "edition")
    given: dict[str, object] = {**_given(row, names), "dimension": dimension}
    return _figures(
        connection,
        "'VALUE'",
        where=f"{_same(names)} AND figure.dimension = coalesce($dimension, dimension)",
        given=given,
    )


def of_findings(connection: duckdb.DuckDBPyConnection, row: Row, *, finding_id: str, state: str) -> pl.DataFrame:
    """The cells at which something was found; what is about the whole delivery has none."""
    query = """
        SELECT source_id, edition, sheet, row, cell, NULL, column_name, value, NULL, column_name, finding_id, NULL,
            NULL, NULL, 'FOUND'
        FROM core.finding
        WHERE (source_id, edition, finding_id, state) = ($source_id, $edition, $finding_id, $state)
        ORDER BY sheet, row, cell
    """
    given = {**_given(row, ("source_id", "edition")), "finding_id": finding_id, "state": state}
    return pl.DataFrame(connection.execute(query, given).fetchall(), schema=FIGURES, orient="row")


def _figures(connection: duckdb.DuckDBPyConnection, role: str, *, where: str, given: dict[str, object]) -> pl.DataFrame:
    query = f"""
        SELECT {_COLUMNS}, {role} AS role FROM core.figure AS figure WHERE {where} ORDER BY role DESC, sheet, row, cell
    """  # noqa: S608 - names of ours
    return pl.DataFrame(connection.execute(query, given).fetchall(), schema=FIGURES, orient="row")


def _same(names: tuple[str, ...]) -> str:
    return " AND ".join(f"figure.{name} = ${name}" for name in names)


def _given(row: Row, names: tuple[str, ...]) -> dict[str, object]:
    return {name: row[name] for name in names}


def arithmetic(connection: duckdb.DuckDBPyConnection, cell: Row) -> list[str]:
    """How the bounds of a figure follow from what is printed."""
    query = """
        SELECT printed_lower, printed_upper FROM core.figure_cell
        WHERE (source_id, edition, figure_id) = ($1, $2, $3)
    """
    place = [cell["source_id"], cell["edition"], cell["cell_id"]]
    [(low, high)] = connection.execute(query, place).fetchall()[:1] or [(None, None)]
    if cell["lower"] is None:
        return ["the figure is no count or share of records: it has its printed value and no bounds"]
    how = "what the published categories leave of the base" if cell["is_derived"] else "the printed number as rounded"
    ends = f"lower {cell['lower']}, upper {'open' if cell['upper'] is None else cell['upper']}"
    return [
        f"{how} allows {low} to {'any number' if high is None else high} records",
        f"with the others of the publication and period, and its label being {cell['relation']} to the code: {ends}",
        *(str(reason) for reason in cell["reasons"]),
    ]
