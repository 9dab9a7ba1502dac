"""Frames between stages: kept as they were, valid as long as bytes, source file and code are the same."""

from pathlib import Path

import polars as pl
import pytest

from pipelines import files, stage
from pipelines.deliver import Outcome, code_delivery, deliver, tidy_delivery
from schemas.source import Source
from tests.support.small import csv_of, delivered, plant, rows_of, source_of

CONTENT = csv_of(rows_of({}, {"Age": "x"}, {"Motive": "test"}))


def outcome_of(source: Source) -> Outcome:
    return deliver(CONTENT, "x.csv", source=source, edition="2024")


def same(one: Outcome, other: Outcome) -> bool:
    frames = ("accepted", "excluded", "findings")
    plain = [
        (each.source_id, each.edition, each.file, each.sha256, each.rows_read, each.rejected) for each in (one, other)
    ]
    return plain[0] == plain[1] and all(getattr(one, name).equals(getattr(other, name)) for name in frames)


def test_outcome_comes_back_as_it_was(small: Source) -> None:
    outcome = outcome_of(small)
    stage.save_outcome(outcome, small)

    assert same(stage.load_outcome(small.source_id, "2024"), outcome)
    assert stage.kept() == [(small.source_id, "2024")]
    assert stage.kept(refused=True) == []


def test_refused_outcome_stands_apart(small: Source) -> None:
    stage.save_outcome(outcome_of(small), small, refused=True)

    assert (stage.kept(), stage.kept(refused=True)) == ([], [(small.source_id, "2024")])
    with pytest.raises(FileNotFoundError):
        stage.load_outcome(small.source_id, "2024")


def test_tidied_delivery_goes_on_where_it_stopped(small: Source) -> None:
    tidied = tidy_delivery(CONTENT, "x.csv", source=small, edition="2024")
    stage.save_tidied(tidied, small)

    assert same(code_delivery(stage.load_tidied(small, "2024"), small), outcome_of(small))


def test_tidied_delivery_that_could_not_be_read_keeps_its_finding(small: Source) -> None:
    stage.save_tidied(tidy_delivery(b"", "x.csv", source=small, edition="2024"), small)
    outcome = code_delivery(stage.load_tidied(small, "2024"), small)

    assert outcome.findings["finding_id"].to_list() == ["file-empty"]


def test_outcome_is_current_while_bytes_source_and_code_are_the_same(
    small: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = outcome_of(small)
    assert not stage.is_current(small, "2024", sha256=outcome.sha256)
    stage.save_outcome(outcome, small)

    assert stage.is_current(small, "2024", sha256=outcome.sha256)
    assert not stage.is_current(small, "2024", sha256="0" * 64)
    with monkeypatch.context() as patch:
        patch.setattr(stage, "code_hash", lambda: "other code")
        assert not stage.is_current(small, "2024", sha256=outcome.sha256)
    plant(tmp_path / "sources", title="changed")
    assert not stage.is_current(source_of(title="changed"), "2024", sha256=outcome.sha256)


def _cut(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("module", "step"),
    [(Path, "replace"), (Path, "symlink_to"), (files, "flush_folder"), (pl.DataFrame, "write_parquet")],
)
def test_saving_that_is_cut_short_leaves_the_former_outcome(
    module: object, step: str, small: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = outcome_of(small)
    stage.save_outcome(former, small)
    latter = delivered({}, {}, {})
    with monkeypatch.context() as patch:
        patch.setattr(module, step, _cut)
        with pytest.raises(KeyboardInterrupt):
            stage.save_outcome(latter, small)

    assert same(stage.load_outcome(small.source_id, "2024"), former)
    assert stage.kept() == [(small.source_id, "2024")]
    stage.save_outcome(latter, small)
    assert same(stage.load_outcome(small.source_id, "2024"), latter)


def test_discarded_outcome_is_gone_and_the_other_kind_stays(small: Source) -> None:
    for refused in (False, True):
        stage.save_outcome(outcome_of(small), small, refused=refused)
    stage.discard(small, "2024", refused=True)
    stage.discard(small, "2023", refused=True)

    assert (stage.kept(), stage.kept(refused=True)) == ([(small.source_id, "2024")], [])
