"""Short views of what a reader gives."""

from pipelines.read import Sheet


def texts(sheet: Sheet) -> dict[int, list[str | None]]:
    """Row number to the texts of its cells."""
    return {int(row[0]): list(row[1:]) for row in sheet.cells.iter_rows()}


def facts(sheet: Sheet, kind: str) -> list[tuple[int, int, str]]:
    """Row, column and detail of the facts of one kind."""
    found = sheet.facts.filter(fact=kind).sort("row", "column").select("row", "column", "detail")
    return [(int(row), int(column), str(detail)) for row, column, detail in found.iter_rows()]
