"""kill -9 at every named write of every act: log, register and store agree again by themselves, a repeat completes."""

import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines import home, keys, receive, stage
from pipelines.register import agree, ask, database, log, record, tables, verify
from pipelines.register.signing import public_key
from schemas.source import Source
from tests.support.killable import ACTS, Workshop, make_ready, steps_of, workshop
from tests.support.small import csv_of, rows_of
from tests.support.thorough import some_of

SOURCE = "xz_test_records"
FILES = {
    "good": ("2024", csv_of(rows_of({}, {}, {}))),
    "revision": ("2024-2", csv_of(rows_of({}, {"Gender": "m"}))),
    "bad": ("2024-2", csv_of(rows_of({"Age": "x"}))),
}
ONCE = {"accept", "withdraw", "delete", "publish", "propose-correction", "approve-correction"}
PATHS = ("OSCEC_DATA", "OSCEC_KEYS", "OSCEC_SOURCES", "OSCEC_REGISTER", "OSCEC_ACTOR")


@dataclass(frozen=True)
class Scene:
    """Acts done before, the act that is killed, the states of 2024 and 2024-2 after it, and how many steps it has.

    `corrected`: how many cells 2024 is then counted with that say something else than it holds.
    """

    before: tuple[tuple[str, ...], ...]
    act: tuple[str, ...]
    states: tuple[str, str]
    steps: int
    corrected: int = 0


FIRST = ("submit", SOURCE, "good")
REVISION = ("submit", SOURCE, "revision")
REFUSED = ("submit", SOURCE, "bad")
PROPOSAL = ("propose correction", SOURCE, "2024")
APPROVAL = ("approve correction", "Bert")
SCENES = {
    "the first submission of all": Scene((), FIRST, ("accepted", "draft"), 25),
    "a revision of an edition, refused before": Scene((FIRST, REFUSED), REVISION, ("superseded", "accepted"), 35),
    "a refusal": Scene((FIRST,), REFUSED, ("accepted", "draft"), 20),
    "the same bytes again": Scene((FIRST,), FIRST, ("accepted", "draft"), 10),
    "a withdrawal that lets the former edition stand again": Scene(
        (FIRST, REVISION), ("withdraw", SOURCE, "2024-2", "sent by mistake"), ("accepted", "withdrawn"), 15
    ),
    "a publication": Scene((FIRST,), ("publish", "oscec-000001.duckdb", "fingerprint"), ("published", "draft"), 8),
    "another key for the log": Scene((FIRST,), ("rotate", "every two years"), ("accepted", "draft"), 10),
    "another key for case numbers": Scene(
        (FIRST,), ("rotate source", SOURCE, "every two years"), ("accepted", "draft"), 10
    ),
    "a deletion": Scene((FIRST,), ("delete", SOURCE, "2024", "retention is over"), ("accepted", "draft"), 10),
    "a correction that is proposed": Scene((FIRST,), PROPOSAL, ("accepted", "draft"), 8),
    "a correction that is approved": Scene((FIRST, PROPOSAL), APPROVAL, ("accepted", "draft"), 8),
    "an edition made anew with a correction": Scene(
        (FIRST, PROPOSAL, APPROVAL), ("take in again", SOURCE, "good"), ("accepted", "draft"), 10, corrected=1
    ),
}


@pytest.fixture(scope="module")
def shop() -> Iterator[Workshop]:
    with workshop() as found:
        yield found


def do(act: tuple[str, ...], folder: Path) -> None:
    """Do an act in this process."""
    name, *arguments = act
    ACTS[name](*_arguments(arguments, folder))


def _arguments(arguments: list[str], folder: Path) -> list[str]:
    return [str(folder / each) if each in FILES else each for each in arguments]


def killed(shop: Workshop, act: tuple[str, ...], folder: Path, at: str | None, steps_to: Path | None = None) -> int:
    """Do an act in a child that dies at a step."""
    environment = {name: os.environ[name] for name in PATHS if name in os.environ}
    environment |= {"OSCEC_KILL_AT": at} if at else {}
    name, *arguments = act
    return shop.do(name, *_arguments(arguments, folder), environment=environment, steps_to=steps_to)


def put_back(template: Path) -> None:
    """The data folder and the keys, and the register with them, as they were before the act."""
    for name, folder in (("data", home.data()), ("keys", keys.folder())):
        shutil.rmtree(folder)
        shutil.copytree(template / name, folder, symlinks=True)
    if "OSCEC_REGISTER" in os.environ:
        database.reset()
        record.catch_up()


def states() -> tuple[str, str]:
    with record.reading() as register:
        assert register
        return ask.state(register, SOURCE, "2024"), ask.state(register, SOURCE, "2024-2")


def wrong() -> list[object]:
    """All that the auditor would find."""
    return [*agree.disagreements(), *verify.of_installation(public_key())] if log.size() else []


def check_complete(scene: Scene) -> None:
    assert wrong() == []
    assert states() == scene.states
    assert stage.corrected_in(SOURCE, "2024").height == scene.corrected
    with record.reading() as register:
        assert register
        given = [(each["source_id"], each["edition"]) for each in ask.rows(register, tables.EDITION) if each["receipt"]]
    assert given == [(each.source_id, each.edition) for each in receive.receipts()] == stage.kept()
    once = [f"{each.act} {each.object}" for each in log.entries() if each.act in ONCE]
    assert len({*once}) == len(once)


def _of_the_register(steps: list[str]) -> list[str]:
    """Where another database could make a difference."""
    return [step for step in steps if step.startswith("register")]


@pytest.mark.parametrize("name", SCENES)
def test_a_kill_at_any_write_leaves_nothing_half(
    name: str, register: str, small: Source, shop: Workshop, tmp_path: Path
) -> None:
    assert register
    assert small.source_id == SOURCE
    scene, template, told = SCENES[name], tmp_path / "template", tmp_path / "steps"
    for file, (edition, content) in FILES.items():
        make_ready(SOURCE, edition, content, tmp_path / file)
    home.data().mkdir(parents=True)
    for act in scene.before:
        do(act, tmp_path)
    keys.folder().mkdir(parents=True, exist_ok=True)
    for kept, folder in (("data", home.data()), ("keys", keys.folder())):
        shutil.copytree(folder, template / kept, symlinks=True)
    assert killed(shop, scene.act, tmp_path, None, told) == 0
    check_complete(scene)
    steps = steps_of(told)
    assert len(steps) >= scene.steps

    for step in some_of(steps if register == "sqlite" else _of_the_register(steps), 4 if register == "sqlite" else 2):
        put_back(template)
        assert killed(shop, scene.act, tmp_path, step) == -signal.SIGKILL, step
        record.catch_up()
        assert wrong() == [], step
        do(scene.act, tmp_path)
        check_complete(scene)
