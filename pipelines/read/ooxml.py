"""What an OOXML workbook says about its parts: relations, sheets, calendar, shared strings, cell formats."""

import posixpath
import re
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from pipelines.read.archive import Package
from pipelines.read.cells import Unreadable
from pipelines.read.limits import Limits
from pipelines.read.raised import Stands, apart, are_struck
from pipelines.read.safe_xml import parse

_TRUE = {"1", "true", "on"}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_STANDS = {"superscript": Stands.ABOVE, "subscript": Stands.BELOW}
BUILTIN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "mm-dd-yy", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", **dict.fromkeys((*range(27, 37), *range(50, 59)), "mm-dd-yy"),
}  # fmt: skip


STRUCK_THROUGH = ("STRUCK_THROUGH", "")


@dataclass(frozen=True)
class SheetPart:
    """Where a sheet's cells lie, and whether it is shown."""

    name: str
    part: str
    is_hidden: bool


@dataclass(frozen=True)
class Said:
    """Text of a string item without its raised marks, which stand apart; `is_struck`: a line goes through its runs."""

    text: str
    raised: str = ""
    is_struck: bool = False

    @property
    def told(self) -> list[tuple[str, str]]:
        """What the text does not show, as a fact."""
        if self.raised:
            return [("SUPERSCRIPT", self.raised)]
        return [STRUCK_THROUGH] if self.is_struck else []


@dataclass(frozen=True)
class Styles:
    """Number format, strike-through, steps of indentation and boldness of every cell format, by its position."""

    shapes: list[str]
    struck: list[bool]
    indents: list[int] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)

    def shape(self, style: int) -> str:
        """The number format of a cell format."""
        return self.shapes[style] if style < len(self.shapes) else "General"

    def is_struck(self, style: int) -> bool:
        """Whether a cell format draws a line through all of the cell."""
        return style < len(self.struck) and self.struck[style]

    def levels(self, style: int) -> list[tuple[str, str]]:
        """What a cell format says of the level of a label, as facts."""
        indent = self.indents[style] if style < len(self.indents) else 0
        is_bold = style < len(self.bold) and self.bold[style]
        return [*([("INDENTED", str(indent))] if indent else []), *([("BOLD", "")] if is_bold else [])]


@dataclass(frozen=True)
class Workbook:
    """Everything the cells of a workbook refer to."""

    sheets: list[SheetPart]
    is_1904: bool
    styles: Styles
    string_part: tuple[str, bytes] | None
    limits: Limits

    @cached_property
    def strings(self) -> list[Said]:
        """The shared strings, item by item. Raises Unreadable where their part is damaged or unsafe."""
        if self.string_part is None:
            return []
        name, content = self.string_part
        return [said(item) for item in children(parse(content, name, limits=self.limits), "si")]


def local(node: etree._Element) -> str:
    """Name of an element without its namespace: strict and transitional files differ only there."""
    return str(node.tag).rpartition("}")[2]


def children(node: etree._Element, name: str) -> list[etree._Element]:
    """Child elements of one local name."""
    return [child for child in node if local(child) == name]


def is_set(text: str | None) -> bool:
    """Whether an XML boolean is true."""
    return (text or "").casefold() in _TRUE


def is_unseen(hidden: str | None, size: str | None) -> bool:
    """Whether a row or column is hidden, or of no height or width."""
    return is_set(hidden) or (size is not None and size.strip("0.") == "" and "0" in size)


def relations(package: Package, part: str, *, limits: Limits) -> dict[str, tuple[str, str]]:
    """Kind and target of every relation of a part, by id. External targets are left out: nothing follows them."""
    folder, _, name = part.rpartition("/")
    path = f"{folder}/_rels/{name}.rels".lstrip("/")
    if path not in package:
        return {}
    root = parse(package.part(path), path, limits=limits)
    return {
        each.get("Id", ""): (
            each.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, each.get("Target", "").replace("\\", "/"))).lstrip("/"),
        )
        for each in children(root, "Relationship")
        if each.get("TargetMode") != "External"
    }


def workbook(package: Package, limits: Limits) -> Workbook:
    """Read what comes before the cells. Raises Unreadable where a part is missing, damaged or unsafe."""
    if "[Content_Types].xml" not in package:
        raise Unreadable("file-unreadable", "an Excel workbook: its part [Content_Types].xml is missing")
    top = relations(package, "", limits=limits)
    main = next((target for kind, target in top.values() if kind == "officeDocument"), "xl/workbook.xml")
    root = parse(package.part(main), main, limits=limits)
    related = relations(package, main, limits=limits)
    return Workbook(
        _sheets(root, related, limits=limits),
        any(is_set(each.get("date1904")) for each in children(root, "workbookPr")),
        _styles(package, related, limits=limits),
        _string_part(package, related),
        limits,
    )


def _sheets(root: etree._Element, related: dict[str, tuple[str, str]], *, limits: Limits) -> list[SheetPart]:
    found = []
    for each in (sheet for group in children(root, "sheets") for sheet in children(group, "sheet")):
        identifier = next((value for name, value in each.items() if str(name).endswith("}id")), "")
        kind, target = related.get(str(identifier), ("", ""))
        if kind == "worksheet":
            found.append(SheetPart(each.get("name", ""), target, each.get("state", "visible") != "visible"))
    if not found:
        raise Unreadable("file-unreadable", "an Excel workbook: it has no worksheet, or its list of sheets is damaged")
    if len(found) > limits.sheets:
        raise Unreadable("file-too-large", f"it has {len(found)} sheets, more than the limit of {limits.sheets} sheets")
    return found


def _string_part(package: Package, related: dict[str, tuple[str, str]]) -> tuple[str, bytes] | None:
    part = next((target for kind, target in related.values() if kind == "sharedStrings"), None)
    return (part, package.part(part)) if part else None


def said(item: etree._Element) -> Said:
    """Text of a string item: runs joined, marks apart, phonetic guides dropped."""
    pieces: list[tuple[str, Stands]] = []
    for child in item:
        kind = local(child)
        if kind == "t":
            pieces.append((child.text or "", Stands.ON_LINE))
        elif kind == "r":
            pieces.append(("".join(each.text or "" for each in children(child, "t")), _stands(child)))
    text, marks = apart(pieces)
    return Said(unescaped(text), unescaped(marks), is_struck=are_struck(pieces))


def _stands(run: etree._Element) -> Stands:
    if any(_has(shape, "strike") for shape in children(run, "rPr")):
        return Stands.STRUCK
    shapes = [each for shape in children(run, "rPr") for each in children(shape, "vertAlign")]
    return next((_STANDS[value] for each in shapes if (value := each.get("val", "")) in _STANDS), Stands.ON_LINE)


def unescaped(text: str) -> str:
    """Signs that XML cannot hold are written as _xHHHH_; line ends become one sign."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _styles(package: Package, related: dict[str, tuple[str, str]], *, limits: Limits) -> Styles:
    part = next((target for kind, target in related.values() if kind == "styles"), None)
    if part is None or part not in package:
        return Styles([], [])
    root = parse(package.part(part), part, limits=limits)
    named = {**BUILTIN, **dict(_own_formats(root))}
    fonts = [font for group in children(root, "fonts") for font in children(group, "font")]
    formats = [each for group in children(root, "cellXfs") for each in children(group, "xf")]
    struck, bold = (
        [_at([_has(font, what) for font in fonts], each.get("fontId")) for each in formats] for what in ("strike", "b")
    )
    indents = [
        max((_whole(place.get("indent")) for place in children(each, "alignment")), default=0) for each in formats
    ]
    return Styles([named.get(_whole(each.get("numFmtId")), "General") for each in formats], struck, indents, bold)


def _own_formats(root: etree._Element) -> list[tuple[int, str]]:
    found = [each for group in children(root, "numFmts") for each in children(group, "numFmt")]
    return [(_whole(each.get("numFmtId")), each.get("formatCode", "General")) for each in found]


def _has(font: etree._Element, what: str) -> bool:
    return any(each.get("val", "1") in _TRUE for each in children(font, what))


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _at(flags: list[bool], text: str | None) -> bool:
    place = _whole(text)
    return place < len(flags) and flags[place]
