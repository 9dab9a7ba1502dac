"""Reading opens nothing but its own code: asked of Python everywhere, and of the kernel where it has Landlock.

Python announces every file, socket and process it is about to open; while a file is read, whatever is not code of this
program is refused. A process that only reads is also shut off by Linux, for good and with all its libraries: Landlock
for files and TCP, a filter of system calls for every socket.
"""

import ctypes
import os
import struct
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import schemas
from pipelines.no_sockets import refuse_sockets

_OUTWARD = (
    "open",
    "socket.",
    "os.",
    "subprocess.",
    "shutil.",
    "tempfile.",
    "urllib.",
    "ctypes.dlopen",
    "fcntl.",
    "pty.",
)
_LOOKED_AT_BY_IMPORTS = ("os.listdir", "os.scandir")
_HERE = Path(__file__).resolve().parent
_CODE = (_HERE, Path(schemas.__file__ or _HERE).resolve().parent)
_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")
_MACHINE = (  # where Polars cannot see how much memory there is, it takes it for none and writes frames to the disk
    "/proc/meminfo", "/proc/stat", "/proc/self/cgroup", "/proc/self/mountinfo", "/sys/fs/cgroup",
    "/sys/devices/system/cpu",
)  # fmt: skip
_CREATE, _ADD, _RESTRICT, _NO_NEW_PRIVILEGES = 444, 445, 446, 38  # system calls of Linux and an option of prctl
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_RIGHTS = ((1, 13), (2, 14), (3, 15), (5, 16))  # from this version of Landlock on: so many rights over files
_NETWORK_FROM, _SCOPES_FROM = 4, 6
_is_reading: ContextVar[bool] = ContextVar("is_reading", default=False)


class OpeningError(PermissionError):
    """Something tried to open a file, a connection or a process while a delivered file was read."""


@contextmanager
def sealed() -> Iterator[None]:
    """Refuse whatever this thread would open through Python meanwhile, its own code apart. Raises OpeningError."""
    _watch()
    before = _is_reading.set(True)
    try:
        yield
    finally:
        _is_reading.reset(before)


@cache
def _watch() -> None:
    _code_folders()  # to find them may open files itself
    sys.addaudithook(_heard)


def _heard(event: str, told: tuple[object, ...]) -> None:
    if _is_reading.get() and event.startswith(_OUTWARD) and event not in _LOOKED_AT_BY_IMPORTS:
        if event == "open" and _is_code(*told[:2]):
            return
        raise OpeningError(f"a delivered file may open nothing while it is read: {event}")


def _is_code(path: object, mode: object) -> bool:
    if not isinstance(path, str | bytes) or mode not in {"r", "rb"}:
        return False
    place = Path(os.fsdecode(path)).resolve()
    return any(place.is_relative_to(each) for each in _code_folders())


@cache
def _code_folders() -> tuple[Path, ...]:
    """Where Python, its libraries and this program lie."""
    named = (sysconfig.get_paths()[kind] for kind in ("stdlib", "platstdlib", "purelib", "platlib"))
    return (*_CODE, *(Path(each).resolve() for each in named))


def seal_process(*more: Path) -> bool:
    """Shut this process off before it loads a reader: no file but code, no socket, no program, no way back.

    False where the system knows only one of the two ways to do so, or none. `more`: further folders of code.
    """
    return all([refuse_sockets(), _confine(*more)])


def _confine(*more: Path) -> bool:
    """No file but code, no TCP. False without Landlock."""
    if not sys.platform.startswith("linux"):
        return False
    kernel = ctypes.CDLL(None, use_errno=True)
    version = kernel.syscall(_CREATE, None, 0, 1)
    if version < 1:
        return False
    files = (1 << max(rights for since, rights in _RIGHTS if version >= since)) - 1
    asked = [files, *([3] if version >= _NETWORK_FROM else []), *([3] if version >= _SCOPES_FROM else [])]
    attributes = struct.pack(f"={len(asked)}Q", *asked)
    rules = kernel.syscall(_CREATE, attributes, len(attributes), 0)
    for folder in (*_code_folders(), *more, *map(Path, (*_LIBRARIES, *_MACHINE))):
        _allow(kernel, rules, path=folder)
    kernel.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    is_shut = int(kernel.syscall(_RESTRICT, rules, 0)) == 0
    os.close(rules)
    return is_shut


def _allow(kernel: ctypes.CDLL, rules: int, *, path: Path) -> None:
    """Reading below a folder, or of one file."""
    if not path.exists():
        return
    opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rights = _READ_FILE | (_READ_FOLDER if path.is_dir() else 0)
    kernel.syscall(_ADD, rules, 1, struct.pack("=Qi", rights, opened), 0)
    os.close(opened)
