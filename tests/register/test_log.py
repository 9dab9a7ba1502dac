"""The log on disk: chained, signed, flushed before anything else, whole or not at all, one writer at a time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import home
from pipelines.register import acts, log, record, verify
from pipelines.register.entry import NOTHING
from pipelines.register.errors import DamagedError, RegisterError
from pipelines.register.signing import public_key

ROOT = Path(__file__).parents[2]


def retain(days: int = 90) -> int:
    return record.record(acts.Retain(source_id="xz_a", days=days, reason="agreed with the office")).sequence


def test_entries_are_numbered_chained_and_signed() -> None:
    assert [retain(), retain(30)] == [1, 2]
    first, second = log.entries()

    assert (first.previous, second.previous) == (NOTHING, first.hash)
    assert (first.who, first.act, first.object) == ("Anna", "retain", "source xz_a")
    assert first.payload == {"source_id": "xz_a", "days": 90, "reason": "agreed with the office"}
    assert first.faults(public_key()) == second.faults(public_key()) == []
    assert (log.head().sequence, log.head().hash, log.head().size) == (2, second.hash, log.size())


def test_the_key_lies_outside_the_data_and_is_its_owners_only(keys: Path) -> None:
    retain()

    [path] = keys.iterdir()
    assert (path.name, path.stat().st_mode & 0o777) == ("audit-log.key", 0o600)
    secret = path.read_text(encoding="ascii").encode()
    assert [each for each in home.data().rglob("*") if each.is_file() and secret in each.read_bytes()] == []


def test_an_entry_is_flushed_before_the_head_and_the_register_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    retain()
    seen: list[tuple[str, int, bytes]] = []

    def flush(handle: int) -> None:
        name = Path(f"/proc/self/fd/{handle}").readlink().name
        seen.append((name, log.size(), log.head_path().read_bytes()))

    head = log.head_path().read_bytes()
    monkeypatch.setattr(os, "fsync", flush)
    retain()

    assert [name[:9] for name, *_ in seen] == ["log.jsonl", ".writing-", "log"]
    assert seen[0] == ("log.jsonl", log.size(), head)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_torn_entry_does_not_count_and_is_cut_off_by_the_next_writer(share: float) -> None:
    retain()
    whole = log.path().read_bytes()
    retain()
    torn = log.path().read_bytes()[len(whole) : -1]
    log.path().write_bytes(whole + torn[: int(len(torn) * share)])
    log.head_path().write_bytes(_head_after(whole))
    (home.data() / "register.db").unlink()

    assert retain(7) == 2
    assert [entry.payload["days"] for entry in log.entries()] == [90, 7]
    assert verify.of_installation(public_key()) == []


def _head_after(content: bytes) -> bytes:
    """The head of a log of one entry, as its writer left it."""
    log.path().with_suffix(".aside").write_bytes(log.path().read_bytes())
    log.path().write_bytes(content)
    log.head_path().unlink()
    with log.writing():
        log.settled()
    log.path().write_bytes(log.path().with_suffix(".aside").read_bytes())
    return log.head_path().read_bytes()


def test_a_whole_entry_that_the_head_does_not_know_yet_counts() -> None:
    retain()
    head = log.head_path().read_bytes()
    retain(7)
    log.head_path().write_bytes(head)

    assert retain(8) == 3
    assert verify.of_installation(public_key()) == []


def test_a_log_that_ends_before_its_head_is_not_continued() -> None:
    retain()
    size = log.size()
    retain()
    with log.path().open("r+b") as file:
        file.truncate(size)

    with pytest.raises(DamagedError, match="ends before entry 2"):
        retain()
    assert log.size() == size


def test_a_log_cut_short_with_its_head_is_not_continued_as_the_register_knows_more() -> None:
    retain()
    content, head = log.path().read_bytes(), log.head_path().read_bytes()
    retain()
    log.path().write_bytes(content)
    log.head_path().write_bytes(head)

    with pytest.raises(DamagedError, match="the register holds 2 entries, the log 1"):
        retain()


def test_a_log_behind_a_damaged_head_is_not_continued() -> None:
    retain()
    log.head_path().write_text("{}", encoding="ascii")

    with pytest.raises(DamagedError, match="damaged"):
        retain()


def test_another_log_than_that_of_the_register_is_not_continued() -> None:
    retain()
    database = (home.data() / "register.db").read_bytes()
    for path in (log.path(), log.head_path(), home.data() / "register.db"):
        path.unlink()
    retain(7)
    (home.data() / "register.db").write_bytes(database)

    with pytest.raises(DamagedError, match="made from another log"):
        retain()


def test_a_lost_key_is_never_replaced_in_silence(keys: Path) -> None:
    retain()
    key = keys / "audit-log.key"
    content = key.read_bytes()
    key.unlink()

    with pytest.raises(RegisterError, match="put back the key"):
        retain()
    assert not key.exists()
    key.write_text("ab" * 32, encoding="ascii")
    with pytest.raises(DamagedError, match=f"put the key {log.head().key} back"):
        retain()
    key.write_text("no key", encoding="ascii")
    with pytest.raises(RegisterError, match="damaged"):
        retain()
    key.write_bytes(content)
    assert retain() == 2


WRITER = """
import sys
from pipelines.register import acts, record
for days in range(int(sys.argv[1])):
    record.record(acts.Retain(source_id=sys.argv[2], days=days, reason="agreed with the office"))
"""


def test_writers_wait_for_each_other_and_none_is_lost(register: str) -> None:
    assert register
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, "5", f"xz_{at}"], cwd=ROOT) for at in range(3)]

    assert [each.wait() for each in writers] == [0, 0, 0]
    entries = list(log.entries())
    assert [each.sequence for each in entries] == list(range(1, 16))
    for at in range(3):
        assert [each.payload["days"] for each in entries if each.object == f"source xz_{at}"] == list(range(5))
    assert verify.of_installation(public_key()) == []
