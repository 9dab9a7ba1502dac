"""Waivers and promotions count for what they were given for, as long as they are valid, and both take two people."""

from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import handover, stage
from pipelines.register import acts, record, versions
from pipelines.register.errors import DeniedError
from pipelines.rules.counting import promoted, standing_of
from pipelines.rules.replay import replay
from pipelines.rules.standing import shipped
from pipelines.submit import Submission, submit
from schemas.rule import book
from schemas.source import Source
from tests.support.small import csv_of, plant, rows_of, source_of
from warehouse.build import fill

COUNTING = {
    "counting_unit": "VICTIM", "recording_stage": "RECORDED_INPUT", "geographic_role": "VICTIM_RESIDENCE",
    "population_age": "CHILDREN_ONLY",
}  # fmt: skip
RULE = "victim-age-outside-population"
SOON = date.today() + timedelta(days=30)  # noqa: DTZ011 - any day that is not over
pytestmark = pytest.mark.usefixtures("register")


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    """A source of children that tolerates rejected rows."""
    monkeypatch.setenv("OSCEC_SOURCES", str(tmp_path / "sources"))
    monkeypatch.setenv("OSCEC_DATA", str(tmp_path / "data"))
    plant(tmp_path / "sources", counting=COUNTING)
    return source_of(counting=COUNTING)


def sent(source: Source, edition: str = "2024") -> Submission:
    day = {"Date": f"{edition[:4]}-03-01"}
    return submit(
        csv_of(rows_of(day, day | {"Age": "30", "Demand": "cash;not known"})), "x.csv", source=source, edition=edition
    )


def waive(source: Source, *, edition: str = "2024", expires: date = SOON) -> int:
    told = {"source_id": source.source_id, "edition": edition, "reason": "known to the office", "expires": expires}
    return record.record(acts.RequestWaiver(rule=RULE, **told)).sequence


def cells() -> list[tuple[list[str], list[str]]]:
    """Flags and reasons of the cells of a fresh warehouse."""
    with duckdb.connect() as connection:
        fill(connection, handover.frames(), progress=lambda _: None)
        return connection.execute("SELECT DISTINCT flags, reasons FROM mart.cell").fetchall()


def test_waiver_counts_once_somebody_else_approved_it(source: Source) -> None:
    assert sent(source).outcome.rejected == 1
    number = waive(source)
    assert standing_of(source.source_id, "2024") == shipped()
    with pytest.raises(DeniedError, match="cannot approve"):
        record.record(acts.ApproveWaiver(waiver=number))
    record.record(acts.ApproveWaiver(waiver=number), "Berta")

    assert standing_of(source.source_id, "2024").waived == {RULE}
    assert standing_of(source.source_id, "2023") == shipped()


def test_waived_edition_is_made_anew_and_its_cells_say_so(source: Source) -> None:
    first = sent(source).outcome
    assert all("WAIVED" not in flags for flags, _ in cells())
    record.record(acts.ApproveWaiver(waiver=waive(source)), "Berta")
    counts = standing_of(source.source_id, "2024")
    assert not stage.is_current(source, "2024", sha256=first.sha256, standing=counts)
    assert (again := sent(source)).outcome.rejected == 0

    assert stage.is_current(source, "2024", sha256=first.sha256, standing=counts)
    assert not again.is_new
    told = cells()
    assert told
    assert all("WAIVED" in flags for flags, _ in told)
    assert all(f"Rule {RULE} is broken and waived until {SOON}: known to the office." in said for _, said in told)


def test_expired_waiver_does_not_count(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(source)
    record.record(acts.ApproveWaiver(waiver=waive(source)), "Berta")
    sent(source)
    monkeypatch.setattr("pipelines.register.ask.today", lambda _: SOON + timedelta(days=1))

    assert standing_of(source.source_id, "2024") == shipped()
    assert sent(source).outcome.rejected == 1
    assert all("WAIVED" not in flags for flags, _ in cells())


@pytest.mark.parametrize("rule", ["value-unmapped", "past-level", "file-empty"])
def test_what_cannot_be_taken_in_or_blocks_nothing_is_not_waived(source: Source, rule: str) -> None:
    sent(source)
    told = {"source_id": source.source_id, "edition": "2024", "reason": "known to the office", "expires": SOON}

    with pytest.raises(DeniedError, match="cannot be waived"):
        record.record(acts.RequestWaiver(rule=rule, **told))


def test_rule_gets_force_by_two_people_and_only_as_it_was_approved(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sent(source).outcome.findings.filter(finding_id="known-and-unknown").is_empty()
    versions.propose("rule", "known-and-unknown", valid_from=date(2026, 1, 1), valid_to=None)
    with pytest.raises(DeniedError, match="cannot approve"):
        versions.approve("rule", "known-and-unknown")
    assert promoted() == frozenset()
    monkeypatch.setenv("OSCEC_ACTOR", "Berta")
    versions.approve("rule", "known-and-unknown")

    assert promoted() == {"known-and-unknown"}
    assert sent(source, "2023").outcome.findings.filter(finding_id="known-and-unknown").height == 1
    changed = book() | {"known-and-unknown": book()["demand-none-and-other"]}
    monkeypatch.setattr("pipelines.rules.counting.book", lambda: changed)
    assert promoted() == frozenset()


def test_replay_says_what_a_rule_would_have_done_and_changes_nothing(source: Source) -> None:
    sent(source)
    before = {path: path.read_bytes() for path in stage.folder_of("core", source.source_id, "2024").iterdir()}
    [told] = replay([book()[RULE]])
    [quiet] = replay([book()["known-and-unknown"]])

    assert (told.outcome, told.numerator, told.denominator, told.rejected) == ("PASSED_WITH_VIOLATIONS", 1, 2, 1)
    assert not told.is_refused
    assert (quiet.rejected, quiet.denominator) == (0, 1)
    assert {path: path.read_bytes() for path in stage.folder_of("core", source.source_id, "2024").iterdir()} == before


def test_replay_names_editions_whose_original_is_gone(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(source)
    monkeypatch.setattr("pipelines.rules.replay.receive.object_path", lambda _: Path("no such file"))

    assert [each.outcome for each in replay([book()[RULE]])] == ["NOT_RUN"]


def test_outcomes_reach_the_warehouse_with_those_of_refused_deliveries(source: Source) -> None:
    sent(source)
    submit(b"", "x.csv", source=source, edition="2023")
    rules = handover.frames()["rule_outcome"].collect()

    assert rules.filter(edition="2023", rule_id="file-empty").select("delivery", "outcome").row(0) == (
        "REFUSED",
        "FAILED",
    )
    later = rules.filter(pl.col("edition") == "2023", pl.col("rule_id").is_in(["value-unmapped", RULE]))
    assert set(later["outcome"]) == {"NOT_RUN"}
    assert rules.filter(edition="2024", rule_id=RULE)["numerator"].to_list() == [1]
