"""The run manifest: everything a snapshot was made from and everything it holds, by hash. One JSON file a snapshot."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, NonNegativeInt

from pipelines.register.entry import Hash

FORMAT = 1


class ManifestError(Exception):
    """A manifest that is not there or not readable; the text says which."""


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bytes(_Told):
    """A file by its hash and length."""

    sha256: Hash
    size: NonNegativeInt


class Version(_Told):
    """A mapping, codelist or rule book as it was used, and what the register said of that very content then."""

    sha256: Hash
    valid_from: date | None = None
    valid_to: date | None = None
    author: str | None = None
    reviewer: str | None = None


class Lacking(_Told):
    """A version that nobody had approved when the snapshot was made: its source is held back."""

    kind: Literal["mapping", "codelist", "rule"]
    version_of: str
    used: Hash
    author: str | None
    reviewer: str | None
    approved_on: str | None
    valid_from: date | None
    valid_to: date | None
    told_by: str
    is_in_force: bool


class Edition(_Told):
    """A delivery taken in. `mapping` and `code`: hashes of what made its rows, null if not known.

    `in_force` and `waived`: ids of the rules that counted; `corrections`: numbers of those that did; `raw`: the bytes
    as they came. A source with something in `lacking` has no rows in the snapshot.
    """

    source_id: str
    edition: str
    file: str
    raw: Bytes
    mapping: Hash | None
    code: Hash | None
    in_force: tuple[str, ...]
    waived: tuple[str, ...]
    corrections: tuple[int, ...]
    receipt: int | None

    @property
    def place(self) -> tuple[str, str]:
        """Source and edition."""
        return self.source_id, self.edition


class Refused(_Told):
    """A refused delivery. Its bytes are not kept: findings and outcomes of rules stand for themselves, by hash."""

    source_id: str
    edition: str
    sha256: Hash
    kept: dict[str, Hash]


class Waiver(_Told):
    """A waiver that counted for an edition."""

    source_id: str
    edition: str
    rule_id: str
    reason: str
    approver: str
    expires: date


class Table(_Told):
    """What a table holds: rows, and a hash over columns and rows in whatever order."""

    rows: NonNegativeInt
    sha256: Hash


class Manifest(_Told):
    """What a snapshot was made from, and what it holds.

    `code`: hash of each file of the program, of which `archive` holds all; codelists and mappings are kept one by one.
    `mappings`: the source files that declare facts, by source. `keys`: names of the keys of case numbers, by source.
    `mentions`: the single victims that documents tell of, by file.
    `corrections`: the corrected cells, apart since they hold values. `lacking`: by source, what kept it out.
    """

    format: int = FORMAT
    snapshot: str
    file: Bytes
    fingerprint: str
    program: str
    python: str
    code_hash: Hash
    code: dict[str, Hash]
    archive: Hash
    packages: dict[str, str]
    settings: dict[str, str]
    codelists: dict[str, Version]
    rules: dict[str, Version]
    mappings: dict[str, Version]
    mentions: dict[str, Hash]
    keys: dict[str, str]
    editions: tuple[Edition, ...]
    refused: tuple[Refused, ...]
    waivers: tuple[Waiver, ...]
    corrections: Hash
    lacking: dict[str, tuple[Lacking, ...]]
    tables: dict[str, Table]

    @property
    def content(self) -> bytes:
        """The file: the same manifest always gives the same bytes."""
        return (self.model_dump_json(indent=1) + "\n").encode()

    @property
    def sha256(self) -> str:
        """Hash of the file, as the log holds it."""
        return hashlib.sha256(self.content).hexdigest()

    @classmethod
    def read(cls, path: Path) -> Self:
        """The manifest in one file. Raises ManifestError."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError as error:
            raise ManifestError(f"{path.name} is gone") from error
        except ValueError as error:
            raise ManifestError(f"{path.name} cannot be read") from error


def path_of(snapshot: Path) -> Path:
    """Where the manifest of a snapshot lies: beside it. `oscec-000001.duckdb`: `oscec-000001.manifest.json`."""
    return snapshot.with_name(f"{snapshot.stem}.manifest.json")


def manifest_of(snapshot: Path) -> Manifest:
    """The manifest of a snapshot. Raises ManifestError."""
    return Manifest.read(path_of(snapshot))


def bytes_of(path: Path) -> Bytes:
    """Hash and length of a file, read in parts."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Bytes(sha256=sha256, size=path.stat().st_size)
