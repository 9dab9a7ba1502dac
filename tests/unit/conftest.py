"""A folder of sources that holds nothing but the small invented one."""

from pathlib import Path

import pytest

from schemas.source import Source
from tests.support.details import watch
from tests.support.small import plant, source_of


@pytest.fixture(autouse=True)
def _details_have_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a finding says can be told in every language."""
    watch(monkeypatch)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    """The small source, and no other."""
    monkeypatch.setenv("OSCEC_SOURCES", str(tmp_path / "sources"))
    plant(tmp_path / "sources")
    return source_of()
