"""Every published figure leads to the cells of files it is made from, and from those alone it comes out again (P16)."""

import random
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines import catalogue, receive
from pipelines.derivation.explain import Explanation, explain
from pipelines.layout import options_of
from pipelines.read.cells import letter
from pipelines.read.guard import read_apart
from schemas.source import Source
from tests.support import recount
from warehouse.contents import names
from warehouse.explain.marts import KINDS
from warehouse.explain.rows import NotOneRowError, Row, one_row, rows

SAMPLED = 200
FEWEST = 5
WITHOUT_CELLS = {"mart.source_profile", "mart.failure_rate", "mart.finding_summary", "mart.coverage"}
WHOLE = {"universe", "counted_object", "recording_stage", "reference_date_type"}
ORDER = ["COMPARABLE", "WITH_NOTE", "TREND_ONLY", "BOUNDS_ONLY", "UNKNOWN", "NOT_COMPARABLE"]


@pytest.fixture
def connection(among_countries: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(among_countries), read_only=True) as opened:
        yield opened


def sampled(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, Row]]:
    """At least five rows of every mart that has so many, the others from all marts alike."""
    draw = random.Random(16)  # noqa: S311 - a sample that is the same each time
    every = {
        name: rows(connection, f"FROM {name} ORDER BY ALL") for name in names(connection) if name.startswith("mart.")
    }
    chosen = [(name, row) for name, found in every.items() for row in draw.sample(found, min(FEWEST, len(found)))]
    others = [(name, draw.choice(found)) for name, found in every.items() for _ in range(20) if found]
    return [*chosen, *draw.sample(others, SAMPLED - len(chosen))]


def test_there_is_a_way_from_every_mart(connection: duckdb.DuckDBPyConnection) -> None:
    assert set(KINDS) == {name for name in names(connection) if name.startswith("mart.")}


def test_200_sampled_rows_come_out_again_from_the_cells_listed(
    connection: duckdb.DuckDBPyConnection, among_countries: Path
) -> None:
    printed: pl.DataFrame = connection.table("core.figure").pl()
    looked_at = 0
    for table, row in sampled(connection):
        found = explain(connection, among_countries, table=table, row=row)

        assert found.cells.height or table in WITHOUT_CELLS, (table, row)
        assert found.origin.formula
        assert {(each.source_id, each.edition) for each in found.deliveries} >= set(
            found.cells.select("source_id", "edition").iter_rows()
        )
        assert all(each.receipt and each.who and each.mapping for each in found.deliveries if each.state != "draft")
        judged = {(each["source_id"], each["edition"]) for each in found.rules}
        assert judged == {(each.source_id, each.edition) for each in found.deliveries}
        again(connection, among_countries, found, printed)
        looked_at += 1
    assert looked_at == SAMPLED


def again(connection: duckdb.DuckDBPyConnection, path: Path, found: Explanation, printed: pl.DataFrame) -> None:
    """Work the numbers of a row out again, each kind of mart in its way."""
    row = found.row
    if found.table == "mart.motivation_by":
        one, other = recount.of_code("motivation", row["code"]), recount.of_code(row["by_dimension"], row["by_code"])
        assert recount.records(found.cells, one, other) == (row["lower"], row["upper"], row["base"])
    elif found.table.startswith("mart.comparable_"):
        compared(found, connection)
    elif found.table in {"mart.rate_per_100k", "mart.trend"}:
        built_on(connection, path, found, printed)
    elif "cell_id" in row:
        cell(found, printed)
    else:
        TOLD[found.table](found)


def cell(found: Explanation, printed: pl.DataFrame) -> None:
    row = found.row
    if row["cell_id"] == "core.incident":
        says = recount.of_code(row["dimension"], row["code"])
        assert recount.records(found.cells, says) == (row["lower"], row["upper"], row["base"])
        return
    worked = recount.figure(found, printed)
    assert all(worked[name] == row[name] for name in ("lower", "upper", "value", "share_lower", "share_upper"))


def compared(found: Explanation, connection: duckdb.DuckDBPyConnection) -> None:
    row = found.row
    of_sex = [recount.of_code("victim_gender", row["sex"])] if row.get("sex") else []
    if row["is_counted"]:
        is_missing = row["is_missing_code"]
        says = exactly(row["code"]) if is_missing else recount.of_values(row["dimension"], row["holds"])
        assert recount.records(found.cells, says, *of_sex) == (row["lower"], row["upper"], row["base"])
    elif not of_sex:  # bands of one sex are worked out of two margins: which figures these are is told, and no more
        assert published(found, connection) == (row["lower"], row["upper"])


def exactly(code: str) -> Callable[[str, str], tuple[bool, bool, bool]]:
    return lambda recorded, _relation: (recorded == code, recorded == code, False)


def published(found: Explanation, connection: duckdb.DuckDBPyConnection) -> tuple[int, int | None]:
    """A category of published figures: those inside added, or the largest; closed by what the others leave."""
    row = found.row
    place = ["source_id", "edition", "figure_id"]
    listed = found.origin.figures.filter(pl.col("role") == "VALUE").select(place)
    bounds: pl.DataFrame = connection.table("core.figure_cell").pl().join(listed, on=place, how="semi")
    usable = bounds.filter(
        pl.col("dimension") == row["dimension"],
        pl.col("lower").is_not_null(),
        pl.col("base").eq_missing(pl.lit(row["base"])),
        pl.col("base_filter").is_null() | pl.col("share_lower").is_not_null(),
    )
    codes = [
        (
            str(code),
            max(each["lower"]),
            min((high for high in each["upper"] if high is not None), default=None),
            set(each["response_type"]) == {"SINGLE"},
        )
        for (code,), each in usable.group_by("code", maintain_order=True)
    ]
    if row["is_missing_code"]:
        [(low, high)] = [(low, high) for code, low, high, _ in codes if code == row["code"]]
        return low, high
    held = {code: recount.leaves(row["dimension"], code) for code, *_ in codes}
    widest = [each for each in codes if held[each[0]] and not any(held[each[0]] < other for other in held.values())]
    wanted = set(row["holds"])
    is_single = all(each[3] for each in widest)
    inside = [low for code, low, *_ in widest if held[code] <= wanted]
    touching = [(code, high) for code, _, high, _ in widest if held[code] & wanted]
    others = sum(low for code, low, *_ in widest if not held[code] & wanted)
    covered = set().union(*(held[code] for code, _ in touching)) if touching else set()
    closed = [high for _, high in touching if high is not None]
    ends = [sum(closed)] if touching and len(closed) == len(touching) and len(covered) >= len(wanted) else []
    if row["base"] is not None:
        ends.append(row["base"] - (others if is_single else 0))
    return (sum(inside) if is_single else max(inside, default=0)), min(ends, default=None)


def built_on(connection: duckdb.DuckDBPyConnection, path: Path, found: Explanation, printed: pl.DataFrame) -> None:
    """What is made of cells: those come out again, and the row from them."""
    row, cells = found.row, [each for _, each in found.origin.rests_on]
    for each in cells:
        cell(explain(connection, path, table="mart.cell", row=each), printed)
    assert (cells[0]["lower"], cells[0]["upper"]) == (row["lower"], row["upper"])
    if found.table == "mart.rate_per_100k":
        persons = found.origin.figures.filter(role="DENOMINATOR")["value"].to_list()
        assert len(persons) == (0 if row["why_no_rate"] else 1)
        rates = [per_100k(cells[0][name], *persons) for name in ("lower", "upper")]
        assert [row["rate_lower_per_100k"], row["rate_upper_per_100k"]] == rates
    elif row["previous_period"]:
        former = cells[1]
        assert row["change_lower"] == (None if former["upper"] is None else row["lower"] - former["upper"])
        assert row["change_upper"] == (None if row["upper"] is None else row["upper"] - former["lower"])


def per_100k(count: int | None, persons: float | None = None) -> float | None:
    return None if count is None or persons is None else 100_000 * count / persons


def _profile(found: Explanation) -> None:
    cells = [each for _, each in found.origin.rests_on]
    assert cells
    assert {each["code"] for each in cells} >= set(found.row["codes"]) or found.row["dimension"] == "total"


def _pair(found: Explanation) -> None:
    """The verdict is the worst level; what differs is declared so, where the cells are all that the source counts."""
    row = found.row
    declared: dict[tuple[str, str], set[str]] = {}
    assert row["verdict"] == max([each["level"] for each in row["differences"]] or ["COMPARABLE"], key=ORDER.index)
    for source, fact, value in found.origin.declared.select("source_id", "fact", "value").iter_rows():
        declared.setdefault((source, fact), set()).add(value)
    sides = (("source_a", "value_one"), ("source_b", "value_other"))
    for each, (source, value) in product(row["differences"], sides):
        if each["fact"] in WHOLE:
            assert each[value] in declared[row[source], each["fact"]]


def _profiled(found: Explanation) -> None:
    """A fact stands so in the source file."""
    row = found.row
    stated = catalogue.source(row["source_id"]).counting.stated()[row["fact"]]
    assert (row["value"], row["cite"]) in {(each.value, each.cite) for each in stated}
    assert found.origin.declared["value"].to_list() == [row["value"]]


def _coverage(found: Explanation) -> None:
    row = found.row
    assert found.cells.height == (row["rows_accepted"] if row["state"] == "ACCEPTED" else 0)
    left_out = sum(each["rows"] for each in found.exclusions)
    assert row["rows_read"] == row["rows_accepted"] + row["rows_rejected"] + left_out


def _summary(found: Explanation) -> None:
    assert found.cells.height == found.row["findings"]


def _failure(found: Explanation) -> None:
    row = found.row
    [outcome] = [
        each for each in found.rules if each["rule_id"] == row["rule_id"] and each["delivery"] == row["delivery"]
    ]
    assert (outcome["numerator"], outcome["findings"]) == (row["numerator"], found.cells.height)


def _frontier(found: Explanation) -> None:
    assert set(found.cells["source_id"]) == set(found.row["sources"])


TOLD = {
    "mart.profile": _profile,
    "mart.pair": _pair,
    "mart.source_profile": _profiled,
    "mart.coverage": _coverage,
    "mart.finding_summary": _summary,
    "mart.failure_rate": _failure,
    "mart.frontier": _frontier,
}


@cache
def texts(sha256: str, file: str, source_id: str, edition: str) -> dict[str, dict[str, Any]]:
    """The cells of a raw file by sheet and address."""
    options = options_of(catalogue.source(source_id).tables_of(edition))
    sheets = read_apart(receive.object_path(sha256).read_bytes(), file, options=options)
    return {
        sheet.name: {
            f"{letter(int(column))}{row['row']}": row[column]
            for row in sheet.cells.iter_rows(named=True)
            for column in sheet.cells.columns[1:]
        }
        for sheet in sheets
    }


def labels(source: Source, dimension: str) -> dict[str, tuple[str, str]]:
    """What each label of a dimension means."""
    found: dict[str, tuple[str, str]] = {}
    for table in source.record_tables:
        for column in table.columns.values():
            if column.to == dimension and column.lookup:
                found |= {
                    text: (each.code or "", each.relation) for text, each in source.lookups[column.lookup].items()
                }
    return found


def test_what_stands_at_the_address_in_the_raw_file_is_what_was_counted(
    connection: duckdb.DuckDBPyConnection, among_countries: Path
) -> None:
    draw, looked_at = random.Random(3), 0  # noqa: S311 - a sample that is the same each time
    for source_id in [source for source in catalogue.paths() if source.startswith("x") and "population" not in source]:
        source = catalogue.source(source_id)
        where = (
            "cell_id = 'core.incident' AND source_id = ? AND dimension IN ('motivation', 'victim_gender', 'notifier')"
        )
        row = draw.choice(rows(connection, f"FROM mart.cell WHERE {where} ORDER BY ALL", given=[source_id]))
        found = explain(connection, among_countries, table="mart.cell", row=row)
        known, cells = labels(source, row["dimension"]), found.cells.filter(pl.col("cell").is_not_null())
        for each in cells.sample(min(20, cells.height), seed=1).iter_rows(named=True):
            file = found.files[each["source_id"], each["edition"]]
            text = texts(file.sha256, file.file, source_id, each["edition"])[each["sheet"]][each["cell"]]
            assert known[(text or "").strip()] == (each["said"], each["relation"])
            looked_at += 1
    assert looked_at > 50


def test_a_printed_figure_stands_at_its_address_in_the_raw_file(
    connection: duckdb.DuckDBPyConnection, among_countries: Path
) -> None:
    query = "FROM mart.cell WHERE source_id = 'gb_nca_akeu' AND dimension = 'motivation' AND code = 'FINANCIAL'"
    [row] = rows(connection, query)
    found = explain(connection, among_countries, table="mart.cell", row=row)
    file = found.files["gb_nca_akeu", "2016"]
    read = texts(file.sha256, file.file, "gb_nca_akeu", "2016")

    assert (row["lower"], row["upper"], row["base"]) == (665, 1174, 1247)
    for each in found.cells.iter_rows(named=True):
        assert read[each["sheet"]][each["cell"]].strip() == each["said"].strip()


@pytest.mark.parametrize(
    ("table", "wanted", "told"),
    [
        ("mart.nothing", {}, "there is no mart mart.nothing"),
        ("mart.cell; DROP", {}, "there is no mart"),
        ("mart.cell", {"colour": "red"}, "mart.cell has no column colour"),
        ("mart.cell", {"code": "NOWHERE"}, "no row of mart.cell"),
        ("mart.cell", {"dimension": "demand"}, "more than 20 rows of mart.cell are meant"),
        ("mart.coverage", {"source_id": "xb_dcpj_procedures"}, "2 rows of mart.coverage are meant by this; say more"),
    ],
)  # fmt: skip
def test_which_row_is_meant_must_be_plain(
    table: str, wanted: dict[str, str], told: str, connection: duckdb.DuckDBPyConnection
) -> None:
    with pytest.raises(NotOneRowError) as error:
        one_row(connection, table, wanted=wanted)
    assert str(error.value).startswith(told)
