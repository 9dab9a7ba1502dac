"""Approvals that ship: which content of a mapping or a codelist was written and reviewed by whom, and when.

A mapping has its list beside the source file, codelists have one in `schemas/approvals/`. A line is what two acts of
the register say, kept where the content is kept.
"""

import csv
import io
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from pipelines import catalogue
from pipelines.catalogue import SourceError
from pipelines.files import write_whole
from pipelines.register.rules import same_person

FILE = "approvals.csv"


@dataclass(frozen=True)
class Approval:
    """One content of one mapping or codelist, by its hash; nobody reviews what he wrote."""

    version_of: str
    sha256: str
    author: str
    reviewer: str
    approved_on: date


_COLUMNS = [field.name for field in fields(Approval)]


def path_of(kind: str, version_of: str) -> Path:
    """Where the approvals of a mapping or a codelist ship."""
    if kind == "mapping":
        return catalogue.paths()[version_of].with_name(FILE)
    return Path(str(files("schemas").joinpath("approvals", f"{kind}s.csv")))


def shipped(kind: str, version_of: str) -> list[Approval]:
    """The approvals of a mapping or a codelist that ship, in order. Raises SourceError."""
    return [each for each in listed(path_of(kind, version_of)) if each.version_of == version_of]


def listed(path: Path) -> list[Approval]:
    """The approvals of one file. Raises SourceError naming each line that is none."""
    return list(_parsed(path, path.read_text(encoding="utf-8"))) if path.exists() else []


@lru_cache(maxsize=256)
def _parsed(path: Path, text: str) -> tuple[Approval, ...]:
    """The approvals in the text of a file: asked for once a version, so parsed once a text."""
    lines = csv.DictReader(text.splitlines())
    told = [(_read(row), f"{path}:{lines.line_num}") for row in lines]
    if errors := [f"{place}: {each}" for each, place in told if isinstance(each, str)]:
        raise SourceError("\n".join(errors))
    return tuple(each for each, _ in told if isinstance(each, Approval))


def _read(row: dict[str, str]) -> Approval | str:
    """The approval of a line, else what is wrong with it."""
    try:
        approved_on = date.fromisoformat(row["approved_on"])
        found = Approval(**{name: row[name].strip() for name in _COLUMNS[:-1]}, approved_on=approved_on)
    except (KeyError, TypeError, ValueError, AttributeError):
        return f"an approval has {', '.join(_COLUMNS)}, the day as year-month-day"
    if same_person(found.author, found.reviewer):
        return f"nobody approves what he wrote: author and reviewer are both {found.author}"
    return found


def add(kind: str, approval: Approval) -> Path:
    """Write an approval behind those that ship; gives the file. Nothing happens where it is there."""
    path = path_of(kind, approval.version_of)
    known = listed(path)
    if all((each.version_of, each.sha256) != (approval.version_of, approval.sha256) for each in known):
        text = io.StringIO()
        writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(each) for each in sorted([*known, approval], key=lambda each: each.version_of))
        write_whole(path, text.getvalue().encode())
    return path
