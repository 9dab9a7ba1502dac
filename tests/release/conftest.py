"""One small release in a folder, shared by all tests that only read it."""

import shutil
from pathlib import Path

import pytest

from tests.support.released import release, written


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder; never to be changed."""
    folder = tmp_path_factory.mktemp("release") / "public-0001"
    written(folder, release())
    return folder


@pytest.fixture
def folder(shared: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    copied = tmp_path / shared.name
    shutil.copytree(shared, copied)
    for path in copied.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return copied
