"""Workbooks part by part, as XML: what no writer of workbooks can be made to write."""

from collections.abc import Mapping, Sequence

from tests.support.workbooks import zip_of

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGED = "http://schemas.openxmlformats.org/package/2006"
SHEET, STYLES, STRINGS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
BOOK, BOOK_RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def relation(identifier: str, kind: str, target: str, *, more: str = "") -> str:
    """One relation of a part."""
    return f'<Relationship Id="{identifier}" Type="{RELATED}/{kind}" Target="{target}"{more}/>'


def relations(*each: str) -> bytes:
    """The relations of a part."""
    return f'{_HEAD}<Relationships xmlns="{PACKAGED}/relationships">{"".join(each)}</Relationships>'.encode()


OWN = (
    relation("rId1", "worksheet", "worksheets/sheet1.xml"),
    relation("rId2", "styles", "styles.xml"),
    relation("rId3", "sharedStrings", "sharedStrings.xml"),
)


def book(*, sheets: str = '<sheet name="s" sheetId="1" r:id="rId1"/>', before: str = "", after: str = "") -> bytes:
    """The workbook part: its list of sheets and what stands around it."""
    inner = f"{before}<sheets>{sheets}</sheets>{after}"
    return f'{_HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATED}">{inner}</workbook>'.encode()


def sheet(rows: str, *, before: str = "", after: str = "", root: str = "") -> bytes:
    """A worksheet with these rows, and what stands around them."""
    inner = f"{before}<sheetData>{rows}</sheetData>{after}"
    return f'{_HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{RELATED}"{root}>{inner}</worksheet>'.encode()


def styles(
    shapes: Sequence[str] = (),
    *,
    fonts: Sequence[str] = (),
    fills: Sequence[str] = (),
    formats: str = "",
    more: str = "",
) -> bytes:
    """Cell formats: 0 is the general one, then one for each number format, font or fill given."""
    own = "".join(f'<numFmt numFmtId="{at}" formatCode="{_quoted(shape)}"/>' for at, shape in enumerate(shapes, 164))
    of_shapes = "".join(f'<xf numFmtId="{at}" fontId="0" fillId="0"/>' for at in range(164, 164 + len(shapes)))
    of_fonts = "".join(f'<xf numFmtId="0" fontId="{at}" fillId="0"/>' for at in range(1, 1 + len(fonts)))
    of_fills = "".join(f'<xf numFmtId="0" fontId="0" fillId="{at}"/>' for at in range(2, 2 + len(fills)))
    plain = '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    return (
        f'{_HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts><fonts><font/>{"".join(fonts)}</fonts>'
        f'<fills>{plain}{"".join(fills)}</fills><cellXfs><xf numFmtId="0" fontId="0" fillId="0"/>'
        f"{of_shapes}{of_fonts}{of_fills}{formats}</cellXfs>{more}</styleSheet>"
    ).encode()


def strings(*items: str) -> bytes:
    """Shared strings, each item as XML."""
    inner = "".join(f"<si>{item}</si>" for item in items)
    return f'{_HEAD}<sst xmlns="{MAIN}">{inner}</sst>'.encode()


def package(rows: str = "", parts: Mapping[str, bytes | None] | None = None) -> bytes:
    """A workbook of one sheet with these rows; `parts` stand in place of its own or beside them, None for absent."""
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{_TYPE}.{kind}+xml"/>'
        for name, kind in {BOOK: "sheet.main", SHEET: "worksheet", STYLES: "styles", STRINGS: "sharedStrings"}.items()
    )
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    own: dict[str, bytes | None] = {
        "[Content_Types].xml": (
            f'{_HEAD}<Types xmlns="{PACKAGED}/content-types">{default}'
            f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
        ).encode(),
        "_rels/.rels": relations(relation("rId1", "officeDocument", BOOK)),
        BOOK: book(),
        BOOK_RELATIONS: relations(*OWN),
        STYLES: styles(),
        STRINGS: strings("<t>first</t>"),
        SHEET: sheet(rows),
    }
    return zip_of({name: content for name, content in {**own, **(parts or {})}.items() if content is not None})


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
