"""What every test stands on: keys and a data folder of its own, never those of the person who runs the tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.thorough import IS_THOROUGH

HERE = Path(__file__).parent
EXAMPLES = 200 if IS_THOROUGH else 25
settings.register_profile("repeatable", database=None, derandomize=True, deadline=None, max_examples=EXAMPLES)
settings.load_profile("repeatable")


SHORT = {"docs", "sources", "unit", "warehouse"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of whole commands, runs, releases and corpora take seconds each: all of their folders are slow."""
    for each in items:
        if each.path.relative_to(HERE).parts[0] not in SHORT:
            each.add_marker("slow")


@pytest.fixture(scope="session", autouse=True)
def _keys_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        shared = str(tmp_path_factory.mktemp("data"))
        patch.setenv("OSCEC_KEYS", str(tmp_path_factory.mktemp("keys")))
        patch.setenv("OSCEC_DATA", shared)
        yield shared


@pytest.fixture(autouse=True)
def _data_of_its_own(_keys_of_its_own: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty data folder for each test, unless a fixture of wider scope has set one for several."""
    if os.environ["OSCEC_DATA"] == _keys_of_its_own:
        monkeypatch.setenv("OSCEC_DATA", str(tmp_path / "data"))
