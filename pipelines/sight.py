"""A file at first sight: its sheets and what is seen on each, read and looked at under the same limits."""

from dataclasses import dataclass
from typing import Any

from pipelines.identifiers import kinds_in
from pipelines.read import ReadOptions, Sheet, is_text, read
from pipelines.read.cells import UNDECLARED
from pipelines.read.guard import ask_apart, is_in_place
from pipelines.read.seen import Seen, look
from pipelines.read.seen.flag import Flag, all_of, flagged
from pipelines.sealed import sealed

IDENTIFIES = "identifies persons"
Told = dict[str, Any]


@dataclass(frozen=True)
class Sight:
    """All sheets of a file, and what is seen on those that are shown."""

    sheets: list[Sheet]
    seen: list[Seen]


def sight_apart(content: bytes, name: str, *, options: ReadOptions = UNDECLARED) -> Sight:
    """What is seen in a delivered file. Raises Unreadable, also where whoever looks had to be stopped."""
    if is_in_place(content, options):
        with sealed():
            return sight(read(content, name, options=options), content)
    told, handed = ask_apart(content, name, options=options, looks=True)
    return unpacked(told["seen"], handed)


def sight(sheets: list[Sheet], content: bytes) -> Sight:
    """What is seen on the sheets of a file. Raises Unreadable where reading one would be guessing."""
    text = is_text(content)
    return Sight(sheets, [_with_identifiers(look(each, is_text=text)) for each in sheets if not is_hidden(each)])


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


def packed(seen: list[Seen]) -> tuple[list[Told], list[Sheet]]:
    """What is seen as a process hands it over: texts as JSON holds them, frames as those of sheets."""
    told = [{"name": each.name, "names": each.names, "notes": each.notes, "row": each.header_row} for each in seen]
    return told, [Sheet(each.name, each.table, each.flagged) for each in seen]


def unpacked(told: list[Told], handed: list[Sheet]) -> Sight:
    """The sheets of a file, behind which the frames of what is seen on them were handed over."""
    sheets, frames = handed[: len(handed) - len(told)], handed[len(handed) - len(told) :]
    seen = [
        Seen(each["name"], each["names"], frame.cells, frame.facts, each["notes"], each["row"])
        for each, frame in zip(told, frames, strict=True)
    ]
    return Sight(sheets, seen)
