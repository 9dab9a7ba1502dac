"""`oscec rules`: the book is listed, a rule in shadow is replayed and promoted by two people."""

import pytest

from schemas.rule import book
from tests.cli.conftest import MODEL, Oscec, example


def test_every_rule_is_listed_with_its_state(oscec: Oscec) -> None:
    told = oscec("rules", "list", "--json").told

    assert [each["rule_id"] for each in told] == list(book())
    assert all(each["reason"] and each["remedy"] for each in told)
    shown = oscec("rules", "list", "--family", "own past").out
    assert "past-level" in shown
    assert "file-empty" not in shown


@pytest.mark.parametrize("arguments", [("replay", "past-leve"), ("promote", "past-leve"), ("list", "--family", "x")])
def test_unknown_names_are_told(oscec: Oscec, arguments: tuple[str, ...]) -> None:
    ended = oscec("rules", *arguments)

    assert ended.code == 2
    assert "is called" in ended.err


def test_replay_of_kept_editions(snapshot: Oscec) -> None:
    told = snapshot("rules", "replay", "known-and-unknown", "--json").told

    assert {each["source_id"] for each in told} == {MODEL, "gb_nca_akeu"}
    assert all(each["rejected"] == 0 for each in told)
    assert "known-and-unknown: broken in" in snapshot("rules", "replay").out
    assert "whole warehouse" in snapshot("rules", "replay", "figure-nested").err


def test_promotion_takes_two_people(oscec: Oscec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSCEC_ACTOR", "Anna")
    assert "somebody else" in oscec("rules", "promote", "past-level").out
    assert oscec("rules", "promote", "past-level").code == 2
    monkeypatch.setenv("OSCEC_ACTOR", "Berta")
    assert "is approved" in oscec("rules", "promote", "past-level").out

    states = {each["rule_id"]: each["state"] for each in oscec("rules", "list", "--json").told}
    assert (states["past-level"], states["past-mix"]) == ("in_force", "shadow")
    assert "in force already" in oscec("rules", "promote", "past-level").err
    assert "in force already" in oscec("rules", "promote", "file-empty").err


def test_check_with_a_log_asks_what_the_past_raises(snapshot: Oscec) -> None:
    told = snapshot("check", example(MODEL, "2024"), "--source", MODEL, "--edition", "2024", "--json").told

    assert told["is_accepted"]
    assert all(not each["finding_id"].startswith("past-") for each in told["findings"])
