"""Age bands that differ by sex: frontier and comparison keep the sexes apart, all records stay as they are."""

from collections import Counter
from collections.abc import Iterator

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from schemas.age import crossing
from schemas.codelist import codelist, missing_codes
from tests.support.asked import Asked, Count, ask, small_warehouse
from tests.support.figures import figure, frame
from tests.warehouse.conftest import Inputs
from warehouse.build import fill
from warehouse.comparability.frontier import by_sex as codes_by_sex
from warehouse.comparability.frontier import names
from warehouse.comparability.partition import common_partition

APART, TOGETHER = "xz_test_figures", "xz_test_margins"
FIRST = "xz_test_records"
PUBLISHED = {"F": ["Y_LT13", "Y13T15", "Y16T17"], "M": ["Y_LT16", "Y16T17"]}
SEXES = ("F", "M")
Record = tuple[str, str, str, str]
CELLS = """
    SELECT code, lower, upper, base FROM mart.comparable_victim_age
    WHERE view = 'strict' AND NOT is_missing_code AND period = '2016' AND source_id = $1
        AND sex IS NOT DISTINCT FROM $2
    ORDER BY holds[1]::INT
"""


@pytest.fixture(scope="module")
def by_sex(inputs: Inputs) -> Iterator[duckdb.DuckDBPyConnection]:
    """The small warehouse with a source whose bands differ by sex, and none for both."""
    rows = [
        figure("victim_age", code, 5, source_id=APART, edition="1", base_filter=f"victim_gender={sex}")
        for sex, codes in PUBLISHED.items()
        for code in codes
    ]
    both = {"source_id": TOGETHER, "edition": "1"}
    rows += [figure("victim_gender", sex, count, 100, **both) for sex, count in (("F", 70), ("M", 20))]
    rows += [figure("victim_age", code, count, 100, **both) for code, count in (("Y_LT16", 45), ("Y16T17", 35))]
    known = {name: given.collect() for name, given in inputs.items()}
    named = pl.DataFrame({"source_id": [APART, TOGETHER]})
    accepted = known["edition"].filter(state="ACCEPTED").head(1).with_columns(edition=pl.lit("1"))
    added = {
        "figure": frame(*rows),
        "source": named.join(known["source"].head(1).drop("source_id"), how="cross"),
        "edition": named.join(accepted.drop("source_id"), how="cross"),
    }
    changed = {name: pl.concat([known[name], more.select(known[name].columns)]).lazy() for name, more in added.items()}
    with duckdb.connect() as connection:
        fill(connection, {**inputs, **changed}, progress=lambda _: None)
        yield connection


def test_each_sex_has_a_frontier_of_its_own(by_sex: duckdb.DuckDBPyConnection) -> None:
    query = """
        SELECT sex, max_by(categories, len(categories)) FROM frontier('victim_age')
        WHERE list_contains(sources, $1) GROUP BY sex ORDER BY sex
    """
    [(_, girls), (_, boys)] = by_sex.execute(query, [APART]).fetchall()
    assert set(PUBLISHED["F"]) <= set(girls)
    assert set(PUBLISHED["M"]) <= set(boys)


def test_a_source_that_is_the_same_for_both_sexes_is_in_both(by_sex: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT DISTINCT sex FROM mart.frontier WHERE dimension = 'victim_age' AND list_contains(sources, $1)"
    assert sorted(by_sex.execute(query, [FIRST]).fetchall()) == [("F",), ("M",)]


def test_bands_of_one_sex_cut_and_tie_nothing_over_all_records(
    by_sex: duckdb.DuckDBPyConnection, connection: duckdb.DuckDBPyConnection
) -> None:
    query = """
        SELECT code, source_id, period, lower, upper FROM compare(NULL, 'victim_age', NULL)
        WHERE view = 'strict' AND sex IS NULL AND NOT starts_with(source_id, 'xz_test_margins')
    """
    assert by_sex.execute(query).fetchall() == connection.execute(query).fetchall()


def cells(connection: duckdb.DuckDBPyConnection, source: str, sex: str | None) -> list[tuple[object, ...]]:
    """The cells of 2016, where both publications are."""
    return connection.execute(CELLS, [source, sex]).fetchall()


def test_each_sex_has_cells_on_a_partition_of_its_own(by_sex: duckdb.DuckDBPyConnection) -> None:
    assert cells(by_sex, APART, "F") == [("Y_LT16", 10, 10, None), ("Y16T17", 5, 5, None)]
    assert cells(by_sex, APART, "M") == [("Y_LT16", 5, 5, None), ("Y16T17", 5, 5, None)]
    assert cells(by_sex, APART, None) == []
    bounded = by_sex.execute(
        "SELECT code FROM compare($1, 'victim_age', '2016') WHERE view = 'bounded' AND sex = 'F'", [[APART]]
    ).fetchall()
    assert [code for (code,) in bounded] == PUBLISHED["F"]


def test_bands_published_for_all_are_bounded_by_both_margins(by_sex: duckdb.DuckDBPyConnection) -> None:
    """Of 45 below 16 and 70 girls among 100 at least 15 are girls below 16; ten more of unknown sex may be."""
    assert cells(by_sex, TOGETHER, None) == [("Y_LT16", 45, 65, 100), ("Y16T17", 35, 55, 100)]
    assert cells(by_sex, TOGETHER, "F") == [("Y_LT16", 15, 65, 100), ("Y16T17", 5, 55, 100)]
    assert cells(by_sex, TOGETHER, "M") == [("Y_LT16", 0, 30, 100), ("Y16T17", 0, 30, 100)]


records = st.tuples(
    st.sampled_from(["Y_LT13", "Y_LT14", "Y13T15", "Y14T17", "Y16T17", "Y_LT18", "_U"]),
    st.sampled_from(["EQUAL"] * 4 + ["WIDER", "NARROWER"]),
    st.sampled_from([*SEXES, *SEXES, "_O", "_U", "UNDETERMINED"]),
    st.sampled_from(["EQUAL"] * 4 + ["WIDER", "NARROWER"]),
)


def counts(source: str, told: list[Record]) -> Iterator[Count]:
    for (age, age_relation, gender, gender_relation), count in Counter(told).items():
        yield Count(source, "victim_age", age, age_relation, count)
        yield Count(source, "victim_gender", gender, gender_relation, count)
        yield Count(source, "victim_age", age, age_relation, count, (gender, gender_relation))


def brute(dimension: str, code: str, relation: str, part: frozenset[str]) -> tuple[bool, bool, bool]:
    """Does the record lie in the part, may it, and is what may lie there open, by the definition."""
    held = codelist(dimension).leaves_of(code)
    meets = not held.isdisjoint(part)
    is_wide = relation in {"WIDER", "INEXACT"}
    return held <= part and not is_wide, meets or is_wide, meets and relation in {"NARROWER", "INEXACT"}


def bounds(told: list[Record], part: frozenset[str], sex: str | None) -> tuple[int, int | None]:
    lower = upper = 0
    is_open = False
    for age, age_relation, gender, gender_relation in told:
        aged = brute("victim_age", age, age_relation, part)
        sexed = brute("victim_gender", gender, gender_relation, frozenset({sex})) if sex else (True, True, False)
        lower += aged[0] and sexed[0]
        upper += aged[1] and sexed[1]
        is_open |= (aged[1] and sexed[1]) and (aged[2] or sexed[2])
    return lower, None if is_open else upper


def used_by(every: dict[str, list[Record]]) -> Iterator[tuple[str, str | None, str]]:
    """The codes of each source, for each sex too where bands of the sexes overlap."""
    for source, told in every.items():
        said = [(age, gender) for age, _, gender, _ in told if age not in missing_codes()]
        for age, gender in said:
            yield source, None, age
            if gender not in missing_codes() and crossing([each for each, of in said if of not in missing_codes()]):
                yield source, gender, age


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(records, min_size=1, max_size=7), min_size=1, max_size=3))
def test_cells_of_each_sex_are_those_of_the_definition(drawn: list[list[Record]]) -> None:
    every = {f"xz_{at}_records": told for at, told in enumerate(drawn)}
    uses = list(used_by(every))
    assume(uses)
    with small_warehouse(each for source, told in every.items() for each in counts(source, told)) as connection:
        found: dict[str, Asked] = {view: ask(connection, None, "victim_age", view) for view in ("strict", "bounded")}
    together = {source: {code for of, _, code in uses if of == source} for source, _, _ in uses}
    wanted: dict[str | None, dict[str, set[str]]] = {**codes_by_sex(uses), None: together}

    assert {row["sex"] for row in found["strict"]} == set(wanted)
    for sex, codes in wanted.items():
        of_sex = [row for row in found["strict"] if row["sex"] == sex and not row["is_missing_code"]]
        assert {row["code"] for row in of_sex} == set(names("victim_age", common_partition("victim_age", codes)))
        assert {row["source_id"] for row in of_sex} == set(codes)
    for row in [*found["strict"], *found["bounded"]]:
        if not row["is_missing_code"]:
            told = every[row["source_id"]]
            assert (row["lower"], row["upper"]) == bounds(told, frozenset(row["holds"]), row["sex"])
            assert row["base"] == len(told)
