"""What becomes of deliveries, as acts of the log: who sent what, what came of it, which revision stands."""

import pytest

from pipelines import handover, stage
from pipelines.register import agree, ask, deliveries, log, record, tables
from pipelines.register.errors import DeniedError
from pipelines.submit import Submission, submit
from schemas.source import Source
from tests.support.small import csv_of, rows_of

SOURCE = "xz_test_records"
GOOD, REVISION = csv_of(rows_of({}, {}, {})), csv_of(rows_of({}, {"Gender": "m"}))
BAD = csv_of(rows_of({"Age": "x"}))
pytestmark = pytest.mark.usefixtures("register")


def sent(content: bytes, source: Source, edition: str = "2024") -> Submission:
    return submit(content, "x.csv", source=source, edition=edition)


def told() -> list[str]:
    """Act and edition of every entry."""
    return [f"{entry.act} {entry.object.split()[-1]}" for entry in log.entries()]


def states() -> dict[str, str]:
    with record.reading() as register:
        assert register
        return {each["edition"]: each["state"] for each in ask.rows(register, tables.EDITION)}


def test_a_refusal_an_acceptance_and_a_repeat_are_acts(small: Source) -> None:
    sent(BAD, small)
    assert states() == {"2024": "draft"}
    sent(GOOD, small)
    sent(GOOD, small)

    assert told() == ["submit 2024", "refuse 2024", "submit 2024", "accept 2024", "repeat 2024"]
    assert states() == {"2024": "accepted"}
    *_, accepted, _ = log.entries()
    assert accepted.payload["rows"] == {"read": 3, "accepted": 3, "rejected": 0, "excluded": 0}
    assert accepted.payload["rules"] == stage.code_hash()


def test_a_refusal_says_what_blocked_and_holds_no_cell(small: Source) -> None:
    sent(csv_of(rows_of({"Age": "zzcanary"})), small)

    *_, refused = log.entries()
    assert refused.payload["findings"] == {"nothing-accepted": 1}
    assert b"zzcanary" not in log.path().read_bytes()


def test_other_bytes_for_an_accepted_edition_are_refused_and_its_state_stays(small: Source) -> None:
    sent(GOOD, small)
    sent(REVISION, small)

    assert told() == ["submit 2024", "accept 2024", "refuse 2024"]
    assert states() == {"2024": "accepted"}


@pytest.mark.parametrize("order", [("2024", "2024-2"), ("2024-2", "2024")])
def test_a_revision_supersedes_whichever_came_first(small: Source, order: tuple[str, str]) -> None:
    for edition in order:
        sent(GOOD if edition == "2024" else REVISION, small, edition)

    assert states() == {"2024": "superseded", "2024-2": "accepted"}
    assert told()[-1] == "supersede 2024"


def test_a_withdrawn_revision_lets_the_former_edition_stand_again(small: Source) -> None:
    sent(GOOD, small)
    sent(REVISION, small, "2024-2")
    deliveries.withdraw(SOURCE, "2024-2", "sent by mistake")
    deliveries.withdraw(SOURCE, "2024-2", "sent by mistake")

    assert states() == {"2024": "accepted", "2024-2": "withdrawn"}
    assert told()[-2:] == ["withdraw 2024-2", "reinstate 2024"]
    assert agree.disagreements() == []


def test_a_withdrawn_edition_reaches_no_snapshot_even_if_it_is_sent_again(small: Source) -> None:
    sent(GOOD, small)
    before = handover.fingerprint()
    deliveries.withdraw(SOURCE, "2024", "sent by mistake")
    [again] = sent(GOOD, small).outcome.findings.filter(finding_id="edition-already-delivered").to_dicts()

    assert again["detail"] == "edition 2024, x.csv, receipt 1, withdrawn since"
    assert handover.frames()["incident"].collect().is_empty()
    assert handover.frames()["edition"].collect().is_empty()
    assert handover.fingerprint() != before
    assert states() == {"2024": "withdrawn"}


def test_an_edition_that_nobody_sent_cannot_be_withdrawn(small: Source) -> None:
    with pytest.raises(DeniedError, match="an edition that is draft cannot withdraw"):
        deliveries.withdraw(small.source_id, "2024", "sent by mistake")
    assert told() == ["deny 2024"]


def test_a_snapshot_publishes_what_stands_once(small: Source) -> None:
    sent(GOOD, small)
    sent(REVISION, small, "2024-2")
    for _ in range(2):
        deliveries.published("oscec-000001.duckdb", "fingerprint")

    assert told()[-2:] == ["supersede 2024", "publish oscec-000001.duckdb"]
    assert states() == {"2024": "superseded", "2024-2": "published"}
    assert deliveries.is_published("oscec-000001.duckdb", "fingerprint")
    assert not deliveries.is_published("oscec-000001.duckdb", "another")


def test_who_acts_is_kept(small: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSCEC_ACTOR", "Büro 7")
    sent(GOOD, small)

    assert {entry.who for entry in log.entries()} == {"Büro 7"}
    monkeypatch.delenv("OSCEC_ACTOR")
    monkeypatch.setenv("LOGNAME", "account")
    assert record.actor() == "account"
