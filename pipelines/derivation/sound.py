"""Whether a snapshot is byte for byte the one that was published: asked before any figure is served from it."""

from pathlib import Path

from pipelines import home
from pipelines.derivation.manifest import Manifest, ManifestError, bytes_of, manifest_of, path_of


def damage(snapshot: Path, manifest: Manifest | None = None) -> str:
    """What is wrong with the file of a snapshot, in words; empty where it is whole.

    `manifest`: what it must be; the one beside it if not given.
    The whole file is hashed each time: a changed byte need not change its size, its time or what DuckDB checks.
    """
    try:
        told = manifest or manifest_of(snapshot)
        published, found = told.file, bytes_of(snapshot)
    except ManifestError as error:
        return str(error)
    except OSError:
        return f"{snapshot.name} is gone or cannot be read"
    if told.snapshot != snapshot.name:
        return misnamed(path_of(snapshot), told)
    if snapshot.with_name(f"{snapshot.name}.wal").exists():
        return f"{snapshot.name} has changes beside it that were never published"
    if found.size != published.size:
        return f"{snapshot.name} has {found.size:,} bytes, and {published.size:,} were published"
    return "" if found == published else f"{snapshot.name} is not what was published: bytes of it were changed"


def misnamed(path: Path, manifest: Manifest) -> str:
    """Whether a manifest of the warehouse lies under the name of another snapshot, in words; empty where it does not.

    What was published once is true of its own day only: under a later name it would be served as what holds now.
    """
    if path.parent.resolve() != home.warehouse().resolve() or path.name == path_of(Path(manifest.snapshot)).name:
        return ""
    return f"{path.name} is the manifest of another snapshot, {manifest.snapshot}"


def is_sound(snapshot: Path) -> bool:
    """Whether the file of a snapshot is whole."""
    return not damage(snapshot)
