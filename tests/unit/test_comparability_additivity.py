"""What adds up and what does not, with the numbers of comparability.md 5."""

from datetime import date
from itertools import product
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.table import rows
from tests.support.figures import figure, frame, share
from warehouse.comparability.additivity import CELL, reason_text, refusals, total
from warehouse.comparability.figures import bounded

PLAIN: dict[str, Any] = {
    "source_id": "xa_test_figures", "edition": "2016", "country": "XA", "geo_code": "XA",
    "geographic_role": "VICTIM_RESIDENCE", "period": "2016", "period_start": date(2016, 1, 1),
    "period_end": date(2016, 12, 31), "dimension": "motivation", "code": "SEXUAL", "statistic": "COUNT",
    "counting_unit": "REPORT", "lower": 10, "upper": 12, "base": 100, "response_type": "SINGLE", "is_model": True,
}  # fmt: skip
FINANCIAL = {"code": "FINANCIAL"}


def cells(*changes: dict[str, Any]) -> pl.DataFrame:
    placed = [{**PLAIN, **change} for change in changes]
    return pl.DataFrame([{name: row.get(name) for name in CELL} for row in placed], schema=CELL)


def published(*figures: dict[str, Any]) -> pl.DataFrame:
    """Figures as the cells of the mart."""
    found = bounded(frame(*figures)).filter(~pl.col("is_derived"))
    return found.with_columns(country="geo_code", base="total_to", is_model=pl.lit(value=True))


def reasons(given_cells: pl.DataFrame) -> set[str]:
    return set(refusals(given_cells)["reason"])


YEAR_2017 = {"period": "2017", "edition": "2017", "period_start": date(2017, 1, 1), "period_end": date(2017, 12, 31)}
OTHER_COUNTRY = {"source_id": "xb_test_figures", "country": "XB", "geo_code": "XB"}


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        (FINANCIAL, (20, 24)),
        (FINANCIAL | {"response_type": "CLAIMED_SINGLE"}, (20, 24)),
        (YEAR_2017, (20, 24)),
        (YEAR_2017 | {"response_type": "MULTIPLE"}, (20, 24)),
        (OTHER_COUNTRY, (20, 24)),
        (FINANCIAL | {"upper": None}, (20, None)),
        (FINANCIAL | {"upper": 95}, (20, 100)),
        ({"geo_code": "XA-2"} | {"geo_code": "XB"}, (20, 24)),
    ],
)
def test_what_cannot_be_the_same_records_adds_up(change: dict[str, Any], ends: tuple[int, int | None]) -> None:
    found = total(cells({}, change))
    assert found.refusals.is_empty()
    assert (found.lower, found.upper) == ends


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("not-a-count", FINANCIAL | {"statistic": "RANK"}),
    ("count-unknown", FINANCIAL | {"lower": None}),
    ("conditional", FINANCIAL | {"base_filter": "victim_gender=F"}),
    ("same-cell", {"edition": "2016r"}),
    ("two-questions", {"dimension": "demand", "code": "MONEY"}),
    ("two-units", YEAR_2017 | {"counting_unit": "VICTIM"}),
    ("nested", {"code": "SEXUAL_OR_OTHER_PERSONAL"}),
    ("nested", FINANCIAL | {"parent": "SEXUAL"}),
    ("nested", FINANCIAL | {"response_type": "NESTED"}),
    ("nested", {"code": "_T"}),
    ("several-answers", FINANCIAL | {"response_type": "MULTIPLE"}),
    ("answers-unknown", FINANCIAL | {"response_type": "UNKNOWN"}),
    ("windows-meet", {"period": "2015/2016", "period_start": date(2015, 1, 1)}),
    ("windows-meet", {"period": "to 2015", "period_start": None, "period_end": date(2015, 12, 31)}),
    ("other-edition", FINANCIAL | {"edition": "2016r"}),
    ("other-base", FINANCIAL | {"base": 90}),
    ("place-in-place", {"geo_code": "XA-1"}),
    ("place-in-place", {"geo_code": "XB", "geographic_role": "VICTIM_OR_OFFENDER"}),
    ("sources-overlap", {"source_id": "xa_other"}),
    ("sources-overlap", OTHER_COUNTRY | {"geographic_role": "OFFENCE_PLACE"}),
    ("sources-overlap", OTHER_COUNTRY | {"country": None}),
    ("invented-with-real", OTHER_COUNTRY | {"is_model": False}),
    ("above-base", FINANCIAL | {"lower": 95, "upper": 95}),
]


@pytest.mark.parametrize(("reason", "change"), REFUSED)
def test_a_sum_is_refused_with_its_reason(reason: str, change: dict[str, Any]) -> None:
    found = total(cells({}, change))
    assert reason in set(found.refusals["reason"])
    assert (found.lower, found.upper) == (None, None)
    assert reason_text(found.refusals)


def test_every_rule_is_tested_and_has_its_text_and_citation() -> None:
    assert {row["reason"] for row in rows("additivity")} == {reason for reason, _ in REFUSED}
    assert all(row["text"].endswith(".") and row["citation"] for row in rows("additivity"))


def test_nothing_has_no_sum() -> None:
    with pytest.raises(ValueError, match="at least one cell"):
        total(cells())


def test_the_threats_of_ncmec_are_refused() -> None:
    known = {"parent": "PUBLISH", "response_type": "MULTIPLE"}
    for whole, part in ((67, 29), (71, 29)):
        threats = published(
            share("threat", "PUBLISH", whole, 1428, response_type="MULTIPLE"),
            share("threat", "PUBLISH_TO_KNOWN", part, 1428, **known),
        )
        assert reasons(threats) == {"nested", "several-answers"}


def test_reporters_of_two_questions_are_refused() -> None:
    assert "two-questions" in reasons(
        published(share("notifier", "VICTIM", 24, 1428), share("originator", "VICTIM", 38, 1428))
    )


def test_nested_windows_are_never_added() -> None:
    ends = {310: date(2014, 11, 30), 801: date(2015, 6, 30), 1428: date(2016, 4, 30)}
    begin: dict[str, Any] = {"period_start": date(2013, 10, 1)}
    windows = published(
        *(
            figure("total", "ALL", n, edition=str(n), period=f"to {end}", period_end=end, **begin)
            for n, end in ends.items()
        )
    )
    assert reasons(windows) == {"windows-meet"}
    assert refusals(windows).height == 3


def test_two_equal_numbers_are_no_duplicates() -> None:
    both = published(
        figure("total", "ALL", 123, geo_code="EU", geographic_role="VICTIM_OR_OFFENDER"),
        figure("victim_age", "Y_LT18", 123, 1247, source_id="xb_akeu", counting_unit="VICTIM", geo_code="GB"),
    )
    assert reasons(both) == {"two-questions", "two-units", "sources-overlap"}


records = st.lists(
    st.tuples(st.sampled_from(["SEXUAL", "FINANCIAL", "MIXED"]), st.sampled_from([2016, 2017])), max_size=30
)


@settings(max_examples=40, deadline=None)
@given(records, st.data())
def test_an_offered_sum_is_the_number_of_records(held: list[tuple[str, int]], data: st.DataObject) -> None:
    """Cells counted from records: what is not refused adds to the records that stand in any of them."""
    groups: dict[str, set[str]] = {
        "SEXUAL": {"SEXUAL"}, "FINANCIAL": {"FINANCIAL"}, "FINANCIAL_OR_MIXED": {"FINANCIAL", "MIXED"},
    }  # fmt: skip
    chosen = data.draw(st.lists(st.sampled_from([*product(groups, [2016, 2017])]), min_size=1, max_size=4))
    counted: list[dict[str, Any]] = []
    for code, year in chosen:
        records_there = sum(c in groups[code] and y == year for c, y in held)
        when = {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31), "period": str(year)}
        counted.append({"code": code, "edition": str(year), "lower": records_there, "upper": records_there, **when})
    found = total(cells(*[{**cell, "base": 99} for cell in counted]))
    if found.lower is not None:
        assert (
            found.lower
            == found.upper
            == sum(any(c in groups[code] and y == year for code, year in chosen) for c, y in held)
        )
    else:
        assert len(set(chosen)) < len(chosen) or len({c for c, _ in chosen} & {"FINANCIAL", "FINANCIAL_OR_MIXED"}) > 1


def test_duckdb_reads_every_condition_as_polars_does() -> None:
    placed = cells({}, *(change for _, change in REFUSED))
    with duckdb.connect() as connection:
        connection.register("cell", placed.with_row_index("one"))
        renamed = ", ".join(f"other.{name} AS other_{name}" for name in CELL)
        connection.execute(
            f"CREATE TABLE pair AS SELECT one.*, other.one AS other, false AS codes_meet, {renamed}"  # noqa: S608
            " FROM cell AS one JOIN cell AS other ON one.one < other.one"
        )
        for rule in rows("additivity"):
            if rule["applies"] == "PAIR" and rule["reason"] != "nested":
                query = f"SELECT one, other FROM pair WHERE {rule['refuses']} ORDER BY ALL"  # noqa: S608
                expected = refusals(placed).filter(pl.col("reason") == rule["reason"]).sort("one", "other")
                assert connection.execute(query).fetchall() == expected.select("one", "other").rows()
