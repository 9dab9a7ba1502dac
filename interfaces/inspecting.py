"""`oscec inspect` and `oscec preview`: what is seen in a file that no source declares. Stores nothing.

`inspect` gives the cells as they stand to whoever has the file; flags and notes never repeat one. `preview` shows a few
values of each column, and none of a column or cell that may identify a person.
"""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from interfaces import grids, previewing, show
from interfaces.grids import Grid
from interfaces.sent import content_of, said
from pipelines.identifiers import kinds_in
from pipelines.read import Sheet, Unreadable, is_text, named_truly
from pipelines.read.guard import read_apart
from pipelines.read.seen import PERSONAL, Flag, Seen, look
from pipelines.read.seen.dialect import dialect

_SHOWN = 50
_IDENTIFIES = "identifies persons"


@dataclass
class Inspected:
    """A file as read and as seen, sheet by sheet."""

    sheets: list[Sheet]
    seen: list[Seen]
    flags: list[Flag] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def inspect(path: Path, *, as_json: bool) -> int:
    """Print what is seen in a file. Exit code 0 where it can be read, 2 where it is refused."""
    try:
        found = inspected(path)
    except Unreadable as error:
        return _refused(error, as_json=as_json)
    if as_json:
        grids.write(_grids(found), found.flags, found.notes)
    else:
        _preview(found, content_of(path))
    return 0


def inspected(path: Path) -> Inspected:
    """Read a file and look at every sheet. Raises Unreadable."""
    content = content_of(path)
    named_truly(content, path.name)
    sheets = read_apart(content, path.name)
    text = is_text(content)
    found = Inspected(sheets, [])
    found.seen = [look(sheet, is_text=text) for sheet in sheets if not _is_hidden(sheet)]
    found.flags = [flag for seen in found.seen for flag in (*seen.flags, *_identifying(seen))]
    found.flags += _file_flags(sheets, found.seen)
    found.notes = [f"{seen.name}: {note}" for seen in found.seen for note in seen.notes]
    return found


def _is_hidden(sheet: Sheet) -> bool:
    return f"sheet {sheet.name}" in sheet.hidden


def _identifying(seen: Seen) -> list[Flag]:
    """Columns for which a delivery would be refused."""
    columns = {name: kinds_in(name, texts) for name, texts in zip(seen.names, seen.table, strict=True)}
    return [
        Flag(0, name, f"{_IDENTIFIES}: {kind} in {cells} cells; a delivery of it is refused")
        for name, kinds in columns.items()
        for kind, cells in kinds.items()
    ]


def _file_flags(sheets: list[Sheet], seen: list[Seen]) -> list[Flag]:
    hidden = [f"hidden {part}" for sheet in sheets for part in sheet.hidden]
    notes = list(dict.fromkeys(note for sheet in sheets for note in sheet.notes))
    headers = {tuple(each.names) for each in seen if each.names}
    filled = [sheet for sheet in sheets if sheet.cells.height and not _is_hidden(sheet)]
    several = len(filled) > 1 and (len(headers) != 1 or not all(each.names for each in seen))
    others = ["other sheets are not part of the first table"] if several else []
    blank = [] if any(sheet.cells.height for sheet in sheets) else ["no cells at all: a delivery of it is refused"]
    return [Flag(-1, "", reason) for reason in (*hidden, *notes, *others, *blank)]


def _refused(error: Unreadable, *, as_json: bool) -> int:
    message = said(error)
    if as_json:
        show.as_json_line({"error": message, "finding": error.finding_id})
        return 0
    show.complain(message)
    return 2


def _grids(found: Inspected) -> dict[str, Grid]:
    """Every sheet as it stands, and beside it its table in one spelling where that differs."""
    told = {sheet.name: grids.as_it_stands(sheet) for sheet in found.sheets}
    tables = [(seen, grids.as_seen(seen)) for seen in found.seen if seen.names]
    for seen, table in tables:
        if not table.is_same(told[seen.name]):
            told[f"{seen.name} (table)"] = table
    if len(tables) > 1 and all(seen.names == tables[0][0].names for seen, _ in tables):
        parts = [table.rows.slice(min(at, 1)) for at, (_, table) in enumerate(tables)]
        told["(tables of one header)"] = grids.whole(pl.concat(parts))
    return told


def _preview(found: Inspected, content: bytes) -> None:
    """Sheets and tables, then the columns of each table; of what may be about a person no value."""
    previewing.show_tables(found.sheets, dialect(content))
    for seen in found.seen:
        if seen.names:
            show.rows(("column", "type", "first values"), _columns(seen, found.flags))
    if found.flags:
        show.rows(
            ("row", "column", "what deserves a look"),
            [(flag.row if flag.row > 0 else "", flag.column, flag.reason) for flag in found.flags],
        )
    for note in found.notes:
        show.say(note)


def _columns(seen: Seen, flags: list[Flag]) -> list[tuple[str, str, str]]:
    """A few values of each column; none of a column that identifies, and no cell that may be about a person."""
    held_back = {flag.column for flag in flags if flag.reason.startswith(_IDENTIFIES)}
    personal = {(flag.row, flag.column) for flag in flags if PERSONAL in flag.reason}
    shown = []
    for name, column in zip(seen.names, seen.table, strict=True):
        rows = enumerate(column.head(_SHOWN - 1), start=1)
        texts = dict.fromkeys(text for number, text in rows if text and (number, name) not in personal)
        kind = previewing.kind(column)
        shown.append((name, kind, "(not shown)" if name in held_back else ", ".join(list(texts)[:4])))
    return shown
