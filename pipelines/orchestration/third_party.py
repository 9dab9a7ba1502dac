"""A release made anew by somebody who has its folder and the original files, and nothing else of the house.

The folder names every original by hash, with its source and edition. They are taken in in an empty house of its own,
release after release where earlier ones counted, with the source files and rules of the program that runs.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines import catalogue
from pipelines.orchestration import releasing
from pipelines.orchestration.releasing import Tell
from pipelines.release import agree, manifest, parquet
from pipelines.release.build import MADE_FROM
from pipelines.release.content import Former, ReleaseError, parts_of
from pipelines.release.manifest import Manifest
from pipelines.submit import submit

_EDITIONS = "core.edition"


def rebuild(folder: Path, out: Path, *, originals: Path, tell: Tell = lambda _: None) -> tuple[Path, list[str]]:
    """Make the release in a folder anew from original files, below `out`; gives it, and the files that differ.

    Raises ReleaseError where an original or an earlier release is missing, naming all of them.
    """
    given = manifest.read(folder)
    folders = [*(_earlier(folder, former) for former in given.earlier), folder]
    held = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in originals.rglob("*") if path.is_file()}
    named = {each: _editions(each) for each in folders}
    _must_be_there(folders, {sha256: place for each in named.values() for sha256, place in each.items()}, held=held)
    with TemporaryDirectory() as house, _at_home_in(Path(house)):
        for each in folders:
            _take_in(named[each], held, names=_names(each), tell=tell)
            made = releasing.rebuild(each, out, tell=tell)
            _must_say_the_same(each, made[1], is_last=each == folder)
    return made


def _must_say_the_same(folder: Path, differing: list[str], *, is_last: bool) -> None:
    """What an earlier release told counts for later ones. Raises ReleaseError where it comes out otherwise."""
    data = [name for name in differing if name.startswith(f"{parquet.FOLDER}/")]
    if data and not is_last:
        raise ReleaseError(f"{folder.name}, which counted for later ones, does not come out again: {', '.join(data)}")


def _earlier(folder: Path, former: Former) -> Path:
    """Where an earlier release lies: beside this one, or in the folder of its tier."""
    beside = folder.resolve().parent / former.release
    return beside if beside.exists() else folder.resolve().parent.parent / parts_of(former.release)[0] / former.release


def _editions(folder: Path) -> dict[str, tuple[str, str]]:
    """Source and edition of each original, by hash."""
    path = folder / MADE_FROM
    if not path.exists():
        return {}
    told = json.loads(path.read_text(encoding="utf-8"))
    return {sha256: (source_id, edition) for source_id, edition, sha256 in told["editions"]}


def _must_be_there(folders: list[Path], wanted: dict[str, tuple[str, str]], *, held: dict[str, Path]) -> None:
    lost = [f"release {folder.name}: expected in {folder}" for folder in folders if not folder.exists()]
    lost += [
        f"{source_id} {edition}: no file with sha256 {sha256}"
        for sha256, (source_id, edition) in wanted.items()
        if sha256 not in held
    ]
    if lost:
        raise ReleaseError(f"not everything is there that the release was made from: {'; '.join(lost)}")


def _names(folder: Path) -> dict[str, str]:
    """The names of original files, as far as the release tells them: those of publications stand beside their cells."""
    made: Manifest = manifest.read(folder)
    editions = agree.tables_of(folder, made)[_EDITIONS].frame
    return {sha256: name for sha256, name in editions.select("sha256", "file").rows() if name}


def _take_in(editions: dict[str, tuple[str, str]], held: dict[str, Path], *, names: dict[str, str], tell: Tell) -> None:
    refused = []
    for sha256, (source_id, edition) in editions.items():
        tell(f"taking in {source_id} {edition}")
        path = held[sha256]
        done = submit(
            path.read_bytes(), names.get(sha256, path.name), source=catalogue.source(source_id), edition=edition
        )
        if done.receipt is None:
            refused.append(f"{source_id} {edition}")
    if refused:
        raise ReleaseError(f"these originals are refused here, by other rules or without their waivers: {refused}")


@contextmanager
def _at_home_in(folder: Path) -> Iterator[None]:
    """A house of its own for a while: its data and its keys."""
    ours = {"OSCEC_DATA": str(folder / "data"), "OSCEC_KEYS": str(folder / "keys")}
    before = {name: os.environ.get(name) for name in ours}
    os.environ |= ours
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
