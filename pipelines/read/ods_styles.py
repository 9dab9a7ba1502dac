"""What the styles of an OpenDocument spreadsheet say: indentation, boldness, strike-through, what is not shown."""

import re
from collections.abc import Iterator
from functools import cached_property

from lxml import etree

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(cm|mm|in|pt|pc)")
_POINTS = {"cm": 72 / 2.54, "mm": 7.2 / 2.54, "in": 72.0, "pt": 1.0, "pc": 12.0}
_STEP = 10  # points, as spreadsheets move a label in
_SIZES = (f"{_STYLE}row-height", f"{_STYLE}column-width")
_NO_SIZE = re.compile(r"0(?:\.0+)?[a-z]+")
_HEAVY = {"bold", "600", "700", "800", "900"}


class Styles:
    """Styles of one family by name, with what they take from the style they are made from."""

    def __init__(self, *trees: etree._Element, family: str = "table-cell") -> None:
        self._named = {
            style.get(f"{_STYLE}name"): style
            for tree in trees
            for style in tree.iter(f"{_STYLE}style")
            if style.get(f"{_STYLE}family", family) == family
        }
        self._looks: dict[str | None, Look] = {}

    def look(self, name: str | None) -> "Look":
        """What a style says."""
        if name not in self._looks:
            self._looks[name] = Look(list(self._chain(name)))
        return self._looks[name]

    def _chain(self, name: str | None) -> Iterator[etree._Element]:
        """A style, the style that it is made from, and so on."""
        seen = set()
        while name in self._named and name not in seen:
            seen.add(name)
            yield self._named[name]
            name = self._named[name].get(f"{_STYLE}parent-style-name")


class Look:
    """What a chain of styles says: the first one that says anything of a matter holds."""

    def __init__(self, chain: list[etree._Element]) -> None:
        self._chain = chain

    @cached_property
    def levels(self) -> list[tuple[str, str]]:
        """What is said of the level of a label, as facts."""
        steps, is_bold = self._steps, self.said("text", f"{_FO}font-weight") in _HEAVY
        return [*([("INDENTED", str(steps))] if steps else []), *([("BOLD", "")] if is_bold else [])]

    @cached_property
    def is_struck(self) -> bool:
        """Whether a line goes through the text."""
        lines = (self.said("text", f"{_STYLE}text-line-through-{what}") for what in ("style", "type"))
        return any(line not in {"", "none"} for line in lines)

    @property
    def _steps(self) -> int:
        found = _LENGTH.fullmatch(self.said("paragraph", f"{_FO}margin-left"))
        points = float(found[1]) * _POINTS[found[2]] if found else 0
        return max(1, round(points / _STEP)) if points else 0

    def said(self, kind: str, name: str) -> str:
        """What the properties of a kind say under a name; a blank text where they say nothing."""
        shapes = (shape for style in self._chain for shape in style.iterchildren(f"{_STYLE}{kind}-properties"))
        return next((text for shape in shapes if (text := shape.get(name)) is not None), "")


def style_of(cell: etree._Element, column: int, *, defaults: list[str | None]) -> str | None:
    """The name of a cell's style: its own, that of its row, that of its column (from 1)."""
    row = cell.getparent()
    of_row = row.get(f"{_TABLE}default-cell-style-name") if row is not None else None
    of_column = defaults[column - 1] if column <= len(defaults) else None
    return cell.get(f"{_TABLE}style-name") or of_row or of_column


def defaults_of(table: etree._Element, most: int) -> list[str | None]:
    """The names of the styles of the first columns."""
    found: list[str | None] = []
    for column in table.iter(f"{_TABLE}table-column"):
        times = column.get(f"{_TABLE}number-columns-repeated", "1")
        repeat = min(most - len(found), int(times) if times.isdecimal() else 1)
        found += [column.get(f"{_TABLE}default-cell-style-name")] * max(0, repeat)
    return found


def unseen(*trees: etree._Element) -> set[str | None]:
    """Names of styles of tables, rows and columns that are not shown, or of no size."""
    return {
        style.get(f"{_STYLE}name")
        for tree in trees
        for style in tree.iter(f"{_STYLE}style")
        for shape in style
        if shape.get(f"{_TABLE}display") == "false" or any(_NO_SIZE.fullmatch(shape.get(each, "")) for each in _SIZES)
    }
