"""`oscec query` against those who want more than answers: nothing leaks, nothing changes, the next one is served."""

import json
import re
import socket
import sqlite3
import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.cli.conftest import Ended, Oscec, warehouse_state
from tests.support.attacks import ANSWERED, ENDLESS, REFUSED, STOPPED
from tests.support.thorough import some_of

FORMS: tuple[tuple[str, ...], ...] = ((), ("--csv",), ("--json",))
CANARY = "zzcanary-on-the-disk"
ROOT = Path(__file__).parents[2]
ANY_PATH = re.compile(r"(?<![\w.:/])/[\w.~-]+/")


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files of several kinds, an environment and a local name that hold the canary."""
    folder = tmp_path / "secrets"
    folder.mkdir()
    frame = pl.DataFrame({"secret": [CANARY]})
    frame.write_csv(folder / "secret.csv")
    frame.write_parquet(folder / "secret.parquet")
    (folder / "secret.json").write_text(json.dumps([{"secret": CANARY}]), encoding="utf-8")
    for connect in (duckdb.connect, sqlite3.connect):
        connection = connect(str(folder / f"secret.{connect.__module__.strip('_')}"))
        connection.execute(f"CREATE TABLE secret AS SELECT '{CANARY}' AS secret")
        connection.close()
    monkeypatch.setenv("OSCEC_SECRET", CANARY)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)  # noqa: FBT003  # the name of the method says what is false
        yield server


@pytest.fixture
def attack(snapshot: Oscec, secrets: Path, listener: socket.socket) -> Oscec:
    """Ask a hostile statement; whatever comes of it, these things hold."""
    address = ":".join(map(str, listener.getsockname()))
    secret_frame = pl.DataFrame({"secret": [CANARY]})

    def asked(sql: str, *more: object) -> Ended:
        before = warehouse_state(), sorted(secrets.parent.rglob("*"))
        done = snapshot("query", sql.format(folder=secrets, address=address), *more)
        assert_nothing_leaks(done.out + done.err)
        with pytest.raises(BlockingIOError):
            listener.accept()
        assert (warehouse_state(), sorted(secrets.parent.rglob("*"))) == before
        return done

    assert secret_frame.height
    return asked


def assert_nothing_leaks(told: str) -> None:
    assert CANARY not in told
    assert [place for place in (str(ROOT), str(Path.home()), sys.prefix, sys.base_prefix) if f"{place}/" in told] == []
    assert ANY_PATH.findall(told) == []
    assert {sign for sign in told if sign < " " and sign not in "\n\t"} == set()


def assert_alive(snapshot: Oscec) -> None:
    done = snapshot("query", "SELECT 42 AS alive", "--json")
    assert done.err == ""
    assert done.told["rows"] == [{"alive": 42}]


@pytest.mark.parametrize("name", some_of(list(REFUSED), 32))
def test_what_is_more_than_reading_tables_is_refused(attack: Oscec, name: str) -> None:
    done = attack(REFUSED[name])

    assert (done.code, done.out) == (2, "")
    assert 0 < len(done.err) < 3_000


def test_after_refusals_the_next_one_is_served(attack: Oscec, snapshot: Oscec) -> None:
    """One of each family: every question has a process of its own, so that nothing of it can stay."""
    for name in ("csv of an absolute path", "attach memory", "setting", "create in memory", "brackets", "NUL"):
        assert attack(REFUSED[name]).code == 2
        assert_alive(snapshot)


@pytest.mark.parametrize("name", STOPPED)
def test_what_takes_too_much_is_stopped(
    attack: Oscec, snapshot: Oscec, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("OSCEC_QUERY_SECONDS", "1" if name in ENDLESS else "3")
        done = attack(STOPPED[name])

    assert (done.code, done.out) == (2, "")
    assert "The question was stopped" in done.err
    assert_alive(snapshot)


@pytest.mark.parametrize(("name", "form"), some_of(list(zip(ANSWERED, cycle(FORMS), strict=False)), 12))
def test_what_may_be_asked_tells_nothing_of_the_machine(attack: Oscec, name: str, form: tuple[str, ...]) -> None:
    assert attack(ANSWERED[name], *form).code == 0
