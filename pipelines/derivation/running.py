"""The program of then, run in its workplace: a process of its own, since two programs cannot share one."""

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from pipelines import home
from pipelines.derivation import holdings
from pipelines.derivation.manifest import Manifest
from pipelines.derivation.plan import Workplace
from pipelines.register import log
from warehouse.build import current

Tell = Callable[[str, int, int], None]


class RebuildError(Exception):
    """The program of then could not make the snapshot anew; the text is what it said last."""


def doubt(manifest: Manifest) -> str:
    """Why a manifest may be another one than was published; empty where the log holds this very one."""
    entries = log.entries() if log.size() else []
    named = [each.payload.get("manifest") for each in entries if each.object == f"snapshot {manifest.snapshot}"]
    return "" if manifest.sha256 in named else "the log does not hold this manifest: it is changed or never published"


def may_run(manifest: Manifest) -> bool:
    """The program of then is run only where the log vouches for it, or where it is the one that runs now."""
    here = hashlib.sha256(holdings.archive(holdings.code())).hexdigest()
    return manifest.archive == here or not doubt(manifest)


def made_anew(place: Workplace, manifest: Manifest, *, tell: Tell, has_keys: bool = True) -> Path:
    """The snapshot that the workplace gives. Raises RebuildError. `tell` gets what is done, its number, of how many."""
    if not may_run(manifest):
        raise RebuildError(doubt(manifest))
    steps = len(Manifest.read(place.manifest).editions) - len(list(place.taken.glob("*/*"))) + 1
    command = [sys.executable, "-m", "pipelines.derivation.rebuild", str(place.folder), str(home.objects().resolve())]
    said: list[str] = []
    with subprocess.Popen(  # noqa: S603 - our own program, kept under its hash
        command, cwd=place.program, env=place.environment(manifest, has_keys=has_keys), text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as child:  # fmt: skip
        for line in child.stdout or []:
            said.append(line.strip())
            tell(said[-1], len(said), steps)
    rebuilt = current(place.snapshots)
    if child.returncode or rebuilt is None:
        raise RebuildError(f"the program of then could not make the snapshot anew: {said[-1] if said else 'it ended'}")
    return rebuilt
