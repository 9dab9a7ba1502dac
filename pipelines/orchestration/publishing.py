"""The snapshot of what the stages hold now: made where it is not there, logged as published. Imports no Dagster."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from pipelines import handover, home
from pipelines.derivation import sealing
from pipelines.derivation.manifest import ManifestError, manifest_of
from pipelines.derivation.sound import is_sound
from pipelines.register.deliveries import is_published, published
from warehouse import build


def ensure_snapshot(tell: Callable[[str], None] = lambda _: None) -> tuple[Path, bool]:
    """The snapshot, and whether it had to be built. Raises BuildError, and then the former snapshot stays."""
    folder, fingerprint = home.warehouse(), handover.fingerprint()
    path = _made_from(folder, fingerprint)
    seal = partial(sealing.seal, fingerprint=fingerprint)
    built = path or build.build(handover.inputs(), folder, fingerprint=fingerprint, progress=tell, seal=seal).path
    published(built.name, fingerprint, manifest=manifest_of(built).sha256, is_new=path is None)
    return built, path is None


def is_current() -> bool:
    """Whether the published snapshot was made from what the stages hold now, and the log says that it is published."""
    fingerprint = handover.fingerprint()
    path = _made_from(home.warehouse(), fingerprint)
    return path is not None and is_published(path.name, fingerprint)


def _made_from(folder: Path, fingerprint: str) -> Path | None:
    """The current snapshot where it was made from these inputs and is whole, with its manifest."""
    path = build.current(folder)
    try:
        return path if path and is_sound(path) and manifest_of(path).fingerprint == fingerprint else None
    except ManifestError:
        return None
