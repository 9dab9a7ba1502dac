"""Sheets of our own in a workbook that comes back: how they are marked, and that they are no content."""

from dataclasses import replace

from pipelines.read.cells import Sheet

MARK = "oscec findings 1"
TEMPLATE = "oscec template 1"
NAME = "oscec_findings"


def without_ours(sheets: list[Sheet]) -> list[Sheet]:
    """The sender's own sheets. Ours say so in their first cell; a name alone would prove nothing.

    What a template says of its version is known to each of them.
    """
    marks = [_mark(sheet) for sheet in sheets]
    own = [sheet for sheet, mark in zip(sheets, marks, strict=True) if mark not in {MARK, TEMPLATE}]
    if TEMPLATE not in marks:
        return own
    version = _version(sheets[marks.index(TEMPLATE)])
    return [replace(sheet, template=version) for sheet in own]


def _mark(sheet: Sheet) -> str | None:
    is_filled = sheet.width and sheet.coded.height and sheet.coded["row"][0] == 1
    return sheet.coded["1"][0] if is_filled else None


def _version(sheet: Sheet) -> str:
    return (sheet.coded["2"][0] if sheet.width > 1 else None) or "none"
