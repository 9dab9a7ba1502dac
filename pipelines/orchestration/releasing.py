"""Releases: worked out from the snapshot that stands, made ready, approved, published, made anew. No Dagster."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from pipelines import calendar, catalogue
from pipelines.derivation.manifest import Manifest as SnapshotManifest
from pipelines.derivation.manifest import manifest_of
from pipelines.lock import alone
from pipelines.orchestration.publishing import ensure_snapshot
from pipelines.register import acts, ask, log, overrides, record
from pipelines.register.signing import public_key, signing_key
from pipelines.register.tables import RELEASE
from pipelines.release import agree, build, manifest, parquet, store, verify
from pipelines.release.content import Former, Release, ReleaseError, ReleaseTable, Tier, former_of, parts_of, table_of
from pipelines.release.manifest import Manifest
from schemas.disclosure import tiers
from schemas.source import Source
from warehouse.build import BuildError
from warehouse.disclosure.gate import DisclosureError
from warehouse.disclosure.greedy import UnprotectableError
from warehouse.macros import macros
from warehouse.release.tables import Released, releasable
from warehouse.tables import tables

Tell = Callable[[str], None]
Tables = Mapping[str, ReleaseTable]
_SOURCE = "source_id"


@dataclass(frozen=True)
class Origin:
    """What a release is worked out from: a snapshot, its manifest, and the source files it was made with."""

    snapshot: Path
    manifest: SnapshotManifest
    sources: tuple[Source, ...] = field(hash=False)


@dataclass(frozen=True)
class Named:
    """Which release it is to be: what its readers may have before it, its number, and the day it carries.

    `overrides`: those it was made with, where it is made anew; null: those in force.
    """

    tier: Tier
    number: int
    released_on: date
    earlier: tuple[Former, ...]
    overrides: Mapping[str, int] | None = field(default=None, hash=False)


def today() -> date:
    """The day of a release that is made now."""
    return datetime.now(UTC).date()


def prepare(tier: Tier, released_on: date, *, tell: Tell = lambda _: None) -> Manifest:
    """Make the next release ready, and say so in the log; the same again changes nothing."""
    with alone():
        origin = _standing(tell)
        named = _next(tier, released_on)
        release, told = _worked_out(origin, named, tell=tell)
        made = store.prepare(lambda folder: _write(folder, release, former=_former(release)), told)
        if not _is_prepared(made):
            said = acts.PrepareRelease(release=made.name, manifest=made.sha256, snapshot=origin.manifest.sha256)
            record.record(said)
    return made


def copy(tier: Tier, released_on: date, *, out: Path, tell: Tell = lambda _: None) -> Path:
    """Write what the next release would be into a folder below `out`; nothing leaves, nothing is logged."""
    with alone():
        origin = _standing(tell)
        release, _ = _worked_out(origin, _next(tier, released_on), tell=tell)
    return _written(release, _former(release), out=out)[0]


def approve(name: str) -> str:
    """Approve a release that lies ready; gives the hash of its manifest."""
    sha256 = _prepared(name)
    record.record(acts.ApproveRelease(release=name, manifest=sha256))
    return sha256


def publish(name: str) -> Path:
    """Let a release leave that two others approved; done again, it only completes."""
    with alone():
        sha256 = _prepared(name)
        with record.reading() as register:
            left = {each["release"]: each["manifest"] for each in ask.published_releases(register)} if register else {}
        if name in left:
            store.publish(name, left[name])
        else:
            _must_be_ready(name, sha256)
            record.record(acts.PublishRelease(release=name, manifest=sha256))
    return store.find(name)


def _must_be_ready(name: str, sha256: str) -> None:
    """What was approved must lie there as it was, and count all that its readers have by now. Raises ReleaseError."""
    ready = store.prepared_of(name, sha256)
    made = manifest.read(ready)
    wrong = verify.faults(ready, public_key())
    if made.sha256 != sha256 or wrong:
        raise ReleaseError(f"{ready} is not what was approved: prepare it anew: {'; '.join(wrong)}")
    since = [each.release for each in _next(made.tier, today()).earlier if each not in made.earlier]
    if since:
        raise ReleaseError(
            f"{', '.join(since)} left after {name} was prepared: prepare it anew, it has to be protected"
        )


def rebuild(folder: Path, out: Path, *, tell: Tell = lambda _: None) -> tuple[Path, list[str]]:
    """Make the release in a folder anew from what stands now, below `out`; gives it, and the files that differ."""
    given = manifest.read(folder)
    with alone():
        origin = _standing(tell)
        release, told = _worked_out(origin, replace(_again(given), overrides=_overrides(folder)), tell=tell)
    place, made = _written(release, _former(release, folder.parent), out=out)
    found = differences(given, made)
    says_the_same = not any(name.startswith(f"{parquet.FOLDER}/") for name in found)
    if says_the_same and not store.told_of(given.name, given.sha256).exists():
        store.keep_told(given, told)
    return place, found


def work_out_again(made: Manifest, origin: Origin) -> Release:
    """The release of a manifest, worked out anew from an origin. Raises ReleaseError."""
    return _worked_out(origin, _again(made), tell=lambda _: None)[0]


def write_again(release: Release, beside: Path, *, folder: Path) -> Manifest:
    """Write a release into a folder; the one before it lies beside another one. Raises ReleaseError."""
    return _write(folder, release, former=_former(release, beside))


def differences(one: Manifest, other: Manifest) -> list[str]:
    """The files that two releases do not have alike."""
    names = sorted({*one.files, *other.files})
    return [name for name in names if one.files.get(name) != other.files.get(name)]


def _written(release: Release, former: Tables, *, out: Path) -> tuple[Path, Manifest]:
    with store.making(out) as aside:
        made = _write(aside, release, former=former)
        place = out / release.name
        if place.exists() and manifest.read(place).sha256 != made.sha256:
            raise ReleaseError(f"{place} holds another release of this name: give another folder, or take it away")
        store.settle(aside, place)
    return place, made


def _former(release: Release, beside: Path | None = None) -> Tables:
    """The tables of the release before, which lies beside another one or among those that left. Raises ReleaseError."""
    if release.former is None:
        return {}
    name = release.former.release
    folder = beside / name if beside and (beside / name).exists() else store.find(name)
    made = manifest.read(folder)
    if made.sha256 != release.former.manifest:
        raise ReleaseError(f"{folder} is not the release before {release.name}: its manifest is another one")
    return agree.tables_of(folder, made)


def _write(folder: Path, release: Release, *, former: Tables) -> Manifest:
    names = {table.name for table in release.tables}
    questions = {each.name: each.create for each in macros() if each.references <= names}
    made = build.write(
        folder, release, around=build.Around(former, questions), key=signing_key(may_make=log.size() == 0)
    )
    if wrong := verify.faults(folder):
        raise ReleaseError(f"the release contradicts itself and stays here: {'; '.join(wrong)}")
    return made


def _again(made: Manifest) -> Named:
    return Named(made.tier, made.number, made.released_on, made.earlier)


def _overrides(folder: Path) -> dict[str, int]:
    """The overrides that a release was made with: two people of the house agreed on them, others need not."""
    told: dict[str, dict[str, int]] = json.loads((folder / build.MADE_FROM).read_text(encoding="utf-8"))
    return told.get("disclosure_overrides", {})


def _standing(tell: Tell) -> Origin:
    """What stands now."""
    try:
        snapshot = ensure_snapshot(tell)[0]
    except BuildError as error:
        raise ReleaseError(f"there is no snapshot to release: {error}") from error
    return Origin(snapshot, manifest_of(snapshot), tuple(catalogue.sources()))


def _worked_out(origin: Origin, named: Named, *, tell: Tell) -> tuple[Release, pl.DataFrame]:
    """The release of a snapshot, and what stands behind it. Raises ReleaseError where too much would be known."""
    earlier = [store.told(each.release, each.manifest) for each in named.earlier]
    thresholds = overrides.in_force() if named.overrides is None else named.overrides
    try:
        found = releasable(origin.snapshot, tiers()[named.tier], earlier=earlier, overrides=thresholds, progress=tell)
    except (DisclosureError, UnprotectableError) as error:
        raise ReleaseError(f"nothing leaves, an outsider would know too much: {error}") from error
    told = {table.name: (table.description, table.grain) for table in tables()}
    made = tuple(
        table_of(name, told.get(name, (name, "")), meanings=found.columns.get(name, {}), frame=frame)
        for name, frame in sorted(found.tables.items())
    )
    sources = tuple(each for each in origin.sources if each.source_id in _used(found))
    made_from = {
        **_made_from(origin.manifest, named.tier, sources=_used(found)),
        "disclosure_overrides": dict(sorted(thresholds.items())),
    }
    release = Release(
        named.number, named.tier, named.released_on, made, sources, made_from, named.earlier, calendar.dues()
    )  # fmt: skip
    return release, found.told


def _used(found: Released) -> set[str]:
    columns = [
        frame[name]
        for frame in found.tables.values()
        for name in (_SOURCE, "source_a", "source_b")
        if name in frame.columns
    ]
    return {each for column in columns for each in column.drop_nulls()}


def _made_from(of: SnapshotManifest, tier: Tier, *, sources: set[str]) -> dict[str, object]:
    """What a reader may know of the making: hashes, and nothing that says how much or when somebody sent."""
    return {
        "program": of.program,
        "python": of.python,
        "code": of.code_hash,
        "archive": of.archive,
        "packages": of.packages,
        "codelists": {name: each.sha256 for name, each in of.codelists.items()},
        "rules": {name: each.sha256 for name, each in of.rules.items()},
        "mappings": {name: each.sha256 for name, each in of.mappings.items() if name in sources},
        "editions": sorted(
            [each.source_id, each.edition, each.raw.sha256] for each in of.editions if each.source_id in sources
        ),
        "disclosure_rules": tiers()[tier].model_dump(mode="json"),
    }


def _next(tier: Tier, released_on: date) -> Named:
    """The next release of a tier. Readers of the restricted tier have the public releases too."""
    with record.reading() as register:
        left = ask.published_releases(register) if register else []
    every = tuple(Former(each["release"], each["manifest"]) for each in left)
    earlier = tuple(each for each in every if tier == "restricted" or parts_of(each.release)[0] == tier)
    former = former_of(tier, earlier)
    return Named(tier, parts_of(former.release)[1] + 1 if former else 1, released_on, earlier)


def _is_prepared(made: Manifest) -> bool:
    return any(each[0] == made.name and each[1] == made.sha256 for each in _known())


def _prepared(name: str) -> str:
    parts_of(name)
    found = next((sha256 for known, sha256 in _known() if known == name), None)
    if found is None:
        raise ReleaseError(
            f"no release {name} was prepared; `oscec release --tier {parts_of(name)[0]}` prepares the next"
        )
    return found


def _known() -> Sequence[tuple[str, str]]:
    with record.reading() as register:
        return [(each["release"], each["manifest"]) for each in ask.rows(register, RELEASE)] if register else []
