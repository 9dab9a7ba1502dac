"""The command line on folders of its own: sources are copies, so that no test can write into the repository."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from interfaces.cli import app
from pipelines import home

SOURCES = Path(__file__).parent.parent.parent / "sources"
MODEL, FIGURES = "xa_lka_vorgaenge", "gb_nca_akeu"


@dataclass(frozen=True)
class Ended:
    """What a command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        """The JSON document of standard output."""
        return json.loads(self.out)


Oscec = Callable[..., Ended]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """State, keys and copies of two sources below a temporary folder."""
    place(tmp_path, monkeypatch)
    return tmp_path


def place(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Let commands work below a folder, with copies of two sources."""
    for source_id in (MODEL, FIGURES):
        shutil.copytree(SOURCES / source_id[:2] / source_id, folder / "sources" / source_id[:2] / source_id)
    for name in ("data", "keys", "sources"):
        patch.setenv(f"OSCEC_{name.upper()}", str(folder / name))


def run(*arguments: object) -> Ended:
    """Run a command in this process; an exception that is not an exit fails the test."""
    done = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert "Traceback" not in done.output
    return Ended(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def oscec() -> Oscec:
    """Run commands below a folder of their own."""
    return run


@pytest.fixture(scope="package")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """State with published figures, invented records, and a refused delivery; for tests that only read."""
    folder = tmp_path_factory.mktemp("built")
    bad = written(folder, records().replace(";sexuell;", ";zornig;"))
    with pytest.MonkeyPatch.context() as patch:
        place(folder, patch)
        deliveries = (
            (bad, MODEL, "2023"),
            (example(MODEL, "2024"), MODEL, "2024"),
            (example(FIGURES, "2016"), FIGURES, "2016"),
        )
        for path, source_id, edition in deliveries:
            CliRunner().invoke(app, ["submit", str(path), "--source", source_id, "--edition", edition])
    return folder / "data"


@pytest.fixture
def snapshot(oscec: Oscec, built: Path, monkeypatch: pytest.MonkeyPatch) -> Oscec:
    """The command line over the state that all reading tests share."""
    monkeypatch.setenv("OSCEC_DATA", str(built))
    monkeypatch.setenv("OSCEC_KEYS", str(built.parent / "keys"))
    return oscec


def example(source_id: str, edition: str) -> Path:
    """The file as sent of an example."""
    folder = SOURCES / source_id[:2] / source_id / "examples" / edition
    [sent] = [path for path in folder.iterdir() if path.name != "expected.csv"]
    return sent


def records() -> str:
    """The text of the model country's example."""
    return example(MODEL, "2024").read_text(encoding="windows-1252")


def written(folder: Path, text: str, name: str = "delivery.csv") -> Path:
    """A file in the model country's code page."""
    path = folder / name
    path.write_text(text, encoding="windows-1252", newline="")
    return path


def warehouse_state() -> dict[str, str]:
    """Every file of the warehouse with the hash of its bytes."""
    found = sorted(path for path in home.warehouse().rglob("*") if path.is_file())
    return {os.fspath(path.relative_to(home.warehouse())): sha256(path.read_bytes()).hexdigest() for path in found}
