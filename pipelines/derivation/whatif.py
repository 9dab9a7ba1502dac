"""What another version of a mapping or codelist would change: the current snapshot made anew with it, and compared.

Only the editions of a source are made anew where its mapping changes; codelists decide on every edition.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from pipelines import home, stage
from pipelines.derivation import holdings, sealing
from pipelines.derivation.kept import held
from pipelines.derivation.manifest import Manifest, Version, manifest_of
from pipelines.derivation.plan import Workplace, lay_out
from pipelines.derivation.running import Tell, made_anew
from pipelines.register.errors import RegisterError
from warehouse.build import NO_EXTENSIONS
from warehouse.contents import contents
from warehouse.differences import Difference, differences

Kind = Literal["mapping", "codelist"]
Content = tuple[str, bytes]


@dataclass(frozen=True)
class Known:
    """A version of a mapping or codelist that is used, or that a snapshot was made with. `used_in`: these, or `now`.

    `author` and `reviewer`: who agreed to what it says, as it was known then.
    """

    sha256: str
    valid_from: str | None
    valid_to: str | None
    author: str | None
    reviewer: str | None
    used_in: tuple[str, ...]


def known(kind: Kind, name: str) -> list[Known]:
    """Every version of a mapping or codelist that a manifest or the program knows, the oldest first."""
    found: dict[str, tuple[Version, list[str]]] = {}
    for each in _manifests():
        if version := _versions(each, kind).get(name):
            found.setdefault(version.sha256, (version, []))[1].append(Path(each.snapshot).stem)
    if content := _now(kind).get(name):
        version = sealing.version(content, sealing.agreed().get((kind, name)))
        found[version.sha256] = (version, [*found.get(version.sha256, (version, []))[1], "now"])
    return [_known(version, uses) for version, uses in found.values()]


def _known(version: Version, uses: list[str]) -> Known:
    days = (str(day) if day else None for day in (version.valid_from, version.valid_to))
    valid_from, valid_to = days
    return Known(version.sha256, valid_from, valid_to, version.author, version.reviewer, tuple(uses))


def content_of(kind: Kind, name: str, version: str | None) -> Content:
    """Hash and bytes of a version: the first signs of its hash, a file, or what is used now if None.

    Raises RegisterError where there is none, or several begin like that.
    """
    if version is None or version == "now":
        content = _now(kind).get(name)
    elif Path(version).is_file():
        content = Path(version).read_bytes()
    else:
        found = [each.sha256 for each in known(kind, name) if each.sha256.startswith(version)]
        content = held(found[0]) if len(found) == 1 else None
    if content is None:
        raise RegisterError(f"there is no one version {version or 'now'} of {kind} {name} that is kept or a file")
    return hashlib.sha256(content).hexdigest(), content


def used_in(manifest: Manifest, kind: Kind, name: str) -> str:
    """Hash of the version a snapshot was made with. Raises RegisterError where it was made without."""
    version = _versions(manifest, kind).get(name)
    if version is None:
        raise RegisterError(f"the current snapshot was made without {kind} {name}")
    return version.sha256


def changes(snapshot: Path, what: tuple[Kind, str], *, old: Content, new: Content, tell: Tell) -> list[Difference]:
    """Every row that would be another with the new version instead of the old one, all else being as it is."""
    with (
        _made(snapshot, what, version=old, tell=tell) as before,
        _made(snapshot, what, version=new, tell=tell) as after,
    ):
        tables = [_contents(each) for each in (before, after)]
        others = [each for each in sorted({*tables[0], *tables[1]}) if tables[0].get(each) != tables[1].get(each)]
        return differences(before, after, names=others, but_surrogates=True)


@contextmanager
def _made(snapshot: Path, what: tuple[Kind, str], *, version: Content, tell: Tell) -> Iterator[Path]:
    """The snapshot where it was made with that version, else one made with it."""
    manifest = manifest_of(snapshot)
    if used_in(manifest, *what) == version[0]:
        yield snapshot
        return
    with tempfile.TemporaryDirectory(prefix="oscec-versions-") as folder:
        place = lay_out(_with(manifest, *what, version[0]), [], folder=Path(folder), also=dict([version]))
        if what[0] == "mapping":
            _link_others(place, manifest, source_id=what[1])
        yield made_anew(place, manifest, tell=tell)


def _link_others(place: Workplace, manifest: Manifest, *, source_id: str) -> None:
    """Editions of other sources are taken as they are staged, where they were staged by the same program."""
    for each in manifest.editions:
        folder = stage.folder_of("core", *each.place)
        if each.source_id != source_id and folder.exists() and _is_same(each.place, manifest):
            link = place.taken / each.source_id / each.edition
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(folder.resolve(), target_is_directory=True)


def _is_same(place: tuple[str, str], manifest: Manifest) -> bool:
    told = stage.told(*place)
    [edition] = [each for each in manifest.editions if each.place == place]
    return (told["sha256"], told.get("mapping"), told.get("code")) == (
        edition.raw.sha256,
        edition.mapping,
        edition.code,
    )


def _with(manifest: Manifest, kind: Kind, name: str, sha256: str) -> Manifest:
    versions = {**_versions(manifest, kind), name: Version(sha256=sha256)}
    if kind == "codelist":
        return manifest.model_copy(update={"codelists": versions})
    editions = tuple(
        each.model_copy(update={"mapping": sha256}) if each.source_id == name else each for each in manifest.editions
    )
    return manifest.model_copy(update={"mappings": versions, "editions": editions})


def _versions(manifest: Manifest, kind: Kind) -> dict[str, Version]:
    return manifest.mappings if kind == "mapping" else manifest.codelists


def _now(kind: Kind) -> dict[str, bytes]:
    return holdings.mappings() if kind == "mapping" else holdings.codelists()


def _manifests() -> list[Manifest]:
    return [Manifest.read(path) for path in sorted(home.warehouse().glob("*.manifest.json"))]


def _contents(path: Path) -> dict[str, object]:
    with duckdb.connect(str(path), read_only=True, config=NO_EXTENSIONS) as connection:
        return dict(contents(connection))
