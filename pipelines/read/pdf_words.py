"""Words of a PDF in declared areas, and what tells that they are not what the page shows."""

import io
import logging
from collections.abc import Iterator
from typing import Any

from pipelines.read.cells import Unreadable
from schemas.read_as import PdfArea

_HYPHEN = 0xAD  # in WinAnsiEncoding a second place of the hyphen, by the standard; the library takes it for a space
_UNDRAWN = (3, 7)
_SKEW = 0.1
_INKS = 4
_NO_SIGN = "(cid:"
_OVER_TEXT = {"Widget", "FreeText", "StrikeOut", "Redact", "Stamp", "Ink"}
_WHITE = "white text on no ground present, read like any other"
_LAYERS = "layers that are not shown present, read like any other"

Words = list[dict[str, Any]]


def words_of(content: bytes, areas: list[PdfArea]) -> tuple[list[Words], tuple[str, ...]]:
    """Words in each area, those of another size kept apart, and notes on what is not read. Raises Unreadable."""
    try:
        import pdfplumber  # noqa: PLC0415  # an extra: whoever gets no PDF needs none of it
        from pdfminer.encodingdb import EncodingDB  # noqa: PLC0415

        logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # its warnings quote the file
        EncodingDB.win2unicode[_HYPHEN] = "-"
    except ImportError as error:
        raise Unreadable("file-unreadable", "a PDF: the extra `documents` of this program is not installed") from error
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            _refuse_active(document.doc.catalog)
            pages = {each.page_number: each for each in document.pages}
            found = [_inside(pages.get(area.page), area) for area in areas]
            noted = {
                _WHITE: any(_has_white(pages[area.page], area) for area in areas),
                _LAYERS: _has_layers(document.doc.catalog),
            }
            return found, tuple(what for what, is_there in noted.items() if is_there)
    except Unreadable:
        raise
    except Exception as error:  # pdfminer raises PDFSyntaxError, PSEOF, KeyError, TypeError and more on damaged files
        if "PDFPasswordIncorrect" in repr(error):
            raise Unreadable("file-protected", "") from error
        raise Unreadable("file-unreadable", "a PDF: it is damaged or protected") from error


def _refuse_active(catalog: Any) -> None:
    """Raise Unreadable where the document runs, starts or carries anything; nothing of it is ever run."""
    action = _at(catalog, "OpenAction")
    kind = getattr(_at(action, "S"), "name", "")
    held = {
        "a script (macro)": kind == "JavaScript" or _at(catalog, "Names", "JavaScript") is not None,
        "a program to start": kind == "Launch",
        "an embedded file (attachment)": _at(catalog, "Names", "EmbeddedFiles") is not None,
    }
    present = [what for what, is_present in held.items() if is_present]
    if present:
        raise Unreadable("file-active", "it holds " + ", ".join(present))


def _has_layers(catalog: Any) -> bool:
    """Whether some layers of the document are not shown."""
    state = getattr(_at(catalog, "OCProperties", "D", "BaseState"), "name", "")
    return bool(_at(catalog, "OCProperties", "D", "OFF")) or state == "OFF"


def _at(node: Any, *names: str) -> Any:
    """What stands under these names in nested dictionaries, None where one is missing."""
    from pdfminer.pdftypes import resolve1  # noqa: PLC0415

    for name in names:
        node = resolve1(node)
        node = node.get(name) if isinstance(node, dict) else None
    return resolve1(node)


def _inside(page: Any, area: PdfArea) -> Words:
    if page is None:
        raise Unreadable("file-not-tabular", f"a PDF without page {area.page}")
    once = page.dedupe_chars()  # bold letters may be drawn twice
    words: Words = [each for each in once.extract_words(extra_attrs=["size"]) if _is_near(each, area)]
    problems = {
        "a word across the declared box or a border": any(_is_cut(each, area) for each in words),
        "turned text in the declared box": any(map(_is_turned, _near(page.chars, area))),
        "text in the declared box that is not drawn, as behind a scan": any(_near(_undrawn(page), area)),
        "form fields or marks over the declared box": any(_is_over(each, area) for each in page.annots),
        "a font in the declared box that does not tell its characters": any(_NO_SIGN in each["text"] for each in words),
    }
    for problem, is_present in problems.items():
        if is_present:
            raise Unreadable("file-not-tabular", f"a PDF whose page {area.page} has {problem}")
    return [{**each, "text": each["text"].replace(chr(_HYPHEN), "-")} for each in words]


def _is_near(thing: dict[str, Any], area: PdfArea) -> bool:
    left, top, right, bottom = area.box
    return bool(thing["x1"] > left and thing["x0"] < right and thing["bottom"] > top and thing["top"] < bottom)


def _near(things: Words, area: PdfArea) -> Iterator[dict[str, Any]]:
    yield from (each for each in things if _is_near(each, area))


def _is_cut(word: dict[str, Any], area: PdfArea) -> bool:
    left, top, right, bottom = area.box
    is_out = word["x0"] < left or word["x1"] > right or word["top"] < top or word["bottom"] > bottom
    return is_out or any(word["x0"] < border < word["x1"] for border in area.borders)


def _is_turned(sign: dict[str, Any]) -> bool:
    """Whether a sign does not stand upright from left to right; slanted letters do."""
    across, turned, _, up = sign["matrix"][:4]
    return bool(across <= 0 or up <= 0 or abs(turned) > _SKEW * across)


def _has_white(page: Any, area: PdfArea) -> bool:
    return any(_is_white(each) and not _is_on_colour(each, page) for each in _near(page.chars, area))


def _is_white(thing: dict[str, Any]) -> bool:
    """Whether a thing is filled with white, in shares of grey or of red, green, blue, or without any ink."""
    colour = thing.get("non_stroking_color") or ()
    parts = colour if isinstance(colour, list | tuple) else (colour,)
    return bool(parts) and all(part == (0 if len(parts) == _INKS else 1) for part in parts)


def _is_on_colour(sign: dict[str, Any], page: Any) -> bool:
    """Whether a sign stands on a filled area or picture."""
    across, down = (sign["x0"] + sign["x1"]) / 2, (sign["top"] + sign["bottom"]) / 2
    filled = (each for each in (*page.rects, *page.curves) if each.get("fill") and not _is_white(each))
    return any(
        each["x0"] <= across <= each["x1"] and each["top"] <= down <= each["bottom"] for each in (*filled, *page.images)
    )


def _is_over(mark: dict[str, Any], area: PdfArea) -> bool:
    kind = (mark.get("data") or {}).get("Subtype")
    return getattr(kind, "name", "") in _OVER_TEXT and _is_near(mark, area)


def _undrawn(page: Any) -> list[dict[str, Any]]:
    """Where signs of the page are to be found and not to be seen, as behind a scanned picture."""
    from pdfminer.pdfdevice import PDFTextDevice  # noqa: PLC0415
    from pdfminer.pdfinterp import PDFPageInterpreter  # noqa: PLC0415

    class Watch(PDFTextDevice):
        """A page on which nothing is drawn, but seen how it would be."""

        def __init__(self) -> None:
            super().__init__(page.pdf.rsrcmgr)
            self.places: list[tuple[float, float]] = []
            self.is_drawn = True

        def render_string(self, textstate: Any, *rest: Any) -> None:
            """Take note of the mode of a text: some draw nothing."""
            self.is_drawn = textstate.render not in _UNDRAWN
            super().render_string(textstate, *rest)

        def render_char(self, matrix: Any, font: Any, *rest: Any) -> float:
            """Take note of the place of a sign that is not drawn, and say how far the next one is."""
            if not self.is_drawn:
                self.places.append((matrix[4], matrix[5]))
            size, scaling, _, sign = rest[:4]
            return float(font.char_width(sign) * size * scaling)

    watch = Watch()
    PDFPageInterpreter(page.pdf.rsrcmgr, watch).process_page(page.page_obj)
    left, top = page.mediabox[:2]
    places = ((left + across, top + float(page.height) - up) for across, up in watch.places)
    return [{"x0": across, "x1": across, "top": down, "bottom": down} for across, down in places]
