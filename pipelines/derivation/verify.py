"""Whether a snapshot is what its raw bytes give: made anew as it was made then, and compared cell by cell."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from pipelines import home
from pipelines.derivation import drift, kept, sound
from pipelines.derivation.kept import Fault
from pipelines.derivation.manifest import Manifest, Table
from pipelines.derivation.plan import Workplace, lay_out
from pipelines.derivation.running import Tell, doubt, made_anew, may_run
from warehouse import build, lineage
from warehouse.contents import contents
from warehouse.differences import Difference, Row, differences


@dataclass(frozen=True)
class Verdict:
    """What was found. `unlike`: what is not as published, in words; `drifted`: what is used now and was not then.

    `dependent`: for each fault, the cells of the release that are others or none without it. `unexplained`: cells that
    come out different though all that they may rest on is there. `is_rebuilt`: false where nothing could be made anew.
    """

    manifest: Manifest
    unlike: list[str]
    faults: list[Fault]
    drifted: list[str]
    is_rebuilt: bool = False
    dependent: dict[Fault, list[Difference]] = field(default_factory=dict)
    unexplained: list[Difference] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether the snapshot is what its raw bytes give."""
        return self.is_rebuilt and not (self.unlike or self.faults or self.unexplained)


@dataclass(frozen=True)
class Remade:
    """A snapshot made anew, and the workplace with what it was made from."""

    snapshot: Path
    place: Workplace


def verify(path: Path, tell: Tell = lambda _text, _number, _of: None) -> Verdict:
    """Check a manifest, what it names and its snapshot; then make that anew and compare. `path`: of the manifest.

    Raises ManifestError, and RebuildError where the program of then fails.
    """
    found = looked_at(path)
    snapshot = home.warehouse() / found.manifest.snapshot
    damage = sound.damage(snapshot, found.manifest)
    wrong = [sound.misnamed(path, found.manifest), damage]
    verdict = replace(found, unlike=[*found.unlike, *filter(None, wrong)])
    with remade(verdict, tell) as anew:
        return compared(verdict, None if damage else snapshot, rebuilt=anew.snapshot) if anew else verdict


def looked_at(path: Path) -> Verdict:
    """What is wrong with a manifest and all that it names; nothing is made anew. Raises ManifestError."""
    manifest = Manifest.read(path)
    return Verdict(manifest, list(filter(None, [doubt(manifest)])), kept.faults(manifest), drift.since(manifest))


@contextmanager
def remade(verdict: Verdict, tell: Tell) -> Iterator[Remade | None]:
    """The snapshot made anew, for as long as it is looked at; None where nothing can be. Raises RebuildError."""
    manifest, faults = verdict.manifest, verdict.faults
    if any(fault.is_of_all for fault in faults) or not may_run(manifest):
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="oscec-verify-") as folder:
        place = lay_out(manifest, faults, folder=Path(folder))
        has_keys = not any(fault.kind == "key" for fault in faults)
        yield Remade(made_anew(place, manifest, tell=tell, has_keys=has_keys), place)


def compared(verdict: Verdict, snapshot: Path | None, *, rebuilt: Path) -> Verdict:
    """Tables whose content has the same hash are the same; the others are compared row by row, given the snapshot."""
    with duckdb.connect(str(rebuilt), read_only=True, config=build.NO_EXTENSIONS) as connection:
        found = {name: Table(rows=each.rows, sha256=each.sha256) for name, each in contents(connection).items()}
    verdict = replace(verdict, is_rebuilt=True)
    tables = verdict.manifest.tables
    others = [name for name in sorted({*tables, *found}) if tables.get(name) != found.get(name)]
    if snapshot is None:
        told = [f"{name} does not come out as published" for name in others if not verdict.faults]
        return replace(verdict, unlike=[*verdict.unlike, *told])
    return attributed(
        verdict, snapshot, differing=differences(snapshot, rebuilt, names=others, but_surrogates=bool(verdict.faults))
    )


def attributed(verdict: Verdict, before: Path, *, differing: list[Difference]) -> Verdict:
    """Every published cell that differs to each fault it may rest on; what rests on none is unexplained.

    `before`: the database with these cells as they were published.
    """
    with duckdb.connect(str(before), read_only=True, config=build.NO_EXTENSIONS) as connection:
        parts = {fault: [lineage.part(connection, *edition) for edition in fault.editions] for fault in verdict.faults}
    published = [each for each in differing if each.before is not None or not verdict.faults]
    dependent = {
        fault: [
            each
            for each in published
            if _hangs_on(each.table, each.before or each.key, fault=fault, parts=parts[fault])
        ]
        for fault in verdict.faults
    }
    explained = {id(each) for found in dependent.values() for each in found}
    unexplained = [each for each in published if id(each) not in explained]
    return replace(verdict, dependent=dependent, unexplained=unexplained)


def _hangs_on(table: str, row: Row, *, fault: Fault, parts: list[lineage.Part]) -> bool:
    is_declared = any(lineage.is_declared_by(row, source_id) for source_id in fault.sources)
    return is_declared or any(lineage.rests_on(table, row, one=part) for part in parts)
