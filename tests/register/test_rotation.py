"""Keys are changed for others: what was signed before holds, and no key is missed, mistaken or replaced in silence."""

import shutil
from pathlib import Path

import pytest
from pydantic import JsonValue

from pipelines import keys as secrets
from pipelines import stage
from pipelines.deliver import deliver
from pipelines.register import acts, agree, log, proof, record, rotation, verify
from pipelines.register.entry import Entry, canonical, parsed, sealed
from pipelines.register.errors import DamagedError, DeniedError, KeyLostError, RegisterError
from pipelines.register.keyring import keyring, taken_over
from pipelines.register.signing import NAME, PublicKey, SigningKey, public_key
from pipelines.submit import submit
from schemas.source import Source
from tests.support.small import csv_of, rows_of

SOURCE, WHY = "xz_test_records", "every two years"
GOOD = csv_of(rows_of({}, {}, {}))
THIEF = SigningKey(b"t" * 32)
pytestmark = pytest.mark.usefixtures("register")


def act(days: int = 90) -> Entry:
    return record.record(acts.Retain(source_id=SOURCE, days=days, reason="agreed with the office"))


def rotated(times: int = 1) -> list[PublicKey]:
    """A log with entries of several keys; its keys in order."""
    act()
    found = [public_key()]
    for _ in range(times):
        rotation.rotate(WHY)
        act()
        found.append(public_key())
    return found


def wrong(key: PublicKey) -> list[object]:
    return [*verify.of_installation(key), *agree.disagreements()]


def faults(lines: list[bytes], key: PublicKey) -> set[int]:
    return {each.sequence for each in verify.faults(b"".join(lines), key)}


def lines() -> list[bytes]:
    return log.path().read_bytes().splitlines(keepends=True)


@pytest.mark.parametrize("times", [1, 3])
def test_the_log_goes_on_and_any_of_its_keys_checks_all_of_it(times: int) -> None:
    found = rotated(times)

    assert len({key.id for key in found}) == times + 1
    assert [entry.key for entry in log.entries()] == [each.id for key in found[:-1] for each in (key, key)] + [
        found[-1].id
    ]
    for key in found:
        assert verify.faults(log.path().read_bytes(), key) == []
        assert wrong(key) == []
    assert faults(lines(), THIEF.public) == {each.sequence for each in log.entries()}


def test_the_former_key_is_gone_and_no_key_is_left_waiting(keys: Path) -> None:
    act()
    before = (keys / f"{NAME}.key").read_text()
    secrets.make_next(NAME)  # of a change that was begun and never done
    rotation.rotate(WHY)

    assert [path.name for path in keys.glob(f"{NAME}*")] == [f"{NAME}.key"]
    assert (keys / f"{NAME}.key").read_text() != before
    assert before not in log.path().read_text()


def test_receipts_of_a_former_key_stay_valid_and_one_that_is_gone_is_given_anew(small: Source) -> None:
    held = submit(GOOD, "x.csv", source=small, edition="2024").proof
    content, former = held.read_bytes(), public_key()
    rotation.rotate(WHY)
    agree.repair()

    assert held.read_bytes() == content
    assert proof.checked(content, former).key == former.id
    assert proof.checked_by(content, log.keys_of_log()).verdict == "ACCEPTED"
    assert wrong(public_key()) == []
    held.unlink()
    agree.repair()
    assert proof.checked(held.read_bytes(), public_key()).verdict == "ACCEPTED"
    assert wrong(former) == []


def test_a_former_key_cannot_sign_what_came_after_it(small: Source, keys: Path, tmp_path: Path) -> None:
    act()
    shutil.copytree(keys, tmp_path / "stolen")
    stolen = SigningKey(bytes.fromhex((tmp_path / "stolen" / f"{NAME}.key").read_text()))
    rotation.rotate(WHY)
    given = proof.read(submit(GOOD, "x.csv", source=small, edition="2024").proof.read_bytes())
    ours = given.model_copy(update={"key": stolen.public.id})
    said = canonical(ours.model_dump(exclude={"signature"}))
    forged = ours.model_copy(update={"signature": stolen.sign(proof.PURPOSE, said)})

    assert forged.is_signed(stolen.public)
    with pytest.raises(RegisterError, match="is signed with key"):
        proof.checked_by(forged.content, log.keys_of_log())


def _rotation_by(former: SigningKey, key: SigningKey, previous: str, sequence: int) -> Entry:
    payload = taken_over(former, key, previous=previous, reason=WHY).payload
    told: dict[str, JsonValue] = {
        "sequence": sequence,
        "previous": previous,
        "time": "2026-01-01",
        "who": "Anna",
        "act": "rotate-key",
    }
    return sealed({**told, "object": "key of the log"}, payload, key=former)


def test_ways_of_tampering_with_a_change_of_keys_are_found() -> None:
    first, _, last = rotated(2)
    whole = lines()
    changed = whole[1].replace(b'"who":"Anna"', b'"who":"Bert"')
    forged = _rotation_by(THIEF, SigningKey(b"u" * 32), parsed(whole[0][:-1]).hash, 2).line
    ways = {
        "changed": ([whole[0], changed, *whole[2:]], {2}),
        "removed": ([whole[0], *whole[2:]], {2}),
        "moved": ([whole[0], whole[2], whole[1], *whole[3:]], {2}),
        "replaced by a thief's": ([whole[0], forged, *whole[2:]], {2}),
        "doubled": ([*whole[:2], *whole[1:]], {2}),
        "the log begins behind it": (whole[2:], {1}),
        "a thief's put before the end": ([*whole[:-1], forged, whole[-1]], {2}),
    }
    for name, (content, named) in ways.items():
        for key in (first, last):
            assert named <= faults(content, key), name


def test_nobody_names_a_key_he_does_not_have() -> None:
    """A history written by a thief whose last entry hands over to our key, whose public half everybody knows."""
    ours = rotated(1)[-1]
    begun = sealed(
        {"sequence": 1, "previous": "0" * 64, "time": "x", "who": "x", "act": "retain", "object": "x"}, {}, key=THIEF
    )
    told = _rotation_by(THIEF, SigningKey(b"u" * 32), begun.hash, 2).payload | {"key": ours.text}
    said: dict[str, JsonValue] = {
        "sequence": 2,
        "previous": begun.hash,
        "time": "x",
        "who": "x",
        "act": "rotate-key",
        "object": "x",
    }
    history = begun.line + sealed(said, told, key=THIEF).line

    assert keyring(history, ours).keys == ((1, ours),)
    assert {each.sequence for each in verify.faults(history, ours)} == {1, 2}


def test_a_missing_wrong_or_old_key_is_told_by_its_id(keys: Path, tmp_path: Path) -> None:
    act()
    shutil.copytree(keys, tmp_path / "old")
    rotation.rotate(WHY)
    path, current = keys / f"{NAME}.key", public_key().id
    content = path.read_bytes()
    path.unlink()
    with pytest.raises(KeyLostError, match=f"put back the key {current}; a new one would not continue"):
        act()
    path.write_text("no key", encoding="ascii")
    with pytest.raises(KeyLostError, match=f"is damaged: put back the key {current}"):
        act()
    shutil.copy(tmp_path / "old" / f"{NAME}.key", path)
    with pytest.raises(DamagedError, match=f"signed by key {current}, ours is .*: put the key {current} back"):
        act()
    path.write_bytes(content)
    assert act().key == current


def test_a_change_of_keys_that_others_overtook_is_denied() -> None:
    act()
    late = taken_over(SigningKey(b"a" * 32), SigningKey(b"b" * 32), previous="0" * 64, reason=WHY)

    with pytest.raises(DeniedError, match="has gone on meanwhile"):
        record.record(late)


def digests(source: Source) -> list[str]:
    return stage.load_outcome(source.source_id, "2024").accepted["row_key"].to_list()


def test_another_key_for_case_numbers_makes_every_edition_anew(small: Source) -> None:
    sent = submit(GOOD, "x.csv", source=small, edition="2024")
    before, former = digests(small), secrets.noted(SOURCE)
    assert stage.is_current(small, "2024", sha256=sent.outcome.sha256)
    entry = rotation.rotate_source(SOURCE, WHY)

    assert (entry.payload["former"], secrets.noted(SOURCE)) == (former[0], (entry.payload["key"], 1))
    assert not stage.is_current(small, "2024", sha256=sent.outcome.sha256)
    assert not submit(GOOD, "x.csv", source=small, edition="2024").is_new
    assert not {*before} & {*digests(small)}
    assert stage.is_current(small, "2024", sha256=sent.outcome.sha256)
    assert wrong(public_key()) == []
    rotation.rotate_source(SOURCE, WHY)
    assert secrets.noted(SOURCE)[1] == 2


def test_a_lost_or_other_key_of_case_numbers_is_told_by_its_id_and_nothing_is_taken_in(
    small: Source, keys: Path, tmp_path: Path
) -> None:
    with pytest.raises(RegisterError, match="nothing was accepted"):
        rotation.rotate_source(SOURCE, WHY)
    submit(GOOD, "x.csv", source=small, edition="2024")
    path, (known, _) = keys / f"{SOURCE}.key", secrets.noted(SOURCE)
    path.rename(tmp_path / "aside")
    with pytest.raises(KeyLostError, match=f"the key {known} of {SOURCE} is gone"):
        deliver(GOOD, "x.csv", source=small, edition="2024")
    assert not path.exists()
    path.write_text("ab" * 32, encoding="ascii")
    with pytest.raises(KeyLostError, match=f"and not {known}"):
        deliver(GOOD, "x.csv", source=small, edition="2024")
    path.unlink()
    rotation.rotate_source(SOURCE, "the key is lost for good")
    assert deliver(GOOD, "x.csv", source=small, edition="2024").accepted.height == 3


def test_a_note_of_a_key_that_was_changed_is_found(small: Source) -> None:
    submit(GOOD, "x.csv", source=small, edition="2024")
    rotation.rotate_source(SOURCE, WHY)
    secrets.changed(SOURCE, "0" * 16, changes=1)

    assert agree.disagreements() == [f"{SOURCE}: the note of its key is not what entry 3 of the log says"]
