"""The drawing in which a sheet keeps the boxes of its notes: boxes are added and taken away, others stay."""

from collections.abc import Iterable

from lxml import etree

from pipelines.read.ooxml_tree import children, local

_VML, _OFFICE, _EXCEL = (f"urn:schemas-microsoft-com:{name}" for name in ("vml", "office:office", "office:excel"))
_SPACES = f'xmlns:v="{_VML}" xmlns:o="{_OFFICE}" xmlns:x="{_EXCEL}"'
EMPTY = (
    f'<xml {_SPACES}><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
    ' path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
).encode()
_SHAPE = (
    f'<v:shape {_SPACES} id="{{}}" type="#_x0000_t202" fillcolor="#ffffe1" o:insetmode="auto"'
    ' style="position:absolute;width:240pt;height:96pt;visibility:hidden"><v:fill color2="#ffffe1"/>'
    '<v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"/>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{}</x:Row><x:Column>{}</x:Column></x:ClientData></v:shape>"
)


def add_shapes(canvas: etree._Element, places: Iterable[tuple[int, int]]) -> None:
    """Draw a hidden box for the note of each cell (row, column)."""
    for at, (row, column) in enumerate(places, start=1):
        canvas.append(etree.fromstring(_SHAPE.format(f"oscec{at}", row - 1, column - 1)))


def remove_shapes(canvas: etree._Element, places: set[tuple[int, int]]) -> bool:
    """Take the boxes of cells away; true where no box is left."""
    for shape in children(canvas, "shape"):
        if _place(shape) in places:
            canvas.remove(shape)
    return not children(canvas, "shape")


def _place(shape: etree._Element) -> tuple[int, int] | None:
    said = {local(each): each.text or "" for data in children(shape, "ClientData") for each in data}
    if not {"Row", "Column"} <= said.keys():
        return None
    return int(said["Row"]) + 1, int(said["Column"]) + 1
