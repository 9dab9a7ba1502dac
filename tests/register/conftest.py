"""Every test of the register runs on SQLite and on PostgreSQL, on a small invented source and a log of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.register import database
from schemas.source import Source
from tests.support import postgres
from tests.support.small import plant, source_of


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """A server for all tests of this process."""
    programs = postgres.binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: tests/support/system-packages.sh installs it")
    with postgres.server(programs) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def register(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty register in either database; its kind."""
    kind: str = request.param
    if kind == "postgresql":
        monkeypatch.setenv("OSCEC_REGISTER", request.getfixturevalue("postgres_address"))
        database.reset()
    else:
        monkeypatch.delenv("OSCEC_REGISTER", raising=False)
    return kind


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keys of its own: an installation made for one test."""
    monkeypatch.setenv("OSCEC_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("OSCEC_ACTOR", "Anna")
    return tmp_path / "keys"


@pytest.fixture(autouse=True)
def _unflushed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written need not survive a loss of power here; `test_log` looks at the order of flushing."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    """The small source, and no other."""
    monkeypatch.setenv("OSCEC_SOURCES", str(tmp_path / "sources"))
    plant(tmp_path / "sources")
    return source_of()
