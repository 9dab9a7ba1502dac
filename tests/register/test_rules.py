"""What may be done and what may not, on both databases; what is refused is logged."""

from datetime import date, timedelta

import pytest

from pipelines.register import acts, ask, log, record, tables
from pipelines.register.errors import DeniedError
from pipelines.register.rules import STATES, TRANSITIONS, same_person

SOURCE, EDITION = "xz_test_records", "2024"
SHA = "ab" * 32
FILE = {"source_id": SOURCE, "edition": EDITION, "file": "x.csv", "sha256": SHA, "size": 3, "rows": acts.Rows(read=1)}
PLACE = {"source_id": SOURCE, "edition": EDITION}
MOVES: dict[str, acts.Act] = {
    "submit": acts.Submit(**FILE),
    "accept": acts.Accept(**FILE, revises=None, source_file=SHA, rules=SHA),
    "refuse": acts.Refuse(**FILE, findings={"file-empty": 1}),
    "publish": acts.Publish(snapshot="oscec-1", fingerprint="f", editions=[(SOURCE, EDITION)]),
    "withdraw": acts.Withdraw(**PLACE, reason="sent by mistake"),
    "supersede": acts.Supersede(**PLACE, by="2024-2"),
    "reinstate": acts.Reinstate(**PLACE),
}
WAYS = {
    "draft": [],
    "submitted": ["submit"],
    "accepted": ["submit", "accept"],
    "published": ["submit", "accept", "publish"],
    "withdrawn": ["submit", "accept", "withdraw"],
    "superseded": ["submit", "accept", "supersede"],
}
SOON = date.today() + timedelta(days=30)  # noqa: DTZ011 - any day that is not over
pytestmark = pytest.mark.usefixtures("register")


def state() -> str:
    with record.reading() as register:
        return ask.state(register, SOURCE, EDITION) if register else "draft"


def go(name: str) -> None:
    for move in WAYS[name]:
        record.record(MOVES[move])
    assert state() == name


def denied(act: acts.Act, who: str | None = None) -> str:
    """Why an act is not allowed; that it was tried stands in the log, and nothing else has changed."""
    before, count = state(), len(list(log.entries())) if log.size() else 0
    with pytest.raises(DeniedError) as caught:
        record.record(act, who)
    *_, last = log.entries()
    assert (last.act, last.object, last.payload["tried"]) == ("deny", act.object, act.name)
    assert last.who == (who or "Anna")
    assert len(list(log.entries())) == count + 1
    assert state() == before
    return str(caught.value)


def test_the_transitions_are_those_of_the_six_states() -> None:
    assert {*STATES} == {*WAYS} == {state for moves in TRANSITIONS.values() for pair in moves.items() for state in pair}
    assert TRANSITIONS.keys() == MOVES.keys()


@pytest.mark.parametrize("start", WAYS)
def test_every_transition_is_allowed_or_refused_as_declared(start: str) -> None:
    go(start)
    for move in (name for name in MOVES if start not in TRANSITIONS[name]):
        assert "cannot" in denied(MOVES[move]) or move == "publish"
    [*allowed] = (name for name in MOVES if TRANSITIONS[name].get(start, start) != start)
    if allowed:
        record.record(MOVES[allowed[0]])
        assert state() == TRANSITIONS[allowed[0]][start]


@pytest.mark.parametrize(("start", "move"), [(start, move) for move, ways in TRANSITIONS.items() for start in ways])
def test_every_declared_transition_leads_where_it_says(start: str, move: str) -> None:
    go(start)
    record.record(MOVES[move])

    assert state() == TRANSITIONS[move][start]


def waiver(who: str = "Anna", expires: date = SOON) -> int:
    asked = acts.RequestWaiver(**PLACE, rule="date-outside-period", reason="known to the office", expires=expires)
    return record.record(asked, who).sequence


def in_force(on: date = SOON) -> list[int]:
    with record.reading() as register:
        assert register
        return [each["request"] for each in ask.waivers_in_force(register, on)]


def test_a_waiver_counts_once_somebody_else_has_approved_it_and_until_it_expires() -> None:
    go("accepted")
    number = waiver()

    assert in_force() == []
    record.record(acts.ApproveWaiver(waiver=number), "Bert")
    assert in_force() == [number]
    assert in_force(SOON + timedelta(days=1)) == []


@pytest.mark.parametrize("name", ["Anna", "anna", " ANNA "])
def test_nobody_approves_his_own_waiver(name: str) -> None:
    go("accepted")

    assert "cannot approve it" in denied(acts.ApproveWaiver(waiver=waiver()), name)
    assert in_force() == []


def test_a_waiver_is_for_a_known_rule_a_known_edition_and_a_day_to_come() -> None:
    told = {"reason": "known to the office", "expires": SOON}
    assert "nothing was submitted" in denied(acts.RequestWaiver(**PLACE, rule="date-outside-period", **told))
    go("accepted")
    assert "no rule" in denied(acts.RequestWaiver(**PLACE, rule="no-such-rule", **told))
    past = told | {"expires": date(2026, 1, 1)}
    assert "2026-01-01 is over" in denied(acts.RequestWaiver(**PLACE, rule="date-outside-period", **past))
    assert "no waiver 77" in denied(acts.ApproveWaiver(waiver=77))
    number = waiver()
    record.record(acts.ApproveWaiver(waiver=number), "Bert")
    assert "approved before, by Bert" in denied(acts.ApproveWaiver(waiver=number), "Carla")


def proposal(sha256: str = SHA, start: date = date(2024, 1, 1), end: date | None = None) -> acts.ProposeVersion:
    return acts.ProposeVersion(kind="mapping", version_of=SOURCE, sha256=sha256, valid_from=start, valid_to=end)


def approval(sha256: str = SHA) -> acts.ApproveVersion:
    return acts.ApproveVersion(kind="mapping", version_of=SOURCE, sha256=sha256)


def test_author_date_and_reviewer_of_a_version_are_kept() -> None:
    record.record(proposal())
    entry = record.record(approval(), "Bert")

    with record.reading() as register:
        assert register
        [found] = ask.rows(register, tables.VERSION)
    assert (found["author"], found["reviewer"], found["approved_on"]) == ("Anna", "Bert", entry.time)


def test_nobody_approves_his_own_version_or_one_that_nobody_proposed() -> None:
    assert "nobody has proposed" in denied(approval())
    record.record(proposal())
    assert "cannot approve it" in denied(approval(), "anna")
    assert "proposed before" in denied(proposal())
    assert "before it begins" in denied(proposal("cd" * 32, end=date(2023, 1, 1)))
    record.record(approval(), "Bert")
    assert "approved before, by Bert" in denied(approval(), "Carla")


def test_an_answer_holds_for_its_data_in_any_period_and_for_no_others() -> None:
    go("accepted")
    told = {"source_id": SOURCE, "rule": "figure-revised", "text": "late reports were added"}
    record.record(acts.Answer(**told, edition="2024", data_hash=SHA))

    with record.reading() as register:
        assert register
        found = ask.answer_to(register, SOURCE, data_hash=SHA)
        assert found
        assert (found["edition"], found["text"]) == ("2024", "late reports were added")
        assert ask.answer_to(register, SOURCE, data_hash="cd" * 32) is None
        assert ask.answer_to(register, "xz_other", data_hash=SHA) is None
    assert "no rule" in denied(acts.Answer(**told | {"rule": "no-such-rule"}, edition="2024", data_hash=SHA))
    assert "nothing was submitted" in denied(acts.Answer(**told | {"source_id": "xz_o"}, edition="", data_hash=SHA))


@pytest.mark.parametrize("text", ["ask anna@office.example", "call 0171 1234567", "Anna Schmidt"])
def test_a_text_that_may_name_a_person_is_refused_and_not_logged(text: str) -> None:
    go("accepted")

    assert "may name or reach a person" in denied(acts.Withdraw(**PLACE, reason=text))
    assert text.encode() not in log.path().read_bytes()


def test_an_original_is_deleted_once_and_only_where_there_is_one() -> None:
    act = acts.Delete(**PLACE, sha256=SHA, reason="retention is over")
    assert "no original" in denied(act)
    go("accepted")
    assert "another hash" in denied(acts.Delete(**PLACE, sha256="cd" * 32, reason="retention is over"))
    record.record(act)
    assert "deleted before" in denied(act)


def test_originals_are_due_when_their_time_is_over() -> None:
    go("accepted")
    record.record(acts.Retain(source_id=SOURCE, days=90, reason="agreed with the office"))

    with record.reading() as register:
        assert register
        today = ask.today(register)
        assert ask.due(register, today + timedelta(days=89)) == []
        [(found, limit)] = ask.due(register, today + timedelta(days=90))
        assert (found["edition"], limit) == (EDITION, today + timedelta(days=90))
    record.record(acts.Delete(**PLACE, sha256=SHA, reason="retention is over"))
    with record.reading() as register:
        assert register
        assert ask.due(register, today + timedelta(days=90)) == []


def test_a_clock_that_goes_back_does_not_revive_what_has_expired(monkeypatch: pytest.MonkeyPatch) -> None:
    go("accepted")
    with monkeypatch.context() as patch:
        patch.setattr(log, "now", lambda: "2099-01-01T00:00:00+00:00")
        record.record(acts.Retain(source_id=SOURCE, days=1, reason="agreed with the office"))

    assert "is over" in denied(acts.RequestWaiver(**PLACE, rule="date-outside-period", reason="known", expires=SOON))


def test_persons_are_the_same_however_their_name_is_written() -> None:
    assert same_person("Jörg  Meier", "JO\u0308RG MEIER")
    assert not same_person("Anna", "Anne")
