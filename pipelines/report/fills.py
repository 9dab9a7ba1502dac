"""Fills as conditional formats that are always true: no cell, style or row of the sender is touched."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple

from pipelines.read.cells import letter
from pipelines.read.ooxml_tree import children, local
from pipelines.report.page_part import PagePart
from pipelines.report.parts import Parts

ALWAYS = '"oscec"<>""'
_LONGEST = 8_000  # signs; Excel repairs files whose lists of cells are longer than 8,192
_COLOURS = {"blocks": "FFFFC7CE", "warns": "FFFFEB9C", "asks": "FFDDEBF7"}
_FONTS = {"bold": "<b/>", "link": '<u/><color rgb="FF0563C1"/>'}
_BEFORE_FORMATS = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles")


def add_formats(parts: Parts, styles: str) -> dict[str, int]:
    """Put our formats behind those of the workbook, and give their numbers."""
    root = parts.tree(styles)
    formats = _formats(root)
    first = len(children(formats, "dxf"))
    formats.extend(_ours(root))
    formats.set("count", str(len(children(formats, "dxf"))))
    parts.put(styles, root)
    return {name: first + at for at, name in enumerate((*_COLOURS, *_FONTS))}


def remove_formats(parts: Parts, styles: str) -> None:
    """Take our formats away where they are the last ones; elsewhere the numbers of others would change."""
    root = parts.tree(styles)
    formats, ours = _formats(root), _ours(root)
    last = children(formats, "dxf")[-len(ours) :]
    if [_said(each) for each in last] == [_said(each) for each in ours]:
        for each in last:
            formats.remove(each)
        formats.set("count", str(len(children(formats, "dxf"))))
        parts.put(styles, root)


def _formats(root: etree._Element) -> etree._Element:
    known = children(root, "dxfs")
    if known:
        return known[0]
    made = etree.Element(f"{{{etree.QName(root).namespace}}}dxfs")
    before = [each for each in root if isinstance(each.tag, str) and local(each) in _BEFORE_FORMATS]
    root.insert(root.index(before[-1]) + 1 if before else 0, made)
    return made


def _ours(root: etree._Element) -> list[etree._Element]:
    bodies = [*map(_filled, _COLOURS.values()), *(f"<font>{each}</font>" for each in _FONTS.values())]
    return [etree.fromstring(f'<dxf xmlns="{etree.QName(root).namespace}">{body}</dxf>') for body in bodies]


def _said(element: etree._Element) -> list[object]:
    """What an element and those in it say, whatever prefix a program gave their names."""
    return [(each.tag, sorted(each.attrib.items())) for each in element.iter()]


def add_fill(page: PagePart, cells: Sequence[tuple[int, int]], *, number: int) -> None:
    """Let cells (row, column) have a format."""
    priorities = [int(rule.get("priority", "0")) for each in page.named("conditionalFormatting") for rule in each]
    for at, places in enumerate(_lists(spans(cells)), start=max(priorities, default=0) + 1):
        element = etree.Element(f"{{{page.space}}}conditionalFormatting", sqref=places)
        rule = etree.SubElement(
            element, f"{{{page.space}}}cfRule", type="expression", dxfId=str(number), priority=str(at)
        )
        etree.SubElement(rule, f"{{{page.space}}}formula").text = ALWAYS
        page.insert(element)


def remove_fills(page: PagePart) -> bool:
    """Take our fills away; false where there is none."""
    found = [(each, rule) for each in page.named("conditionalFormatting") for rule in children(each, "cfRule")]
    ours = [(each, rule) for each, rule in found if _says(rule) == ALWAYS]
    for each, rule in ours:
        each.remove(rule)
        if not children(each, "cfRule"):
            page.root.remove(each)
    return bool(ours)


def spans(cells: Iterable[tuple[int, int]]) -> Iterator[str]:
    """Cells as areas: neighbours in one column are one.

    >>> list(spans([(3, 6), (1, 2), (4, 6), (5, 6), (9, 6)]))
    ['B1', 'F3:F5', 'F9']
    """
    ordered = sorted({(column, row) for row, column in cells})
    breaks = [at for at, (one, other) in enumerate(pairwise(ordered), start=1) if other != (one[0], one[1] + 1)]
    for start, end in pairwise([0, *breaks, len(ordered)] if ordered else []):
        (column, first), (_, last) = ordered[start], ordered[end - 1]
        name = letter(column)
        yield f"{name}{first}" if first == last else f"{name}{first}:{name}{last}"


def bounds(reference: str) -> tuple[int, int, int, int]:
    """First column and row, last column and row of an area; a cell is an area of one.

    >>> bounds("B2:D9"), bounds("$F$3")
    ((2, 2, 4, 9), (6, 3, 6, 3))
    """
    first, _, last = reference.replace("$", "").partition(":")
    (row, column), (bottom, right) = (coordinate_to_tuple(each) for each in (first, last or first))
    return column, row, right, bottom


def _lists(places: Iterable[str]) -> Iterator[str]:
    gathered: list[str] = []
    length = 0
    for place in places:
        if length + len(place) + 1 > _LONGEST:
            yield " ".join(gathered)
            gathered, length = [], 0
        gathered.append(place)
        length += len(place) + 1
    if gathered:
        yield " ".join(gathered)


def _filled(rgb: str) -> str:
    return f'<fill><patternFill patternType="solid"><fgColor rgb="{rgb}"/><bgColor rgb="{rgb}"/></patternFill></fill>'


def _says(rule: etree._Element) -> str:
    return "".join(each.text or "" for each in children(rule, "formula"))
