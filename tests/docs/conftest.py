"""Pages as a fresh build gives them, and the documents written by hand."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from docs.generate.shipped import shipped

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse of what ships."""
    with shipped(tmp_path_factory.mktemp("shipped")) as connection:
        yield connection


@pytest.fixture(scope="session")
def pages() -> list[Path]:
    """Every page, the README first."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
