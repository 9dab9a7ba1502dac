"""The signed receipt of an upload: checked without us, and no other receipt passes."""

import json
import random
from pathlib import Path

import pytest

from pipelines import receive
from pipelines.register import log, proof
from pipelines.register.errors import RegisterError
from pipelines.register.signing import PublicKey, SigningKey, public_key
from pipelines.submit import Submission, submit
from schemas.source import Source
from tests.support.small import csv_of, rows_of

GOOD = csv_of(rows_of({}, {"Motive": "test"}, {"Age": "x"}))
BAD = csv_of(rows_of({"Age": "x"}))


def sent(content: bytes, source: Source, file: str = "x.csv") -> Submission:
    return submit(content, file, source=source, edition="2024")


def given(submission: Submission) -> proof.Proof:
    return proof.checked(submission.proof.read_bytes(), public_key())


@pytest.mark.usefixtures("register")
def test_every_upload_gets_one_accepted_or_not(small: Source) -> None:
    refused, accepted, again = (
        given(sent(BAD, small)),
        given(sent(GOOD, small, "folder/x.csv")),
        given(sent(GOOD, small)),
    )

    assert [each.verdict for each in (refused, accepted, again)] == ["REFUSED", "ACCEPTED", "CAME_BEFORE"]
    assert (accepted.file, accepted.size, accepted.source_id, accepted.edition) == (
        "delivery.csv", len(GOOD), "xz_test_records", "2024",
    )  # fmt: skip
    assert accepted.rows.model_dump() == {"read": 3, "accepted": 1, "rejected": 1, "excluded": 1}
    entries = {entry.sequence: entry for entry in log.entries()}
    for each in (refused, accepted, again):
        assert each.head == entries[each.position].hash
    receipt = receive.receipt_of("xz_test_records", "2024")
    assert receipt
    assert (receipt.file, receipt.sha256) == (accepted.file, accepted.sha256)


def test_it_is_checked_with_the_public_key_alone(small: Source, keys: Path) -> None:
    content, text = sent(GOOD, small).proof.read_bytes(), public_key().text
    for path in keys.iterdir():
        path.unlink()

    assert proof.checked(content, public_key(text)).verdict == "ACCEPTED"
    with pytest.raises(RegisterError, match="64 hexadecimal"):
        public_key("00" * 31)


def test_a_receipt_of_another_installation_is_none(small: Source) -> None:
    content = sent(GOOD, small).proof.read_bytes()

    with pytest.raises(RegisterError, match="is signed with key"):
        proof.checked(content, SigningKey(b"f" * 32).public)


def mutated(content: bytes, draw: random.Random) -> bytes:
    """The receipt with a byte changed, cut out, doubled or put in, or a field changed by somebody who writes JSON."""
    at, kind = draw.randrange(len(content)), draw.randrange(5)
    if kind == 4:
        told = json.loads(content)
        name = draw.choice(sorted(told))
        other = {"size": 1, "position": 2, "rows": {"read": 1, "accepted": 1, "rejected": 0, "excluded": 0}}
        told[name] = other.get(name, draw.choice(["x", "REFUSED", "0" * 16, "0" * 64, "0" * 128]))
        return json.dumps(told, indent=1, sort_keys=True).encode() + b"\n"
    byte = bytes([content[at] ^ draw.randrange(1, 256)])
    return (
        content[:at]
        + [byte, b"", content[at : at + 1] * 2, byte + content[at : at + 1]][kind]
        + content[at + (kind != 3) :]
    )


def test_of_a_thousand_mutated_receipts_none_is_accepted(small: Source) -> None:
    content, key = sent(GOOD, small).proof.read_bytes(), public_key()
    draw = random.Random(5)  # noqa: S311 - mutations that are the same each time
    tried = [each for each in (mutated(content, draw) for _ in range(1_100)) if each != content][:1_000]

    assert len(tried) == 1_000
    assert [each for each in tried if _is_accepted(each, key)] == []


def _is_accepted(content: bytes, key: PublicKey) -> bool:
    try:
        proof.checked(content, key)
    except RegisterError:
        return False
    return True
