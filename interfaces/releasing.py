"""`oscec release`: prepare, approve, publish, check, make anew, list and show releases."""

from datetime import date
from pathlib import Path

from interfaces import show
from interfaces.ending import BLOCKED, CLEAN
from pipelines.orchestration import releasing, third_party
from pipelines.register import ask, record
from pipelines.register.signing import public_key
from pipelines.register.tables import RELEASE
from pipelines.release import changelog, manifest, store
from pipelines.release import verify as checking
from pipelines.release.content import Tier
from pipelines.release.manifest import Manifest

_HEADS = ("release", "released_on", "tables", "state", "approvers", "manifest")
_SHORT = 12


def prepare(tier: Tier, on: date | None, *, out: Path | None) -> int:
    """Prepare the next release, or write a copy of it."""
    released_on = on or releasing.today()
    if out:
        place = releasing.copy(tier, released_on, out=out)
        show.say(f"Written to {place}. Nothing has left: this is a copy of what the next release would be.")
        return _noted(manifest.read(place))
    made = releasing.prepare(tier, released_on)
    show.say(f"{made.name} lies ready in {store.prepared_of(made.name, made.sha256)}.")
    show.say(f"Manifest {made.sha256}.")
    show.say(
        f"Two others have to look at it and approve it: oscec release approve {made.name}."
        f" Then oscec release publish {made.name} lets it leave."
    )
    return _noted(made)


def approve(name: str) -> int:
    """Approve a release."""
    sha256 = releasing.approve(name)
    show.say(f"Approved: {name}, manifest {sha256}.")
    return CLEAN


def publish(name: str) -> int:
    """Publish a release."""
    place = releasing.publish(name)
    show.say(f"Published: {name} in {place}.")
    return _noted(manifest.read(place))


def verify(folder: Path, key: str | None, *, as_json: bool) -> int:
    """Print all that is wrong with a folder."""
    found = checking.faults(folder, public_key(key) if key else None)
    if as_json:
        show.as_json({"folder": folder.name, "faults": found})
        return BLOCKED if found else CLEAN
    for each in found:
        show.say(each, "bold red")
    if found:
        show.say(f"{len(found)} {'thing is' if len(found) == 1 else 'things are'} wrong: do not use this copy.")
        return BLOCKED
    made, seal = manifest.read(folder), manifest.read_seal(folder)
    show.say(f"{made.name}, {made.released_on}: {len(made.files)} files and the database are what was released.")
    show.say(f"{len(made.tables)} tables say the same in every format. Manifest {made.sha256}.")
    show.say(f"Signed with key {seal.key}{'' if key else ': compare it with the one its publisher has made known'}.")
    return _noted(made)


def rebuild(folder: Path, out: Path, originals: Path | None) -> int:
    """Make a release anew and print what differs."""
    place, found = (
        third_party.rebuild(folder, out, originals=originals) if originals else releasing.rebuild(folder, out)
    )
    for each in found:
        show.say(f"{each}: it is not the same", "bold red")
    if not found:
        show.say(f"{place}: every file is the same, byte for byte; the database holds the same.")
    return BLOCKED if found else CLEAN


def listing(*, as_json: bool) -> int:
    """Print the releases."""
    told = [_told(each["release"], each["manifest"], is_published=bool(each["published"])) for each in _rows()]
    if as_json:
        show.as_json(told)
    else:
        show.rows(_HEADS, [[each[head] for head in _HEADS] for each in told])
    return CLEAN


def _rows() -> list[dict[str, str]]:
    with record.reading() as register:
        return [dict(each) for each in ask.rows(register, RELEASE)] if register else []


def _told(name: str, sha256: str, *, is_published: bool) -> dict[str, object]:
    folder = store.folder_of(name) if is_published else store.prepared_of(name, sha256)
    made = manifest.read(folder)
    current = store.current(made.tier)
    state = "current" if current == folder else "published" if is_published else "waits for approval"
    with record.reading() as register:
        approvers = ask.approvers(register, name, manifest=sha256) if register else []
    values = (name, str(made.released_on), len(made.tables), state, ", ".join(approvers), sha256[:_SHORT])
    return dict(zip(_HEADS, values, strict=True))


def show_release(name: str, *, as_json: bool) -> int:
    """Print what one release holds."""
    folder = store.find(name)
    made = manifest.read(folder)
    if as_json:
        show.as_json(made.model_dump(mode="json"))
        return CLEAN
    show.say(f"{name}, {made.released_on}, manifest {made.sha256}, in {folder}")
    tables = [(table, told.rows, told.description) for table, told in made.tables.items()]
    show.rows(["table", "rows", "what it holds"], tables, numbers=["rows"])
    show.say((folder / changelog.PAGE_PATH).read_text(encoding="utf-8"))
    return CLEAN


def _noted(made: Manifest) -> int:
    show.say(made.notice, "magenta")
    return CLEAN
