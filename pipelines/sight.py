"""A file at first sight: its sheets and what is seen on each, read and looked at under the same limits."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipelines.identifiers import kinds_in
from pipelines.read import ReadOptions, Sheet, is_text, read
from pipelines.read.cells import UNDECLARED
from pipelines.read.guard import ask_apart, is_in_place
from pipelines.read.seen import Seen, look
from pipelines.read.seen.flag import Flag, all_of, flagged
from pipelines.read.seen.tables import Area, few_areas
from pipelines.sealed import sealed

IDENTIFIES = "identifies persons"
SEEN, TABLES = "seen", "tables"  # what may be looked for: oddities of the first table of each sheet, all their tables
MOST_TABLES, _MOST_CELLS = 100, 50_000_000  # of a sheet; cells times tables, as each is looked for among all cells
_TEXTS = ("name", "names", "notes", "row")
Told = dict[str, Any]


@dataclass(frozen=True)
class Sight:
    """All sheets of a file, what is seen on those that are shown, and where the tables of every sheet are.

    `tables`: none of a hidden sheet; None where they are so many that nobody looks at all of them.
    """

    sheets: list[Sheet]
    seen: list[Seen]
    tables: list[list[Area] | None]


def sight_apart(
    content: bytes, name: str, *, options: ReadOptions = UNDECLARED, looks: Sequence[str] = (SEEN,)
) -> Sight:
    """What is seen in a delivered file. Raises Unreadable, also where whoever looks had to be stopped."""
    if is_in_place(content, options):
        with sealed():
            return sight(read(content, name, options=options), content, looks=looks)
    return unpacked(*ask_apart(content, name, options=options, looks=looks))


def sight(sheets: list[Sheet], content: bytes, *, looks: Sequence[str]) -> Sight:
    """What is seen on the sheets of a file. Raises Unreadable where reading one would be guessing."""
    text = is_text(content)
    shown = [each for each in sheets if not is_hidden(each)] if SEEN in looks else []
    tables = [_tables(each) for each in sheets] if TABLES in looks else []
    return Sight(sheets, [_with_identifiers(look(each, is_text=text)) for each in shown], tables)


def _tables(sheet: Sheet) -> list[Area] | None:
    if is_hidden(sheet):
        return []
    most = max(1, min(MOST_TABLES, _MOST_CELLS // max(1, sheet.coded.height * sheet.width)))
    return few_areas(sheet, most)


def is_hidden(sheet: Sheet) -> bool:
    """Whether nobody sees the sheet who opens the file."""
    return f"sheet {sheet.name}" in sheet.hidden


def _with_identifiers(seen: Seen) -> Seen:
    """The same with a flag for each column for which a delivery would be refused."""
    columns = {name: kinds_in(name, texts) for name, texts in zip(seen.names, seen.table, strict=True)}
    told = flagged(
        Flag(0, name, f"{IDENTIFIES}: {kind} in {cells} cells; a delivery of it is refused")
        for name, kinds in columns.items()
        for kind, cells in kinds.items()
    )
    seen.flagged = all_of([seen.flagged, told])
    return seen


def packed(found: Sight) -> tuple[Told, list[Sheet]]:
    """What is seen as a process hands it over: texts and places as JSON holds them, frames as those of sheets."""
    texts = [(each.name, each.names, each.notes, each.header_row) for each in found.seen]
    seen = [dict(zip(_TEXTS, each, strict=True)) for each in texts]
    tables = [None if each is None else list(map(asdict, each)) for each in found.tables]
    return {SEEN: seen, TABLES: tables}, [Sheet(each.name, each.table, each.flagged) for each in found.seen]


def unpacked(told: Told, handed: list[Sheet]) -> Sight:
    """The sheets of a file, behind which the frames of what is seen on them were handed over."""
    count = len(handed) - len(told[SEEN])
    seen = [
        Seen(each["name"], each["names"], frame.cells, frame.facts, each["notes"], each["row"])
        for each, frame in zip(told[SEEN], handed[count:], strict=True)
    ]
    tables = [None if each is None else [Area(**area) for area in each] for each in told[TABLES]]
    return Sight(handed[:count], seen, tables)
