"""What the stages hand to the warehouse."""

from pathlib import Path

import polars as pl
import pytest

from pipelines import handover
from pipelines.submit import submit
from schemas.source import Source
from tests.support.small import csv_of, plant, rows_of, source_of


def sent(source: Source, *changes: dict[str, str], edition: str = "2024") -> None:
    submit(csv_of(rows_of(*changes)), "x.csv", source=source, edition=edition)


def frame(name: str) -> pl.DataFrame:
    return handover.frames()[name].collect()


def test_nothing_delivered_gives_empty_frames(small: Source) -> None:
    assert {
        name: frame(name).height for name in ("edition", "incident", "figure", "exclusion", "finding")
    } == dict.fromkeys(("edition", "incident", "figure", "exclusion", "finding"), 0)
    assert frame("source")["source_id"].to_list() == [small.source_id]


def test_accepted_rows_and_their_counts_are_handed_over(small: Source) -> None:
    sent(small, {}, {"Age": "x"}, {"Motive": "test"})
    counts = "rows_read", "rows_accepted", "rows_rejected", "rows_excluded"

    assert frame("incident").height == 1
    assert frame("edition").select("state", *counts).rows() == [("ACCEPTED", 3, 1, 1, 1)]
    assert frame("exclusion").select("edition", "row", "rule").rows() == [("2024", 4, "label in Motive: test records")]
    assert sorted(frame("finding")["finding_id"]) == ["age-unreadable", "row-excluded"]


def test_refused_delivery_hands_over_its_findings_only(small: Source) -> None:
    sent(small, {"Age": "x"})

    assert frame("edition").select("edition", "state").rows() == [("2024", "REFUSED")]
    assert frame("incident").is_empty()
    assert set(frame("finding")["finding_id"]) == {"age-unreadable", "nothing-accepted"}


def test_every_codelist_is_handed_over_once(small: Source) -> None:
    codes = frame("code")

    assert small.source_id
    assert codes.select("codelist", "code").is_duplicated().sum() == 0
    assert codes.filter(codelist="total", code="ALL")["label"].to_list() == ["All records"]
    assert codes.filter(codelist="missing").height == 6


def test_every_fact_of_every_source_is_handed_over(small: Source) -> None:
    facts = frame("fact")

    assert facts.filter(fact="counting_unit")["value"].to_list() == ["VICTIM"]
    assert facts.height == len(small.counting.facts())


def test_fingerprint_follows_deliveries_and_source_files(small: Source, tmp_path: Path) -> None:
    seen = [handover.fingerprint()]
    sent(small, {})
    seen.append(handover.fingerprint())
    sent(small, {"Age": "x"}, edition="2023")
    seen.append(handover.fingerprint())
    plant(tmp_path / "sources", title="changed")
    seen.append(handover.fingerprint())

    assert len(set(seen)) == 4
    assert handover.fingerprint() == seen[-1]


def test_deliveries_of_a_source_that_is_gone_stay_behind(
    small: Source, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sent(small, {})
    plant(tmp_path / "elsewhere", source_id="xz_other_records")
    monkeypatch.setenv("OSCEC_SOURCES", str(tmp_path / "elsewhere"))

    assert frame("incident").height == 0
    assert source_of(source_id="xz_other_records").source_id in frame("source")["source_id"]
