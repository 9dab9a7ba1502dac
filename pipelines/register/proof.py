"""The signed receipt of an upload, accepted or not: its sender keeps it and can check it without us."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from pipelines import home
from pipelines.files import write_whole
from pipelines.register import acts
from pipelines.register.entry import Entry, Hash, KeyId, Signature, canonical
from pipelines.register.errors import RegisterError
from pipelines.register.keyring import Keyring
from pipelines.register.signing import PublicKey, signing_key

PURPOSE = "receipt"
VERDICTS = {"accept": "ACCEPTED", "refuse": "REFUSED", "repeat": "CAME_BEFORE"}


class Proof(BaseModel):
    """What came and what became of it. `position` and `head`: the entry of the log that says so, and its hash."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    form: Literal["oscec receipt 1"]
    source_id: str
    edition: str
    file: str
    sha256: Hash
    size: int
    verdict: Annotated[str, StringConstraints(pattern="^(ACCEPTED|REFUSED|CAME_BEFORE)$")]
    rows: acts.Rows
    position: int
    head: Hash
    time: str
    key: KeyId
    signature: Signature

    @property
    def content(self) -> bytes:
        """The receipt as its file holds it."""
        return _written(self.model_dump())

    def is_signed(self, key: PublicKey) -> bool:
        """Whether the installation with this key gave the receipt, exactly so."""
        said = canonical(self.model_dump(exclude={"signature"}))
        return self.key == key.id and key.is_signed(PURPOSE, said, signature=self.signature)


def _written(told: dict[str, object]) -> bytes:
    return json.dumps(told, indent=1, sort_keys=True, ensure_ascii=True).encode() + b"\n"


def path_of(position: int) -> Path:
    """Where the receipt of the upload at a place in the log is kept."""
    return home.log() / "receipts" / f"{position:09}.json"


def give(act: acts.Delivery, entry: Entry) -> None:
    """Write the receipt of an entry; the same entry always gives the same bytes, as long as the key is the same.

    One that a former key signed is written anew, with the key in use, only where it is gone.
    """
    key = signing_key(may_make=False)
    if entry.key != key.public.id and path_of(entry.sequence).exists():
        return
    told = act.model_dump(include={"source_id", "edition", "file", "sha256", "size", "rows"}) | {
        "form": "oscec receipt 1", "verdict": VERDICTS[act.name], "position": entry.sequence, "head": entry.hash,
        "time": entry.time, "key": key.public.id,
    }  # fmt: skip
    signature = key.sign(PURPOSE, canonical(told))
    write_whole(path_of(entry.sequence), _written({**told, "signature": signature}))


def read(content: bytes) -> Proof:
    """The receipt in a file. Raises RegisterError where it is not exactly as one is written."""
    try:
        found = Proof.model_validate_json(content)
    except (ValidationError, UnicodeDecodeError) as error:
        raise RegisterError("this is no receipt: it cannot be read") from error
    if found.content != content:
        raise RegisterError("this is no receipt as it was given: it was written anew")
    return found


def checked(content: bytes, key: PublicKey) -> Proof:
    """The receipt in a file, if this installation gave it. Raises RegisterError."""
    found = read(content)
    if found.key != key.id:
        raise RegisterError(f"the receipt is signed with key {found.key}, not with {key.id}")
    if not found.is_signed(key):
        raise RegisterError("the signature of the receipt is false: it was changed")
    return found


def checked_by(content: bytes, ring: Keyring) -> Proof:
    """The receipt in a file, if a key gave it that was in use at its entry or later. Raises RegisterError."""
    found = read(content)
    return checked(content, ring.since(found.position).get(found.key, ring.current))


def kept() -> Iterator[Path]:
    """The receipts that are kept, in order."""
    yield from sorted((home.log() / "receipts").glob("[!.]*.json"))
