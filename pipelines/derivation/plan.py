"""The workplace of a rebuild: the program, codelists, rules and source files as they were, laid out from the store."""

import io
import os
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pipelines import home
from pipelines.derivation import holdings
from pipelines.derivation.kept import Fault, held
from pipelines.derivation.manifest import Manifest
from schemas.mention import country_of


@dataclass(frozen=True)
class Workplace:
    """A folder with everything a rebuild needs but the raw bytes, which it reads where they are kept."""

    folder: Path

    @property
    def program(self) -> Path:
        """The program as it was."""
        return self.folder / "program"

    @property
    def sources(self) -> Path:
        """The source files that declare facts."""
        return self.folder / "sources"

    @property
    def manifest(self) -> Path:
        """The manifest, without what cannot be made."""
        return self.folder / "manifest.json"

    @property
    def corrections(self) -> Path:
        """The corrected cells, with who is responsible for each."""
        return self.folder / "corrections.json"

    def mapping(self, sha256: str, source_id: str) -> Path:
        """The version of a source file that made an edition."""
        return self.folder / "mappings" / sha256 / source_id[:2] / source_id / f"{source_id}.yml"

    @property
    def taken(self) -> Path:
        """Outcomes of editions that need not be made anew, by source and edition."""
        return self.folder / "taken"

    @property
    def snapshots(self) -> Path:
        """Where the snapshot made anew will be."""
        return self.folder / "data" / "warehouse"

    def environment(self, manifest: Manifest, *, has_keys: bool) -> dict[str, str]:
        """The environment of the rebuild: ours but for places and settings; keys of its own where ours are others."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OSCEC_")}
        ours = {"OSCEC_KEYS": os.environ["OSCEC_KEYS"]} if "OSCEC_KEYS" in os.environ else {}
        keys = ours if has_keys else {"OSCEC_KEYS": str(self.folder / "keys")}
        limits = {name: value for name, value in manifest.settings.items() if name.startswith("OSCEC_LIMIT_")}
        places = {
            "OSCEC_DATA": str(self.folder / "data"),
            "OSCEC_SOURCES": str(self.sources),
            "PYTHONPATH": str(self.program),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return {**kept, **keys, **limits, **places}


def lay_out(
    manifest: Manifest, faults: Sequence[Fault], *, folder: Path, also: Mapping[str, bytes] = MappingProxyType({})
) -> Workplace:
    """Fill the workplace; the manifest in it names only what can be made. `also`: bytes that are not in the store."""
    place, told = Workplace(folder), _without(manifest, faults)
    _program(manifest, place.program, also=also)
    for path, sha256 in _declarations(told, place):
        _write(path, _held(sha256, also))
    _write(place.corrections, held(manifest.corrections) or b'{"made_with": {}, "told": []}')
    _write(place.manifest, told.content)
    return place


def _without(manifest: Manifest, faults: Sequence[Fault]) -> Manifest:
    """The manifest without what cannot be made for these faults; without its key, an edition can."""
    gone = {source_id for fault in faults for source_id in fault.sources}
    left_out = {edition for fault in faults for edition in fault.editions if fault.kind != "key"}
    kept = {
        "mappings": {name: version for name, version in manifest.mappings.items() if name not in gone},
        "mentions": {name: sha256 for name, sha256 in manifest.mentions.items() if name not in gone},
        "editions": tuple(each for each in manifest.editions if each.place not in left_out),
        "refused": tuple(each for each in manifest.refused if (each.source_id, each.edition) not in left_out),
    }
    return manifest.model_copy(update=kept)


def _declarations(manifest: Manifest, place: Workplace) -> Iterator[tuple[Path, str]]:
    """Where source files and mentions lie in the workplace, with their hashes."""
    for source_id, version in manifest.mappings.items():
        yield place.sources / source_id[:2] / source_id / f"{source_id}.yml", version.sha256
    for name, sha256 in manifest.mentions.items():
        yield place.sources / country_of(name) / "mentions.yml", sha256
    for each in manifest.editions:
        if each.mapping:
            yield place.mapping(each.mapping, each.source_id), each.mapping


def _program(manifest: Manifest, folder: Path, *, also: Mapping[str, bytes]) -> None:
    """The files of the archive, codelists and rules; from the program itself where the store has lost them."""
    packed = held(manifest.archive) or holdings.archive(holdings.code())
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(folder, filter="data")
    for name, version in manifest.codelists.items():
        content = also.get(version.sha256) or held(version.sha256) or holdings.codelists()[name]
        _write(folder / "schemas" / "codelists" / f"{name}.csv", content)
    for path, version in manifest.rules.items():
        _write(folder / path, held(version.sha256) or holdings.rule_book()[path])


def _held(sha256: str, also: Mapping[str, bytes]) -> bytes:
    content = also.get(sha256) or held(sha256)
    if content is None:
        raise FileNotFoundError(f"nothing is kept under {sha256[:12]} in {home.objects()}")
    return content


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
