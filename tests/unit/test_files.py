"""Files and folders are there whole, the old or the new, whatever step the writing stops at."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import files
from pipelines.files import write_folder, write_whole


def cut(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.txt"
    write_whole(path, b"old")
    write_whole(path, b"new")

    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(("module", "step"), [(os, "fsync"), (os, "fdopen"), (Path, "replace")])
def test_file_cut_short_is_the_old_one(
    module: object, step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "b.txt"
    write_whole(path, b"old")
    monkeypatch.setattr(module, step, cut)

    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"


def filled(text: str, *names: str) -> Callable[[Path], None]:
    def fill(folder: Path) -> None:
        for name in names:
            (folder / name).write_text(text)

    return fill


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir()}


def test_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "x" / "folder"
    write_folder(path, filled("old", "a", "b"))
    write_folder(path, filled("new", "b", "c"))

    assert content(path) == {"b": "new", "c": "new"}
    assert len(list(path.parent.iterdir())) == 2


STEPS = [(Path, "symlink_to"), (Path, "replace"), (Path, "rename"), (files, "flush_folder"), (shutil, "rmtree")]


@pytest.mark.parametrize(("module", "step"), STEPS)
def test_folder_cut_short_is_whole(module: object, step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Old or new, but never none and never a part of both."""
    path = tmp_path / "folder"
    write_folder(path, filled("old", "a", "b"))
    with monkeypatch.context() as patch:
        patch.setattr(module, step, cut)
        try:
            write_folder(path, filled("new", "b", "c"))
        except KeyboardInterrupt:
            assert content(path) in ({"a": "old", "b": "old"}, {"b": "new", "c": "new"})
    write_folder(path, filled("newer", "d"))

    assert content(path) == {"d": "newer"}


def test_filling_that_fails_leaves_the_old_folder(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    write_folder(path, filled("old", "a"))
    with pytest.raises(KeyboardInterrupt):
        write_folder(path, cut)

    assert content(path) == {"a": "old"}
