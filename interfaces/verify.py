"""`oscec verify`: a snapshot or release made anew from raw bytes and compared; what is wrong, what hangs on it."""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from interfaces import show
from interfaces.ending import BLOCKED, CLEAN, CommandError
from interfaces.run import progress
from pipelines import home
from pipelines.derivation.manifest import ManifestError, path_of
from pipelines.derivation.running import RebuildError
from pipelines.derivation.verify import Verdict
from pipelines.derivation.verify import verify as check
from pipelines.orchestration.proving import Proof, prove
from pipelines.release import manifest as released
from pipelines.release import store
from pipelines.release.content import TIERS
from warehouse.build import current
from warehouse.differences import Difference

_SHOWN = 10
_ENDING = ".manifest.json"


_PUT_ASIDE = "they were put aside for this check"
_PARTLY = "they were put aside for the snapshot behind it; the release is worked out from that by the program of today"


def verify(release: str | None, *, every: bool, form: str) -> int:
    """Print what is wrong with a snapshot or release and what hangs on it. `form`: table, json or csv."""
    folder = _folder(release)
    try:
        with progress() as tell:
            found = prove(folder, tell) if folder else check(manifest_path(release), tell)
    except (ManifestError, RebuildError) as error:
        raise CommandError(f"{error}.") from error
    verdict = found.verdict if isinstance(found, Proof) else found
    if form == "csv":
        _csv(verdict)
    elif form == "json":
        show.as_json(_document(verdict) | (_of_release(found) if isinstance(found, Proof) else {}))
    elif isinstance(found, Proof):
        _show_proof(found, every=every)
    else:
        _show(verdict, _summary(verdict), put_aside=_PUT_ASIDE, every=every)
    return CLEAN if verdict.is_clean else BLOCKED


def _folder(release: str | None) -> Path | None:
    """The folder of a release that is named by it, or by the name of one that left; None: a snapshot is meant."""
    given = Path(release or "")
    if release and any((given / name).is_file() for name in (released.PATH, released.SEAL_PATH)):
        return given
    return store.find(release) if release and release.startswith(tuple(f"{tier}-" for tier in TIERS)) else None


def manifest_path(release: str | None) -> Path:
    """The manifest of a snapshot: its name, its file, its folder; the current one if none is given."""
    if release is None:
        return path_of(_current())
    given = Path(release)
    if given.is_dir():
        found = sorted(given.glob(f"*{_ENDING}"))
        if len(found) != 1:
            raise CommandError(f"{given} holds {len(found) or 'no'} manifests (*{_ENDING}): name the one you mean.")
        return found[0]
    if given.is_file():
        return given if given.name.endswith(_ENDING) else path_of(given)
    named = home.warehouse() / f"{given.name.removesuffix('.duckdb')}{_ENDING}"
    if not named.exists():
        known = ", ".join(sorted(path.name.removesuffix(_ENDING) for path in home.warehouse().glob(f"*{_ENDING}")))
        raise CommandError(f"There is no release {release}. There are: {known or 'none'}.")
    return named


def _current() -> Path:
    path = current(home.warehouse())  # damaged or not: that is the question
    if path is None:
        raise CommandError("There is no warehouse yet: build it with `oscec run`.")
    return path


def _show_proof(proof: Proof, *, every: bool) -> None:
    if proof.beside:
        show.say("Files that would be others now, though every cell is the same:", "yellow")
        for name in proof.beside:
            show.say(f"  {name}")
    _show(proof.verdict, _summary_of(proof), put_aside=_PARTLY, every=every)


def _show(verdict: Verdict, summary: str, *, put_aside: str, every: bool) -> None:
    manifest = verdict.manifest
    for text in verdict.unlike:
        show.say(f"{text}.", "bold red")
    for fault in verdict.faults:
        show.say(f"{fault.told}.", "bold red")
        _show_cells(verdict.dependent.get(fault, []), "hang on it", every=every)
    if verdict.unexplained:
        show.say("Cells that do not come out as published, with nothing missing that they rest on:", "bold red")
        _show_cells(verdict.unexplained, "differ", every=every)
    if verdict.drifted:
        show.say(f"Since then {len(verdict.drifted)} things have changed; {put_aside}.", "yellow")
        for text in verdict.drifted if every else verdict.drifted[:_SHOWN]:
            show.say(f"  {text}")
        _rest(len(verdict.drifted), every=every)
    show.say(summary, "bold")
    show.note_model(source for source, _ in (each.place for each in manifest.editions))


def _show_cells(cells: list[Difference], what: str, *, every: bool) -> None:
    counts = Counter(each.table for each in cells)
    told = ", ".join(f"{count} of {table}" for table, count in counts.items())
    show.say(f"  {len(cells)} rows {what}: {told or 'none'}.")
    for each in cells if every else cells[:_SHOWN]:
        show.say(f"  {each.table}  {_named(each)}: {_told(each)}")
    _rest(len(cells), every=every)


def _rest(count: int, *, every: bool) -> None:
    if count > _SHOWN and not every:
        show.say(f"  … and {count - _SHOWN} more; --all lists them, --format json or csv gives all.")


def _named(each: Difference) -> str:
    return " ".join(str(value) for value in each.key.values() if value is not None)


def _told(each: Difference) -> str:
    if each.after is None:
        return "cannot be made"
    if each.before is None:
        return "was not published"
    return ", ".join(f"{name} {before} published, {after} now" for name, (before, after) in each.changed.items())


def _summary(verdict: Verdict) -> str:
    manifest = verdict.manifest
    rows = sum(table.rows for table in manifest.tables.values())
    if verdict.is_clean:
        return (
            f"{manifest.snapshot} comes out again: {len(manifest.tables)} tables, {rows:,} rows, made anew from"
            f" {len(manifest.editions)} raw files, are the same in every cell."
        )
    if not verdict.is_rebuilt:
        return f"{manifest.snapshot} is not made anew: every cell of it hangs on that."
    return _unproved(manifest.snapshot, verdict)


def _unproved(name: str, verdict: Verdict) -> str:
    if not verdict.faults:
        return f"{name} is not proved, though everything it was made from is as it was: why is said above."
    return f"{name} is not proved: {len(verdict.faults)} things it was made from are not as they were."


def _summary_of(proof: Proof) -> str:
    verdict, made = proof.verdict, proof.release
    if verdict.is_clean:
        rows = sum(table.rows for table in made.tables.values())
        files = "its manifest is not, by the files above" if proof.beside else f"so is its manifest {made.sha256}"
        return (
            f"{made.name} comes out again: {len(made.tables)} tables, {rows:,} rows, worked out anew from"
            f" {len(verdict.manifest.editions)} raw files by way of {verdict.manifest.snapshot}, are the same in every"
            f" cell; {files}."
        )
    if not verdict.is_rebuilt:
        return f"{made.name} is not made anew: what is said above must be mended first."
    return _unproved(made.name, verdict)


def _document(verdict: Verdict) -> dict[str, object]:
    return {
        "snapshot": verdict.manifest.snapshot,
        "manifest": verdict.manifest.sha256,
        "is_clean": verdict.is_clean,
        "is_rebuilt": verdict.is_rebuilt,
        "unlike": verdict.unlike,
        "faults": [
            {**vars(fault), "dependent": [_row(each) for each in verdict.dependent.get(fault, [])]}
            for fault in verdict.faults
        ],
        "unexplained": [_row(each) for each in verdict.unexplained],
        "changed_since": verdict.drifted,
    }


def _of_release(proof: Proof) -> dict[str, object]:
    return {"release": proof.release.name, "release_manifest": proof.release.sha256, "files_beside": proof.beside}


def _row(each: Difference) -> dict[str, object]:
    changed = {name: list(pair) for name, pair in each.changed.items()} if each.before and each.after else {}
    return {"table": each.table, "key": each.key, "is_gone": each.after is None, "changed": changed}


def _csv(verdict: Verdict) -> None:
    """One row a cell and fault; the key as one text."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["kind", "name", "sha256", "table", "key", "what"])
    for row in _lines(verdict):
        writer.writerow([show.csv_cell(value) for value in row])


def _lines(verdict: Verdict) -> Iterator[list[str]]:
    for fault, cells in verdict.dependent.items():
        for each in cells:
            yield [fault.kind, fault.name, fault.sha256, each.table, _named(each), _told(each)]
    for each in verdict.unexplained:
        yield ["unexplained", "", "", each.table, _named(each), _told(each)]
