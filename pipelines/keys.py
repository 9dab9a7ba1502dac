"""Case numbers become keyed digests (HMAC-SHA256) at intake; the key of a source lives outside the data folder."""

import hmac
import os
import secrets
from pathlib import Path

import polars as pl


def folder() -> Path:
    """Where keys are kept: OSCEC_KEYS, else the user's configuration folder."""
    configured = os.environ.get("OSCEC_KEYS")
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return Path(configured) if configured else base / "oscec" / "keys"


def key_of(source_id: str) -> bytes:
    """The secret of one source; made on first use, readable by its owner only."""
    path = folder() / f"{source_id}.key"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text(encoding="ascii"))
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    return bytes.fromhex(path.read_text(encoding="ascii"))


def digests(numbers: pl.Series, key: bytes) -> pl.Series:
    """The first 128 bits of HMAC-SHA256 of every case number, in hexadecimal; null stays null."""
    return numbers.map_elements(
        lambda text: hmac.digest(key, text.encode(), "sha256").hex()[:32], return_dtype=pl.String
    )
