"""Notes on cells: beside those of the sender, never over one; told from theirs by how they start."""

from collections.abc import Mapping

from lxml import etree

from pipelines.read.cells import Unreadable, letter
from pipelines.read.ooxml_tree import children
from pipelines.report.fills import bounds
from pipelines.report.page_part import PagePart
from pipelines.report.parts import Parts, default_space, written
from pipelines.report.shapes import EMPTY, add_shapes, remove_shapes
from pipelines.report.signs import plain

AUTHOR = "oscec"
START = "[oscec] "  # LibreOffice keeps no author, so that a note says itself whose it is
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"


def add_notes(parts: Parts, part: str, *, page: PagePart, notes: Mapping[tuple[int, int], str], base: str) -> None:
    """Put notes on cells (row, column) of a sheet. `base`: where relations have their types in this workbook."""
    drawing = _drawing_of(parts, part, page=page, base=base)
    try:
        canvas = parts.tree(drawing)
    except Unreadable:
        return  # old programs draw what is no XML: fills and the sheet of findings say the same
    comments = _comments_of(parts, part, page=page, base=base)
    root = parts.tree(comments)
    authors, listed = (_list(root, name) for name in ("authors", "commentList"))
    taken = {each.get("ref") for each in listed}
    free = {place: text for place, text in notes.items() if f"{letter(place[1])}{place[0]}" not in taken}
    number, space = len(authors), etree.QName(root).namespace
    etree.SubElement(authors, f"{{{space}}}author").text = AUTHOR
    for (row, column), text in free.items():
        comment = etree.SubElement(listed, f"{{{space}}}comment", ref=f"{letter(column)}{row}", authorId=str(number))
        said = etree.SubElement(etree.SubElement(comment, f"{{{space}}}text"), f"{{{space}}}t")
        said.text = plain(START + text)
        said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    parts.put(comments, root)
    add_shapes(canvas, free)
    parts.put(drawing, canvas)


def remove_notes(parts: Parts, part: str, *, page: PagePart) -> bool:
    """Take our notes off a sheet; what was made for them alone goes too. False where there was none."""
    comments, drawing = parts.related(part, "comments"), parts.related(part, "vmlDrawing")
    places, is_empty = _forget(parts, comments) if comments else (set[str](), False)
    if comments is None or not places:
        return False
    if is_empty:
        parts.unrelate(part, comments)
        parts.remove(comments)
    if drawing is not None and _erase(parts, drawing, places=places):
        identifier = parts.unrelate(part, drawing)
        parts.remove(drawing)
        for each in page.named("legacyDrawing"):
            if identifier in each.attrib.values():
                page.root.remove(each)
    return True


def _forget(parts: Parts, comments: str) -> tuple[set[str], bool]:
    """Where our comments stood, and whether no other one is left."""
    root = parts.tree(comments)
    authors, listed = (_list(root, name) for name in ("authors", "commentList"))
    ours = [each for each in listed if _said(each).startswith(START)]
    for each in ours:
        listed.remove(each)
    if ours and len(authors) and authors[-1].text == AUTHOR:
        authors.remove(authors[-1])
    parts.put(comments, root)
    return {each.get("ref", "") for each in ours}, len(listed) == 0


def _list(root: etree._Element, name: str) -> etree._Element:
    known = children(root, name)
    return known[0] if known else etree.SubElement(root, f"{{{etree.QName(root).namespace}}}{name}")


def _said(comment: etree._Element) -> str:
    return "".join(map(str, comment.itertext())).strip()


def _erase(parts: Parts, drawing: str, *, places: set[str]) -> bool:
    """Take the boxes of notes away; true where none is left."""
    canvas = parts.tree(drawing)
    cells = {(row, column) for column, row, *_ in map(bounds, places)}
    is_empty = remove_shapes(canvas, cells)
    parts.put(drawing, canvas)
    return is_empty


def _comments_of(parts: Parts, part: str, *, page: PagePart, base: str) -> str:
    known = parts.related(part, "comments")
    if known:
        return known
    name = _free(parts, "xl/oscecComments{}.xml")
    root = etree.Element(f"{{{page.space}}}comments", nsmap=default_space(page.space))
    etree.SubElement(root, f"{{{page.space}}}authors")
    etree.SubElement(root, f"{{{page.space}}}commentList")
    parts.add(name, written(root), content_type=_COMMENTS)
    parts.relate(part, name, type_=f"{base}/comments")
    return name


def _drawing_of(parts: Parts, part: str, *, page: PagePart, base: str) -> str:
    """The drawing that a sheet names for its notes, made where it names none."""
    for each in page.named("legacyDrawing"):
        for identifier, _, known in parts.relations(part):
            if identifier in each.attrib.values():
                return known
        page.root.remove(each)  # it leads nowhere
    name = _free(parts, "xl/drawings/oscecNotes{}.vml")
    parts.add(name, EMPTY, content_type=_DRAWING)
    identifier = parts.relate(part, name, type_=f"{base}/vmlDrawing")
    page.insert(etree.Element(f"{{{page.space}}}legacyDrawing", {f"{{{base}}}id": identifier}, nsmap={"r": base}))
    return name


def _free(parts: Parts, pattern: str) -> str:
    return next(name for at in range(1, 10_000) if (name := pattern.format(at)) not in parts)
