"""One cell of an accepted edition is counted as something else: by two people, both values told, bytes untouched."""

from datetime import date, timedelta
from typing import Any

import duckdb
import pytest

from pipelines import handover, receive, stage
from pipelines.deliver import deliver
from pipelines.register import acts, agree, corrections, record
from pipelines.register.errors import DeniedError, RegisterError
from pipelines.report.failures import failures
from pipelines.report.failures_written import as_html, as_workbook
from pipelines.rules.counting import standing_of
from pipelines.submit import Submission, submit
from schemas.source import Source
from tests.support.small import csv_of, rows_of
from warehouse.build import fill

SOURCE, EDITION = "xz_test_records", "2024"
GOOD = csv_of(rows_of({}, {"Motive": "money"}, {}))
SOON = date.today() + timedelta(days=30)  # noqa: DTZ011 - any day that is not over
pytestmark = pytest.mark.usefixtures("register")


@pytest.fixture
def source(small: Source) -> Source:
    """The small source with an accepted edition; in C3 its second record says money."""
    assert sent(small).outcome.accepted["motivation"].to_list() == ["SEXUAL", "FINANCIAL", "SEXUAL"]
    return small


def sent(source: Source, content: bytes = GOOD, edition: str = EDITION) -> Submission:
    return submit(content, "x.csv", source=source, edition=edition)


def proposed(**changed: Any) -> int:
    sheet = stage.load_outcome(SOURCE, EDITION).accepted["sheet"][0]
    told = {
        "source_id": SOURCE, "edition": EDITION, "sheet": sheet, "cell": "C3", "before": "money", "after": "sexual",
        "reason": "the office wrote to us", "expires": None,
    }  # fmt: skip
    return corrections.propose(acts.ProposeCorrection(**told | changed))


def by_two(**changed: Any) -> int:
    number = proposed(**changed)
    record.record(acts.ApproveCorrection(correction=number), "Bert")
    return number


def query(sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        fill(connection, handover.frames(), progress=lambda _: None)
        return connection.execute(sql).fetchall()


def state_of(number: int) -> str:
    return next(str(each["state"]) for each in corrections.listed() if each["correction"] == number)


def test_a_corrected_cell_counts_once_somebody_else_approved_it(source: Source) -> None:
    number = proposed()
    assert standing_of(SOURCE, EDITION).corrections == ()
    with pytest.raises(DeniedError, match="cannot approve it"):
        record.record(acts.ApproveCorrection(correction=number), " anna")
    record.record(acts.ApproveCorrection(correction=number), "Bert")
    again = sent(source)

    assert not again.is_new
    outcome = stage.load_outcome(SOURCE, EDITION)
    assert outcome.accepted["motivation"].to_list() == ["SEXUAL", "SEXUAL", "SEXUAL"]
    assert (outcome.rows_read, outcome.accepted.height, outcome.rejected) == (3, 3, 0)
    [said] = outcome.findings.filter(finding_id="cell-corrected").to_dicts()
    assert said["text"] == f"The cell holds money and is counted as sexual by correction {number}."
    assert (said["cell"], said["row"], said["column_name"]) == ("C3", 3, "Motive")
    receipt = receive.receipt_of(SOURCE, EDITION)
    assert receipt
    assert receive.content_of(receipt) == GOOD
    assert agree.disagreements() == []


def test_it_is_listed_for_the_auditor_and_its_cells_say_so(source: Source) -> None:
    number = by_two()
    sent(source)
    listed = query("SELECT correction, cell, row, column_name, before, after, author, reviewer FROM core.correction")
    flags = query("SELECT DISTINCT flags, reasons FROM mart.cell")

    assert listed == [(number, "C3", 3, "Motive", "money", "sexual", "Anna", "Bert")]
    assert all("CORRECTED" in each for each, _ in flags)
    assert all(
        "1 cells of the edition are counted as corrected; core.correction lists them." in said for _, said in flags
    )
    report = failures(source, EDITION)
    assert [(each["before"], each["after"], each["reviewer"]) for each in report.corrected] == [
        ("money", "sexual", "Bert")
    ]
    assert "<td>money</td><td>sexual</td><td>the office wrote to us</td>" in as_html(report).decode()
    assert as_workbook(report)


def test_a_withdrawn_or_expired_correction_no_longer_counts(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    number = by_two()
    sent(source)
    record.record(acts.WithdrawCorrection(correction=number, reason="the office was right"))
    assert state_of(number) == "WITHDRAWN"
    sent(source)
    assert stage.load_outcome(SOURCE, EDITION).accepted["motivation"].to_list() == ["SEXUAL", "FINANCIAL", "SEXUAL"]
    other = by_two(expires=SOON)
    assert state_of(other) == "IN_FORCE"
    monkeypatch.setattr("pipelines.register.ask.today", lambda _: SOON + timedelta(days=1))

    assert state_of(other) == "EXPIRED"
    assert standing_of(SOURCE, EDITION).corrections == ()


@pytest.mark.parametrize(
    ("changed", "open_"),
    [({}, ["correction-open"]), ({"Motive": "sexual"}, []), ({"Motive": "not known"}, [])],
)
def test_a_revision_is_asked_whether_it_has_mended_the_cell(
    source: Source, changed: dict[str, str], open_: list[str]
) -> None:
    number = by_two()
    revision = csv_of(rows_of({}, {"Motive": "money"} | changed, {"Gender": "m"}))
    outcome = sent(source, revision, "2024-2").outcome

    named = outcome.findings.filter(outcome.findings["finding_id"].str.starts_with("correction"))
    assert named["finding_id"].to_list() == open_
    assert outcome.corrected.is_empty()
    assert state_of(number) == "SUPERSEDED"


def test_a_correction_that_finds_another_value_is_not_made(source: Source) -> None:
    number = by_two()
    other = csv_of(rows_of({}, {"Motive": "not known"}, {}))
    outcome = deliver(other, "x.csv", source=source, edition=EDITION, standing=standing_of(SOURCE, EDITION))
    [said] = outcome.findings.filter(finding_id="correction-unmatched").to_dicts()
    assert said["text"].startswith(f"Correction {number} was not made: cell ")
    assert outcome.corrected.is_empty()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"before": "sexual"}, "it holds something else"),
        ({"before": ""}, "it holds something else"),
        ({"cell": "A3", "before": "C-2"}, "its column holds case numbers"),
        ({"cell": "C1", "before": "Motive"}, "a header or a row left out is mended by a revision"),
        ({"cell": "C9"}, "it belongs to no row that is taken over"),
        ({"cell": "Z9"}, "no declared table has the cell Z9"),
        ({"sheet": "no such sheet"}, "no declared table has the cell C3 of sheet no such sheet"),
    ],
)
def test_what_cannot_be_corrected_is_refused_by_name_and_not_logged(
    source: Source, changed: dict[str, str], why: str
) -> None:
    assert source.source_id == SOURCE
    with pytest.raises(RegisterError, match=why):
        proposed(**changed)
    assert corrections.listed() == []


def test_a_blank_cell_is_filled_in_and_its_row_counts(small: Source) -> None:
    blank = csv_of(rows_of({}, {"Motive": ""}, {}))
    assert sent(small, blank).outcome.rejected == 1
    by_two(before="")
    outcome = sent(small, blank).outcome

    assert (outcome.rows_read, outcome.accepted.height, outcome.rejected) == (3, 3, 0)
    [said] = outcome.findings.filter(finding_id="cell-corrected")["text"]
    assert said.startswith("The cell holds (empty) and is counted as sexual by correction ")
    assert [(each["before"], each["after"]) for each in failures(small, EDITION).corrected] == [("", "sexual")]
    assert agree.disagreements() == []


def test_a_corrected_value_that_is_not_known_rejects_its_row_and_no_row_is_lost(source: Source) -> None:
    by_two(after="anger")
    outcome = sent(source).outcome

    assert (outcome.rows_read, outcome.accepted.height, outcome.rejected) == (3, 2, 1)
    assert {"value-unmapped", "cell-corrected"} <= {*outcome.findings["finding_id"]}
