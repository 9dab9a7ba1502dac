"""What the styles of a Word document say of a run of text and of a paragraph: direct properties first, then styles."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from pipelines.read.raised import Stands

_STANDS = {"superscript": Stands.ABOVE, "subscript": Stands.BELOW}
_OFF = {"0", "false", "off"}
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_UNCOUNTED = {"bullet", "none"}


class Styles:
    """The styles of a document by name, and the form of the numbers of its lists."""

    def __init__(self, styles: Any, numbering: Any | None) -> None:
        self._named = {each.get(qn("w:styleId")): each for each in styles.iter(qn("w:style"))}
        self._usual = [each for each in self._named.values() if _is_on(each.get(qn("w:default"), "0"))]
        self._defaults = list(styles.iterfind(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}"))
        self._known: dict[tuple[str | None, str | None], dict[str, str]] = {}
        self._formats = {} if numbering is None else dict(_formats(numbering))

    def stands(self, run: Any) -> Stands:
        """Where the text of a run stands, or that it is struck through."""
        if run.tag.startswith(_MATHS):
            return _in_formula(run)
        if self.has(run, "strike") or self.has(run, "dstrike"):
            return Stands.STRUCK
        place = self._said(run, "vertAlign")
        if place is not None:
            return _STANDS.get(place, Stands.ON_LINE)
        height = (self._said(run, "position") or "0").strip()
        is_moved = height.removeprefix("-").isdecimal() and int(height)
        return Stands.ON_LINE if not is_moved else Stands.BELOW if height.startswith("-") else Stands.ABOVE

    def has(self, run: Any, name: str) -> bool:
        """Whether a run has a property and does not switch it off."""
        said = self._said(run, name)
        return said is not None and _is_on(said)

    def is_numbered(self, paragraph: Any) -> bool:
        """Whether a number stands before a paragraph that is no part of its text."""
        own = list(paragraph.iterchildren(qn("w:pPr")))
        style = next((each.get(qn("w:val")) for each in paragraph.iterfind(f"{qn('w:pPr')}/{qn('w:pStyle')}")), None)
        of_style = [each for found in self._chain(style) for each in found.iterchildren(qn("w:pPr"))]
        said = next((found for each in (*own, *of_style) for found in each.iterchildren(qn("w:numPr"))), None)
        if said is None:
            return False
        level, number = (_value(said, name) for name in ("ilvl", "numId"))
        return number not in {None, "0"} and self._formats.get((number, level or "0")) not in {None, *_UNCOUNTED}

    def _said(self, run: Any, name: str) -> str | None:
        """The value of a property of a run, from wherever it is said first; `1` where it has none."""
        own = list(run.iterchildren(qn("w:rPr")))
        for shape in own:
            for said in shape.iterchildren(qn(f"w:{name}")):
                return _of(said)
        paragraph = next(run.iterancestors(qn("w:p")), None)
        around = [] if paragraph is None else list(paragraph.iterchildren(qn("w:pPr")))
        of_run, of_paragraph = (
            next((found for each in shapes if (found := _value(each, name))), None)
            for shapes, name in ((own, "rStyle"), (around, "pStyle"))
        )
        return self._of_styles(of_run, of_paragraph).get(qn(f"w:{name}"))

    def _of_styles(self, of_run: str | None, of_paragraph: str | None) -> dict[str, str]:
        """What the styles of a run and of its paragraph say, and that of the whole document."""
        if (of_run, of_paragraph) not in self._known:
            styles = [*self._chain(of_run), *self._chain(of_paragraph), *self._usual, *self._defaults]
            said = [each for style in styles for shape in style.iterchildren(qn("w:rPr")) for each in shape]
            self._known[of_run, of_paragraph] = {each.tag: _of(each) for each in reversed(said)}
        return self._known[of_run, of_paragraph]

    def _chain(self, name: str | None) -> Iterator[Any]:
        """A style, the style that it is made from, and so on."""
        seen = set()
        while name in self._named and name not in seen:
            seen.add(name)
            yield self._named[name]
            name = _value(self._named[name], "basedOn")


def _value(node: Any, name: str) -> str | None:
    return next((each.get(qn("w:val")) for each in node.iterchildren(qn(f"w:{name}"))), None)


def _of(said: Any) -> str:
    return str(said.get(qn("w:val"), "1"))


def _is_on(value: str) -> bool:
    return value not in _OFF


def _in_formula(run: Any) -> Stands:
    is_raised, is_lowered = (next(run.iterancestors(f"{_MATHS}{name}"), None) is not None for name in ("sup", "sub"))
    return Stands.ABOVE if is_raised else Stands.BELOW if is_lowered else Stands.ON_LINE


def _formats(numbering: Any) -> Iterator[tuple[tuple[str, str], str]]:
    """Number of a list and level to the form of its numbers."""
    forms = {
        each.get(qn("w:abstractNumId")): {
            level.get(qn("w:ilvl")): _value(level, "numFmt") for level in each.iterchildren(qn("w:lvl"))
        }
        for each in numbering.iterchildren(qn("w:abstractNum"))
    }
    for each in numbering.iterchildren(qn("w:num")):
        of_list = forms.get(_value(each, "abstractNumId"), {})
        yield from (((each.get(qn("w:numId")), level), form) for level, form in of_list.items() if form)
