"""`python -m pipelines.derivation.rebuild`: a snapshot made anew from raw bytes, by the program as it was then.

Runs in the workplace that `plan` lays out. What it is called with, and what it prints, must stay as it is: programs of
different age call each other here.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from pipelines import catalogue, handover, home, stage
from pipelines.corrections import Correction
from pipelines.deliver import Outcome, deliver
from pipelines.derivation.manifest import Edition, Manifest, Refused
from pipelines.derivation.plan import Workplace
from pipelines.files import write_folder
from pipelines.register.versions import Standing as Lacked
from pipelines.rules.standing import Standing
from pipelines.side_by_side import side_by_side
from warehouse import build


@dataclass(frozen=True)
class _Then:
    """What was kept and said then. `corrections`: those that made each edition, and as the warehouse tells them."""

    manifest: Manifest
    place: Workplace
    objects: Path
    corrections: dict[str, Any]

    def object(self, sha256: str) -> bytes:
        """The bytes under a hash."""
        return (self.objects / sha256[:2] / sha256).read_bytes()

    def standing(self, each: Edition) -> Standing:
        """The rules and corrections that counted for an edition."""
        corrections = self.corrections["made_with"].get(" ".join(each.place), [])
        made_with = tuple(Correction(**told) for told in corrections)
        return Standing(frozenset(each.in_force), frozenset(each.waived), made_with)

    def said(self) -> handover.Said:
        """What people had said, of the editions that could be made."""
        standing = [each.place for each in self.manifest.editions if each.place in stage.kept()]
        told = [each for each in self.corrections["told"] if (each["source_id"], each["edition"]) in standing]
        waivers = [each.model_dump() for each in self.manifest.waivers if (each.source_id, each.edition) in standing]
        lacking = {name: [Lacked(**vars(each)) for each in found] for name, found in self.manifest.lacking.items()}
        return handover.Said(standing, lacking, waivers, [_dated(each) for each in told])


def _dated(told: dict[str, Any]) -> dict[str, Any]:
    return told | {"expires": date.fromisoformat(told["expires"]) if told["expires"] else None}


def rebuild(place: Workplace, objects: Path, *, tell: Callable[[str], None]) -> Path:
    """Make every edition of the manifest in the workplace from its bytes, then the snapshot; gives its path."""
    manifest = Manifest.read(place.manifest)
    then = _Then(manifest, place, objects, json.loads(place.corrections.read_text(encoding="utf-8")))
    _take(place.taken)
    anew = [each for each in manifest.editions if each.place not in stage.kept()]
    for each, outcome in zip(anew, side_by_side(partial(_delivered, then), anew), strict=True):
        tell(f"{each.source_id} {each.edition}")
        stage.save_outcome(outcome, catalogue.source(each.source_id), refused=not outcome.is_accepted)
    for refusal in manifest.refused:
        _put_back(refusal, then)
    tell("warehouse")
    return build.build(handover.inputs(then.said()), home.warehouse(), fingerprint=manifest.fingerprint).path


def _take(folder: Path) -> None:
    """Outcomes that lie ready in the workplace: those of editions that need not be made anew."""
    for path in sorted(folder.glob("*/*")):
        there = stage.folder_of("core", path.parent.name, path.name)
        there.parent.mkdir(parents=True, exist_ok=True)
        there.symlink_to(path.resolve(), target_is_directory=True)


def _delivered(then: _Then, each: Edition) -> Outcome:
    """An edition by the source file that made it, and the rules and corrections that counted."""
    path = then.place.mapping(each.mapping, each.source_id) if each.mapping else catalogue.paths()[each.source_id]
    source, content = catalogue.load(path), then.object(each.raw.sha256)
    return deliver(content, each.file, source=source, edition=each.edition, standing=then.standing(each))


def _put_back(refusal: Refused, then: _Then) -> None:
    """The bytes of a refused file are not kept: what was found in it is taken as it was recorded."""

    def fill(folder: Path) -> None:
        for name, sha256 in refusal.kept.items():
            (folder / name).write_bytes(then.object(sha256))

    write_folder(stage.folder_of("refused", refusal.source_id, refusal.edition), fill)


def main() -> None:
    """Rebuild in the workplace of the first argument, from the objects in the second; a line a step."""
    place, objects = map(Path, sys.argv[1:3])
    rebuild(Workplace(place), objects, tell=lambda text: print(text, flush=True))  # noqa: T201 - the caller reads it


if __name__ == "__main__":
    main()
