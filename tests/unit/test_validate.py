"""Accepted, rejected and excluded rows make up what was read; assertions and age bands are told with their cells."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.deliver import deliver
from pipelines.validate import conservation, overlapping_bands
from schemas import finding, incident
from tests.support.published import published
from tests.support.small import HEADER, csv_of, delivered, ids, rows_of, source_of

RULE = {"rule": "late", "column": "Gender", "matches": "x", "reason": "invented"}
TEXTS = st.sampled_from(["", "C-1", "C-2", "2024-05-05", "1999-01-01", "sexual", "money", "test", "images;cash", "gold",
                         "14", "13-15", "121", "f", "x", "not known", "Number"])  # fmt: skip
CHANGES = st.lists(st.dictionaries(st.sampled_from(HEADER), TEXTS, max_size=3), min_size=1, max_size=6)


@pytest.mark.slow
@settings(max_examples=40)
@given(CHANGES)
def test_every_row_read_is_accepted_rejected_or_excluded(changes: list[dict[str, str]]) -> None:
    rows = rows_of(*changes)
    outcome = deliver(csv_of(rows), "x.csv", source=source_of(exclude_rows=[RULE]), edition="2024")
    data = [row for row in rows if row[0] != "Number" and any(cell.strip() for cell in row)]

    assert "rows-not-conserved" not in ids(outcome)
    assert outcome.rows_read == outcome.accepted.height + outcome.rejected + outcome.excluded.height
    assert outcome.rows_read <= len(data)
    assert outcome.rows_read >= len([row for row in data if row[0]])


@settings(max_examples=10)
@given(st.lists(st.tuples(*[st.sampled_from(["Girls", "Boys", "Others", "Left out", "Silent"]), *[st.sampled_from(
    ["1", "1.5", "x", "", "-"])] * 2]), min_size=1, max_size=4))  # fmt: skip
def test_every_cell_read_is_accepted_rejected_or_excluded(rows: list[tuple[str, str, str]]) -> None:
    outcome = published(*rows, not_published=["-"])

    assert outcome.rows_read == sum(bool(text) for row in rows for text in row[1:])
    assert outcome.rows_read == outcome.accepted.height + outcome.rejected + outcome.excluded.height


def test_rows_unaccounted_for_are_told() -> None:
    assert conservation(5, 2, rejected=2, excluded=1).is_empty()
    assert conservation(5, 2, rejected=2, excluded=0)["finding_id"].to_list() == ["rows-not-conserved"]


def test_row_with_several_problems_is_rejected_once() -> None:
    outcome = delivered({}, {"Age": "x", "Gender": "y", "Date": "z"})

    assert (outcome.accepted.height, outcome.rejected, outcome.findings.height) == (1, 1, 3)


ASSERTIONS: list[tuple[dict[str, Any], str]] = [
    ({"measure": "rows_accepted", "min": 4}, "The number of accepted rows is 3, expected at least 4"),
    ({"measure": "rows_accepted", "max": 2}, "The number of accepted rows is 3, expected at most 2"),
    ({"measure": "rejected_share", "max": 0.2}, "The share of rejected rows is 0.25, expected at most 0.2"),
    (
        {"measure": "code_share", "dimension": "demand", "code": "MONEY", "min": 0.5, "max": 0.6},
        "The share of MONEY in demand is 0.3333, expected 0.5 to 0.6",
    ),
]
FOUR: tuple[dict[str, str], ...] = ({}, {"Demand": "cash;images"}, {"Demand": "images"}, {"Age": "x"})


@pytest.mark.parametrize(("assertion", "text"), ASSERTIONS)
@pytest.mark.parametrize(("severity", "finding_id"), [("blocks", "assertion-failed"), ("warns", "assertion-warned")])
def test_broken_assertion_is_told(assertion: dict[str, Any], text: str, severity: str, finding_id: str) -> None:
    outcome = delivered(*FOUR, assertions=[assertion | {"severity": severity}])
    told = outcome.findings.filter(finding_id=finding_id)

    assert told["detail"].to_list() == [text]
    assert outcome.is_accepted == (severity == "warns")


def test_limits_themselves_are_kept() -> None:
    kept = [
        {"measure": "rows_accepted", "min": 3, "max": 3},
        {"measure": "rejected_share", "max": 0.25},
        {"measure": "code_share", "dimension": "victim_gender", "code": "F", "min": 1, "max": 1},
    ]

    assert ids(delivered(*FOUR, assertions=kept)) == ["age-unreadable"]


def test_overlapping_age_bands_refuse_the_edition_and_name_both_places() -> None:
    outcome = delivered({"Age": "0-12"}, {"Age": "13-15"}, {"Age": "13-15"}, {"Age": "15-17"})
    told = outcome.findings.filter(finding_id="age-bands-overlap")

    assert told.select("value", "detail").rows() == [("Y13T15 / Y15T17", "records.csv row 3; records.csv row 5")]
    assert not outcome.is_accepted


def bands(*codes: str, genders: tuple[str, ...] = ()) -> pl.DataFrame:
    ends = {"Y_LT18": 0, "Y13T15": 13, "Y16T17": 16, "Y14": 14, "Y15T17": 15, "Y14T16": 14}
    rows = [
        {"sheet": "s", "row": at, "victim_age": code, "victim_age_from": ends.get(code), "victim_gender": gender}
        for at, (code, gender) in enumerate(zip(codes, genders or ["F"] * len(codes), strict=True))
    ]
    return pl.DataFrame(
        rows, schema_overrides={name: incident.COLUMNS[name] for name in ("sheet", "row", "victim_age_from")}
    )


@pytest.mark.parametrize(
    ("genders", "overlap"),
    [(("F", "M"), False), (("F", "F"), True), (("F", "_U"), True), (("_U", "UNDETERMINED"), True)],
)
def test_bands_of_different_sexes_do_not_overlap(genders: tuple[str, ...], *, overlap: bool) -> None:
    assert overlapping_bands(bands("Y13T15", "Y15T17", genders=genders)).is_empty() != overlap


def test_bands_of_different_sexes_overlap_where_one_sex_uses_both() -> None:
    codes = ("Y13T15", "Y15T17", "Y15T17", "Y13T15")
    assert overlapping_bands(bands(*codes[:3], genders=("F", "M", "_U"))).is_empty()
    assert overlapping_bands(bands(*codes, genders=("F", "M", "_U", "M"))).height == 1


@pytest.mark.parametrize(
    "codes", [("Y_LT18", "Y13T15", "Y16T17", "_U"), ("Y13T15", "Y14"), ("Y13T15", "Y13T15"), ("_U",)]
)
def test_bands_that_touch_or_hold_each_other_do_not_overlap(codes: tuple[str, ...]) -> None:
    assert overlapping_bands(bands(*codes)).is_empty()


def test_every_overlapping_pair_is_told() -> None:
    assert overlapping_bands(bands("Y15T17", "Y14T16", "Y13T15"))["value"].to_list() == [
        "Y14T16 / Y15T17", "Y13T15 / Y15T17", "Y13T15 / Y14T16",
    ]  # fmt: skip


def test_nothing_found_is_a_frame_of_findings() -> None:
    assert finding.gathered([overlapping_bands(bands("Y14"))], source_id="s", edition="e", file="f").is_empty()


def test_source_that_declares_no_tolerance_has_none() -> None:
    silent = source_of().model_copy(update={"assertions": []})
    content = csv_of(rows_of({}, {"Age": "x"}))
    outcome = deliver(content, "records.csv", source=silent, edition="2024")

    assert outcome.rejected == 1
    assert not outcome.is_accepted
    assert "assertion-failed" in ids(outcome)
