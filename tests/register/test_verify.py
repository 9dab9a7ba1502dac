"""Whoever changes the log is found, whatever he does, and the entry is named."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import home
from pipelines.register import acts, log, proof, record, verify
from pipelines.register.entry import Entry, canonical, parsed, sealed
from pipelines.register.signing import SigningKey, public_key
from pipelines.register.verify import Fault, Mark, faults

OURS, FOREIGN = SigningKey(b"o" * 32), SigningKey(b"f" * 32)
AT = 4  # the entry that is tampered with, of seven


def chain(count: int, key: SigningKey = OURS) -> list[bytes]:
    """The lines of a log."""
    lines: list[bytes] = []
    last = "0" * 64
    for number in range(1, count + 1):
        entry = _entry(number, last, key, {"days": number})
        lines.append(entry.line)
        last = entry.hash
    return lines


def _entry(number: int, previous: str, key: SigningKey, payload: dict[str, Any]) -> Entry:
    told: dict[str, Any] = {
        "sequence": number, "previous": previous, "time": f"2026-01-0{number}", "who": "Anna",
        "act": "retain", "object": "source xz_a",
    }  # fmt: skip
    return sealed(told, payload, key=key)


LINES = chain(7)
WHOLE = b"".join(LINES)
MARK = Mark(7, parsed(LINES[6][:-1]).hash, "a receipt")


def told(at: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(LINES[at - 1])
    return found


def with_line(line: bytes) -> bytes:
    return b"".join([*LINES[: AT - 1], line, *LINES[AT:]])


def changed(**fields: object) -> bytes:
    return with_line(canonical(told(AT) | fields) + b"\n")


def rehashed() -> bytes:
    """A payload changed, with the hashes that fit it, by somebody without a key."""
    new = _entry(AT, told(AT)["previous"], FOREIGN, {"days": 99}).model_dump()
    return changed(payload=new["payload"], payload_hash=new["payload_hash"], hash=new["hash"])


def re_signed() -> bytes:
    """An entry changed and signed by another key."""
    return with_line(_entry(AT, told(AT)["previous"], FOREIGN, {"days": 99}).line)


def re_signed_by_us() -> bytes:
    """An entry changed and signed by the stolen key, the rest of the chain as it was."""
    return with_line(_entry(AT, told(AT)["previous"], OURS, {"days": 99}).line)


def swapped() -> bytes:
    return b"".join([*LINES[: AT - 1], LINES[AT], LINES[AT - 1], *LINES[AT + 1 :]])


def forged_between() -> bytes:
    """An entry put between two, with the number of the next."""
    return b"".join([*LINES[: AT - 1], _entry(AT, told(AT)["previous"], FOREIGN, {}).line, *LINES[AT - 1 :]])


def renumbered() -> bytes:
    """An entry removed, those behind it numbered anew."""
    rest = [canonical(told(at) | {"sequence": at - 1}) + b"\n" for at in range(AT + 1, 8)]
    return b"".join([*LINES[: AT - 1], *rest])


WAYS: dict[str, tuple[Callable[[], bytes], set[int]]] = {
    "payload changed": (lambda: changed(payload={"days": 99}), {AT}),
    "payload and hashes changed": (rehashed, {AT}),
    "person changed": (lambda: changed(who="Bert"), {AT}),
    "time changed": (lambda: changed(time="2020-01-01"), {AT}),
    "signature changed": (lambda: changed(signature="0" * 128), {AT}),
    "signed by another key": (re_signed, {AT}),
    "signed by another key under our name": (lambda: changed(signature=FOREIGN.sign("log entry", b"x")), {AT}),
    "signed anew with our key": (re_signed_by_us, {AT + 1}),
    "removed": (lambda: with_line(b""), {AT}),
    "removed and renumbered": (renumbered, {AT}),
    "first removed": (lambda: b"".join(LINES[1:]), {1}),
    "reordered": (swapped, {AT}),
    "duplicated": (lambda: with_line(LINES[AT - 1] * 2), {AT}),
    "copied to the end": (lambda: WHOLE + LINES[AT - 1], {AT}),
    "inserted": (forged_between, {AT}),
    "blank line inserted": (lambda: with_line(LINES[AT - 1] + b"\n"), {AT + 1}),
    "written with spaces": (lambda: with_line(json.dumps(told(AT)).encode() + b"\n"), {AT}),
    "key given twice": (lambda: with_line(LINES[AT - 1].replace(b'{"act"', b'{"act":"x","act"')), {AT}),
    "field added": (lambda: changed(note="x"), {AT}),
    "last removed": (lambda: b"".join(LINES[:6]), {7}),
    "several last removed": (lambda: b"".join(LINES[:3]), {4}),
    "end cut off": (lambda: WHOLE[:-1], {7}),
    "cut in a line": (lambda: WHOLE[:-100], {7}),
    "emptied": (lambda: b"", {1}),
    "replaced by another log of our key": (lambda: b"".join(chain(6)) + re_signed_last(), {7}),
    "replaced by the log of another key": (lambda: b"".join(chain(7, FOREIGN)), {1, 2, 3, 4, 5, 6, 7}),
}


def re_signed_last() -> bytes:
    return _entry(7, told(7)["previous"], OURS, {"days": 99}).line


def test_a_log_as_it_was_written_has_no_fault() -> None:
    assert faults(WHOLE, OURS.public, marks=[MARK]) == []
    assert faults(b"", OURS.public) == []


@pytest.mark.parametrize("way", WAYS)
def test_tampering_is_found_and_its_entry_named(way: str) -> None:
    make, named = WAYS[way]
    assert make() != WHOLE
    found = faults(make(), OURS.public, marks=[MARK])

    assert named <= {each.sequence for each in found}, found


@settings(max_examples=250)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_any_changed_byte_is_found_and_its_entry_named(at: int, by: int) -> None:
    content = bytearray(WHOLE)
    content[at] ^= by
    number = WHOLE[:at].count(b"\n") + 1

    assert {number, number + 1} & {each.sequence for each in faults(bytes(content), OURS.public)}


@settings(max_examples=250)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 300))
def test_any_bytes_cut_out_are_found(at: int, length: int) -> None:
    assert faults(WHOLE[:at] + WHOLE[at + length :], OURS.public, marks=[MARK])


@settings(max_examples=250)
@given(st.integers(0, len(WHOLE)), st.binary(min_size=1, max_size=300))
def test_any_bytes_put_in_are_found(at: int, inserted: bytes) -> None:
    content = WHOLE[:at] + inserted + WHOLE[at:]

    assert content == WHOLE or faults(content, OURS.public, marks=[MARK])


@settings(max_examples=250)
@given(st.permutations(range(7)), st.integers(0, 6))
def test_any_other_order_or_choice_of_lines_is_found(order: list[int], left_out: int) -> None:
    chosen = [LINES[at] for at in order[: 7 - left_out]]

    assert b"".join(chosen) == WHOLE or faults(b"".join(chosen), OURS.public, marks=[MARK])


def _fill() -> None:
    for days in range(3):
        record.record(acts.Retain(source_id="xz_a", days=days, reason="agreed with the office"))


def test_a_head_that_was_not_written_by_us_is_found() -> None:
    _fill()
    assert verify.of_installation(public_key()) == []
    head = json.loads(log.head_path().read_bytes())
    log.head_path().write_bytes(canonical(head | {"signature": "0" * 128}))

    assert [each.told for each in verify.of_installation(public_key())] == [
        "the head of the log is not the one that was written"
    ]


@pytest.mark.parametrize("content", [b"", b"{}", b"no head"])
def test_a_damaged_head_is_found(content: bytes) -> None:
    _fill()
    log.head_path().write_bytes(content)

    assert any("head.json is damaged" in each.told for each in verify.of_installation(public_key()))


def test_a_log_removed_with_its_head_is_found_by_the_register() -> None:
    _fill()
    log.path().unlink()
    log.head_path().unlink()

    assert verify.of_installation(public_key()) == [
        Fault(1, "is missing, and all up to 3: the register names 3"),
    ]


def test_a_whole_folder_put_back_to_an_earlier_state_is_found_by_a_receipt_that_a_sender_holds() -> None:
    _fill()
    entry = list(log.entries())[-1]
    proof.give(_delivery(), entry)
    held = proof.path_of(3).read_bytes()
    for path in (log.path(), log.head_path(), home.data() / "register.db", proof.path_of(3)):
        path.unlink()
    record.record(acts.Retain(source_id="xz_a", days=0, reason="agreed with the office"))

    assert verify.of_installation(public_key()) == []
    assert verify.of_installation(public_key(), [("held.json", held)]) == [
        Fault(2, "is missing, and all up to 3: receipt held.json names 3")
    ]


def _delivery() -> acts.Repeat:
    return acts.Repeat(
        source_id="xz_a", edition="2024", file="x.csv", sha256="ab" * 32, size=1, rows=acts.Rows(), received_as="2024"
    )
