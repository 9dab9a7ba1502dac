"""How each mart leads to the cells of files: a function a kind of mart."""

from collections.abc import Callable

import duckdb
import polars as pl

from warehouse.explain import figures, records, sides
from warehouse.explain.origin import FIGURES, RECORDS, Origin, merged
from warehouse.explain.rows import Row, rows
from warehouse.explain.sides import cell_origin

Explained = Callable[[duckdb.DuckDBPyConnection, Row], Origin]


def explained(connection: duckdb.DuckDBPyConnection, table: str, *, row: Row) -> Origin:
    """What is behind a row of a mart. Raises KeyError for a mart that nobody has said this of; a test finds it."""
    return KINDS[table](connection, row)


def _two_way(connection: duckdb.DuckDBPyConnection, row: Row) -> Origin:
    one = records.of_code(connection, row, dimension="motivation", code=row["code"])
    other = records.of_code(connection, row, dimension=row["by_dimension"], code=row["by_code"])
    found = records.both(one, other)
    return Origin(
        records.arithmetic(row, found, what=f"{row['code']} and {row['by_dimension']} {row['by_code']}"), found
    )


def _compared(connection: duckdb.DuckDBPyConnection, row: Row) -> Origin:
    """A category that several sources share: the categories in use by all of them decide on its true values."""
    using = connection.execute(
        "SELECT DISTINCT source_id, edition FROM core.code_in_use WHERE (dimension, period) = ($1, $2) AND sex IS NULL",
        [row["dimension"], row["period"]],
    ).fetchall()
    others = ", ".join(sorted(f"{source} {edition}" for source, edition in using if source != row["source_id"]))
    partition = f"the category is one that this source and {others or 'nobody else'} can tell apart ({row['view']})"
    also = frozenset((str(source), str(edition)) for source, edition in using)
    if row["is_counted"]:
        is_missing = row["is_missing_code"]
        found = (
            records.of_missing(connection, row)
            if is_missing
            else records.of_values(connection, row, holds=row["holds"])
        )
        if row.get("sex"):
            found = records.both(found, records.of_code(connection, row, dimension="victim_gender", code=row["sex"]))
        return Origin([partition, *records.arithmetic(row, found, what=row["code"])], records=found, also=also)
    told = [
        partition,
        f"lower {row['lower']}: published categories that lie inside it, added where they exclude each other",
        f"upper {row['upper']}: what they allow, and what the others leave of the base {row['base']}",
    ]
    return Origin(told, figures=figures.of_category(connection, row), also=also)


def _rate(connection: duckdb.DuckDBPyConnection, row: Row) -> Origin:
    [cell] = rows(connection, "FROM mart.cell WHERE cell_key = ?", given=[row["cell_key"]])
    if row["why_no_rate"]:
        return merged([row["why_no_rate"]], [cell_origin(connection, cell)], rests_on=[("mart.cell", cell)])
    population = Origin([], figures=figures.of_population(connection, row))
    persons = f"{row['persons']:,.0f} persons ({row['denominator']}, {row['denominator_source_id']})"
    parts = [cell_origin(connection, cell), population]
    return merged([f"rate = 100,000 x records / {persons}"], parts, rests_on=[("mart.cell", cell)])


def _trend(connection: duckdb.DuckDBPyConnection, row: Row) -> Origin:
    """A point of a series, and the point before it in the same span."""
    points = sides.points(connection, row)
    change = f"{row['change_lower']} to {'open' if row['change_upper'] is None else row['change_upper']}"
    told = row["why_no_change"] or f"change = {row['period']} less {row['previous_period']}: {change}"
    parts = [cell_origin(connection, point) for point in points]
    dated = [f"dated change: {each}" for each in row["breaks"] or []]
    return merged([told, *dated], parts, rests_on=[("mart.cell", point) for point in points])


def _pair(connection: duckdb.DuckDBPyConnection, row: Row) -> Origin:
    """A verdict: both sides, and the declared facts that give it."""
    query = "FROM mart.profile WHERE profile IN (?, ?) ORDER BY profile"
    found = rows(connection, query, given=[row["profile_a"], row["profile_b"]])
    facts = sorted({str(each["fact"]) for each in row["differences"]})
    told = [f"verdict {row['verdict']}: the worst of the rules that fire", *map(_difference, row["differences"])]
    whole = merged(
        told, [sides.profile(connection, side) for side in found], rests_on=[("mart.profile", side) for side in found]
    )
    declared = whole.declared.filter(pl.col("fact").is_in(facts))
    return Origin(told, whole.records, whole.figures, declared, whole.rests_on)


def _difference(each: Row) -> str:
    weight = "gives the verdict" if each["is_reason"] else "counts for less"
    values = f"{each['value_one']} against {each['value_other']}"
    return f"{each['fact']}: {values}, {each['level']}, {weight}: {each['text']}"


def _fact(connection: duckdb.DuckDBPyConnection, row: Row) -> Origin:
    """A declared fact: it stands in the source file, and in no delivery."""
    same = (pl.col("fact") == row["fact"]) & pl.col("valid_from").eq_missing(pl.lit(row["valid_from"]))
    declared = sides.declared(connection, row["source_id"]).filter(same)
    return Origin(["as the source file declares it"], declared=declared)


def _delivery(connection: duckdb.DuckDBPyConnection, row: Row) -> Origin:
    """Counts of rows of a delivery: those accepted, of which nothing is here if it was refused."""
    place, told = (row["source_id"], row["edition"]), "rows read = accepted + rejected + excluded"
    if row["state"] != "ACCEPTED":
        return Origin([told], also=frozenset({place}))
    accepted = records.of_edition(connection, *place, "motivation")
    return Origin([told], accepted, figures.of_edition(connection, row), also=frozenset({place}))


def _rule(connection: duckdb.DuckDBPyConnection, row: Row) -> Origin:
    share = f"{row['numerator']} of {row['denominator']} broke {row['rule_id']}"
    found = figures.of_findings(connection, row, finding_id=row["rule_id"], state=row["delivery"])
    told = [f"{share}: {row['outcome']}, as up to a share of {row['threshold']} passes"]
    return Origin(told, figures=found, also=frozenset({(row["source_id"], row["edition"])}))


def _findings(connection: duckdb.DuckDBPyConnection, row: Row) -> Origin:
    found = figures.of_findings(connection, row, finding_id=row["finding_id"], state=row["state"])
    same = found.filter(pl.col("dimension").eq_missing(pl.lit(row["column_name"])))
    also = frozenset({(row["source_id"], row["edition"])} if row["edition"] else ())
    return Origin([f"{row['findings']} findings {row['finding_id']} counted"], figures=same, also=also)


def _frontier(connection: duckdb.DuckDBPyConnection, row: Row) -> Origin:
    """The codes each of the sources uses decide on the categories they share."""
    query = """
        SELECT source_id, edition, list(DISTINCT code ORDER BY code) AS codes FROM core.code_in_use
        WHERE dimension = $1 AND list_contains($2, source_id) AND (sex IS NULL OR $3 IS NULL OR sex = $3)
        GROUP BY ALL ORDER BY ALL
    """
    used = rows(connection, query, given=[row["dimension"], row["sources"], row["sex"]])
    told = [f"{each['source_id']} {each['edition']} tells apart {', '.join(each['codes'])}" for each in used]
    counted = [records.of_edition(connection, each["source_id"], each["edition"], row["dimension"]) for each in used]
    printed = [figures.of_edition(connection, each, dimension=row["dimension"]) for each in used]
    return Origin(
        [f"categories that all can tell apart: {', '.join(row['categories'])}", *told],
        records=pl.concat([pl.DataFrame(schema=RECORDS), *counted]),
        figures=pl.concat([pl.DataFrame(schema=FIGURES), *printed]),
    )


_CELLS = ("cell", "record_cell", "published_cell", "demand", "motivation", "reporter", "victim_age", "victim_gender")
_COMPARED = ("comparable_demand", "comparable_motivation", "comparable_reporter", "comparable_victim_age")
KINDS: dict[str, Explained] = {
    **{f"mart.{name}": cell_origin for name in _CELLS},
    **{f"mart.{name}": _compared for name in _COMPARED},
    "mart.motivation_by": _two_way,
    "mart.rate_per_100k": _rate,
    "mart.trend": _trend,
    "mart.profile": sides.profile,
    "mart.pair": _pair,
    "mart.source_profile": _fact,
    "mart.coverage": _delivery,
    "mart.failure_rate": _rule,
    "mart.finding_summary": _findings,
    "mart.frontier": _frontier,
}
