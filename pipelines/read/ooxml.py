"""What an OOXML workbook says about its parts: relations, sheets, calendar, shared strings, cell formats."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from pipelines.read.active import LINKED
from pipelines.read.archive import Package
from pipelines.read.cells import Unreadable, plain_name
from pipelines.read.formulas import formulas_of
from pipelines.read.limits import Limits
from pipelines.read.ooxml_styles import NO_STYLES, Styles, styles
from pipelines.read.ooxml_text import Said, said
from pipelines.read.ooxml_tree import children, is_set, local
from pipelines.read.safe_xml import parse

_KINDS = {"chartsheet": "a chart", "dialogsheet": "a dialog"}
_IS_SHEET = re.compile(r"(^|/)worksheets/[^/]+\.xml$", re.IGNORECASE)


@dataclass(frozen=True)
class SheetPart:
    """Where a sheet's cells lie, and whether it is shown."""

    name: str
    part: str
    is_hidden: bool


@dataclass(frozen=True)
class Workbook:
    """Everything the cells of a workbook refer to.

    `is_stale`: its formulas are to be worked out anew when it is opened. `notes`: sheets of it that are not read.
    """

    sheets: list[SheetPart]
    is_1904: bool
    styles: Styles
    string_part: tuple[str, bytes] | None
    limits: Limits
    is_stale: bool = False
    notes: tuple[str, ...] = ()

    @cached_property
    def strings(self) -> list[Said]:
        """The shared strings, item by item. Raises Unreadable where their part is damaged or unsafe."""
        if self.string_part is None:
            return []
        name, content = self.string_part
        root = parse(content, name, limits=self.limits)
        refuse_other(root, "sst", part=name)
        return [said(item) for item in children(root, "si")]


def refuse_other(root: etree._Element, wanted: str, *, part: str) -> None:
    """Raise Unreadable where a part is of another kind than the workbook says."""
    if local(root) != wanted:
        detail = f"an Excel workbook: its part {part} is not a valid {wanted}"
        raise Unreadable("file-unreadable", detail)


Relations = dict[str, tuple[str, str]]


def relations(package: Package, part: str, *, limits: Limits) -> Relations:
    """Kind and target of every relation of a part, by id. External targets are left out: nothing follows them.

    Raises Unreadable where two have one id: one program would follow the first, another the last.
    """
    folder, _, name = part.rpartition("/")
    path = f"{folder}/_rels/{name}.rels".lstrip("/")
    if path not in package:
        return {}
    found = children(parse(package.part(path), path, limits=limits), "Relationship")
    if len({each.get("Id") for each in found}) != len(found):
        raise Unreadable("file-unreadable", "an Excel workbook: two of its parts stand for one thing (id)")
    return {
        each.get("Id", ""): (
            each.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, each.get("Target", "").replace("\\", "/"))).lstrip("/"),
        )
        for each in found
        if each.get("TargetMode") != "External"
    }


def workbook(package: Package, limits: Limits) -> Workbook:
    """Read what comes before the cells. Raises Unreadable where a part is missing, damaged or unsafe."""
    if "[Content_Types].xml" not in package:
        raise Unreadable("file-unreadable", "an Excel workbook: its part [Content_Types].xml is missing")
    main = _only(relations(package, "", limits=limits), "officeDocument") or "xl/workbook.xml"
    root = parse(package.part(main), main, limits=limits)
    refuse_other(root, "workbook", part=main)
    related = relations(package, main, limits=limits)
    listed = list(_listed(root, related))
    sheets = _sheets(listed, limits)
    style_part, string_part = (_only(related, kind) for kind in ("styles", "sharedStrings"))
    return Workbook(
        sheets,
        any(is_set(each.get("date1904")) for each in children(root, "workbookPr")),
        _styles(package, style_part, limits=limits),
        (string_part, package.part(string_part)) if string_part else None,
        limits,
        any(
            is_set(each.get("fullCalcOnLoad")) or each.get("calcCompleted") == "0" for each in children(root, "calcPr")
        ),
        (*_not_read(listed, sheets, package=package), *([LINKED] if _has_links(root) else [])),
    )


def _styles(package: Package, part: str | None, *, limits: Limits) -> Styles:
    if part is None:
        return NO_STYLES
    root = parse(package.part(part), part, limits=limits)
    refuse_other(root, "styleSheet", part=part)
    return styles(root)


def _has_links(root: etree._Element) -> bool:
    """Whether a name of the workbook stands for cells of another one."""
    named = [each.text or "" for group in children(root, "definedNames") for each in group]
    return formulas_of(named).links_elsewhere


def _only(related: Relations, kind: str) -> str | None:
    """The one part of a kind. Raises Unreadable where there are several: nobody knows which one holds."""
    found = {target for told, target in related.values() if told == kind}
    if len(found) > 1:
        raise Unreadable("file-unreadable", f"an Excel workbook: two of its parts stand for one thing ({kind})")
    return next(iter(found), None)


def _listed(root: etree._Element, related: Relations) -> Iterator[tuple[str, SheetPart]]:
    """The sheets of a workbook with the kind of each; blank where its part cannot be found."""
    for each in (sheet for group in children(root, "sheets") for sheet in children(group, "sheet")):
        identifier = next((value for name, value in each.items() if str(name).endswith("}id")), "")
        kind, target = related.get(str(identifier), ("", ""))
        yield kind, SheetPart(each.get("name", ""), target, each.get("state", "visible") != "visible")


def _sheets(listed: list[tuple[str, SheetPart]], limits: Limits) -> list[SheetPart]:
    found = [part for kind, part in listed if kind == "worksheet"]
    if not found:
        raise Unreadable("file-unreadable", "an Excel workbook: it has no worksheet, or its list of sheets is damaged")
    if len(found) > limits.sheets:
        raise Unreadable("file-too-large", f"it has {len(found)} sheets, more than the limit of {limits.sheets} sheets")
    return found


def _not_read(listed: list[tuple[str, SheetPart]], sheets: list[SheetPart], *, package: Package) -> Iterator[str]:
    """Sheets without cells or without a part, and parts that no sheet shows."""
    for kind, part in listed:
        if kind != "worksheet":
            yield f"the sheet {plain_name(part.name)} is {_KINDS.get(kind, 'missing')}, not read"
    shown = {part.part.casefold() for part in sheets}
    if any(_IS_SHEET.search(name) and name.casefold() not in shown for name in package.names):
        yield "cells of a worksheet that the workbook does not list, not read"
