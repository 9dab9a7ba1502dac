"""The sources, found by path: strict YAML 1.2, no duplicate keys, every error with its file and field."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from schemas.counts import CountsSource
from schemas.mention import Mentions
from schemas.source import Source
from schemas.strict import Strict

Model = TypeVar("Model", bound=Strict)
UNAPPROVED = "!unapproved"
OF_DELIVERIES = "editions"  # declared when they are sent, and logged with what became of them: no part of the mapping
_WAITING = (
    f"{{}} suggestions are not approved and hold nothing: compare each with the file, mend it, take away {UNAPPROVED}"
)


class SourceError(Exception):
    """A source file that cannot be used; the text names file, field and reason, one line each."""


def folder() -> Path:
    """The folder of sources: OSCEC_SOURCES, else `sources/` of this repository."""
    return Path(os.environ.get("OSCEC_SOURCES") or Path(__file__).parent.parent / "sources")


def paths() -> dict[str, Path]:
    """Source files by source_id: `sources/<cc>/<source_id>/<source_id>.yml`."""
    return {path.stem: path for path in sorted(folder().glob("*/*/*.yml")) if path.stem == path.parent.name}


def source(source_id: str) -> Source:
    """One source by name. Raises SourceError, also with the nearest names where there is none of this name."""
    known = paths()
    if source_id not in known:
        raise SourceError(f"no source is called {source_id!r}; there are: {', '.join(known) or 'none'}")
    return load(known[source_id])


def sources() -> list[Source]:
    """Every source, in order of id. Raises SourceError with the errors of all files together."""
    loaded, errors = [], []
    for path in paths().values():
        try:
            loaded.append(load(path))
        except SourceError as error:
            errors.append(str(error))
    if errors:
        raise SourceError("\n".join(errors))
    return loaded


def load(path: Path) -> Source:
    """The source of one file. Raises SourceError."""
    return _load(path, path.stat().st_mtime_ns)


@cache
def _load(path: Path, _changed: int) -> Source:
    found = _strict(path, Source)
    if (found.source_id, found.country.lower()) != (path.stem, path.parent.parent.name):
        raise SourceError(f"{path}: folder, file and source_id must agree: {found.country.lower()}/{found.source_id}")
    return found


def mention_paths() -> list[Path]:
    """Files with the single victims that documents tell of: `sources/<cc>/mentions.yml`."""
    return sorted(folder().glob("*/mentions.yml"))


def load_mentions(path: Path) -> Mentions:
    """The mentions of one country. Raises SourceError."""
    found = _strict(path, Mentions)
    country = path.parent.name.upper()
    if elsewhere := sorted({each.geo_code for each in found.mentions if each.geo_code[: len(country)] != country}):
        raise SourceError(f"{path}: mentions of {country} only, these lie elsewhere: {', '.join(elsewhere)}")
    return found


def version(content: bytes) -> Source:
    """The source of a file that is kept for itself: an earlier version of it, of whatever name."""
    return Source.model_validate(YAML(typ="safe", pure=True).load(content.decode("utf-8")))


def mapping(source_id: str) -> bytes:
    """What two people approve of a source file: all it says but its editions, whatever its notation and comments."""
    path = paths()[source_id]
    said = {name: each for name, each in _parsed(path, path.stat().st_mtime_ns).items() if name != OF_DELIVERIES}
    return json.dumps(said, separators=(",", ":"), ensure_ascii=True, default=str).encode()


def load_counts(path: Path) -> CountsSource:
    """The national crime tables of one file. Raises SourceError."""
    found = _strict(path, CountsSource)
    if (found.source_id, found.source_id[:2]) != (path.stem, path.parent.parent.name):
        raise SourceError(f"{path}: folder, file and source_id must agree: {found.source_id}")
    return found


def unapproved(text: str) -> dict[int, str]:
    """Lines, by number from 1, whose value is tagged as a suggestion nobody has approved."""
    if UNAPPROVED not in text:
        return {}
    lines = text.splitlines()
    events = YAML(typ="safe", pure=True).parse(text)
    found = {event.start_mark.line for event in events if str(getattr(event, "tag", None)) == UNAPPROVED}
    return {line + 1: lines[line].strip() for line in sorted(found)}


def _strict(path: Path, model: type[Model]) -> Model:
    try:
        return model.model_validate(_parsed(path, path.stat().st_mtime_ns))
    except ValidationError as error:
        lines = [f"{path}: {'.'.join(str(step) for step in each['loc'])}: {each['msg']}" for each in error.errors()]
        raise SourceError("\n".join(lines)) from error


@cache
def _parsed(path: Path, _changed: int) -> Any:
    yaml = YAML(typ="safe", pure=True)
    try:
        text = path.read_text(encoding="utf-8")
        if waiting := unapproved(text):
            lines = [f"{path}:{number}: not approved: {line}" for number, line in waiting.items()]
            raise SourceError("\n".join([f"{path}: {_WAITING.format(len(lines))}", *lines]))
        return yaml.load(text)
    except (YAMLError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: {error}") from error
