"""One process at work at a time: receipts and snapshots are numbered one after the other."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from pipelines import home


@contextmanager
def alone() -> Iterator[None]:
    """Hold the lock of which there is one; the system frees it when the process ends, however it ends."""
    path = home.data() / "run.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
