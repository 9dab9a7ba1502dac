"""`oscec new-source`: the draft of a source file. What it suggests is marked unapproved and holds nothing yet."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from interfaces import show
from interfaces.ending import CLEAN, CommandError
from interfaces.guess import Guessed, guess, sheets_of
from interfaces.guess_columns import GuessedColumn
from interfaces.scaffold_tables import Drafted, Edition, drafted, editions, notes, unused_sheets
from pipelines import catalogue
from pipelines.files import write_whole
from pipelines.read import Unreadable
from pipelines.suggest import Suggestion
from schemas import codelist
from schemas.counting import GROUPS, Counting
from schemas.dimension import DIMENSIONS

_PARTS = {"country": r"[A-Za-z]{2}", "publisher": r"[a-z0-9]+", "series": r"[a-z0-9_]+"}
NOTHING = Guessed([], "", [], [])


@dataclass(frozen=True)
class Label:
    """A label of a lookup with its rows, and the code suggested for it, if any."""

    text: str
    rows: int
    suggested: Suggestion | None


@dataclass(frozen=True)
class Lookup:
    """The labels of one coded column; columns of one name share them."""

    target: str
    labels: list[Label]


def new_source(names: tuple[str, str, str], samples: Sequence[Path]) -> int:
    """Write the draft for (country, publisher, series). Raises CommandError for an unfit name or a folder in use."""
    for (part, pattern), name in zip(_PARTS.items(), names, strict=True):
        if not re.fullmatch(pattern, name):
            raise CommandError(f"{part} {name!r}: only small letters a to z and digits; two letters for the country")
    country = names[0].lower()
    source_id = "_".join((country, *names[1:]))
    folder = catalogue.folder() / country / source_id
    if folder.exists():
        raise CommandError(f"{folder} is there already: nothing was written")
    found = guessed(samples) if samples else NOTHING
    files = [sample.name for sample in samples]
    path = folder / f"{source_id}.yml"
    text = draft(source_id, found, files=files)
    write_whole(path, text.encode())
    show.say(f"Written: {path}", "bold")
    if samples:
        show.say(f"From {', '.join(files)}: {_told(found)}.")
        show.say(f"{len(catalogue.unapproved(text))} suggestions are marked {catalogue.UNAPPROVED}; none is applied.")
    show.say("Until it is complete and approved, `oscec run`, `oscec check` and `oscec submit` stop with its errors.")
    show.say("Next: fill in what is empty, then run `oscec sources --check`; it names each line that is left.")
    return CLEAN


def guessed(samples: Sequence[Path]) -> Guessed:
    """What files seem to hold. Raises CommandError where one cannot be read."""
    try:
        return guess(sheets_of(samples))
    except Unreadable as error:
        names = ", ".join(sample.name for sample in samples)
        raise CommandError(f"{names} cannot be read: {error.detail}") from error


def draft(source_id: str, found: Guessed, *, files: list[str]) -> str:
    """The text of the source file."""
    country = source_id[:2].upper()
    room = Environment(
        loader=PackageLoader("interfaces"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True, autoescape=False,  # noqa: S701 - the result is YAML, not markup
    )  # fmt: skip
    room.filters |= {
        "quoted": quoted,
        "exact": json.dumps,
        "pattern": _pattern,
        "shown": show.clean,
        "mapped": _mapped,
        "told": _label,
    }
    tables = drafted(found, len(files))
    records = [table for table in tables if table.figures is None]
    return room.get_template("source.yml.j2").render(
        source_id=source_id, country=country, is_model=country.startswith("X"), files=files, language=found.language,
        facts={name: _allowed(name) for name in Counting.model_fields if name not in GROUPS},
        records=records, figures=[table for table in tables if table.figures], notes=notes(found, tables),
        not_recorded=_not_recorded(records), not_stated=_not_stated(), editions=editions(found, files) or [Edition()],
        unused_sheets=unused_sheets(found, tables), lookups=_lookups(records),
    )  # fmt: skip


def quoted(text: str) -> str:
    """A text as a quoted YAML scalar on one line."""
    return json.dumps(show.clean(text), ensure_ascii=False)


def _pattern(text: str) -> str:
    """A pattern as a YAML scalar: in single quotes a backslash is a backslash."""
    return "'" + show.clean(text).replace("'", "''") + "'"


def _allowed(fact: str) -> str:
    if fact in codelist.names():
        return ", ".join(sorted(codelist.codes(fact)))
    return "years of age" if fact == "child_age_limit" else "name of the law in force"


def _not_stated() -> list[str]:
    """Every fact that a source may declare but need not: a draft has declared none."""
    silent = Counting.model_construct(counting_unit=()).stated()
    return [name for name in silent if name != "counting_unit"]


def _not_recorded(records: list[Drafted]) -> list[str]:
    mapped = {column.target for table in records for column in table.columns}
    return [dimension.name for dimension in DIMENSIONS if dimension.name not in mapped]


def _mapped(column: GuessedColumn) -> str:
    """The target of a column with what belongs to it."""
    parts = {
        "to": column.target,
        "format": quoted(column.format) if column.format else "",
        "lookup": column.name if column.labels else "",
        "separator": quoted(column.separator) if column.separator else "",
        "years": "true" if column.years else "",
    }
    return f"{{{', '.join(f'{key}: {value}' for key, value in parts.items() if value)}}}"


def _label(label: Label) -> str:
    """One line of a lookup: a suggested code with its score and relation, or the question for one."""
    told = label.suggested
    rows = f"{label.rows} row{'' if label.rows == 1 else 's'}"
    if told is None:
        blank = "; _U if a blank means unknown" if not label.text else ""
        return f"{quoted(label.text)}: # decide: a code, or {{exclude: reason}} ({rows}{blank})"
    why = f"# {told.score}, {told.relation}: {show.clean(told.term)} ({rows})"
    if told.relation == "EQUAL":
        return f"{quoted(label.text)}: !unapproved {quoted(told.meaning)} {why}"
    reason = quoted(f"close to {told.term}")
    meaning = f"{{code: {quoted(told.meaning)}, relation: {told.relation}, reason: {reason}}}"
    return f"{quoted(label.text)}: !unapproved {meaning} {why}"


def _lookups(tables: list[Drafted]) -> dict[str, Lookup]:
    found: dict[str, Lookup] = {}
    for column in (column for table in tables for column in table.columns if column.labels):
        known = {label.text: label for label in found[column.name].labels} if column.name in found else {}
        for text, rows in column.labels.items():
            before = known[text].rows if text in known else 0
            known[text] = Label(text, before + rows, column.suggested.get(text))
        found[column.name] = Lookup(column.target, list(known.values()))
    return found


def _told(found: Guessed) -> str:
    if not found.tables:
        return "no table was recognised, so the draft has an empty one"
    return "; ".join(
        f"{'sheet' if len(each.sheets) == 1 else f'{len(each.sheets)} sheets from'} {each.sheets[0]},"
        f" header in row {each.first.area.header[0]}, {len(each.first.block.headers)} columns, {each.rows} rows"
        for each in found.tables
    )
