"""What lies in the folder of a release, by hash, and the signature of whoever made it.

`manifest.json` is the same for the same release; `seal.json` names the bytes of this very copy of the database, which
DuckDB does not promise to write alike everywhere, and signs both.
"""

from datetime import date
from pathlib import Path
from typing import Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from pipelines.register.entry import Hash, Signature, canonical
from pipelines.register.signing import PublicKey, SigningKey
from pipelines.release.content import Former, Release, ReleaseError, Tier, digest, former_of, name_of
from pipelines.release.text import as_json

PATH, SEAL_PATH = "manifest.json", "seal.json"
_PURPOSE = "release"


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bytes(_Told):
    """A file by hash and length."""

    sha256: Hash
    size: NonNegativeInt

    @classmethod
    def of(cls, content: bytes) -> Self:
        """Those of some content."""
        return cls(sha256=digest(content), size=len(content))


class Table(_Told):
    """A table: how many rows it has and which columns name one. `is_cube`: it is among the SDMX files too."""

    rows: NonNegativeInt
    keys: tuple[str, ...]
    description: str
    is_cube: bool


class _File(_Told):
    @property
    def content(self) -> bytes:
        """The file."""
        return as_json(self.model_dump(mode="json"))


Model = TypeVar("Model", bound=_File)


class Manifest(_File):
    """The release and its files. `earlier`: the releases that counted when it was protected, oldest first."""

    form: Literal["oscec release 1"] = "oscec release 1"
    tier: Tier
    number: int
    released_on: date
    earlier: tuple[Former, ...]
    notice: str
    tables: dict[str, Table]
    questions: tuple[str, ...]
    files: dict[str, Bytes]

    @property
    def name(self) -> str:
        """What the release is called."""
        return name_of(self.tier, self.number)

    @property
    def former(self) -> Former | None:
        """The release of the same tier before this one."""
        return former_of(self.tier, self.earlier)

    @property
    def sha256(self) -> str:
        """The hash of the file: it stands for the whole release."""
        return digest(self.content)


class Seal(_File):
    """Who vouches for a copy: the hashes of manifest and database, signed."""

    form: Literal["oscec release seal 1"] = "oscec release seal 1"
    release: str
    manifest: Hash
    database: Bytes
    key: Hash
    signature: Signature

    def is_signed(self, key: PublicKey) -> bool:
        """Whether the holder of the key signed exactly this."""
        said = canonical(self.model_dump(mode="json", exclude={"signature"}))
        return self.key == key.text and key.is_signed(_PURPOSE, said, signature=self.signature)


def manifest_of(release: Release, files: dict[str, Bytes], *, questions: tuple[str, ...]) -> Manifest:
    """The manifest of a release with these files."""
    tables = {
        table.name: Table(
            rows=table.frame.height, keys=table.keys, description=table.description, is_cube=table.is_cube
        )
        for table in release.tables
    }
    return Manifest(
        tier=release.tier, number=release.number, released_on=release.released_on, earlier=release.earlier,
        notice=release.notice, tables=tables, questions=questions, files=dict(sorted(files.items())),
    )  # fmt: skip


def sealed(manifest: Manifest, database: Bytes, *, key: SigningKey) -> Seal:
    """The seal of a copy."""
    told: dict[str, object] = {
        "form": "oscec release seal 1", "release": manifest.name, "manifest": manifest.sha256,
        "database": database.model_dump(), "key": key.public.text,
    }  # fmt: skip
    return Seal.model_validate({**told, "signature": key.sign(_PURPOSE, canonical(told))})


def read(folder: Path) -> Manifest:
    """The manifest in a folder. Raises ReleaseError."""
    return _read(folder / PATH, Manifest)


def read_seal(folder: Path) -> Seal:
    """The seal in a folder. Raises ReleaseError."""
    return _read(folder / SEAL_PATH, Seal)


def _read(path: Path, model: type[Model]) -> Model:
    try:
        content = path.read_bytes()
        found = model.model_validate_json(content)
    except FileNotFoundError as error:
        raise ReleaseError(f"{path} is missing: this is no folder of a release, or not a whole one") from error
    except (ValidationError, UnicodeDecodeError) as error:
        raise ReleaseError(f"{path} cannot be read: it is damaged, or of a later version of oscec") from error
    if found.content != content:
        raise ReleaseError(f"{path} is not written as a release is: it was changed")
    return found
