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
from pipelines.derivation import holdings
from pipelines.derivation.kept import held
from pipelines.derivation.manifest import Manifest, Version, manifest_of
from pipelines.derivation.plan import Workplace, lay_out
from pipelines.derivation.running import Tell, made_anew
from pipelines.register import ask, record
from pipelines.register.errors import RegisterError
from pipelines.register.tables import VERSION
from warehouse.build import NO_EXTENSIONS
from warehouse.contents import contents
from warehouse.differences import Difference, differences

Kind = Literal["mapping", "codelist"]
Content = tuple[str, bytes]


@dataclass(frozen=True)
class Known:
    """A version of a mapping or codelist that is kept or used. `used_in`: snapshots made with it, or `now`."""

    sha256: str
    valid_from: str | None
    valid_to: str | None
    author: str | None
    reviewer: str | None
    used_in: tuple[str, ...]


def known(kind: Kind, name: str) -> list[Known]:
    """Every version of a mapping or codelist that the register, a manifest or the program knows."""
    uses: dict[str, list[str]] = {}
    for each in _manifests():
        if version := _versions(each, kind).get(name):
            uses.setdefault(version.sha256, []).append(Path(each.snapshot).stem)
    if now := _now(kind).get(name):
        uses.setdefault(hashlib.sha256(now).hexdigest(), []).append("now")
    with record.reading() as register:
        rows = ask.rows(register, VERSION) if register else []
    told = {each["sha256"]: each for each in rows if (each["kind"], each["version_of"]) == (kind, name)}
    return [_known(sha256, dict(told.get(sha256, {})), uses.get(sha256, [])) for sha256 in {**uses, **told}]


def _known(sha256: str, row: dict[str, object], uses: list[str]) -> Known:
    texts = [str(row[name]) if row.get(name) else None for name in ("valid_from", "valid_to", "author", "reviewer")]
    return Known(sha256, texts[0], texts[1], texts[2], texts[3], tuple(uses))


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


def changes(snapshot: Path, what: tuple[Kind, str], old: Content, new: Content, tell: Tell) -> list[Difference]:
    """Every row that would be another with the new version instead of the old one, all else being as it is."""
    with _made(snapshot, what, old, tell) as before, _made(snapshot, what, new, tell) as after:
        tables = [_contents(each) for each in (before, after)]
        others = [each for each in sorted({*tables[0], *tables[1]}) if tables[0].get(each) != tables[1].get(each)]
        return differences(before, after, others, but_surrogates=True)


@contextmanager
def _made(snapshot: Path, what: tuple[Kind, str], version: Content, tell: Tell) -> Iterator[Path]:
    """The snapshot where it was made with that version, else one made with it."""
    manifest = manifest_of(snapshot)
    if used_in(manifest, *what) == version[0]:
        yield snapshot
        return
    with tempfile.TemporaryDirectory(prefix="oscec-versions-") as folder:
        place = lay_out(_with(manifest, *what, version[0]), [], Path(folder), dict([version]))
        if what[0] == "mapping":
            _link_others(place, manifest, what[1])
        yield made_anew(place, manifest, tell)


def _link_others(place: Workplace, manifest: Manifest, source_id: str) -> None:
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
