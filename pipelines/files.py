"""Write whole files or none: aside, flushed to disk, then renamed into place, the folder flushed too."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipelines import steps


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path` so that a reader, or a crash at any moment, sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    steps.reached("file.written")
    Path(aside).replace(path)
    steps.reached("file.renamed")
    flush_folder(path.parent)


def write_folder(path: Path, fill: Callable[[Path], None]) -> None:
    """Put a folder at `path`, filled by `fill` in a folder aside; a folder that was there is replaced as a whole.

    `path` becomes a link to the folder aside, because only a link can be replaced in one step.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}-"))
    fill(aside)
    for each in (*aside.iterdir(), aside):
        flush_folder(each)
    former = path.resolve() if path.is_symlink() else None
    link = aside.with_name(f"{aside.name}.link")
    link.symlink_to(aside.name)
    steps.reached("folder.filled")
    link.replace(path)
    steps.reached("folder.linked")
    flush_folder(path.parent)
    if former:
        shutil.rmtree(former, ignore_errors=True)


def remove_folder(path: Path) -> None:
    """Take away a folder that `write_folder` put there; nothing happens where there is none."""
    if path.is_symlink():
        former = path.resolve()
        steps.reached("folder.condemned")
        path.unlink()
        steps.reached("folder.unlinked")
        flush_folder(path.parent)
        shutil.rmtree(former, ignore_errors=True)


def flush_folder(folder: Path) -> None:
    """Make a rename in this folder survive a loss of power; does the same for the content of a file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
