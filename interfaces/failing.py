"""`oscec audit report` and `rates`: failures of one delivery, and rates of all, as HTML, workbook, JSON and PDF."""

from pathlib import Path

from interfaces import show
from interfaces.ending import CLEAN, CommandError
from pipelines import catalogue
from pipelines.files import write_whole
from pipelines.report import rates_across
from pipelines.report.failures import NoDeliveryError, failures
from pipelines.report.failures_written import NoPdfError, as_html, as_json, as_pdf, as_workbook


def report(source_id: str, edition: str, *, folder: Path) -> int:
    """Write the report on a delivery into a folder and name its files."""
    try:
        found = failures(catalogue.source(source_id), edition)
    except NoDeliveryError as error:
        raise CommandError(str(error)) from error
    files = {"html": as_html(found), "xlsx": as_workbook(found), "json": as_json(found)}
    return _written(files, folder / f"failures-{source_id}-{edition}", source_ids=[source_id])


def rates(source_ids: list[str], folder: Path) -> int:
    """Write the failure rates of all providers, or of some, into a folder and name the files."""
    for each in source_ids:
        catalogue.source(each)
    found = rates_across.points(source_ids)
    files = {
        "html": rates_across.as_html(found),
        "xlsx": rates_across.as_workbook(found),
        "json": rates_across.as_json(found),
    }
    return _written(files, folder / "failure-rates", source_ids=[each.source_id for each in found])


def _written(files: dict[str, bytes], stem: Path, *, source_ids: list[str]) -> int:
    """Write the files, and the page as PDF where that can be made here."""
    try:
        files["pdf"], lacking = as_pdf(files["html"]), ""
    except NoPdfError as error:
        lacking = str(error)
    stem.parent.mkdir(parents=True, exist_ok=True)
    for ending, content in files.items():
        path = stem.with_name(f"{stem.name}.{ending}")
        write_whole(path, content)
        show.say(str(path))
    if lacking:
        show.say(f"No PDF: {lacking}.")
    show.note_model(source_ids)
    return CLEAN
