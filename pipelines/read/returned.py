"""What we add to a workbook we hand back: how it is marked, so that it is no content when the file comes again."""

from pipelines.read.cells import Sheet

MARK = "oscec findings 1"
NAME = "oscec_findings"


def without_ours(sheets: list[Sheet]) -> list[Sheet]:
    """The sender's own sheets. Ours says so in its first cell; its name alone would prove nothing."""
    return [sheet for sheet in sheets if not _is_ours(sheet)]


def _is_ours(sheet: Sheet) -> bool:
    if sheet.cells.width == 1 or not sheet.cells.height:
        return False
    return bool(sheet.cells["row"][0] == 1 and sheet.cells["1"][0] == MARK)
