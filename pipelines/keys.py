"""Case numbers become keyed digests (HMAC-SHA256) at intake; the key of a source lives outside the data folder."""

import contextlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

import polars as pl

_BYTES = 32


def folder() -> Path:
    """Where keys are kept: OSCEC_KEYS, else the user's configuration folder."""
    configured = os.environ.get("OSCEC_KEYS")
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return Path(configured) if configured else base / "oscec" / "keys"


def key_of(source_id: str) -> bytes:
    """The secret of one source; made on first use, readable by its owner only. Raises ValueError for a damaged key."""
    path = folder() / f"{source_id}.key"
    if not path.exists():
        _make(path)
    key = bytes.fromhex(path.read_text(encoding="ascii"))
    if len(key) != _BYTES:
        raise ValueError(f"{path} holds no key of {_BYTES} bytes: put the key back that this source had")
    return key


def _make(path: Path) -> None:
    """Written aside and linked whole: a key cut short would make digests that anyone can compute."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, aside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_BYTES))
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
