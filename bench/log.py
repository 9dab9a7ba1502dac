"""The log of acts against the bare writing and checking that nothing signed and durable can do without."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from pydantic import JsonValue

from bench.measure import best, show
from pipelines.register import acts, log, record
from pipelines.register.entry import NOTHING, PURPOSE, Entry, sealed
from pipelines.register.signing import SigningKey
from pipelines.register.verify import faults

_KEY = SigningKey(b"b" * 32)


def _do(count: int) -> None:
    for at in range(count):
        record.record(acts.Retain(source_id=f"xz_{at}", days=90, reason="agreed with the office"))


def acting(count: int) -> None:
    """An act (log, head, register) against one line appended and flushed."""
    with _folder() as folder:
        _do(1)
        line = log.path().read_bytes()

        def append() -> None:
            with (folder / "bare").open("ab") as file:
                for _ in range(count):
                    file.write(line)
                    file.flush()
                    os.fsync(file.fileno())

        base = best(f"{count} lines flushed", append)
        show("Acts", base, lines=[best(f"{count} acts", lambda: _do(count))])


def verification(count: int) -> None:
    """Checking a log against checking nothing but its signatures."""
    entries = _chain(count)
    content = b"".join(each.line for each in entries)

    def signatures() -> None:
        for each in entries:
            _KEY.public.is_signed(PURPOSE, bytes.fromhex(each.hash), signature=each.signature)

    base = best(f"{count} signatures", signatures)
    show("Verification", base, lines=[best(f"{count} entries", lambda: faults(content, _KEY.public))])


def _chain(count: int) -> list[Entry]:
    told: dict[str, JsonValue] = {"time": "2026", "who": "b", "act": "retain", "object": "source xz"}
    entries: list[Entry] = []
    for number in range(1, count + 1):
        place: dict[str, JsonValue] = {"sequence": number, "previous": entries[-1].hash if entries else NOTHING}
        entries.append(sealed({**told, **place}, {"days": number}, key=_KEY))
    return entries


@contextmanager
def _folder() -> Iterator[Path]:
    """State and keys in a folder that goes away."""
    with tempfile.TemporaryDirectory() as name:
        ours = {"OSCEC_DATA": f"{name}/data", "OSCEC_KEYS": f"{name}/keys"}
        with patch.dict(os.environ, ours):
            yield Path(name)
