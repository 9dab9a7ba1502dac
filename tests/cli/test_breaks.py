"""A break declared in a source file ends a span of `mart.trend`; a jump that none explains is a question."""

from pathlib import Path

import pytest

from tests.cli.conftest import FIGURES, Oscec, example

JUMP = "figure-jump-unexplained"
TREND = f"""
    SELECT source_id, span, is_break, breaks, is_jump, why_no_change FROM mart.trend
    WHERE source_id = '{FIGURES}' AND dimension = 'total' AND counting_unit = 'REPORT' ORDER BY period
"""  # noqa: S608 - our own words
BREAK = "breaks:\n  - {at: 2016-01-01, cause: UNIT, note: invented for this test}\n"


def taken_in(oscec: Oscec) -> None:
    assert oscec("submit", example(FIGURES, "2016"), "--source", FIGURES, "--edition", "2016").code == 0


def changed(oscec: Oscec, folders: Path, text: str, patch: pytest.MonkeyPatch) -> None:
    """The source file with more text, the change approved by a second person."""
    path = folders / "sources" / "gb" / FIGURES / f"{FIGURES}.yml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    for actor, act in (("Anna", "propose"), ("Bert", "approve")):
        patch.setenv("OSCEC_ACTOR", actor)
        since = ["--valid-from", "2015-01-01"] if act == "propose" else []
        done = oscec("audit", act, "mapping", FIGURES, *since)
        assert done.code == 0, done.err
    patch.delenv("OSCEC_ACTOR")


def test_a_jump_is_a_question_until_the_source_file_dates_its_cause(
    oscec: Oscec, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_in(oscec)
    [asked] = oscec("findings", "--id", JUMP, "--all", "--json").told
    [former, latter] = oscec("query", TREND, "--json").told["rows"]

    assert (asked["source_id"], asked["severity"]) == (FIGURES, "asks")
    assert "1247 in 2016, 386 in 2015" in asked["text"]
    assert (former["span"], latter["span"], former["is_jump"], latter["is_jump"]) == (1, 1, False, True)
    assert latter["why_no_change"] is None

    changed(oscec, folders, BREAK, monkeypatch)
    [former, latter] = oscec("query", TREND, "--json").told["rows"]

    assert oscec("findings", "--id", JUMP, "--all", "--json").told == []
    assert (former["span"], latter["span"], latter["is_break"], latter["is_jump"]) == (1, 2, True, False)
    assert (former["breaks"], latter["breaks"]) == ([], ["2016-01-01 UNIT: invented for this test"])
    assert latter["why_no_change"] == "The way of counting changed between the periods."


def test_a_break_of_a_dimension_that_does_not_exist_is_named(oscec: Oscec, folders: Path) -> None:
    path = folders / "sources" / "gb" / FIGURES / f"{FIGURES}.yml"
    changed = BREAK.replace("cause: UNIT", "cause: UNIT, dimension: colour")
    path.write_text(path.read_text(encoding="utf-8") + changed, encoding="utf-8")
    done = oscec("sources", "--check")

    assert done.code == 1
    assert f"{FIGURES}.yml: breaks.0: Value error, there is no dimension colour; there are: ALL, motivation" in done.out


def test_a_break_of_one_dimension_explains_no_jump_of_another(
    oscec: Oscec, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_in(oscec)
    changed(oscec, folders, BREAK.replace("cause: UNIT", "cause: UNIT, dimension: victim_age"), monkeypatch)

    assert [each["source_id"] for each in oscec("findings", "--id", JUMP, "--all", "--json").told] == [FIGURES]
    assert [row["span"] for row in oscec("query", TREND, "--json").told["rows"]] == [1, 1]
