"""The snapshot of what the stages hold now: made where it is not there, logged as published. Imports no Dagster."""

from collections.abc import Callable
from pathlib import Path

from pipelines import handover, home
from pipelines.register.deliveries import is_published, published
from warehouse import build


def ensure_snapshot(tell: Callable[[str], None] = lambda _: None) -> tuple[Path, bool]:
    """The snapshot, and whether it had to be built. Raises BuildError, and then the former snapshot stays."""
    folder, fingerprint = home.warehouse(), handover.fingerprint()
    path = _made_from(folder, fingerprint)
    built = path or build.build(handover.inputs(), folder, fingerprint, tell).path
    published(built.name, fingerprint)
    return built, path is None


def is_current() -> bool:
    """Whether the published snapshot was made from what the stages hold now, and the log says that it is published."""
    fingerprint = handover.fingerprint()
    path = _made_from(home.warehouse(), fingerprint)
    return path is not None and is_published(path.name, fingerprint)


def _made_from(folder: Path, fingerprint: str) -> Path | None:
    path = build.current(folder)
    return path if path and path.exists() and build.fingerprint_of(path) == fingerprint else None
