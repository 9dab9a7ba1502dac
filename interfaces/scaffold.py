"""`oscec new-source`: the draft of a source file, with what to fill in said beside each empty key."""

import json
import re
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from interfaces import show
from interfaces.ending import CLEAN, CommandError
from interfaces.guess import GuessedTable, guess
from pipelines import catalogue
from pipelines.files import write_whole
from pipelines.read import Unreadable
from pipelines.read.guard import read_apart
from schemas import codelist
from schemas.counting import GROUPS, Counting
from schemas.dimension import DIMENSIONS

_PARTS = {"country": r"[A-Za-z]{2}", "publisher": r"[a-z0-9]+", "series": r"[a-z0-9_]+"}


def new_source(names: tuple[str, str, str], sample: Path | None) -> int:
    """Write the draft for (country, publisher, series). Raises CommandError for an unfit name or a folder in use."""
    for (part, pattern), name in zip(_PARTS.items(), names, strict=True):
        if not re.fullmatch(pattern, name):
            raise CommandError(f"{part} {name!r}: only small letters a to z and digits; two letters for the country")
    country = names[0].lower()
    source_id = "_".join((country, *names[1:]))
    folder = catalogue.folder() / country / source_id
    if folder.exists():
        raise CommandError(f"{folder} is there already: nothing was written")
    tables = guessed(sample) if sample else []
    path = folder / f"{source_id}.yml"
    write_whole(path, draft(source_id, tables, sample.name if sample else "").encode())
    show.say(f"Written: {path}", "bold")
    if sample:
        show.say(f"From {sample.name}: {_told(tables)}. Check them; nothing is mapped yet.")
    show.say("Until it is complete, `oscec run` and `oscec submit` stop with its errors.")
    show.say("Next: fill in what is empty, then run `oscec sources --check`; it names each line that is left.")
    return CLEAN


def guessed(sample: Path) -> list[GuessedTable]:
    """The tables a file seems to hold. Raises CommandError where it cannot be read."""
    try:
        sheets = read_apart(sample.read_bytes(), sample.name)
    except Unreadable as error:
        raise CommandError(f"{sample.name} cannot be read: {error.detail}") from error
    return guess(sheets)


def draft(source_id: str, tables: list[GuessedTable], sample: str) -> str:
    """The text of the source file."""
    country = source_id[:2].upper()
    room = Environment(
        loader=PackageLoader("interfaces"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True, autoescape=False,  # noqa: S701 - the result is YAML, not markup
    )  # fmt: skip
    room.filters |= {"quoted": quoted, "shown": show.clean}
    return room.get_template("source.yml.j2").render(
        source_id=source_id, country=country, is_model=country.startswith("X"), tables=tables, sample=sample,
        facts={name: _allowed(name) for name in Counting.model_fields if name not in GROUPS},
        dimensions=[dimension.name for dimension in DIMENSIONS], lookups=_lookups(tables),
    )  # fmt: skip


def quoted(text: str) -> str:
    """A text as a quoted YAML scalar on one line."""
    return json.dumps(show.clean(text), ensure_ascii=False)


def _allowed(fact: str) -> str:
    if fact in codelist.names():
        return ", ".join(sorted(codelist.codes(fact)))
    return "years of age" if fact == "child_age_limit" else "name of the law in force"


def _lookups(tables: list[GuessedTable]) -> dict[str, dict[str, int]]:
    """The labels of each coded column; columns of one name on several sheets share their labels."""
    found: dict[str, dict[str, int]] = {}
    for column in (column for table in tables for column in table.columns if column.labels):
        known = found.setdefault(column.name, {})
        for label, count in column.labels.items():
            known[label] = known.get(label, 0) + count
    return found


def _told(tables: list[GuessedTable]) -> str:
    if not tables:
        return "no table was recognised, so the draft has an empty one"
    return "; ".join(
        f"{'sheet' if len(each.sheets) == 1 else f'{len(each.sheets)} sheets from'} {each.sheets[0]},"
        f" header in row {each.header_row}, {len(each.columns)} columns"
        for each in tables
    )
