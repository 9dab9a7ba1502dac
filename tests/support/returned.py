"""Findings set by hand on a workbook, and what its parts say, compared as XML: order of attributes does not count."""

import io
import re
import zipfile

import polars as pl
from lxml import etree

from pipelines.report.marks import Told, placed
from schemas import finding

_LISTS = ("{*}dxfs", "{*}definedNames")
_CELLS = re.compile(rb"<(?:\w+:)?sheetData>.*</(?:\w+:)?sheetData>", re.DOTALL)


def told_of(places: list[tuple[str, str]], *, value: str = "x", language: str = "en") -> Told:
    """One finding a place (sheet, cell)."""
    sheets, cells = [sheet for sheet, _ in places], [cell for _, cell in places]
    rows = pl.DataFrame({"sheet": sheets, "cell": cells}, schema={"sheet": pl.String, "cell": pl.String})
    found = finding.of_rows("value-unmapped", rows.with_columns(value=pl.lit(value), column_name=pl.lit("Motive")))
    whole = finding.gathered([found], source_id="xx_office_series", edition="2024", file="sent.xlsx")
    counts = {"read": len(places), "accepted": 0, "rejected": len(places), "excluded": 0}
    return Told("xx_office_series", "2024", "sent.xlsx", counts, placed(whole, language), language, is_model=False)


def parts_of(content: bytes) -> dict[str, bytes]:
    """Every part of a package: XML in its canonical form, anything else as it is."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: _canonical(package.read(name)) for name in package.namelist() if not name.endswith("/")}


def differing(before: bytes, after: bytes) -> set[str]:
    """The parts that say something else, or are in one of two packages alone."""
    one, other = raw_parts(before), raw_parts(after)
    return {
        name
        for name in {*one, *other}
        if (first := one.get(name)) != (second := other.get(name))
        and (first is None or second is None or not _say_the_same(first, second))
    }


def _say_the_same(one: bytes, other: bytes) -> bool:
    """Whether two parts are the same XML; cells that are alike byte by byte need no parsing, only their place."""
    cells = _CELLS.search(one)
    if cells and cells[0] in other:
        one, other = (each.replace(cells[0], b"<?cells?>") for each in (one, other))
    return _canonical(one) == _canonical(other)


def raw_parts(content: bytes) -> dict[str, bytes]:
    """Every part of a package, byte by byte."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist() if not name.endswith("/")}


def _canonical(content: bytes) -> bytes:
    try:
        root = etree.fromstring(content)
    except etree.XMLSyntaxError:
        return content
    for each in list(root.iter(_LISTS)):
        parent = each.getparent()
        if len(each) == 0 and parent is not None:  # an empty list says what none says
            parent.remove(each)
    return etree.tostring(root, method="c14n")
