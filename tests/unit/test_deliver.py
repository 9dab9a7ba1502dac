"""A delivery as a whole: which edition, which source, which sheets, and what is said of rows left out."""

from pathlib import Path

import openpyxl
import pytest

from pipelines.deliver import Outcome, deliver
from schemas.source import Source
from tests.support.small import HEADER, csv_of, delivered, ids, plant, rows_of, source_of, told
from tests.support.workbooks import saved


def book(*names: str, filled: bool = True) -> bytes:
    """A workbook with the same good rows on each sheet; the last one may be empty."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name in names:
        page = made.create_sheet(name)
        for at, cells in enumerate((HEADER, *rows_of({"Number": name}))):
            if filled or name != names[-1] or at < 0:
                page.append(cells)
    return saved(made)


def of(content: bytes, source: Source, edition: str = "2024") -> Outcome:
    return deliver(content, "x.xlsx", source=source, edition=edition)


def test_undeclared_edition_is_refused_with_those_there_are() -> None:
    outcome = of(b"x", source_of(), "2025")

    assert outcome.findings.select("finding_id", "value", "detail").rows() == [
        ("edition-undeclared", "2025", "2023, 2024, 2024-2")
    ]
    assert not outcome.is_accepted


def test_rows_left_out_are_counted_by_rule() -> None:
    rules = [{"rule": "boys", "column": "Gender", "matches": "b", "reason": "invented"}]
    outcome = delivered({}, {"Gender": "b"}, {"Gender": "b"}, {"Motive": "test"}, exclude_rows=rules)
    found = outcome.findings.filter(finding_id="row-excluded")

    assert sorted(found.select("value", "detail").rows()) == [("1", "label in Motive: test records"), ("2", "boys")]
    assert outcome.is_accepted


def test_file_of_another_source_is_told_with_its_name(small: Source, tmp_path: Path) -> None:
    plant(tmp_path / "sources", source_id="xz_other_records", header={"anchor": "Case"})
    outcome = of(csv_of([["1", "2"]], ["Case", "Day"]), small)
    [found] = outcome.findings.filter(finding_id="file-of-another-source").to_dicts()

    assert found["detail"] == "xz_other_records"
    assert "header-missing" in ids(outcome)


def test_file_of_nobody_is_told_as_such(small: Source) -> None:
    outcome = of(csv_of([["1", "2"]], ["Colour", "Taste"]), small)

    assert outcome.findings.filter(finding_id="file-of-another-source")["detail"].to_list() == ["none we know"]


@pytest.mark.parametrize("rows", [[], rows_of({"Motive": "test"})])
def test_own_file_without_rows_is_not_taken_for_another_source(rows: list[list[str]], small: Source) -> None:
    outcome = of(csv_of(rows), small)

    assert "file-of-another-source" not in ids(outcome)
    assert not outcome.is_accepted


def test_sheet_that_nobody_named_is_told() -> None:
    source = source_of(sheets={"names": ["cases"]}, unused_sheets={"notes": "explanations"})
    outcome = of(book("cases", "notes", "more"), source)

    assert outcome.findings.select("finding_id", "value").rows() == [("sheet-unknown", "more")]
    assert not outcome.is_accepted


def test_workbook_without_a_cell_is_refused(small: Source) -> None:
    assert ids(deliver(saved(openpyxl.Workbook()), "x.xlsx", source=small, edition="2024")) == ["file-empty"]


def test_empty_sheet_needs_no_name() -> None:
    assert ids(of(book("cases", "more", filled=False), source_of(sheets={"names": ["cases"]}))) == []
    assert ids(of(book("cases", "more", filled=False), source_of())) == []


def test_rows_of_all_sheets_come_in() -> None:
    assert of(book("a", "b"), source_of()).accepted["sheet"].to_list() == ["a", "b"]


def test_tables_of_one_edition_come_in_together() -> None:
    first = told()["tables"][0]
    tables = [first | {"sheets": {"names": ["a"]}}, first | {"table": "later", "sheets": {"names": ["b"]}}]
    outcome = of(book("a", "b"), source_of(tables=tables))

    assert (outcome.rows_read, outcome.accepted["sheet"].to_list()) == (2, ["a", "b"])


def test_accepted_rows_carry_their_edition_and_place() -> None:
    [row] = delivered({}).accepted.to_dicts()

    assert (row["source_id"], row["edition"], row["sheet"], row["row"]) == ("xz_test_records", "2024", "records.csv", 2)
    assert row["columns"].startswith("Number=A, Date=B")


def test_delivery_of_nothing_but_refused_rows_is_refused() -> None:
    outcome = delivered({"Age": "x"})

    assert (outcome.accepted.height, outcome.rejected, outcome.is_accepted) == (0, 1, False)


def test_delivery_whose_rows_are_all_left_out_is_refused_with_the_reason() -> None:
    rules = [{"rule": "everybody", "column": "Gender", "matches": ".*", "reason": "invented"}]
    outcome = delivered({}, {}, exclude_rows=rules)

    assert not outcome.is_accepted
    assert "nothing-accepted" in ids(outcome)
