"""The same inputs give the same release in any time zone, locale, hash seed, number of threads, order of arrival."""

import os
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.release import manifest
from pipelines.release.manifest import Manifest
from pipelines.release.verify import faults
from tests.support.thorough import IS_THOROUGH

ROOT = Path(__file__).parents[2]


class Place(NamedTuple):
    """Where and how a release is built."""

    zone: str
    locale: str
    seed: str
    threads: int
    order: str


HERE = Place("UTC", "C.UTF-8", "0", 1, "abc")
THERE = Place("Pacific/Kiritimati", "tr_TR.UTF-8", "4711", 2, "cba")
MATRIX = [
    Place(zone, locale, seed, threads, order)
    for (zone, locale), seed, (threads, order) in product(
        [("America/Los_Angeles", "de_DE.UTF-8"), ("Asia/Kathmandu", "tr_TR.UTF-8")],
        ["1", "random"],
        [(1, "bac"), (1, "cab"), (2, "acb"), (2, "bca")],
    )
]


def built(place: Place, folder: Path) -> tuple[Manifest, Path]:
    """The release that a process in this place writes. The keys of case numbers are others each time."""
    told = {"TZ": place.zone, "LC_ALL": place.locale, "LANG": place.locale, "PYTHONHASHSEED": place.seed}
    environment = {**os.environ, **told, "POLARS_MAX_THREADS": str(place.threads), "OSCEC_ACTOR": place.zone}
    cpus = sorted(os.sched_getaffinity(0))[: place.threads]
    command = (
        ["taskset", "-c", ",".join(map(str, cpus))] if place.threads == 1 else []
    )  # DuckDB has a thread a processor
    command += [sys.executable, "-m", "tests.support.rebuilt", str(folder), place.order]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = Path(done.stdout.strip())
    return manifest.read(made), made


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> tuple[Manifest, Path]:
    """The release all others must be like."""
    return built(HERE, tmp_path_factory.mktemp("here"))


def check(one: tuple[Manifest, Path], other: tuple[Manifest, Path]) -> None:
    """Every file is the same, byte for byte, and the other copy is whole in itself."""
    differing = [
        name for name in {*one[0].files, *other[0].files} if one[0].files.get(name) != other[0].files.get(name)
    ]
    assert sorted(differing) == []
    assert one[0].sha256 == other[0].sha256
    assert manifest.read_seal(one[1]).database == manifest.read_seal(other[1]).database
    assert faults(other[1]) == []


def test_two_builds_far_apart_are_the_same(here: tuple[Manifest, Path], tmp_path: Path) -> None:
    assert here[0].tables["mart.cell"].rows > 20
    check(here, built(THERE, tmp_path))


@pytest.mark.skipif(not IS_THOROUGH, reason="a matrix of 16 takes minutes: `make thorough` runs it")
@pytest.mark.parametrize("place", MATRIX, ids=str)
def test_a_matrix_of_builds_is_the_same(place: Place, here: tuple[Manifest, Path], tmp_path: Path) -> None:
    check(here, built(place, tmp_path))
