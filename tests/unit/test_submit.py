"""One door: a delivery is taken in whole or refused whole, and no edition ever gets other bytes."""

from pathlib import Path

import pytest

from pipelines import receive, stage
from pipelines.submit import Submission, submit
from schemas.source import Source
from tests.support.small import csv_of, plant, rows_of, source_of

GOOD = csv_of(rows_of({}, {}, {}))
BAD = csv_of(rows_of({"Age": "x"}))


def sent(content: bytes, source: Source, edition: str = "2024") -> Submission:
    return submit(content, "x.csv", source=source, edition=edition)


def ids(submission: Submission) -> list[str]:
    return submission.outcome.findings["finding_id"].to_list()


def test_good_delivery_is_taken_in(small: Source) -> None:
    submission = sent(GOOD, small)

    assert submission.is_new
    assert submission.receipt == receive.receipt_of(small.source_id, "2024")
    assert stage.load_outcome(small.source_id, "2024").accepted.height == 3


def test_refused_delivery_has_no_receipt_and_no_bytes(small: Source) -> None:
    submission = sent(BAD, small)

    assert (submission.receipt, submission.is_new) == (None, False)
    assert receive.receipts() == []
    assert not receive.object_path(submission.outcome.sha256).exists()
    assert (stage.kept(), stage.kept(refused=True)) == ([], [(small.source_id, "2024")])


def test_refused_then_mended_file_is_accepted(small: Source) -> None:
    sent(BAD, small)
    submission = sent(GOOD, small)

    assert submission.is_new
    assert stage.kept() == [(small.source_id, "2024")]
    assert stage.kept(refused=True) == []


def test_same_bytes_twice_are_no_new_edition(small: Source) -> None:
    first, again = sent(GOOD, small), sent(GOOD, small)

    assert (again.is_new, again.receipt) == (False, first.receipt)
    assert ids(again) == ["edition-already-delivered"]
    assert len(receive.receipts()) == 1


def test_same_bytes_as_another_edition_are_no_new_edition(small: Source) -> None:
    first, again = sent(GOOD, small), sent(GOOD, small, "2024-2")

    assert again.receipt == first.receipt
    assert "edition-already-delivered" in ids(again)
    assert stage.kept() == [(small.source_id, "2024")]


def test_other_bytes_for_an_edition_are_refused_with_the_difference(small: Source) -> None:
    first = sent(GOOD, small)
    other = csv_of(rows_of({}, {"Gender": "m"}, {"Number": "C-9"}, {"Number": "C-10"}))
    submission = sent(other, small)

    assert (submission.receipt, submission.is_new) == (None, False)
    [told] = submission.outcome.findings.filter(finding_id="edition-differs").to_dicts()
    assert told["detail"] == "2 rows added, 1 changed, 1 withdrawn, 1 unchanged"
    assert receive.receipts() == [first.receipt]
    assert stage.load_outcome(small.source_id, "2024").sha256 == first.outcome.sha256


def test_revision_is_a_new_edition(small: Source) -> None:
    sent(GOOD, small)

    assert sent(csv_of(rows_of({}, {"Gender": "m"})), small, "2024-2").is_new
    assert [receipt.edition for receipt in receive.receipts()] == ["2024", "2024-2"]


def test_bytes_are_coded_anew_where_the_source_file_has_changed(small: Source, tmp_path: Path) -> None:
    sent(GOOD, small)
    plant(tmp_path / "sources", geo_code="XY")
    again = sent(GOOD, source_of(geo_code="XY"))

    assert not again.is_new
    assert set(stage.load_outcome(small.source_id, "2024").accepted["geo_code"]) == {"XY"}


def _cut(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", ["keep", "enter", "save_outcome"])
def test_submission_that_is_cut_short_can_be_done_again(
    step: str, small: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(stage if step == "save_outcome" else receive, step, _cut)
        with pytest.raises(KeyboardInterrupt):
            sent(GOOD, small)

    assert stage.kept() == []
    assert sent(GOOD, small).receipt is not None
    assert stage.load_outcome(small.source_id, "2024").accepted.height == 3
    assert len(receive.receipts()) == 1
