"""Whether everything a manifest names still lies under its hash, and what of the snapshot hangs on what does not."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines import receive
from pipelines.derivation import holdings
from pipelines.derivation.manifest import Manifest

Place = tuple[str, str]


@dataclass(frozen=True)
class Fault:
    """One thing that a snapshot was made from and that is not there as it was.

    `kind`: raw file, mapping, mentions, codelist, rule book, corrections, program, refusal or key. `editions`: whose
    rows cannot be made; `sources`: whose declarations are gone; `is_of_all`: nothing at all can be made without it.
    """

    kind: str
    name: str
    sha256: str
    what: str
    editions: tuple[Place, ...] = ()
    sources: tuple[str, ...] = ()
    is_of_all: bool = False

    @property
    def told(self) -> str:
        """The fault in words."""
        return f"{self.kind} {self.name}, {self.sha256[:12]}, {self.what}"


def held(sha256: str) -> bytes | None:
    """The bytes kept under a hash, None where they are gone or are not those."""
    path = receive.object_path(sha256)
    content = path.read_bytes() if path.exists() else None
    return content if content is not None and hashlib.sha256(content).hexdigest() == sha256 else None


def faults(manifest: Manifest) -> list[Fault]:
    """Everything that is not kept as the manifest names it."""
    every = (_raw, _mappings, _mentions, _lists, _corrections, _program, _refused)
    return [fault for kind in every for fault in kind(manifest)]


def _raw(manifest: Manifest) -> Iterator[Fault]:
    for each in manifest.editions:
        if what := _wrong(each.raw.sha256):
            yield Fault("raw file", f"{' '.join(each.place)} {each.file}", each.raw.sha256, what, (each.place,))


def _mappings(manifest: Manifest) -> Iterator[Fault]:
    """Versions of source files: those that made rows, and those that declare facts."""
    made: dict[tuple[str, str], list[Place]] = {}
    for each in manifest.editions:
        if each.mapping:
            made.setdefault((each.source_id, each.mapping), []).append(each.place)
    declared = {(source_id, version.sha256) for source_id, version in manifest.mappings.items()}
    for source_id, sha256 in sorted({*made, *declared}):
        if what := _wrong(sha256):
            is_declared = (source_id, sha256) in declared
            places = [place.place for place in manifest.editions if place.source_id == source_id]
            editions = places if is_declared else made[source_id, sha256]
            yield Fault("mapping", source_id, sha256, what, tuple(editions), (source_id,) if is_declared else ())


def _mentions(manifest: Manifest) -> Iterator[Fault]:
    for name, sha256 in manifest.mentions.items():
        if what := _wrong(sha256):
            yield Fault("mentions", name, sha256, what, sources=(name,))


def _lists(manifest: Manifest) -> Iterator[Fault]:
    """Codelists and rules; where the store has lost one that the program still has, nothing hangs on it."""
    now = {
        hashlib.sha256(content).hexdigest()
        for content in (*holdings.codelists().values(), *holdings.rule_book().values())
    }
    for kind, versions in (("codelist", manifest.codelists), ("rule book", manifest.rules)):
        for name, version in versions.items():
            if what := _wrong(version.sha256):
                yield Fault(kind, name, version.sha256, what, is_of_all=version.sha256 not in now)


def _corrections(manifest: Manifest) -> Iterator[Fault]:
    if what := _wrong(manifest.corrections):
        editions = tuple(each.place for each in manifest.editions if each.corrections)
        yield Fault("corrections", "of all editions", manifest.corrections, what, editions)


def _program(manifest: Manifest) -> Iterator[Fault]:
    if what := _wrong(manifest.archive):
        is_here = hashlib.sha256(holdings.archive(holdings.code())).hexdigest() == manifest.archive
        yield Fault("program", manifest.program, manifest.archive, what, is_of_all=not is_here)
    names = holdings.key_names(manifest.keys)
    for source_id, name in manifest.keys.items():
        if names.get(source_id) != name:
            what = "was changed" if source_id in names else "is gone"
            editions = tuple(each.place for each in manifest.editions if each.source_id == source_id)
            yield Fault("key", source_id, name, what, editions)


def _refused(manifest: Manifest) -> Iterator[Fault]:
    for each in manifest.refused:
        for name, sha256 in each.kept.items():
            if what := _wrong(sha256):
                place = each.source_id, each.edition
                yield Fault("refusal", f"{' '.join(place)} {name}", sha256, what, (place,))


def _wrong(sha256: str) -> str:
    if receive.is_deleted(sha256):
        return "was deleted by an act of the log"
    if not receive.object_path(sha256).exists():
        return "is gone"
    return "" if held(sha256) is not None else "was changed"
