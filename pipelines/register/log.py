"""The log on disk: a line an act, flushed before anything else happens, and a head that says where it ends.

One writer at a time. What a killed writer left is put right by the next one: a whole entry counts, a torn one does not.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, JsonValue

from pipelines import home, steps
from pipelines.files import flush_folder, write_whole
from pipelines.register.entry import NOTHING, Entry, Hash, KeyId, Signature, canonical, parsed, sealed
from pipelines.register.errors import DamagedError
from pipelines.register.keyring import Keyring, keyring
from pipelines.register.signing import PublicKey, SigningKey, signing_key

HEAD_PURPOSE = "log head"


class Head(BaseModel):
    """Where the log ends: its last entry, and its length in bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    sequence: int
    hash: Hash
    size: int
    key: KeyId
    signature: Signature

    @classmethod
    def after(cls, entry: Entry, size: int, *, key: SigningKey) -> Self:
        """The signed head of a log whose last entry this is."""
        told: dict[str, JsonValue] = {"sequence": entry.sequence, "hash": entry.hash, "size": size}
        told["key"] = key.public.id
        return cls.model_validate({**told, "signature": key.sign(HEAD_PURPOSE, canonical(told))})

    def is_signed(self, key: PublicKey) -> bool:
        """Whether the installation with this key wrote the head."""
        return key.is_signed(HEAD_PURPOSE, canonical(self.model_dump(exclude={"signature"})), signature=self.signature)


START = Head(sequence=0, hash=NOTHING, size=0, key="0" * 16, signature="0" * 128)


def path() -> Path:
    """The file of entries."""
    return home.log() / "log.jsonl"


def head_path() -> Path:
    """The file of the head."""
    return home.log() / "head.json"


@contextmanager
def writing() -> Iterator[None]:
    """Hold the place of the one writer; others wait. The system frees it when the process ends, however it ends."""
    home.log().mkdir(parents=True, exist_ok=True)
    with (home.log() / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def size() -> int:
    """The length of the file of entries in bytes."""
    return path().stat().st_size if path().exists() else 0


def head() -> Head:
    """The head as it was last written; START where nothing was."""
    try:
        return Head.model_validate_json(head_path().read_bytes())
    except FileNotFoundError:
        return START
    except ValueError as error:
        raise DamagedError(f"{head_path()} is damaged; `oscec audit verify` says what the log holds") from error


def entries(after: Head = START) -> Iterator[Entry]:
    """The entries behind a place in the log, in order, each checked by itself and against the one before it."""
    ring, last = keys_of_log(), after
    for line in _whole_lines(after.size):
        entry = _checked(line, last.sequence + 1, key=ring.at(last.sequence + 1))
        if entry.previous != last.hash:
            raise _damaged(entry.sequence, "it does not follow the entry before it")
        last = last.model_copy(update={"sequence": entry.sequence, "hash": entry.hash})
        yield entry


def keys_of_log() -> Keyring:
    """The keys that signed the log, the last of which is ours. Raises KeyLostError where that is gone."""
    content = path().read_bytes() if path().exists() else b""
    return keyring(content, signing_key(may_make=False).public)


def _whole_lines(offset: int) -> list[bytes]:
    if not path().exists():
        return []
    with path().open("rb") as file:
        file.seek(offset)
        return file.read().split(b"\n")[:-1]


def _checked(line: bytes, expected: int, *, key: PublicKey) -> Entry:
    try:
        entry = parsed(line)
    except DamagedError as error:
        raise _damaged(expected, str(error)) from error
    faults = entry.faults(key) or (
        [] if entry.sequence == expected else [f"entry {entry.sequence} stands in its place"]
    )
    if faults:
        raise _damaged(expected, ", ".join(faults))
    return entry


def _damaged(sequence: int, fault: str) -> DamagedError:
    return DamagedError(f"entry {sequence} of the log: {fault}; `oscec audit verify` names all that is wrong")


def settled() -> Head:
    """The head, once what a killed writer left is put right. Call it while `writing`. Raises DamagedError."""
    last, length = head(), size()
    if length == last.size:
        return last
    if length < last.size:
        raise DamagedError(f"the log ends before entry {last.sequence}, which its head names: put the log back")
    for entry in entries(last):
        last = Head.after(entry, last.size + len(entry.line), key=signing_key(may_make=False))
    with path().open("r+b") as file:
        file.truncate(last.size)
        os.fsync(file.fileno())
    if last.sequence:
        write_whole(head_path(), canonical(last.model_dump()))
    return last


def append(act: str, on: str, *, payload: dict[str, JsonValue], who: str) -> Entry:
    """Add one entry, on disk when this returns. Call it while `writing`, the head `settled`."""
    last = head()
    key = signing_key(may_make=not last.sequence)
    if last.sequence and key.public.id != last.key:
        raise DamagedError(f"the log is signed by key {last.key}, ours is {key.public.id}: put the key {last.key} back")
    told: dict[str, JsonValue] = {
        "sequence": last.sequence + 1, "previous": last.hash, "time": now(), "who": who, "act": act, "object": on,
    }  # fmt: skip
    entry = sealed(told, payload, key=key)
    steps.reached("log.begun")
    with path().open("ab") as file:
        file.write(entry.line)
        file.flush()
        steps.reached("log.written")
        os.fsync(file.fileno())
    if not last.sequence:
        flush_folder(path().parent)
    steps.reached("log.flushed")
    write_whole(head_path(), canonical(Head.after(entry, last.size + len(entry.line), key=key).model_dump()))
    return entry


def sign_head_again(entry: Entry) -> None:
    """Sign the head with the key in use, where the entry is the last one: it has just changed the key."""
    last, key = head(), signing_key(may_make=False)
    if last.sequence == entry.sequence and last.key != key.public.id:
        write_whole(head_path(), canonical(Head.after(entry, last.size, key=key).model_dump()))


def now() -> str:
    """The time of the clock, as a label."""
    return datetime.now(UTC).isoformat(timespec="seconds")
