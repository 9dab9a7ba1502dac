"""Every rule of the common contracts refuses a frame that breaks it, and only the cell that breaks it."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pandera.polars as pa
import polars as pl
import pytest

from pipelines.validate import contract_findings
from schemas import figure, finding, incident
from schemas.source import Source
from tests.support.published import published, published_source
from tests.support.small import delivered, source_of

BAD_INCIDENTS: list[tuple[str, Any]] = [
    *(
        (name, "NO_SUCH_CODE")
        for name in (
            "motivation", "victim_gender", "notifier", "originator", "relation", "offence", "outcome", "victim_age",
            "reference_date_type", "counting_unit", "geographic_role", "stage", "motivation_basis", "age_moment",
        )
    ),
    *(
        (name, codes)
        for name in ("demand", "threat", "material", "tactic", "platform", "victim_outcome", "channel")
        for codes in ([], ["NO_SUCH_CODE"], ["_U", "NO_SUCH_CODE"], [None])
    ),
    *(("period", text) for text in ("24", "2024-1", "2024-Q5", "in 2024", "2024 ")),
    *(("victim_age", text) for text in ("14", "Y", "Y1T", "Y_LT", "y14")),
    ("victim_age_from", -1),
    ("victim_age_from", 15),
    ("victim_age_from", None),
    ("victim_age_to", 121),
    ("victim_age_to", 13),
    ("victim_age_to", None),
    *((name, None) for name in incident.COLUMNS if name not in {*incident.NULLABLE, "edition"}),
]  # fmt: skip
BAD_FIGURES: list[tuple[str, Any]] = [
    *(
        (name, "NO_SUCH_CODE")
        for name in (
            "geographic_role", "counting_unit", "mapping", "statistic", "base_basis", "response_type", "obs_status",
        )
    ),
    ("value_high", 3.0),
    *((name, None) for name in figure.COLUMNS if name not in {*figure.NULLABLE, "edition"}),
]  # fmt: skip


@cache
def incidents() -> pl.DataFrame:
    return delivered({}, {"Age": "not known"}).accepted


@cache
def figures() -> pl.DataFrame:
    return published(("Girls", "98", "81.67"), ("Boys", "4", "3.3")).accepted


def broken(rows: pl.DataFrame, changes: list[tuple[str, Any]]) -> pl.DataFrame:
    """A good row before and after every bad one, which differs in one cell; rows and cells are numbered anew."""
    good = rows.row(0, named=True)
    told = []
    for at, (column, value) in enumerate(changes):
        told += [
            good | {"row": 2 * at, "cell": f"B{2 * at}"},
            good | {"row": 2 * at + 1, "cell": f"B{2 * at + 1}", column: value},
        ]
    return pl.DataFrame([*told, good | {"row": -1, "cell": "B"}], schema=rows.schema)


def refused_rows(rows: pl.DataFrame, source: Source) -> set[int]:
    """Numbers of the rows that the findings name."""
    found = contract_findings(rows, source)
    assert set(found["finding_id"]) == {"contract-violated"}
    assert set(found["severity"]) == {"blocks"}
    return set(found["row"])


def test_good_frames_keep_the_contracts() -> None:
    assert contract_findings(incidents(), source_of()).is_empty()
    assert contract_findings(figures(), published_source()).is_empty()


@pytest.mark.parametrize(("name", "changes"), [("incident", BAD_INCIDENTS), ("figure", BAD_FIGURES)])
def test_every_bad_row_is_named_and_no_good_one(name: str, changes: list[tuple[str, Any]]) -> None:
    rows, source = (incidents(), source_of()) if name == "incident" else (figures(), published_source())
    placed = [change for change in changes if change[0] not in {"sheet", "row", "cell"}]
    refused = refused_rows(broken(rows, placed), source)

    assert [change for at, change in enumerate(placed) if 2 * at + 1 not in refused] == []
    assert refused == {2 * at + 1 for at in range(len(placed))}


@pytest.mark.parametrize("column", ["sheet", "row", "cell"])
def test_row_without_a_place_is_refused(column: str) -> None:
    rows = figures().with_columns(pl.lit(None, figures().schema[column]).alias(column))

    assert contract_findings(rows, published_source()).height == figures().height


@pytest.mark.parametrize(("module", "good"), [(incident, incidents), (figure, figures)])
def test_columns_must_be_all_there_in_type_and_order(module: Any, good: Callable[[], pl.DataFrame]) -> None:
    rows = good()
    for wrong in (
        rows.drop("period"),
        rows.with_columns(extra=pl.lit(1)),
        rows.select(reversed(rows.columns)),
        rows.with_columns(pl.col("row").cast(pl.Int32)),
    ):
        with pytest.raises((pa.errors.SchemaErrors, pa.errors.SchemaError)):
            module.contract().validate(wrong, lazy=True)


def test_empty_frames_keep_the_contracts() -> None:
    for module in (incident, figure, finding):
        assert module.contract().validate(module.empty()).is_empty()


def test_findings_of_a_delivery_keep_their_contract() -> None:
    found = delivered({}, {"Age": "x"}, {"Motive": "y", "Date": "z"}).findings

    assert finding.contract().validate(found).height == 3
    with pytest.raises(pa.errors.SchemaErrors):
        finding.contract().validate(found.with_columns(severity=pl.lit("kills")), lazy=True)
    with pytest.raises(pa.errors.SchemaErrors):
        finding.contract().validate(found.with_columns(finding_id=pl.lit("no-such-id")), lazy=True)


def test_dates_of_the_example_are_dates() -> None:
    assert incidents()["reference_date"].to_list() == [date(2024, 3, 1)] * 2
