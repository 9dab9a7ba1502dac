"""The sheet of findings: every cause with its remedy, then every finding with a link to its cell. Strings only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from pipelines.read.cells import letter
from pipelines.read.returned import MARK
from pipelines.report import fills, texts
from pipelines.report.marks import Told
from pipelines.report.page_part import PagePart
from pipelines.report.parts import default_space, written
from pipelines.report.signs import plain

_WIDTHS = (22, 14, 18, 90, 70, 24)
_MOST_ROWS = 1_000_000


@dataclass
class Listing:
    """Rows of the sheet as they are gathered, with what is bold and what leads where."""

    rows: list[Sequence[str]] = field(default_factory=list)
    bold: list[tuple[int, int]] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)

    def add(self, *said: str, is_bold: bool = False, link: str | None = None) -> None:
        """One more row. `link`: where its first cell leads."""
        self.rows.append(said)
        if is_bold:
            self.bold += [(len(self.rows), at) for at in range(1, len(said) + 1)]
        if link:
            self.links[f"A{len(self.rows)}"] = link


def listing(told: Told, names: dict[str, str]) -> Listing:
    """What the sheet says. `names`: sheet as it was read to sheet as the workbook names it."""
    found = Listing()
    found.add(MARK, told.say(texts.IGNORED))
    found.add(told.file, told.source_id, told.edition)
    counted = told.say(texts.ROWS, **told.counts)
    found.add(told.say(texts.INVENTED) if told.is_model else "", counted)
    found.add()
    found.add(told.say(texts.BY_CAUSE), is_bold=True)
    heads = [told.say(head) for head in texts.HEADS]
    found.add(*heads, is_bold=True)
    for cause in told.causes().iter_rows(named=True):
        found.add(extent(told, cause), *_said(told, cause), link=_link(cause, names))
    found.add()
    found.add(told.say(texts.EVERY), is_bold=True)
    found.add(*heads, is_bold=True)
    for each in told.findings.head(_MOST_ROWS).iter_rows(named=True):
        found.add(place(told, each), *_said(told, each), link=_link(each, names))
    if told.findings.height > _MOST_ROWS:
        found.add(told.say(texts.REST, count=told.findings.height))
    return found


def sheet_xml(found: Listing, space: str, *, formats: dict[str, int]) -> bytes:
    """The worksheet part."""
    root = etree.Element(f"{{{space}}}worksheet", nsmap=default_space(space))
    columns = etree.SubElement(root, f"{{{space}}}cols")
    for at, width in enumerate(_WIDTHS, start=1):
        etree.SubElement(columns, f"{{{space}}}col", min=str(at), max=str(at), width=str(width), customWidth="1")
    body = etree.SubElement(root, f"{{{space}}}sheetData")
    for number, said in enumerate(found.rows, start=1):
        row = etree.SubElement(body, f"{{{space}}}row", r=str(number))
        for at, text in enumerate(said, start=1):
            _cell(row, f"{letter(at)}{number}", text=text, space=space)
    page = PagePart(root, None)
    links = [(int(place[1:]), 1) for place in found.links]
    for name, cells in (("bold", found.bold), ("link", links)):
        if name in formats:
            fills.add_fill(page, cells, number=formats[name])
    if found.links:
        _lead(page, found.links)
    return written(root)


def _cell(row: etree._Element, place: str, *, text: str, space: str) -> None:
    if text:
        said = etree.SubElement(etree.SubElement(row, f"{{{space}}}c", r=place, t="inlineStr"), f"{{{space}}}is")
        etree.SubElement(said, f"{{{space}}}t").text = plain(text)


def _lead(page: PagePart, links: dict[str, str]) -> None:
    hyperlinks = etree.Element(f"{{{page.space}}}hyperlinks")
    for place, target in links.items():
        etree.SubElement(hyperlinks, f"{{{page.space}}}hyperlink", ref=place, location=target)
    page.insert(hyperlinks)


def _said(told: Told, each: dict[str, Any]) -> Iterator[str]:
    yield told.say(each["severity"])
    yield each["finding_id"]
    yield each["text"]
    yield each["remedy"]


def extent(told: Told, cause: dict[str, Any]) -> str:
    """The cells of one cause in words."""
    if int(cause["count"]) > 1 and cause["letters"]:
        return told.say(texts.CAUSE, column=cause["letters"], count=f"{cause['count']}")
    return place(told, cause)


def place(told: Told, each: dict[str, Any]) -> str:
    """Where one finding stands, as exactly as it is known."""
    if each["at_sheet"] is None:
        return told.say(texts.WHOLE_FILE)
    return f"{each['at_sheet']}!{_reference(each)}" if each["letters"] else each["at_sheet"]


def _link(each: dict[str, Any], names: dict[str, str]) -> str | None:
    name = names.get(each["at_sheet"] or "")
    if name is None:
        return None
    quoted = name.replace("'", "''")
    return f"'{quoted}'!{_reference(each) if each['letters'] else 'A1'}"


def _reference(each: dict[str, Any]) -> str:
    return f"{each['letters']}{each['at_row']}"
