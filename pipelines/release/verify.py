"""Whether a folder is a whole, unchanged release: hashes, signature, and every format telling the same. Offline."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pipelines.register.signing import PublicKey
from pipelines.release import agree, database
from pipelines.release.content import ReleaseError
from pipelines.release.manifest import PATH, SEAL_PATH, Bytes, Manifest, Seal, read, read_seal

_BESIDE = {PATH, SEAL_PATH, database.NAME}


def faults(folder: Path, key: PublicKey | None = None) -> list[str]:
    """All that is wrong with a release, in words; an empty list where it is whole.

    `key`: the public key it must be signed with. Without one the signature is checked with the key that the seal names:
    that shows changes, and not who signed.
    """
    try:
        manifest, seal = read(folder), read_seal(folder)
    except ReleaseError as error:
        return [str(error)]
    found = [*_seal(folder, manifest, seal=seal, key=key), *_files(folder, manifest)]
    return found or list(agree.disagreements(folder, manifest))


def _seal(folder: Path, manifest: Manifest, *, seal: Seal, key: PublicKey | None) -> Iterator[str]:
    if not seal.is_signed(key or PublicKey(seal.key)):
        yield f"{SEAL_PATH}: the signature is false, or made with another key than {(key.text if key else seal.key)}"
    if (seal.release, seal.manifest) != (manifest.name, manifest.sha256):
        yield f"{SEAL_PATH}: it seals another manifest than {PATH}"
    path = folder / database.NAME
    if not path.is_file():
        yield f"{database.NAME}: it is missing"
    elif _bytes(path) != seal.database:
        yield f"{database.NAME}: it is not what was sealed"


def _files(folder: Path, manifest: Manifest) -> Iterator[str]:
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if not path.is_dir()}
    for name in sorted(there.keys() - manifest.files.keys() - _BESIDE):
        yield f"{name}: no file of the release"
    for name, told in manifest.files.items():
        path = there.get(name)
        if path is None or path.is_symlink():
            yield f"{name}: it is missing"
        elif _bytes(path) != told:
            yield f"{name}: it is not what was released"


def _bytes(path: Path) -> Bytes:
    with path.open("rb") as file:
        return Bytes(sha256=hashlib.file_digest(file, "sha256").hexdigest(), size=path.stat().st_size)
