"""Whether a release is what its raw bytes give: its snapshot made anew from them, the release from that, compared."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from pipelines import catalogue, home
from pipelines.derivation.manifest import path_of
from pipelines.derivation.running import Tell
from pipelines.derivation.verify import Remade, Verdict, attributed, compared, looked_at, remade
from pipelines.orchestration import releasing
from pipelines.orchestration.releasing import Origin
from pipelines.register import acts, log
from pipelines.release import agree, database, manifest
from pipelines.release import verify as checking
from pipelines.release.content import Release, ReleaseError, digest
from pipelines.release.manifest import Manifest
from warehouse.differences import differences


@dataclass(frozen=True)
class Proof:
    """What was found. `verdict`: of the snapshot behind the release, with cells of the release instead of its own.

    `beside`: files that would be others now though every cell is the same; they tell of more than raw files.
    """

    release: Manifest
    verdict: Verdict
    beside: list[str] = field(default_factory=list)


def prove(folder: Path, tell: Tell = lambda _text, _number, _of: None) -> Proof:
    """Check the folder, make the snapshot behind it anew, and from that the release; compare cell by cell.

    Raises ReleaseError where the folder has no manifest or its snapshot is not known here, and what `verify` raises.
    """
    given = manifest.read(folder)
    wrong = checking.faults(folder)
    found = looked_at(_behind(given))
    proof = Proof(given, replace(found, unlike=[*wrong, *found.unlike]))
    if wrong:
        return proof
    with remade(proof.verdict, tell) as anew:
        return _proved(proof, folder, anew=anew) if anew else proof


def _behind(given: Manifest) -> Path:
    """The manifest of the snapshot that the log says a release was made from. Raises ReleaseError."""
    entries = log.entries() if log.size() else []
    said = [each.payload for each in entries if each.act == acts.PrepareRelease.name]
    named = {each["snapshot"] for each in said if (each["release"], each["manifest"]) == (given.name, given.sha256)}
    if not named:
        raise ReleaseError(
            f"the log here does not say from which snapshot {given.name}, manifest {given.sha256}, was made: it was"
            f" prepared elsewhere, or changed. `oscec release rebuild` makes it anew from what stands here"
        )
    there = sorted(home.warehouse().glob(path_of(Path("*")).name))
    found = next((path for path in there if digest(path.read_bytes()) in named), None)
    if found is None:
        raise ReleaseError(
            f"{given.name} was made from the snapshot with manifest {', '.join(sorted(map(str, named)))}, and none in"
            f" {home.warehouse()} is this one: put it back from a backup"
        )
    return found


def _proved(proof: Proof, folder: Path, *, anew: Remade) -> Proof:
    """The release worked out from the snapshot made anew, beside the one in the folder."""
    sources = tuple(catalogue.load(path) for path in sorted(anew.place.sources.glob("*/*/*.yml")))
    origin = Origin(anew.snapshot, proof.verdict.manifest, sources)
    verdict = compared(proof.verdict, None, rebuilt=anew.snapshot)
    again = anew.place.folder / proof.release.name
    again.mkdir()
    try:
        release = releasing.work_out_again(proof.release, origin)
        found = _compared(replace(proof, verdict=verdict), folder, release=release, path=again.with_suffix(".duckdb"))
        if not found.verdict.is_clean:
            return found
        made = releasing.write_again(release, folder.parent, folder=again)
    except ReleaseError as error:
        return replace(proof, verdict=replace(verdict, is_rebuilt=False, unlike=[*verdict.unlike, str(error)]))
    return replace(found, beside=releasing.differences(proof.release, made))


def _compared(proof: Proof, folder: Path, *, release: Release, path: Path) -> Proof:
    """Every cell of the tables in a folder and of those worked out anew, which are written to a path."""
    before, after = agree.tables_of(folder, proof.release), {table.name: table for table in release.tables}
    others = [name for name in before if name not in after or not before[name].frame.equals(after[name].frame)]
    alike = [name for name in others if name in after and before[name].frame.schema == after[name].frame.schema]
    told = [f"{name} has other columns than it was released with" for name in others if name not in alike]
    told += [f"{name} was not released" for name in after if name not in before]
    verdict = replace(proof.verdict, unlike=[*proof.verdict.unlike, *told])
    database.write(path, release.tables, notice=release.notice)
    differing = differences(folder / database.NAME, path, names=alike, but_surrogates=bool(verdict.faults))
    return replace(proof, verdict=attributed(verdict, folder / database.NAME, differing=differing))
