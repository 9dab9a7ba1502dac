"""Examples in docstrings hold."""

import doctest
import importlib
import pkgutil
from types import ModuleType

import pytest

import pipelines
import schemas
import warehouse


def modules(package: ModuleType) -> list[str]:
    """Every module of a package; orchestration has tests of its own and needs Dagster."""
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.", onerror=lambda _: None)
    return [
        each.name for each in found if not each.name.startswith(("pipelines.orchestration", "pipelines.definitions"))
    ]


NAMES = [name for package in (schemas, pipelines, warehouse) for name in modules(package)]


@pytest.mark.parametrize("name", NAMES)
def test_examples_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    assert sum(doctest.testmod(importlib.import_module(name)).attempted for name in NAMES) > 5
