"""What the cell formats of a workbook say of their cells: number format, strike-through, marks, levels."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from pipelines.read.cells import Unreadable
from pipelines.read.number_format import is_plain
from pipelines.read.ooxml_tree import children, is_on, value, whole

_LEAST_SEEN = 2  # points
_SIGNS = re.compile(r"(?:Wing|Web)dings(?: \d)?|Symbol|Marlett", re.IGNORECASE)
_WHITE = {
    ("rgb", "FFFFFFFF"),
    ("rgb", "00FFFFFF"),
    ("rgb", "FFFFFF"),
    ("theme", "0"),
    ("indexed", "1"),
    ("indexed", "9"),
}
_MONEY = '"$"#,##0{}_);{}\\("$"#,##0{}\\)'
_ACCOUNT = '_(* {0}#,##0{1}_);_(* \\({0}#,##0{1}\\);_(* {0}"-"_);_(@_)'
BUILTIN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "m/d/yy h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
    5: _MONEY.format("", "", ""), 6: _MONEY.format("", "[Red]", ""),
    7: _MONEY.format(".00", "", ".00"), 8: _MONEY.format(".00", "[Red]", ".00"),
    37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);[Red](#,##0.00)",
    41: _ACCOUNT.format("", ""), 42: _ACCOUNT.format('"$"', ""),
    43: _ACCOUNT.format("", ".00"), 44: _ACCOUNT.format('"$"', ".00"),
    **dict.fromkeys((*range(27, 37), *range(50, 59)), "mm-dd-yy"),
}  # fmt: skip


@dataclass(frozen=True)
class Styles:
    """Of every cell format, by its position: number format, strike-through, steps of indentation and boldness.

    `raised`: all of the cell stands above or below the line. `unseen`: in letters of no size, or white on white.
    `signs`: in a font whose letters are other signs.
    `otherwise`: the conditional formats, by position, that show numbers in another way or strike them through.
    """

    shapes: list[str]
    struck: list[bool]
    indents: list[int] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    raised: list[bool] = field(default_factory=list)
    unseen: list[bool] = field(default_factory=list)
    signs: list[bool] = field(default_factory=list)
    otherwise: frozenset[int] = frozenset()

    def has(self, style: int) -> bool:
        """Whether a cell format is stated; where none is at all the first one is the general one."""
        return style < max(1, len(self.shapes))

    def shape(self, style: int) -> str:
        """The number format of a cell format. Raises Unreadable where it is missing: a day would become a number."""
        if not self.has(style):
            detail = f"an Excel workbook: a cell points to the cell format {style}, which is missing"
            raise Unreadable("file-unreadable", detail)
        return self.shapes[style] if self.shapes else "General"

    def levels(self, style: int) -> list[tuple[str, str]]:
        """What a cell format says of the level of a label, as facts."""
        indent = self.indents[style] if style < len(self.indents) else 0
        return [*([("INDENTED", str(indent))] if indent else []), *([("BOLD", "")] if _at(self.bold, style) else [])]

    def marks(self, style: int) -> list[tuple[str, str]]:
        """What a cell format says of all that stands in the cell, as facts."""
        return self._marks[style] if style < len(self._marks) else []

    @cached_property
    def _marks(self) -> list[list[tuple[str, str]]]:
        told = {
            ("STRUCK_THROUGH", ""): self.struck,
            ("SUPERSCRIPT", "of the whole cell"): self.raised,
            ("SHOWN_AS", "nothing to be seen"): self.unseen,
            ("SHOWN_AS", "other signs"): self.signs,
        }
        places = range(len(self.shapes))
        return [[fact for fact, flags in told.items() if _at(flags, place)] for place in places]


NO_STYLES = Styles([], [])


def styles(root: etree._Element) -> Styles:
    """The cell formats of a part. Raises Unreadable where it gives one number two number formats."""
    named = {**BUILTIN, **_own_formats(root)}
    fonts, fills = (_group(root, name) for name in ("fonts", "fills"))
    formats = _group(root, "cellXfs")
    font_of = [_nth(fonts, each.get("fontId")) for each in formats]
    fill_of = [_nth(fills, each.get("fillId")) for each in formats]
    struck, bold = ([font is not None and is_on(font, what) for font in font_of] for what in ("strike", "b"))
    return Styles(
        [named.get(whole(each.get("numFmtId")), "General") for each in formats],
        struck,
        [max((whole(place.get("indent")) for place in children(each, "alignment")), default=0) for each in formats],
        bold,
        [font is not None and value(font, "vertAlign") in {"superscript", "subscript"} for font in font_of],
        [_is_unseen(font, fill) for font, fill in zip(font_of, fill_of, strict=True)],
        [font is not None and _SIGNS.fullmatch(value(font, "name")) is not None for font in font_of],
        frozenset(_otherwise(_group(root, "dxfs"))),
    )


def _group(root: etree._Element, name: str) -> list[etree._Element]:
    return [each for group in children(root, name) for each in children(group, _OF_GROUP[name])]


_OF_GROUP = {"fonts": "font", "fills": "fill", "cellXfs": "xf", "dxfs": "dxf"}


def _own_formats(root: etree._Element) -> dict[int, str]:
    found = [each for group in children(root, "numFmts") for each in children(group, "numFmt")]
    told = {(whole(each.get("numFmtId")), each.get("formatCode", "General")) for each in found}
    named = dict(told)
    if len(named) != len(told):
        raise Unreadable("file-unreadable", "an Excel workbook: two of its parts stand for one thing (number format)")
    return named


def _is_unseen(font: etree._Element | None, fill: etree._Element | None) -> bool:
    if font is None:
        return False
    size = value(font, "sz")
    is_tiny = size.replace(".", "", 1).isdecimal() and float(size) < _LEAST_SEEN
    return is_tiny or (_is_white(children(font, "color")) and _is_bright(fill))


def _is_white(colours: list[etree._Element]) -> bool:
    return any(
        (name, each.get(name, "").upper()) in _WHITE and not each.get("tint")
        for each in colours
        for name in ("rgb", "theme", "indexed")
    )


def _is_bright(fill: etree._Element | None) -> bool:
    patterns = [] if fill is None else children(fill, "patternFill")
    kind = patterns[0].get("patternType", "none") if patterns else "none"
    is_none = fill is None or (kind == "none" and not children(fill, "gradientFill"))
    return is_none or (kind == "solid" and _is_white(children(patterns[0], "fgColor")))


def _otherwise(formats: list[etree._Element]) -> Iterator[int]:
    for at, each in enumerate(formats):
        shapes = [shape.get("formatCode", "") for shape in children(each, "numFmt")]
        is_struck = any(is_on(font, "strike") for font in children(each, "font"))
        if is_struck or not all(map(is_plain, shapes)):
            yield at


def _nth(nodes: list[etree._Element], stated: str | None) -> etree._Element | None:
    place = whole(stated)
    return nodes[place] if place < len(nodes) else None


def _at(flags: list[bool], place: int) -> bool:
    return place < len(flags) and flags[place]
