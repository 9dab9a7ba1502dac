"""Nobody is his own judge: twenty sequences that are forbidden, each refused and logged, on both databases."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from pipelines.register import acts, log, record
from pipelines.register.errors import DeniedError
from tests.register.test_rules import FILE, PLACE, SHA

SOON = date.today() + timedelta(days=30)  # noqa: DTZ011 - any day that is not over
Act = Callable[[], acts.Act]
Step = tuple[str, Act]
pytestmark = pytest.mark.usefixtures("register")


def _accepted() -> list[Step]:
    took = acts.Accept(**FILE, revises=None, source_file=SHA, rules=SHA)
    return [("Anna", lambda: acts.Submit(**FILE)), ("Anna", lambda: took)]


def _last(act: str) -> int:
    return [entry.sequence for entry in log.entries() if entry.act == act][-1]


def waiver(expires: date = SOON) -> Act:
    told = {**PLACE, "rule": "date-outside-period", "reason": "known to the office", "expires": expires}
    return lambda: acts.RequestWaiver(**told)


def waived() -> acts.Act:
    return acts.ApproveWaiver(waiver=_last("request-waiver"))


def version(kind: str, sha256: str = SHA) -> Act:
    told = {"kind": kind, "version_of": "some", "sha256": sha256}
    return lambda: acts.ProposeVersion(**told, valid_from=date(2024, 1, 1), valid_to=None)


def approved(kind: str, sha256: str = SHA) -> Act:
    return lambda: acts.ApproveVersion(kind=kind, version_of="some", sha256=sha256)


def correction(**changed: object) -> Act:
    told = {
        **PLACE, "sheet": "x.csv", "cell": "C3", "before": "money", "after": "sexual", "reason": "the office wrote",
        "expires": None,
    } | changed  # fmt: skip
    return lambda: acts.ProposeCorrection(**told)


def corrected() -> acts.Act:
    return acts.ApproveCorrection(correction=_last("propose-correction"))


def correction_gone() -> acts.Act:
    return acts.WithdrawCorrection(correction=_last("propose-correction"), reason="the office was right")


FORBIDDEN: dict[str, tuple[list[Step], Step, str]] = {
    "own waiver": ([*_accepted(), ("Anna", waiver())], ("Anna", waived), "cannot approve it"),
    "own waiver by another spelling": ([*_accepted(), ("Anna", waiver())], ("  ANNA", waived), "cannot approve it"),
    "own waiver after somebody else's": (
        [*_accepted(), ("Bert", waiver()), ("Anna", waived), ("Anna", waiver())], ("anna", waived), "cannot approve it"
    ),
    "waiver approved twice": ([*_accepted(), ("Anna", waiver()), ("Bert", waived)], ("Carl", waived), "was approved"),
    "waiver that nobody asked for": (_accepted(), ("Bert", lambda: acts.ApproveWaiver(waiver=9)), "no waiver 9"),
    "waiver of an edition nobody sent": ([], ("Anna", waiver()), "nothing was submitted"),
    "waiver for a day that is over": (_accepted(), ("Anna", waiver(date(2026, 1, 1))), "is over"),
    "own mapping": ([("Anna", version("mapping"))], ("Anna", approved("mapping")), "cannot approve it"),
    "own mapping by another spelling": ([("Jörg", version("mapping"))], ("JÖRG", approved("mapping")), "cannot"),
    "own codelist": ([("Anna", version("codelist"))], ("anna ", approved("codelist")), "cannot approve it"),
    "own rule": ([("Anna", version("rule"))], ("Anna", approved("rule")), "cannot approve it"),
    "mapping that nobody proposed": ([], ("Bert", approved("mapping")), "nobody has proposed"),
    "mapping changed after it was proposed": (
        [("Anna", version("mapping"))], ("Bert", approved("mapping", "cd" * 32)), "nobody has proposed"
    ),
    "mapping approved twice": (
        [("Anna", version("mapping")), ("Bert", approved("mapping"))], ("Carl", approved("mapping")), "approved before"
    ),
    "mapping proposed anew to become its reviewer": (
        [("Anna", version("mapping"))], ("Bert", version("mapping")), "proposed before"
    ),
    "own correction": ([*_accepted(), ("Anna", correction())], ("Anna", corrected), "cannot approve it"),
    "own correction by another spelling": (
        [*_accepted(), ("Anna", correction())], ("ａｎｎａ", corrected), "cannot approve it"  # noqa: RUF001 - wide letters
    ),
    "withdrawn correction": (
        [*_accepted(), ("Anna", correction()), ("Anna", correction_gone)], ("Bert", corrected), "it was withdrawn"
    ),
    "second correction of a cell": (
        [*_accepted(), ("Anna", correction()), ("Bert", corrected)], ("Bert", correction(after="x")), "counts already"
    ),
    "correction of an edition nobody accepted": ([], ("Anna", correction()), "is not corrected"),
    "correction with a text": (_accepted(), ("Anna", correction(after="a child, 14!")), "only a short plain code"),
    "correction into what names a person": (_accepted(), ("Anna", correction(after="a@b.example")), "only a short"),
    "publication of what was withdrawn": (
        [*_accepted(), ("Anna", lambda: acts.Withdraw(**PLACE, reason="sent by mistake"))],
        ("Bert", lambda: acts.Publish(snapshot="oscec-1", fingerprint="f", editions=[tuple(PLACE.values())])),
        "is withdrawn",
    ),
}  # fmt: skip


def test_there_are_twenty_of_them() -> None:
    assert len(FORBIDDEN) >= 20


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_forbidden_sequence_is_refused_and_logged_and_changes_nothing(name: str) -> None:
    before, (who, act), why = FORBIDDEN[name]
    for person, each in before:
        record.record(each(), person)
    tried = act()
    count = log.head().sequence
    with pytest.raises(DeniedError, match=why):
        record.record(tried, who)

    *_, last = log.entries()
    assert (last.sequence, last.act, last.who) == (count + 1, "deny", who)
    assert (last.payload["tried"], last.payload["on"]) == (tried.name, tried.object)
