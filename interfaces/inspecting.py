"""`oscec inspect` and `oscec preview`: what is seen in a file that no source declares. Stores nothing.

`inspect` gives the cells as they stand to whoever has the file; flags and notes never repeat one. `preview` shows a few
values of each column, and none of a column or cell that may identify a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from interfaces import grids, previewing, show
from interfaces.expecting import NOTHING, Announced, compared, rows_in
from interfaces.grids import Grid
from interfaces.sent import content_of, said
from pipelines.read import Sheet, Unreadable, named_truly
from pipelines.read.seen import PERSONAL, Seen
from pipelines.read.seen.dialect import dialect
from pipelines.read.seen.flag import Flag, all_of, flagged
from pipelines.read.seen.tables import Area
from pipelines.sight import IDENTIFIES, SEEN, TABLES, Sight, is_hidden, sight_apart

_SHOWN = 50


@dataclass(frozen=True)
class Inspected:
    """A file as read and as seen, sheet by sheet; `flags`: what deserves a look, a row a flag."""

    sheets: list[Sheet]
    seen: list[Seen]
    flags: pl.DataFrame
    notes: list[str]
    tables: list[list[Area] | None]


def inspect(path: Path, told: Announced = NOTHING, *, as_json: bool) -> int:
    """Print what is seen in a file. Exit code 0 where it can be read, 2 where it is refused."""
    try:
        found = inspected(path, told, looks=(SEEN,) if as_json else (SEEN, TABLES))
    except Unreadable as error:
        return _refused(error, as_json=as_json)
    if as_json:
        grids.write(_grids(found), found.flags, notes=found.notes)
    else:
        _preview(found, content_of(path))
    return 0


def inspected(path: Path, told: Announced = NOTHING, *, looks: Sequence[str] = (SEEN,)) -> Inspected:
    """Read a file, look at every sheet and compare it with what was announced. Raises Unreadable."""
    found = _sight(path, looks)
    before = rows_in(_sight(told.before, (SEEN,)).seen) if told.before else None
    unlike = compared(found.seen, told, rows_before=before)
    of_file = flagged([*unlike, *(Flag(-1, "", reason) for reason in _of_file(found))])
    flags = all_of([*(each.flagged for each in found.seen), of_file])
    notes = [f"{seen.name}: {note}" for seen in found.seen for note in seen.notes]
    return Inspected(found.sheets, found.seen, flags, notes, found.tables)


def _sight(path: Path, looks: Sequence[str]) -> Sight:
    content = content_of(path)
    named_truly(content, path.name)
    return sight_apart(content, path.name, looks=looks)


def _of_file(found: Sight) -> list[str]:
    """What deserves a look in the file as a whole."""
    hidden = [f"hidden {part}" for sheet in found.sheets for part in sheet.hidden]
    notes = list(dict.fromkeys(note for sheet in found.sheets for note in sheet.notes))
    others = ["other sheets are not part of the first table"] if _has_others(found) else []
    is_blank = not any(sheet.cells.height for sheet in found.sheets)
    return [*hidden, *notes, *others, *(["no cells at all: a delivery of it is refused"] if is_blank else [])]


def _has_others(found: Sight) -> bool:
    """Whether several sheets are filled and are not tables of one header."""
    filled = [sheet for sheet in found.sheets if sheet.cells.height and not is_hidden(sheet)]
    headers = {tuple(each.names) for each in found.seen}
    return len(filled) > 1 and (len(headers) != 1 or not all(each.names for each in found.seen))


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
    previewing.show_tables(found.sheets, found.tables, told=dialect(content))
    for seen in found.seen:
        if seen.names:
            show.rows(("column", "type", "first values"), _columns(seen, found.flags))
    if found.flags.height:
        show.rows(
            ("row", "column", "what deserves a look"),
            [(row if row > 0 else "", column, reason) for row, column, reason in found.flags.iter_rows()],
        )
    for note in found.notes:
        show.say(note)


def _columns(seen: Seen, flags: pl.DataFrame) -> list[tuple[str, str, str]]:
    """A few values of each column; none of a column that identifies, and no cell that may be about a person."""
    reason = pl.col("reason")
    held_back = set(flags.filter(reason.str.starts_with(IDENTIFIES))["column"])
    told = flags.filter(reason.str.contains(PERSONAL, literal=True), pl.col("row") < _SHOWN)
    personal = set(told.select("row", "column").iter_rows())
    shown = []
    for name, column in zip(seen.names, seen.table, strict=True):
        rows = enumerate(column.head(_SHOWN - 1), start=1)
        texts = dict.fromkeys(text for number, text in rows if text and (number, name) not in personal)
        kind = previewing.kind(column)
        shown.append((name, kind, "(not shown)" if name in held_back else ", ".join(list(texts)[:4])))
    return shown
