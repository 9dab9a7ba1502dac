"""`oscec sources`: what is declared and what was received of it; with --check, every error of every source file."""

import re
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from interfaces import show
from interfaces.ending import BLOCKED, CLEAN
from pipelines import catalogue, receive
from pipelines.catalogue import SourceError
from schemas.source import Source

_TO_DO = re.compile(r"^\s*(?:- )?(?P<key>\S.*?):\s*# (?:fill in|decide): (?P<what>.+)$")


@dataclass(frozen=True)
class Looked:
    """One source folder: its source, or why there is none."""

    path: Path
    source: Source | None
    errors: list[str]


def look() -> list[Looked]:
    """Every source folder, in order of id; folders without their file included."""
    known = catalogue.paths()
    folders = sorted(path for path in catalogue.folder().glob("*/*") if path.is_dir() and path.name[0] not in "._")
    return [_look(folder / f"{folder.name}.yml", is_there=folder.name in known) for folder in folders]


def _look(path: Path, *, is_there: bool) -> Looked:
    if not is_there:
        return Looked(path, None, [f"{path}: there is no such file; it has the name of its folder"])
    try:
        return Looked(path, catalogue.load(path), [])
    except (SourceError, OSError, UnicodeDecodeError) as error:
        return Looked(path, None, _errors(path, str(error).splitlines()))


def _look_at_mentions(path: Path) -> Looked:
    try:
        catalogue.load_mentions(path)
    except (SourceError, OSError) as error:
        return Looked(path, None, str(error).splitlines())
    return Looked(path, None, [])


def _errors(path: Path, told: list[str]) -> list[str]:
    """What a scaffold still asks for, then the errors of all keys that hold something."""
    empty = to_do(path)
    keys = tuple(key for _, key, _ in empty)
    rest = [line for line in told if not line.removeprefix(f"{path}: ").partition(": Input should")[0].endswith(keys)]
    return [*(f"{path}:{number}: {key} is empty. Fill in: {what}" for number, key, what in empty), *rest]


def to_do(path: Path) -> list[tuple[int, str, str]]:
    """(line, key, what to fill in) of each key without a value in a draft of `oscec new-source`."""
    lines = enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
    found = [(number, _TO_DO.match(line)) for number, line in lines if not line.lstrip().startswith("#")]
    return [(number, each["key"].strip('"'), each["what"]) for number, each in found if each]


def check(*, as_json: bool) -> int:
    """Print every error of every source file."""
    looked = [*look(), *(each for each in map(_look_at_mentions, catalogue.mention_paths()) if each.errors)]
    if as_json:
        show.as_json([{"path": str(each.path), "errors": each.errors} for each in looked])
    else:
        _show_errors(looked)
    return BLOCKED if any(each.errors for each in looked) else CLEAN


def _show_errors(looked: list[Looked]) -> None:
    for error in chain.from_iterable(each.errors for each in looked):
        show.say(error)
    broken = sum(bool(each.errors) for each in looked)
    show.say(f"{len(looked)} sources, {broken} of them with errors.", "bold red" if broken else "green")


def listing(*, as_json: bool) -> int:
    """Print the sources that can be used, and the errors of those that cannot."""
    looked = look()
    usable = [each.source for each in looked if each.source]
    if as_json:
        show.as_json(list(map(_told, usable)))
    else:
        show.rows(["source", "publisher", "level", "declared", "received", "invented"], map(_row, usable))
        show.note_model(each.source_id for each in usable)
    broken = [each.path for each in looked if each.errors]
    for path in broken:
        show.complain(f"{path}: cannot be used; see `oscec sources --check`")
    return BLOCKED if broken else CLEAN


def _level(source: Source) -> str:
    return "INCIDENT" if source.is_incident_level else "FIGURE"


def _row(source: Source) -> list[str]:
    received = ", ".join(each.edition for each in receive.receipts(source.source_id))
    declared = ", ".join(each.edition for each in source.editions)
    invented = "invented" if source.is_model else ""
    return [source.source_id, source.publisher, _level(source), declared, received or "-", invented]


def _told(source: Source) -> dict[str, object]:
    receipts = {each.edition: each.model_dump(mode="json") for each in receive.receipts(source.source_id)}
    editions = [{**each.model_dump(mode="json"), "receipt": receipts.get(each.edition)} for each in source.editions]
    plain = ("source_id", "title", "publisher", "country", "geo_code", "language", "is_model")
    return {name: getattr(source, name) for name in plain} | {"level": _level(source), "editions": editions}
