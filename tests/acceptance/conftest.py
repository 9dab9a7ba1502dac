"""Hostile files, made once for all that read them."""

import subprocess
import sys
from pathlib import Path

import pytest

ODD = Path(__file__).parents[3] / "shared" / "data" / "odd_files"
SEEDS = (7,)  # others are tried by hand: each costs the suite half a minute


@pytest.fixture(scope="session", params=SEEDS)
def hostile(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """The folder they are drawn into."""
    folder = tmp_path_factory.mktemp("hostile")
    command = [sys.executable, str(ODD / "make_hostile.py"), "--out", str(folder), "--seed", str(request.param)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder
