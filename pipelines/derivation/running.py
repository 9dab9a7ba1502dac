"""The program of then, run in its workplace: a process of its own, since two programs cannot share one."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from pipelines import home
from pipelines.derivation.manifest import Manifest
from pipelines.derivation.plan import Workplace
from warehouse.build import current

Tell = Callable[[str, int, int], None]


class RebuildError(Exception):
    """The program of then could not make the snapshot anew; the text is what it said last."""


def made_anew(place: Workplace, manifest: Manifest, tell: Tell, *, has_keys: bool = True) -> Path:
    """The snapshot that the workplace gives. Raises RebuildError. `tell` gets what is done, its number, of how many."""
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
