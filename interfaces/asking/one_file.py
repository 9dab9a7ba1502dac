"""A file system of one file that is open already: whoever has no right to open anything can still read it.

DuckDB shows the path of what it has attached to anybody who asks; here it is a name that tells nothing of the machine.
"""

import io
import os
from datetime import UTC, datetime
from typing import Any, ClassVar

from fsspec import AbstractFileSystem

SCHEME, NAME = "release", "oscec.duckdb"
ADDRESS = f"{SCHEME}://{NAME}"
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class OneFile(AbstractFileSystem):  # type: ignore[misc]  # fsspec has no types
    """Gives the bytes of one descriptor under one name, until it is closed; everything else is not there."""

    protocol: ClassVar[str] = SCHEME
    cachable: ClassVar[bool] = False

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._size = os.fstat(descriptor).st_size
        self._is_shut = False

    def shut(self) -> None:
        """Open nothing from here on; what is open stays so."""
        self._is_shut = True

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """Name and size. Raises FileNotFoundError."""
        if self._is_shut or self._strip_protocol(path) != NAME:
            raise FileNotFoundError("no such file")
        return {"name": path, "size": self._size, "type": "file"}

    def ls(self, _path: str, *, detail: bool = True, **_: Any) -> list[Any]:
        """Nothing: there are no folders. `detail` changes nothing of nothing."""
        del detail
        return []

    def modified(self, path: str) -> datetime:
        """A constant: when the file came to this machine is nobody's business."""
        self.info(path)
        return _LONG_AGO

    def _open(self, path: str, mode: str = "rb", **_: Any) -> io.RawIOBase:
        self.info(path)
        if mode != "rb":
            raise PermissionError("it can only be read")
        return _Reading(self._descriptor, self._size)


class _Reading(io.RawIOBase):
    """Reads at a place of its own, so that several threads can share the descriptor."""

    def __init__(self, descriptor: int, size: int) -> None:
        super().__init__()
        self._descriptor, self._size, self._place = descriptor, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        self._place = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        return self._place

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = self._size - self._place if size is None or size < 0 else size
        found = os.pread(self._descriptor, wanted, self._place)
        self._place += len(found)
        return found
