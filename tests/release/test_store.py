"""A reader sees whole releases only, however often one is published, and old ones stay."""

import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from pipelines import home
from pipelines.release import store
from pipelines.release.content import Release, ReleaseError
from pipelines.release.manifest import Bytes, Manifest, manifest_of
from tests.support.released import release

ROOT = Path(__file__).parents[2]
PUBLICATIONS = 100
_POLL = """
import sys, time
from pathlib import Path
from pipelines.release import manifest
from pipelines.release.content import digest

folder, stop = Path(sys.argv[1]), Path(sys.argv[2])
seen, polls = [], 0
while not stop.exists():
    pointer = folder / "current"
    if pointer.exists():
        current = folder / pointer.read_text()
        made = manifest.read(current)
        for name, told in made.files.items():
            assert digest((current / name).read_bytes()) == told.sha256, name
        assert made.name == current.name
        seen += [made.number] if made.number not in seen[-1:] else []
        polls += 1
print(polls, *seen)
"""


def small(number: int) -> Release:
    """A release without tables: what is published does not matter here, only that it is whole."""
    whole = release(1)
    return Release(number, whole.tier, whole.released_on, (), whole.sources, {})


def fill(folder: Path, number: int) -> Manifest:
    """A few files and their manifest."""
    files = {f"part/{at}.txt": f"{number} {at}".encode() * 1_000 for at in range(5)}
    (folder / "part").mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    made = manifest_of(small(number), {name: Bytes.of(content) for name, content in files.items()}, questions=())
    (folder / "manifest.json").write_bytes(made.content)
    return made


def publish(number: int) -> None:
    made = store.prepare(lambda folder: fill(folder, number), pl.DataFrame())
    store.publish(made.name, made.sha256)


def test_a_reader_polling_through_a_hundred_publications_sees_whole_releases_only(tmp_path: Path) -> None:
    stop, folder = tmp_path / "stop", home.releases() / "public"
    command = [sys.executable, "-c", _POLL, str(folder), str(stop)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as reader:
        publish(1)
        time.sleep(3)  # until the reader has started
        for number in range(2, PUBLICATIONS + 1):
            publish(number)
        stop.touch()
        assert reader.stdout
        polls, *seen = [int(text) for text in reader.stdout.read().split()]

    assert reader.returncode == 0
    assert seen == sorted(seen)
    assert polls > PUBLICATIONS
    assert len(seen) > PUBLICATIONS // 4
    assert len(store.published("public")) == PUBLICATIONS


def test_old_releases_stay_and_the_pointer_never_goes_back() -> None:
    for number in (1, 2):
        publish(number)
    first = store.find("public-0001")
    store.publish("public-0001", "0" * 64)

    assert store.current("public") == store.find("public-0002")
    assert [each.name for each in store.published("public")] == [first.name, "public-0002"]


def test_a_release_behind_the_pointer_has_not_left() -> None:
    publish(1)
    made = store.prepare(lambda folder: fill(folder, 2), pl.DataFrame())
    store.prepared_of(made.name, made.sha256).rename(
        store.folder_of(made.name)
    )  # as a kill before the pointer leaves it

    with pytest.raises(ReleaseError, match="there is no release public-0002"):
        store.find("public-0002")
    store.publish(made.name, made.sha256)
    assert store.find("public-0002") == store.current("public")


def test_another_content_takes_the_place_of_what_waits() -> None:
    one = store.prepare(lambda folder: fill(folder, 1), pl.DataFrame())

    def other(folder: Path) -> Manifest:
        made = fill(folder, 1)
        (folder / "manifest.json").unlink()
        again = Manifest.model_validate({**made.model_dump(), "notice": "another"})
        (folder / "manifest.json").write_bytes(again.content)
        return again

    made = store.prepare(other, pl.DataFrame())

    assert not store.prepared_of(one.name, one.sha256).exists()
    assert store.prepared_of(made.name, made.sha256).exists()
