"""One entry of the log: what was done, chained to the entry before it and signed; one canonical line of JSON each."""

import hashlib
import json
from typing import Annotated

from pydantic import BaseModel, ConfigDict, JsonValue, StringConstraints, ValidationError

from pipelines.register.errors import DamagedError
from pipelines.register.signing import PublicKey, SigningKey

PURPOSE = "log entry"
NOTHING = "0" * 64
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
Signature = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
_HASHED = ("sequence", "previous", "time", "who", "act", "object", "payload_hash", "key")


class Entry(BaseModel):
    """An act as it stands in the log. `sequence` orders; `time` (UTC) is a label, since clocks go wrong."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    sequence: int
    previous: Hash
    time: str
    who: str
    act: str
    object: str
    payload: dict[str, JsonValue]
    payload_hash: Hash
    key: KeyId
    hash: Hash
    signature: Signature

    @property
    def line(self) -> bytes:
        """The entry as the log holds it."""
        return canonical(self.model_dump()) + b"\n"

    def faults(self, key: PublicKey) -> list[str]:
        """What is wrong with the entry by itself, its neighbours left aside."""
        checks = {
            "its payload was changed": self.payload_hash == _hash(self.payload),
            "it was changed": self.hash == _hash({name: getattr(self, name) for name in _HASHED}),
            f"it is signed by another key, {self.key}": self.key == key.id,
            "its signature is false": key.is_signed(PURPOSE, bytes.fromhex(self.hash), signature=self.signature),
        }
        return [fault for fault, is_right in checks.items() if not is_right]


def canonical(told: object) -> bytes:
    """The one way to write a JSON document: keys in order, no spaces, ASCII."""
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def _hash(told: object) -> str:
    return hashlib.sha256(canonical(told)).hexdigest()


def sealed(told: dict[str, JsonValue], payload: dict[str, JsonValue], *, key: SigningKey) -> Entry:
    """The entry of sequence, previous, time, who, act and object in `told`, hashed and signed."""
    hashed = {**told, "payload_hash": _hash(payload), "key": key.public.id}
    found = _hash(hashed)
    signature = key.sign(PURPOSE, bytes.fromhex(found))
    return Entry.model_validate({**hashed, "payload": payload, "hash": found, "signature": signature})


def parsed(line: bytes) -> Entry:
    """The entry in a line without its end. Raises DamagedError where it is not written in the one canonical way."""
    try:
        entry = Entry.model_validate_json(line)
    except (ValidationError, UnicodeDecodeError) as error:
        raise DamagedError("it cannot be read") from error
    if entry.line != line + b"\n":
        raise DamagedError("it is not written as entries are")
    return entry
