"""Raw bytes are kept once under their hash; an edition has one receipt, and it never changes."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines import home, receive
from pipelines.receive import Receipt

SOURCE = "xz_test_records"


def land(content: bytes, file: str, source_id: str, edition: str) -> Receipt:
    """Keep the bytes and enter the next receipt."""
    receipt = Receipt(
        source_id=source_id, edition=edition, file=file, sha256=receive.keep(content), size=len(content),
        sequence=len(receive.receipts()) + 1, received_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    receive.enter(receipt)
    return Receipt.read(home.receipts() / source_id / f"{edition}.json")


def test_receipt_says_what_came() -> None:
    receipt = land(b"abc", "a.csv", SOURCE, "2024")

    assert (receipt.file, receipt.size, receipt.sequence) == ("a.csv", 3, 1)
    assert receipt.sha256 == hashlib.sha256(b"abc").hexdigest()
    assert receive.receipt_of(SOURCE, "2024") == receipt
    assert receive.content_of(receipt) == b"abc"
    assert receive.receipt_of(SOURCE, "2023") is None


def test_same_bytes_for_the_same_edition_give_no_new_receipt() -> None:
    receipt = land(b"abc", "a.csv", SOURCE, "2024")

    assert land(b"abc", "renamed.csv", SOURCE, "2024") == receipt
    assert len(receive.receipts()) == 1


def test_other_bytes_for_the_same_edition_are_refused() -> None:
    receipt = land(b"abc", "a.csv", SOURCE, "2024")

    with pytest.raises(FileExistsError, match="was received as ba7816bf8f01, not"):
        land(b"abd", "a.csv", SOURCE, "2024")
    assert receive.receipts() == [receipt]
    assert receive.content_of(receipt) == b"abc"


def test_receipts_are_numbered_in_the_order_they_were_given() -> None:
    given = [land(text, "a", source, edition) for text, source, edition in (
        (b"c", "xz_z", "9"), (b"a", "xz_a", "1"), (b"b", "xz_z", "1"))]  # fmt: skip

    assert receive.receipts() == given
    assert [each.sequence for each in given] == [1, 2, 3]
    assert receive.receipts("xz_z") == [given[0], given[2]]


def test_same_bytes_are_found_again_in_their_source_only() -> None:
    receipt = land(b"abc", "a", SOURCE, "2024")

    assert receive.earlier(b"abc", SOURCE) == receipt
    assert receive.earlier(b"abc", "xz_other") is None
    assert receive.earlier(b"abd", SOURCE) is None


def test_changed_bytes_are_noticed() -> None:
    receipt = land(b"abc", "a", SOURCE, "2024")
    receive.object_path(receipt.sha256).write_bytes(b"abX")

    with pytest.raises(ValueError, match="changed after receipt"):
        receive.content_of(receipt)


STEPS = [(Path, "replace"), (os, "link"), (os, "fsync")]


@pytest.mark.parametrize(("module", "step"), STEPS)
def test_landing_that_is_cut_short_can_be_done_again(
    module: object, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = land(b"former", "a", SOURCE, "2023")
    with monkeypatch.context() as patch:
        patch.setattr(module, step, _cut)
        with pytest.raises(KeyboardInterrupt):
            land(b"abc", "a", SOURCE, "2024")

    assert receive.receipts() == [former]
    assert receive.content_of(former) == b"former"
    receipt = land(b"abc", "a", SOURCE, "2024")
    assert receive.receipts() == [former, receipt]
    assert receive.content_of(receipt) == b"abc"


def test_two_at_once_get_one_receipt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process enters the edition between our look and our writing: the first one wins."""
    first = land(b"abc", "a", SOURCE, "2024")
    monkeypatch.setattr(Path, "exists", lambda _: False)

    with pytest.raises(FileExistsError):
        land(b"abd", "a", SOURCE, "2024")
    assert receive.receipts() == [first]
    assert [path.name for path in (home.receipts() / SOURCE).iterdir()] == ["2024.json"]


def _cut(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_bytes_that_no_receipt_names_can_be_forgotten_and_others_cannot() -> None:
    receipt = land(b"abc", "a.csv", SOURCE, "2024")
    refused = receive.object_path(hashlib.sha256(b"refused").hexdigest())
    refused.parent.mkdir(parents=True)
    refused.write_bytes(b"refused")

    receive.forget(receipt.sha256)
    receive.forget(refused.name)
    receive.forget(refused.name)

    assert receive.content_of(receipt) == b"abc"
    assert not refused.exists()


def test_deleted_bytes_leave_a_note_and_may_come_again() -> None:
    receipt = land(b"abc", "a.csv", SOURCE, "2024")

    receive.delete(receipt.sha256, "by entry 7")
    receive.delete(receipt.sha256, "by entry 7")
    assert receive.is_deleted(receipt.sha256)
    assert not receive.object_path(receipt.sha256).exists()

    receive.object_path(receipt.sha256).write_bytes(b"abc")
    receive.forget(receipt.sha256)
    assert not receive.object_path(receipt.sha256).exists()

    receive.keep(b"abc")
    assert not receive.is_deleted(receipt.sha256)
    assert receive.content_of(receipt) == b"abc"
