"""Questions stored in the snapshot: partitions and bounds as the Python arithmetic and brute force find them."""

from collections import Counter
from itertools import combinations

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from schemas.age import bounds_of
from schemas.codelist import codelist, missing_codes
from schemas.dimension import BY_NAME, DIMENSIONS
from tests.support.asked import Count, ask, small_warehouse
from warehouse.comparability.additivity import CELL, refusals, total
from warehouse.comparability.frontier import names
from warehouse.comparability.partition import common_partition
from warehouse.macros import macros, parse

MACROS = {each.name: each for each in macros()}
Records = dict[str, list[tuple[tuple[str, ...], str]]]
CODES = {
    "victim_age": ["Y_LT13", "Y13T15", "Y16T17", "Y_LT18", "Y14T17", "Y_LT14", "Y10T13", "Y15", "Y_GE18", "_U", "_Z"],
    "motivation": ["SEXUAL", "FINANCIAL", "MIXED", "OTHER_PERSONAL", "UNDETERMINED", "_U"],
    "demand": ["MORE_CONTENT", "LIVE_PERFORMANCE", "MONEY", "GOODS", "MONEY_OR_GOODS", "SEXUAL_ANY", "_U"],
    "notifier": ["VICTIM", "PARENT_GUARDIAN", "VICTIM_OR_FAMILY", "POLICE", "AUTHORITY", "_Z", "NOT_RECORDED"],
}  # fmt: skip

WHOLE: Records = {
    "xz_0_records": [(("Y_LT13",), "EQUAL")],
    "xz_1_records": [
        (("Y_LT18",), "EQUAL"),
        (("Y_GE18",), "EQUAL"),
        (("_U",), "EQUAL"),
        (("_U",), "WIDER"),
        (("_Z",), "EQUAL"),
    ],
}  # in a band of all ages lies also an unknown one


def warehouse_of(dimension: str, told: Records) -> duckdb.DuckDBPyConnection:
    """Only the tables the question reads, over records (codes, relation) of each source."""
    return small_warehouse(
        Count(source, dimension, "|".join(codes), "|".join([relation] * len(codes)), count)
        for source, records in told.items()
        for (codes, relation), count in Counter(records).items()
    )


def brute(dimension: str, records: list[tuple[tuple[str, ...], str]], part: frozenset[str]) -> tuple[int, int | None]:
    """Records that surely and possibly hold a leaf of the part, by the definition, one record at a time."""
    known = codelist(dimension)
    lower = upper = 0
    is_open = False
    for codes, relation in records:
        held = [known.leaves_of(code) for code in codes]
        lower += relation in {"EQUAL", "NARROWER"} and any(each <= part for each in held)
        meets = any(not each.isdisjoint(part) for each in held)
        upper += meets or relation in {"WIDER", "INEXACT"}
        is_open |= meets and relation in {"NARROWER", "INEXACT"}
    return lower, None if is_open else upper


@st.composite
def told(draw: st.DrawFn) -> tuple[str, Records]:
    dimension = draw(st.sampled_from(sorted(CODES)))
    most = 3 if BY_NAME[dimension].is_multi else 1
    codes = st.lists(st.sampled_from(CODES[dimension]), min_size=1, max_size=most, unique=True).map(tuple)
    relation = st.sampled_from(["EQUAL"] * 5 + ["WIDER", "NARROWER", "INEXACT"])
    sources = draw(st.lists(st.lists(st.tuples(codes, relation), min_size=1, max_size=8), min_size=1, max_size=4))
    return dimension, {f"xz_{at}_records": records for at, records in enumerate(sources)}


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(told())
@example(("victim_age", WHOLE))
def test_partition_and_bounds_are_those_of_the_definition(drawn: tuple[str, Records]) -> None:
    dimension, records = drawn
    used = {source: {code for codes, _ in each for code in codes} for source, each in records.items()}
    says = {source: codes for source, codes in used.items() if codes - missing_codes()}
    with warehouse_of(dimension, records) as connection:
        if not says:
            with pytest.raises(duckdb.Error, match=f"{dimension} is not recorded or published in period 2024 by any"):
                ask(connection, None, dimension, "strict")
            return
        strict, bounded = (ask(connection, None, dimension, view) for view in ("strict", "bounded"))
        again = ask(connection, sorted(says, reverse=True), dimension, "strict")
    partition = common_partition(dimension, says)

    assert {row["code"] for row in strict if not row["is_missing_code"]} == set(names(dimension, partition))
    assert again == strict
    for row in [*strict, *bounded]:
        if not row["is_missing_code"]:
            assert (row["lower"], row["upper"]) == brute(dimension, records[row["source_id"]], frozenset(row["holds"]))
        assert row["base"] == len(records[row["source_id"]])
    for part in {frozenset(row["holds"]) for row in bounded if row["holds"]}:
        assert any(part <= whole for whole in partition)


@pytest.mark.parametrize("dimension", [each.name for each in DIMENSIONS])
def test_totals_are_kept(dimension: str, connection: duckdb.DuckDBPyConnection) -> None:
    """Exclusive categories on the common partition and the missing codes are all records, where labels say the same."""
    query = """
        SELECT source_id, period, sum(lower), any_value(base) FROM compare(NULL, $1, 'each')
        WHERE view = 'strict' GROUP BY ALL
    """
    for source, period, lower, base in connection.execute(query, [dimension]).fetchall():
        is_plain = not connection.execute(
            "SELECT 1 FROM core.tally WHERE (source_id, period, dimension) = (?, ?, ?) AND relations <> 'EQUAL'",
            [source, period, dimension],
        ).fetchall()
        if is_plain and not BY_NAME[dimension].is_multi:
            assert lower == base, (source, period)


def test_cells_agree_with_the_mart(connection: duckdb.DuckDBPyConnection) -> None:
    """Where a common category is a code of the mart, its bounds are the same."""
    query = """
        SELECT count(*), count(*) FILTER (
            shared.lower IS DISTINCT FROM cell.lower OR shared.upper IS DISTINCT FROM cell.upper
        )
        FROM compare(NULL, $1, 'each') AS shared
        JOIN mart.cell AS cell USING (source_id, edition, period, geo_code, dimension, code)
    """
    for dimension in ("motivation", "demand", "victim_age", "victim_gender"):
        [(met, differing)] = connection.execute(query, [dimension]).fetchall()
        assert met > 0
        assert differing == 0


def test_sums_are_those_of_the_rules(connection: duckdb.DuckDBPyConnection) -> None:
    """Every two of some cells: added, or refused with the texts of just the rules that the Python engine names."""
    query = (
        "SELECT * FROM mart.cell WHERE dimension IN ('motivation', 'demand') AND lower > 0 ORDER BY cell_key LIMIT 10"
    )
    cells = connection.sql(query).pl()
    added = 0
    for one, other in combinations(range(cells.height), 2):
        both = cells[[one, other]]
        refused = refusals(both.select(*CELL))
        question = "FROM sum_cells($1)"
        if refused.is_empty():
            [(lower, upper, count, is_model)] = connection.execute(question, [both["cell_key"].to_list()]).fetchall()
            whole = total(both.select(*CELL))
            assert (lower, upper, count, is_model) == (whole.lower, whole.upper, 2, True)
            added += 1
            continue
        with pytest.raises(duckdb.Error) as error:
            connection.execute(question, [both["cell_key"].to_list()]).fetchall()
        assert all(text in str(error.value) for text in refused["text"])
    assert added > 0


@pytest.mark.parametrize(("cells", "said"), [(["x/y"], "no such cell in mart.cell: x/y"), ([], "at least one cell")])
def test_sum_of_nothing_is_refused(cells: list[str], said: str, connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.Error, match=said):
        connection.execute("FROM sum_cells($1::VARCHAR[])", [cells]).fetchall()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("compare([], 'motivation', NULL)", "compare: sources is an empty list; name at least one source"),
        ("compare(NULL, 'outcome', NULL)", "compare: dimension outcome is not recorded or published by any source."),
        (
            "compare(NULL, 'motivation', '1999')",
            "dimension motivation is not recorded or published in period 1999 by any",
        ),
        ("compare(['xz_none'], 'motivation', 'each')", "not recorded or published by any of sources xz_none."),
        ("frontier('outcome')", "frontier: dimension outcome is not recorded or published by any source."),
        ("frontier('colour')", "frontier: dimension colour"),
    ],
)
def test_a_question_about_nothing_names_what_is_wrong(
    question: str, said: str, connection: duckdb.DuckDBPyConnection
) -> None:
    with pytest.raises(duckdb.Error, match=said):
        connection.execute(f"FROM {question}").fetchall()


def test_no_source_with_a_dimension_is_no_error_where_every_period_is_asked(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert connection.execute("FROM compare(NULL, 'outcome', 'each')").fetchall() == []


def test_frontier_is_asked_by_dimension(connection: duckdb.DuckDBPyConnection) -> None:
    steps = connection.sql("FROM frontier('victim_age')").pl()

    assert steps["bands"].to_list()[0] == 1
    assert all(bounds_of(code) for codes in steps["categories"] for code in codes)


@pytest.mark.parametrize("name", MACROS)
def test_every_macro_says_what_it_takes(name: str) -> None:
    macro = MACROS[name]

    assert macro.description.endswith(".")
    assert macro.signature.startswith(f"{name}(")
    assert all(macro.parameters.values())


@pytest.mark.parametrize(
    "text", ["SELECT 1", "-- other(a)\n-- Description: d.\n-- a | a\nSELECT a", "-- m(a)\n-- a | a"]
)
def test_incomplete_header_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="header"):
        parse(text, "m")


def test_frames_of_the_warehouse_have_no_stray_columns(connection: duckdb.DuckDBPyConnection) -> None:
    held = connection.sql("FROM core.leaf").pl()

    assert held.filter(pl.col("code").is_in(sorted(missing_codes()))).is_empty()
