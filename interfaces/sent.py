"""The bytes of a file somebody names: only of a regular file, so that no command waits for a pipe or follows a link."""

import stat
from pathlib import Path

from interfaces.ending import CommandError
from pipelines.read import Unreadable
from schemas import finding


def content_of(path: Path) -> bytes:
    """The bytes of a regular file. Raises Unreadable for a link, a folder, a device or a file without permission."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode) or not stat.S_ISREG(mode):
        raise Unreadable("file-not-regular", "a link, a folder or a special file")
    if not mode & (stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH):
        raise Unreadable("file-not-regular", "without permission to read it")
    return path.read_bytes()


def delivered(path: Path) -> bytes:
    """The same for a delivery. Raises CommandError with the finding in words."""
    try:
        return content_of(path)
    except Unreadable as error:
        raise CommandError(f"{path}: {said(error)}") from error


def said(error: Unreadable) -> str:
    """The finding of a refusal in words, with its remedy."""
    kind = finding.catalogue()[error.finding_id]
    return f"{kind.text.format(detail=error.detail, value='', column='')} {kind.remedy}"
