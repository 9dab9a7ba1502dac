"""Labels to common codes: the relation is kept, nothing falls to a default, case numbers become keyed digests."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines import home, stage
from pipelines.deliver import Outcome, deliver, tidy_delivery
from pipelines.submit import submit
from schemas.source import Source
from tests.support.small import COLUMNS, HEADER, LOOKUPS, ROW, csv_of, delivered, ids, plant, rows_of, source_of


def one(**cells: str) -> dict[str, Any]:
    """The accepted row of a delivery of one."""
    return delivered(cells).accepted.row(0, named=True)


def refused(**cells: str) -> dict[str, Any]:
    """The only finding of a delivery of one good row and this one."""
    outcome = delivered({}, cells)
    assert (outcome.accepted.height, outcome.rejected) == (1, 1)
    return outcome.findings.row(0, named=True)


def test_label_becomes_code_with_its_relation() -> None:
    assert (one()["motivation"], one()["motivation_mapping"]) == ("SEXUAL", "EQUAL")
    assert (one(Motive="money")["motivation"], one(Motive="money")["motivation_mapping"]) == ("FINANCIAL", "WIDER")


@pytest.mark.parametrize("relation", ["WIDER", "NARROWER", "INEXACT"])
def test_every_relation_is_kept(relation: str) -> None:
    meaning = {"code": "SEXUAL", "relation": relation, "reason": "invented"}
    lookups = LOOKUPS | {"motive": {"sexual": meaning}}

    assert delivered({}, lookups=lookups).accepted["motivation_mapping"].to_list() == [relation]


def test_codes_for_no_answer_stay_apart() -> None:
    known = delivered({"Motive": "not known"}, {"Motive": "not found"}).accepted

    assert known["motivation"].to_list() == ["_U", "UNDETERMINED"]


def test_dimension_without_a_field_is_not_recorded() -> None:
    row = one()

    assert (row["notifier"], row["notifier_mapping"]) == ("NOT_RECORDED", "EQUAL")
    assert (row["threat"], row["threat_mapping"]) == (["NOT_RECORDED"], ["EQUAL"])


def test_cell_of_several_labels_becomes_sorted_codes() -> None:
    assert one(Demand="meeting; cash;images")["demand"] == ["MONEY", "MORE_CONTENT", "SEX_OFFLINE"]
    assert one(Demand="cash;cash")["demand"] == ["MONEY"]


def test_relations_stand_in_the_order_of_the_codes() -> None:
    demand = LOOKUPS["demand"] | {"images": {"code": "MORE_CONTENT", "relation": "NARROWER", "reason": "invented"}}
    row = delivered({"Demand": "images;cash"}, lookups=LOOKUPS | {"demand": demand}).accepted.row(0, named=True)

    assert (row["demand"], row["demand_mapping"]) == (["MONEY", "MORE_CONTENT"], ["EQUAL", "NARROWER"])


def test_label_that_holds_the_separator_is_not_split() -> None:
    demand = LOOKUPS["demand"] | {"cash;card": "FINANCIAL_CREDENTIALS"}
    row = delivered({"Demand": "cash;card"}, lookups=LOOKUPS | {"demand": demand}).accepted.row(0, named=True)

    assert row["demand"] == ["FINANCIAL_CREDENTIALS"]


def test_unmapped_label_is_refused_with_its_address_and_a_hint() -> None:
    problem = refused(Motive="sexuall")

    assert (problem["finding_id"], problem["cell"], problem["value"]) == ("value-unmapped", "C3", "sexuall")
    assert problem["text"].endswith("; did you mean 'sexual'?.")


def test_unmapped_part_of_several_labels_is_refused() -> None:
    assert refused(Demand="cash;gold")["value"] == "gold"


def test_empty_cell_is_refused() -> None:
    assert refused(Gender="")["text"].startswith("(empty) in column Gender")


def test_label_of_an_excluded_row_leaves_it_out_by_name() -> None:
    outcome = delivered({}, {"Motive": "test"})

    assert (outcome.accepted.height, outcome.rejected) == (1, 0)
    assert outcome.excluded.rows() == [("records.csv", 3, "label in Motive: test records")]


@pytest.mark.parametrize(("text", "code"), [("0", "Y0"), ("14", "Y14"), ("017", "Y17"), ("120", "Y120")])
def test_completed_years_are_exact_ages(text: str, code: str) -> None:
    row = one(Age=text)

    assert (row["victim_age"], row["victim_age_from"], row["victim_age_to"]) == (code, int(text), int(text))


def test_age_band_has_both_ends_and_unknown_age_none() -> None:
    band, unknown = one(Age="0-12"), one(Age="not known")

    assert (band["victim_age"], band["victim_age_from"], band["victim_age_to"]) == ("Y_LT13", 0, 12)
    assert (unknown["victim_age"], unknown["victim_age_from"], unknown["victim_age_to"]) == ("_U", None, None)


@pytest.mark.parametrize("text", ["121", "-1", "999"])
def test_impossible_age_is_refused(text: str) -> None:
    assert refused(Age=text)["finding_id"] == "age-out-of-range"


@pytest.mark.parametrize("text", ["fourteen", "14.5", "13-16", ""])
def test_unreadable_age_is_refused(text: str) -> None:
    assert refused(Age=text)["finding_id"] == "age-unreadable"


@pytest.mark.parametrize("text", ["01.03.2024", "2024-13-01", "2023-02-29", "45352", ""])
def test_unreadable_date_is_refused(text: str) -> None:
    assert refused(Date=text)["finding_id"] == "date-unreadable"


@pytest.mark.parametrize("text", ["2023-12-31", "2025-01-01"])
def test_date_outside_the_edition_is_refused(text: str) -> None:
    assert refused(Date=text)["finding_id"] == "date-outside-period"


def test_first_and_last_day_of_the_edition_are_inside() -> None:
    assert delivered({"Date": "2024-01-01"}, {"Date": "2024-12-31"}).accepted.height == 2


@pytest.mark.parametrize(
    ("form", "text", "period"),
    [("%d.%m.%Y", "29.02.2024", "2024-Q1"), ("%d/%m/%y", "01/10/24", "2024-Q4"), ("%Y%m%d", "20240630", "2024-Q2")],
)
def test_date_is_read_in_its_declared_form(form: str, text: str, period: str) -> None:
    columns = COLUMNS | {"Date": {"to": "reference_date", "format": form}}
    row = delivered({"Date": text}, columns=columns, period="quarter").accepted.row(0, named=True)

    assert row["period"] == period


@pytest.mark.parametrize(("period", "text"), [("year", "2024"), ("month", "2024-03")])
def test_period_follows_the_declaration(period: str, text: str) -> None:
    assert delivered({}, period=period).accepted["period"].to_list() == [text]


def test_header_may_be_named_like_the_target_of_another_column() -> None:
    columns = COLUMNS | {
        "notifier": {"to": "originator", "lookup": "originator"},
        "reporter": {"to": "notifier", "lookup": "notifier"},
        "row_key": {"to": "stage", "lookup": "stage"},
    }
    lookups = LOOKUPS | {"originator": {"a": "VICTIM"}, "notifier": {"b": "SCHOOL"}, "stage": {"c": "CONFIRMED"}}
    source = source_of(columns=columns, lookups=lookups)
    header = [*HEADER, "notifier", "reporter", "row_key"]
    row = _deliver(csv_of([[*ROW.values(), "a", "b", "c"]], header), source).accepted.row(0, named=True)

    assert (row["originator"], row["notifier"], row["stage"]) == ("VICTIM", "SCHOOL", "CONFIRMED")
    assert len(row["row_key"]) == 32


def test_missing_column_refuses_the_edition_and_every_row() -> None:
    content = csv_of([cells[:-1] for cells in rows_of({}, {})], HEADER[:-1])
    outcome = _deliver(content, source_of())

    assert "column-missing" in ids(outcome)
    assert (outcome.rows_read, outcome.accepted.height, outcome.rejected) == (2, 0, 2)


def test_record_without_a_number_is_refused() -> None:
    assert refused(Number="")["finding_id"] == "row-key-missing"


def test_number_that_stands_twice_is_refused_in_both_rows() -> None:
    outcome = delivered({"Number": "C-7"}, {"Number": "C-7"}, {})

    assert (outcome.accepted.height, outcome.rejected) == (1, 2)
    assert outcome.findings["finding_id"].to_list() == ["row-key-duplicated"] * 2
    assert outcome.findings["row"].to_list() == [2, 3]


def test_source_without_numbers_has_no_keys() -> None:
    columns = {header: column for header, column in COLUMNS.items() if header != "Number"}
    content = csv_of([cells[1:] for cells in rows_of({}, {})], HEADER[1:])
    source = source_of(columns=columns, row_key="absent", header={"anchor": "Date"})

    assert _deliver(content, source).accepted["row_key"].to_list() == [None, None]


def test_same_number_has_the_same_digest_in_one_source_only() -> None:
    first, again = delivered({"Number": "K-1"}), delivered({}, {"Number": "K-1"})
    other = delivered({"Number": "K-1"}, source_id="xz_other_records")

    assert first.accepted["row_key"][0] == again.accepted["row_key"][1]
    assert first.accepted["row_key"][0] != again.accepted["row_key"][0]
    assert first.accepted["row_key"][0] != other.accepted["row_key"][0]


CASE = "KS-2024-777"


def test_case_number_goes_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither frames nor findings nor any file of the stages hold it; the raw bytes under their hash do."""
    monkeypatch.setenv("OSCEC_SOURCES", str(tmp_path / "sources"))
    plant(tmp_path / "sources")
    source = source_of()
    cells = [{"Number": CASE}, {"Number": CASE}, {"Number": f"{CASE}-1"}, {"Number": f"{CASE}-2", "Age": "x"}]
    content = csv_of(rows_of(*cells))
    outcome = submit(content, "x.csv", source=source, edition="2024").outcome
    stage.save_tidied(tidy_delivery(content, "x.csv", source=source, edition="2024"), source)
    stage.save_outcome(outcome, source, refused=True)

    assert outcome.accepted.height == 1
    assert CASE not in json.dumps([outcome.accepted.to_dicts(), outcome.findings.to_dicts()], default=str)
    files = [path for path in home.stage().rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".parquet", ".json"}
    for path in files:
        text = pl.read_parquet(path).write_json() if path.suffix == ".parquet" else path.read_text()
        assert CASE not in text, path


def _deliver(content: bytes, source: Source) -> Outcome:

    return deliver(content, "x.csv", source=source, edition="2024")
