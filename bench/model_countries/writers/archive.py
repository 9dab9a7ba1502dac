"""Zip archives that are the same bytes whenever they are made."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

Member = tuple[str, Iterable[bytes]]
MADE_ON = (1980, 1, 1, 0, 0, 0)


def write_archive(path: Path, members: Iterable[Member], *, stored: frozenset[str] = frozenset()) -> None:
    """Write `members` in order with a fixed date; those named in `stored` are not compressed."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, chunks in members:
            member = zipfile.ZipInfo(name, MADE_ON)
            member.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            with archive.open(member, "w", force_zip64=name not in stored) as target:
                for chunk in chunks:
                    target.write(chunk)
