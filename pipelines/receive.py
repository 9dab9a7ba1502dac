"""Bytes to receipt: raw files are kept under their hash, and every edition has one receipt that never changes."""

import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict

from pipelines import home, steps
from pipelines.files import flush_folder, write_whole


class Receipt(BaseModel):
    """What was received as one edition. `sequence` orders receipts; `received_at` is only a label (clocks go wrong)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source_id: str
    edition: str
    file: str
    sha256: str
    size: int
    sequence: int
    received_at: datetime

    @classmethod
    def read(cls, path: Path) -> Self:
        """The receipt kept in one file."""
        return cls.model_validate_json(path.read_text(encoding="utf-8"))


def receipts(source_id: str | None = None) -> list[Receipt]:
    """Every receipt, or those of one source, in the order they were given."""
    pattern = f"{source_id or '*'}/*.json"
    return sorted((Receipt.read(path) for path in home.receipts().glob(pattern)), key=lambda each: each.sequence)


def receipt_of(source_id: str, edition: str) -> Receipt | None:
    """The receipt of an edition, if it was received."""
    path = _receipt_path(source_id, edition)
    return Receipt.read(path) if path.exists() else None


def earlier(content: bytes, source_id: str) -> Receipt | None:
    """The receipt under which the same bytes came from this source before."""
    sha256 = hashlib.sha256(content).hexdigest()
    return next((each for each in receipts(source_id) if each.sha256 == sha256), None)


def keep(content: bytes) -> str:
    """Keep bytes under their hash, and give it."""
    sha256 = hashlib.sha256(content).hexdigest()
    write_whole(object_path(sha256), content)
    _note_path(sha256).unlink(missing_ok=True)  # deleted once, and come again for another edition
    return sha256


def hold(content: bytes) -> str:
    """Keep bytes under their hash unless they lie there whole, and give it."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = object_path(sha256)
    if not path.exists() or path.read_bytes() != content:
        write_whole(path, content)
    return sha256


def enter(receipt: Receipt) -> None:
    """Write the receipt of an edition; nothing happens where it was written before.

    Raises FileExistsError where the edition was received with other bytes: editions never change.
    """
    path = _receipt_path(receipt.source_id, receipt.edition)
    if not path.exists():
        _write_once(path, receipt.model_dump_json(indent=1).encode())
    known = Receipt.read(path)
    if known.sha256 != receipt.sha256:
        told = f"{receipt.source_id} {receipt.edition} was received as {known.sha256[:12]}, not {receipt.sha256[:12]}"
        raise FileExistsError(told)


def content_of(receipt: Receipt) -> bytes:
    """The raw bytes of a receipt. Raises ValueError where they no longer have their hash."""
    content = object_path(receipt.sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != receipt.sha256:
        raise ValueError(f"the stored bytes of {receipt.source_id} {receipt.edition} were changed after receipt")
    return content


def forget(sha256: str) -> None:
    """Drop raw bytes that no receipt names, or whose deletion was decided; nothing happens to others."""
    if is_deleted(sha256) or all(each.sha256 != sha256 for each in receipts()):
        object_path(sha256).unlink(missing_ok=True)


def delete(sha256: str, why: str) -> None:
    """Drop raw bytes for good, and leave a note in their place."""
    write_whole(_note_path(sha256), why.encode())
    object_path(sha256).unlink(missing_ok=True)
    steps.reached("object.unlinked")
    flush_folder(object_path(sha256).parent)


def is_deleted(sha256: str) -> bool:
    """Whether the bytes with this hash were deleted for good."""
    return _note_path(sha256).exists()


def object_path(sha256: str) -> Path:
    """Where the bytes with this hash are kept."""
    return home.objects() / sha256[:2] / sha256


def _note_path(sha256: str) -> Path:
    path = object_path(sha256)
    return path.with_name(f"{path.name}.deleted")


def _receipt_path(source_id: str, edition: str) -> Path:
    return home.receipts() / source_id / f"{edition}.json"


def _write_once(path: Path, content: bytes) -> None:
    """Like write_whole, but the first writer wins: a second one gets FileExistsError."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    write_whole(aside, content)
    try:
        os.link(aside, path)
        steps.reached("receipt.linked")
    finally:
        aside.unlink()
    flush_folder(path.parent)
