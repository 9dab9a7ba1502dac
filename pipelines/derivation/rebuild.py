"""`python -m pipelines.derivation.rebuild`: a snapshot made anew from raw bytes, by the program as it was then.

Runs in the workplace that `plan` lays out. What it is called with, and what it prints, must stay as it is: programs of
different age call each other here.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl

from pipelines import catalogue, handover, home, stage
from pipelines.deliver import Outcome, deliver
from pipelines.derivation.manifest import Edition, Manifest, Refused
from pipelines.derivation.plan import Workplace
from pipelines.files import write_folder
from pipelines.rules.standing import Standing
from pipelines.side_by_side import side_by_side
from warehouse import build


def rebuild(place: Workplace, objects: Path, tell: Callable[[str], None]) -> Path:
    """Make every edition of the manifest in the workplace from its bytes, then the snapshot; gives its path."""
    manifest = Manifest.read(place.manifest)
    outcomes = side_by_side(partial(_delivered, place, objects), manifest.editions)
    for each, outcome in zip(manifest.editions, outcomes, strict=True):
        tell(f"{each.source_id} {each.edition}")
        stage.save_outcome(outcome, catalogue.source(each.source_id))
    for refusal in manifest.refused:
        _put_back(refusal, objects)
    tell("warehouse")
    waivers = pl.LazyFrame([each.model_dump() for each in manifest.waivers], schema=handover.WAIVER)
    inputs = {**handover.inputs(), "waiver": waivers}
    return build.build(inputs, home.warehouse(), manifest.fingerprint).path


def _delivered(place: Workplace, objects: Path, each: Edition) -> Outcome:
    """An edition by the source file that made it, and the rules that counted."""
    path = place.mapping(each.mapping, each.source_id) if each.mapping else catalogue.paths()[each.source_id]
    standing = Standing(frozenset(each.in_force), frozenset(each.waived))
    content = _object(objects, each.raw.sha256).read_bytes()
    return deliver(content, each.file, catalogue.load(path), each.edition, standing=standing)


def _put_back(refusal: Refused, objects: Path) -> None:
    """The bytes of a refused file are not kept: what was found in it is taken as it was recorded."""

    def fill(folder: Path) -> None:
        for name, sha256 in refusal.kept.items():
            (folder / name).write_bytes(_object(objects, sha256).read_bytes())

    write_folder(stage.folder_of("refused", refusal.source_id, refusal.edition), fill)


def _object(objects: Path, sha256: str) -> Path:
    return objects / sha256[:2] / sha256


def main() -> None:
    """Rebuild in the workplace of the first argument, from the objects in the second; a line a step."""
    place, objects = map(Path, sys.argv[1:3])
    rebuild(Workplace(place), objects, lambda text: print(text, flush=True))  # noqa: T201 - the caller reads it


if __name__ == "__main__":
    main()
