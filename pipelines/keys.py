"""Case numbers become keyed digests (HMAC-SHA256) at intake; the key of a source lives outside the data folder.

Once something was accepted, the data folder knows the id of the key, so that a lost one is never replaced in silence.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

import polars as pl

from pipelines import home, steps
from pipelines.files import flush_folder, write_whole
from pipelines.register.errors import KeyLostError

_BYTES = 32


def folder() -> Path:
    """Where keys are kept: OSCEC_KEYS, else the user's configuration folder."""
    configured = os.environ.get("OSCEC_KEYS")
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return Path(configured) if configured else base / "oscec" / "keys"


def path_of(name: str, key_id: str = "") -> Path:
    """Where the key of a source is kept, or one that waits to take its place."""
    return folder() / f"{name}{'.' if key_id else ''}{key_id}.key"


def key_of(source_id: str) -> bytes:
    """The secret of one source; made on first use, readable by its owner only. Raises KeyLostError."""
    path, (known, _) = path_of(source_id), noted(source_id)
    if not path.exists():
        if known:
            raise KeyLostError(f"the key {known} of {source_id} is gone: put {path} back.{_otherwise(source_id)}")
        _make(path)
    key = read(path)
    if known and id_of(key) != known:
        raise KeyLostError(
            f"{path} holds the key {id_of(key)}, and not {known}, by which case numbers of {source_id} are known: put"
            f" that one back.{_otherwise(source_id)}"
        )
    return key


def _otherwise(source_id: str) -> str:
    return f" Where it is lost for good, `oscec audit rotate-source-key {source_id}` begins with a new one"


def read(path: Path) -> bytes:
    """The key in a file. Raises KeyLostError where it is damaged."""
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError as error:
        raise KeyLostError(f"{path} is damaged: put the key back that was there") from error
    if len(key) != _BYTES:
        raise KeyLostError(f"{path} holds no key of {_BYTES} bytes: put the key back that was there")
    return key


def id_of(key: bytes) -> str:
    """A short name of a secret that tells nothing of it."""
    return hashlib.sha256(b"oscec key of a source\n" + key).hexdigest()[:16]


def noted(source_id: str) -> tuple[str, int]:
    """The id of the key that the kept digests of a source were made with, and how often it was changed."""
    path = _note_path(source_id)
    if not path.exists():
        return "", 0
    key_id, changes = path.read_text(encoding="ascii").split()
    return key_id, int(changes)


def note(source_id: str) -> None:
    """Keep the id of the key of a source, where it has one and nothing is known of it yet."""
    if path_of(source_id).exists() and noted(source_id) == ("", 0):
        _note(source_id, id_of(key_of(source_id)), changes=0)


def _note(source_id: str, key_id: str, *, changes: int) -> None:
    write_whole(_note_path(source_id), f"{key_id} {changes}\n".encode("ascii"))


def _note_path(source_id: str) -> Path:
    return home.data() / "keys" / f"{source_id}.id"


def make_next(name: str) -> bytes:
    """A new key that waits beside the one in use until `take_over`."""
    key = secrets.token_bytes(_BYTES)
    _make(path_of(name, id_of(key)), key)
    return key


def take_over(name: str, key_id: str) -> None:
    """Put the key that waits in the place of the one in use, which is gone then; done before, nothing happens."""
    waiting = path_of(name, key_id)
    if waiting.exists():
        waiting.replace(path_of(name))
        steps.reached("key.replaced")
        flush_folder(folder())


def changed(source_id: str, key_id: str, *, changes: int) -> None:
    """The key of a source was changed for another one, for so many times by now."""
    take_over(source_id, key_id)
    _note(source_id, key_id, changes=changes)


def _make(path: Path, key: bytes | None = None) -> None:
    """Written aside and linked whole: a key cut short would make digests that anyone can compute."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, aside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write((key or secrets.token_bytes(_BYTES)).hex())
        file.flush()
        os.fsync(handle)
    with contextlib.suppress(FileExistsError):  # somebody else was first: theirs is the key
        os.link(aside, path)
    Path(aside).unlink()


def digests(numbers: pl.Series, key: bytes) -> pl.Series:
    """The first 128 bits of HMAC-SHA256 of every case number, in hexadecimal; null stays null."""
    return numbers.map_elements(
        lambda text: hmac.digest(key, text.encode(), "sha256").hex()[:32], return_dtype=pl.String
    )
