"""A question is asked once: its answer holds in later periods, with who and when, until the data change."""

import polars as pl
import pytest

from pipelines.deliver import Outcome, deliver
from pipelines.register.questions import answer, in_words, questions, without_answered
from pipelines.report.failures import failures
from pipelines.rules.around import with_questions
from pipelines.rules.standing import Standing, shipped
from pipelines.submit import submit
from schemas.finding import gathered, of_rows
from schemas.source import Source
from tests.support.small import csv_of, rows_of

SOURCE = "xz_test_records"
ASKING = Standing(shipped().in_force | {"past-level"})
pytestmark = pytest.mark.usefixtures("register")


def year(of: int, records: int) -> bytes:
    """Records of one year."""
    return csv_of(rows_of(*({"Date": f"{of}-03-{1 + at % 28:02}"} for at in range(records))))


@pytest.fixture
def source(small: Source) -> Source:
    """The small source with a year of many records."""
    submit(year(2023, 200), "x.csv", source=small, edition="2023")
    return small


def asked(source: Source, records: int) -> Outcome:
    """The next year, as it is asked about."""
    return with_questions(deliver(year(2024, records), "x.csv", source=source, edition="2024", standing=ASKING), source)


def _ids(outcome: Outcome) -> list[str]:
    return sorted({*outcome.findings.filter(severity="asks")["finding_id"]})


def test_an_answered_question_is_not_asked_again_until_the_data_change(source: Source) -> None:
    first = asked(source, 20)
    [question] = [each for each in questions(first.findings) if each.rule == "past-level"]
    assert (question.answer, question.answered_by) == (None, None)
    answer([question], question.data_hash[:8], text="a new form since January")
    again, known = without_answered(asked(source, 20))

    assert _ids(first) == sorted([*_ids(again), "past-level"])
    [held] = known
    assert (held.answer, held.answered_by, held.answered_for) == ("a new form since January", "Anna", "2024")
    assert in_words(held).endswith("for edition 2024: a new form since January")
    assert f"Answered by Anna on {held.answered_on[:10] if held.answered_on else ''}" in in_words(held)
    changed, none = without_answered(asked(source, 21))
    assert ("past-level" in _ids(changed), none) == (True, [])


def test_findings_that_ask_nothing_stay_in_their_order(source: Source) -> None:
    first = asked(source, 20)
    for each in questions(first.findings):
        answer([each], each.data_hash, text="known to the office")
    again, known = without_answered(first)

    assert len(known) == len(questions(first.findings))
    assert again.findings.equals(first.findings.filter(pl.col("severity") != "asks"))


def test_an_answer_about_one_record_says_nothing_of_another(source: Source) -> None:
    rows = pl.DataFrame({"sheet": ["x"] * 2, "row": [2, 3], "value": ["SEXUAL"] * 2})
    place = {"source_id": source.source_id, "edition": "2024", "file": "x.csv"}
    findings = gathered([of_rows("record-repeated", rows)], **place)
    about_rows = questions(findings)

    assert len(about_rows) == 2
    answer([about_rows[0]], about_rows[0].data_hash, text="two children of one family")
    assert [each.answer for each in questions(findings)] == ["two children of one family", None]


def test_the_report_says_who_answered_what_and_when(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.submit.standing_of", lambda *_: ASKING)
    submit(year(2024, 20), "x.csv", source=source, edition="2024")
    [question] = [each for each in failures(source, "2024").questions if each["rule"] == "past-level"]
    assert question["answer"] is None
    known = [each for each in questions(asked(source, 20).findings) if each.rule == "past-level"]
    answer(known, known[0].data_hash, text="a new form since January")

    [question] = [each for each in failures(source, "2024").questions if each["rule"] == "past-level"]
    assert (question["answer"], question["answered_by"]) == ("a new form since January", "Anna")
