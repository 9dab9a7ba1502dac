"""`oscec audit report`: the report of failures of one delivery, as HTML, workbook, JSON and, with the extra, PDF."""

from pathlib import Path

from interfaces import show
from interfaces.ending import CLEAN, CommandError
from pipelines import catalogue
from pipelines.files import write_whole
from pipelines.report.failures import NoDeliveryError, failures
from pipelines.report.failures_written import NoPdfError, as_html, as_json, as_pdf, as_workbook


def report(source_id: str, edition: str, folder: Path) -> int:
    """Write the report into a folder and name its files."""
    try:
        found = failures(catalogue.source(source_id), edition)
    except NoDeliveryError as error:
        raise CommandError(str(error)) from error
    page = as_html(found)
    files = {"html": page, "xlsx": as_workbook(found), "json": as_json(found)}
    try:
        files["pdf"], lacking = as_pdf(page), ""
    except NoPdfError as error:
        lacking = str(error)
    folder.mkdir(parents=True, exist_ok=True)
    for ending, content in files.items():
        path = folder / f"failures-{source_id}-{edition}.{ending}"
        write_whole(path, content)
        show.say(str(path))
    if lacking:
        show.say(f"No PDF: {lacking}.")
    show.note_model([source_id])
    return CLEAN
