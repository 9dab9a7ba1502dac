"""What decides on a snapshot now: code, codelists, rule book, mappings, packages, settings. Each by its hash."""

import hashlib
import io
import os
import platform
import re
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

from pipelines import catalogue, keys
from schemas import codelist
from schemas.mention import mentions_of

PACKAGES = ("pipelines", "schemas", "warehouse")
RULE_BOOK = ("schemas/rules.csv", "schemas/findings.csv")
_ROOT = Path(__file__).parent.parent.parent
_PROGRAM = "oscec"
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_LEFT_OUT = re.compile(r"""extra\s*==\s*['"](dev|ui)['"]""")
_EXTRA = re.compile(r"""extra\s*==""")


def code() -> dict[str, bytes]:
    """Every file of the program by path, codelists and rule book apart: those are told one by one."""
    apart = {*RULE_BOOK, *(_codelist_path(name) for name in codelist.names())}
    files = (path for package in PACKAGES for path in sorted((_ROOT / package).rglob("*")) if path.is_file())
    told = {path.relative_to(_ROOT).as_posix(): path for path in files if "__pycache__" not in path.parts}
    return {name: path.read_bytes() for name, path in told.items() if name not in apart}


def archive(files: Mapping[str, bytes]) -> bytes:
    """The files as one tar archive: the same files always give the same bytes."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size = len(files[name])
            tar.addfile(entry, io.BytesIO(files[name]))
    return written.getvalue()


def codelists() -> dict[str, bytes]:
    """The codelists by name."""
    return {name: (_ROOT / _codelist_path(name)).read_bytes() for name in codelist.names()}


def _codelist_path(name: str) -> str:
    return f"schemas/codelists/{name}.csv"


def rule_book() -> dict[str, bytes]:
    """The rules, and what they say, by path."""
    return {path: (_ROOT / path).read_bytes() for path in RULE_BOOK}


def mappings() -> dict[str, bytes]:
    """The source files by source."""
    return {source_id: path.read_bytes() for source_id, path in catalogue.paths().items()}


def mentions() -> dict[str, bytes]:
    """The files with single victims that documents tell of, by the name their findings carry for a source."""
    return {mentions_of(path.parent.name): path.read_bytes() for path in catalogue.mention_paths()}


def key_names(source_ids: Iterable[str]) -> dict[str, str]:
    """A name for the key of each source's case numbers, where there is one: the key itself cannot be found from it."""
    there = [each for each in source_ids if (keys.folder() / f"{each}.key").exists()]
    return {each: hashlib.sha256(b"oscec key of case numbers\n" + keys.key_of(each)).hexdigest()[:16] for each in there}


def program() -> str:
    """The version of the program."""
    return metadata.version(_PROGRAM)


def python() -> str:
    """The version of Python."""
    return platform.python_version()


def packages() -> dict[str, str]:
    """The version of every installed package the program needs, itself or through others; tools of developers apart."""
    return dict(_packages())


@cache
def _packages() -> tuple[tuple[str, str], ...]:
    """What is installed when it is first asked for is what this process runs on."""
    found: dict[str, str] = {}
    waiting = [_plain(each) for each in metadata.requires(_PROGRAM) or [] if not _LEFT_OUT.search(each)]
    while waiting:
        name = waiting.pop()
        if name not in found and (version := _version(name)):
            found[name] = version
            waiting += [_plain(each) for each in metadata.requires(name) or [] if not _EXTRA.search(each)]
    return tuple(sorted(found.items()))


def _plain(requirement: str) -> str:
    """`ruamel.yaml>=0.19; python_version > "3"` is `ruamel-yaml`."""
    name = _NAME.match(requirement)
    return re.sub(r"[-_.]+", "-", name[0]).lower() if name else requirement


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:  # only asked for on other systems
        return None


def settings() -> dict[str, str]:
    """What the environment says that decides on rows: limits of reading, and whether unapproved mappings count."""
    return dict(_settings())


def _settings() -> Iterator[tuple[str, str]]:
    for name, value in sorted(os.environ.items()):
        if name == "OSCEC_APPROVED_ONLY" or name.startswith("OSCEC_LIMIT_"):
            yield name, value
