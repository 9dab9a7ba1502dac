"""What has changed since a snapshot was made: the program, codelists, rules, mappings, packages, settings."""

import hashlib
from collections.abc import Iterator, Mapping

from pipelines.derivation import holdings
from pipelines.derivation.manifest import Manifest, Version


def since(manifest: Manifest) -> list[str]:
    """Everything that is used now and was not then, or the other way round, a line each."""
    then_and_now: list[tuple[str, Mapping[str, str], Mapping[str, str]]] = [
        ("codelist", _hashes(manifest.codelists), _hashed(holdings.codelists())),
        ("rule book", _hashes(manifest.rules), _hashed(holdings.rule_book())),
        ("mapping", _hashes(manifest.mappings), _hashed(holdings.mappings())),
        ("mentions", manifest.mentions, _hashed(holdings.mentions())),
        ("program", manifest.code, _hashed(holdings.code())),
        ("package", manifest.packages, holdings.packages()),
        ("setting", manifest.settings, holdings.settings()),
        ("program", {"python": manifest.python}, {"python": holdings.python()}),
    ]
    return [line for kind, then, now in then_and_now for line in _changed(kind, then, now=now)]


def _hashes(versions: Mapping[str, Version]) -> dict[str, str]:
    return {name: version.sha256 for name, version in versions.items()}


def _hashed(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def _changed(kind: str, then: Mapping[str, str], *, now: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            yield f"{kind} {name}: {_short(then.get(name))} then, {_short(now.get(name))} now"


def _short(text: str | None) -> str:
    """A hash by its first signs; a version as it is."""
    if text is None:
        return "none"
    return text[:12] if len(text) == len(hashlib.sha256().hexdigest()) else text
