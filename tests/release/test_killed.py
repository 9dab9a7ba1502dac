"""kill -9 at every write, and a full disk: the old release stays whole, and the same command again completes."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines import home
from pipelines.register import agree, log, record, verify
from pipelines.register.signing import public_key
from pipelines.release import manifest, store
from pipelines.release.verify import faults
from tests.support.killable import ACTS, Workshop, make_ready, steps_of, workshop
from tests.support.small import csv_of, plant, rows_of
from tests.support.thorough import some_of

SOURCE = "xz_test_records"
PATHS = ("OSCEC_DATA", "OSCEC_KEYS", "OSCEC_SOURCES")
FIRST = (("prepare-release", "public", "2026-01-01"), ("publish-release", "public-0001"))
SECOND = (("prepare-release", "public", "2026-02-01"), ("publish-release", "public-0002"))
STEPS = {"prepare-release": 25, "publish-release": 8}
PARTS = (3, 20, 50, 90)  # how much of a release still finds room, in per cent


@pytest.fixture(scope="module")
def shop() -> Iterator[Workshop]:
    """Where acts are done that may be killed."""
    with workshop() as found:
        yield found


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One accepted delivery of a small source, and a first release that has left; every test copies it."""
    folder = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as patch:
        live_in(folder, patch)
        plant(folder / "sources")
        make_ready(SOURCE, "2024", csv_of(rows_of(*[{}] * 12)), folder / "delivery")
        done(("submit", SOURCE, str(folder / "delivery")))
        released(FIRST)
    return folder


@pytest.fixture(autouse=True)
def data(house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data of a copy of that house."""
    shutil.copytree(house, tmp_path / "house", symlinks=True)
    live_in(tmp_path / "house", monkeypatch)
    return home.data()


def live_in(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """State, keys and sources below a folder; what is written need not survive a loss of power."""
    for name in PATHS:
        patch.setenv(name, str(folder / name.removeprefix("OSCEC_").lower()))
    patch.setattr(os, "fsync", lambda _: None)


def done(act: tuple[str, ...], who: str = "Anna") -> None:
    """Do an act here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OSCEC_ACTOR", who)
        ACTS[act[0]](*act[1:])


def released(acts: tuple[tuple[str, ...], ...]) -> None:
    """Let a release leave."""
    done(acts[0])
    for who in ("Bo", "Cem"):
        done(("approve-release", acts[1][1]), who)
    done(acts[1])


def ended(shop: Workshop, act: tuple[str, ...], at: str = "", steps_to: Path | None = None) -> int:
    """Do an act in a child; how it ended."""
    environment = {name: os.environ[name] for name in PATHS} | {"OSCEC_ACTOR": "Anna"}
    environment |= {"OSCEC_KILL_AT": at} if at else {}
    return shop.do(act[0], *act[1:], environment=environment, steps_to=steps_to)


def check(number: int) -> None:
    """The current release is whole and has this number, and the auditor finds nothing."""
    current = store.current("public")
    assert current
    assert manifest.read(current).number == number
    assert faults(current) == []
    assert [*agree.disagreements(), *verify.of_installation(public_key())] == []


@pytest.mark.parametrize("act", SECOND, ids=[act[0] for act in SECOND])
def test_a_kill_at_any_write_leaves_the_old_release_or_the_new_one(
    act: tuple[str, ...], shop: Workshop, data: Path, tmp_path: Path
) -> None:
    if act == SECOND[1]:
        done(SECOND[0])
        for who in ("Bo", "Cem"):
            done(("approve-release", act[1]), who)
    template, told = tmp_path / "template", tmp_path / "steps"
    shutil.copytree(data, template, symlinks=True)
    assert ended(shop, act, steps_to=told) == 0
    steps = steps_of(told)
    assert len(steps) >= STEPS[act[0]], steps

    for step in some_of(steps, 4):
        shutil.rmtree(data)
        shutil.copytree(template, data, symlinks=True)
        assert ended(shop, act, at=step) == -signal.SIGKILL, step
        seen = store.current("public")
        assert seen, step
        assert faults(seen) == [], step
        record.catch_up()
        done(act)
        check(2 if act == SECOND[1] else 1)
        assert not [*data.rglob(".making-*")], step
    if act == SECOND[1]:
        assert [each.act for each in log.entries()].count("publish-release") == 2


@contextmanager
def small_disk(folder: Path, part: int) -> Iterator[Callable[[str], None]]:
    """The folder on a disk of its own; gives what makes it larger. Skips where disks cannot be mounted."""
    kept = folder.with_name("kept")
    shutil.copytree(folder, kept)
    if (
        os.geteuid()
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder], check=False).returncode
    ):
        pytest.skip("a small disk needs the right to mount one")

    def resize(to: str) -> None:
        subprocess.run(["mount", "-o", f"remount,size={to}", "tmpfs", folder], check=True)

    try:
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        page = os.sysconf("SC_PAGE_SIZE")
        used = sum(-(-path.stat().st_size // page) * page for path in folder.rglob("*") if path.is_file())
        resize(f"{(used + used * part // 100) // 1024}k")
        yield resize
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("part", some_of(PARTS, 2))
def test_a_full_disk_leaves_the_old_release_and_the_command_again_completes(
    part: int, shop: Workshop, data: Path
) -> None:
    with small_disk(data / "releases", part) as resize:
        assert ended(shop, SECOND[0]) == 1
        check(1)
        resize("64m")
        assert ended(shop, SECOND[0]) == 0
        assert store.prepared_of("public-0002", _prepared()).exists()
        check(1)


def _prepared() -> str:
    [found] = [each for each in log.entries() if each.act == "prepare-release" and "public-0002" in each.object]
    return str(found.payload["manifest"])
