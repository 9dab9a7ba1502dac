"""Where releases lie: a folder each that never changes, and a pointer a tier that names the current one.

`releases/<tier>/<release>` what left · `releases/<tier>/current` its pointer · `releases/prepared/` what waits for
approval · `releases/told/` what stands behind each, which never leaves the house.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from pipelines import home, steps
from pipelines.files import flush_folder, write_whole
from pipelines.release.content import ReleaseError, Tier, digest, parts_of
from pipelines.release.manifest import PATH, Manifest

POINTER = "current"
_ASIDE = ".making-"
_SIGNS = 12


def folder_of(name: str) -> Path:
    """Where a release lies once it has left."""
    return home.releases() / parts_of(name)[0] / name


def prepared_of(name: str, manifest: str) -> Path:
    """Where it waits for approval; another content of the same name lies elsewhere."""
    return home.releases() / "prepared" / f"{name}-{manifest[:_SIGNS]}"


def current(tier: Tier) -> Path | None:
    """The current release of a tier."""
    pointer = home.releases() / tier / POINTER
    return pointer.with_name(pointer.read_text(encoding="utf-8").strip()) if pointer.exists() else None


def published(tier: Tier) -> list[Path]:
    """Every release of a tier that left, in order; none that lies behind the pointer."""
    last = current(tier)
    if last is None:
        return []
    folders = sorted((home.releases() / tier).glob(f"{tier}-*"), key=lambda each: parts_of(each.name)[1])
    return [each for each in folders if parts_of(each.name)[1] <= parts_of(last.name)[1]]


def find(name: str) -> Path:
    """The folder of a release that left. Raises ReleaseError."""
    folder = folder_of(name)
    if folder not in published(parts_of(name)[0]):
        raise ReleaseError(f"there is no release {name}; `oscec release list` shows those that left")
    return folder


@contextmanager
def making(parent: Path) -> Iterator[Path]:
    """A folder aside to fill; what of it was not moved away is gone after, and what a killed process left before."""
    parent.mkdir(parents=True, exist_ok=True)
    for left in parent.glob(f"{_ASIDE}*"):
        shutil.rmtree(left)
    aside = Path(tempfile.mkdtemp(dir=parent, prefix=_ASIDE))
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def settle(aside: Path, place: Path) -> None:
    """Move a filled folder to its place in one step; nothing happens where the same one is there."""
    aside.chmod(0o755)
    flush_folder(aside)
    steps.reached("release.filled")
    if not place.exists():
        aside.rename(place)
        steps.reached("release.placed")
        flush_folder(place.parent)


def prepare(fill: Callable[[Path], Manifest], told: pl.DataFrame) -> Manifest:
    """Let a release be filled and lie ready; `told` is kept beside it. Older ones of that name go."""
    ready = home.releases() / "prepared"
    with making(ready) as aside:
        manifest = fill(aside)
        keep_told(manifest, told)
        place = prepared_of(manifest.name, manifest.sha256)
        if place.exists():  # the same once more, in case somebody changed a file of it
            shutil.rmtree(place)
        settle(aside, place)
    for other in ready.glob(f"{manifest.name}-*"):
        if other != place:
            shutil.rmtree(other)
    return manifest


def publish(name: str, manifest: str) -> None:
    """Let a prepared release be the current one: the folder first, then the pointer. Done again, it only completes.

    A release whose folder is neither here nor there stays away: its log was put back without its files.
    """
    place, ready = folder_of(name), prepared_of(name, manifest)
    place.parent.mkdir(parents=True, exist_ok=True)
    if ready.exists() and not place.exists():
        ready.rename(place)
        steps.reached("release.moved")
        flush_folder(place.parent)
        flush_folder(ready.parent)
    last = current(parts_of(name)[0])
    if place.exists() and (last is None or parts_of(last.name)[1] < parts_of(name)[1]):
        write_whole(place.with_name(POINTER), name.encode())
        place.with_name(POINTER).chmod(0o644)  # for all who may read the folders
        steps.reached("release.pointed")


def told_of(name: str, manifest: str) -> Path:
    """Where the numbers behind a release are kept."""
    return home.releases() / "told" / f"{name}-{manifest[:_SIGNS]}.arrow"


def keep_told(manifest: Manifest, told: pl.DataFrame) -> None:
    """Keep the numbers behind a release, for the protection of those that follow."""
    write_whole(told_of(manifest.name, manifest.sha256), told.write_ipc(None).getvalue())


def told(name: str, manifest: str) -> pl.DataFrame:
    """The numbers behind a release that left. Raises ReleaseError where they are gone: nothing is protected then."""
    path = told_of(name, manifest)
    if not path.exists():
        raise ReleaseError(f"{path} is gone: without what {name} told no later release can be protected; put it back")
    return pl.read_ipc(path.read_bytes())


def missing(name: str, manifest: str) -> str:
    """What is wrong with where a release lies that left; empty where it is the one of this manifest."""
    path = folder_of(name) / PATH
    if not path.exists():
        return f"release {name}: its folder is gone"
    return "" if digest(path.read_bytes()) == manifest else f"release {name}: its manifest is not the one that left"
