"""`oscec template`: a workbook for one provider to fill in, with their own columns and codes."""

from pathlib import Path

from interfaces import show
from interfaces.check import latest
from interfaces.ending import CLEAN, CommandError
from pipelines import catalogue
from pipelines.files import write_whole
from pipelines.report.blank import NoTemplateError, blank


def template(source_id: str, edition: str | None, *, out: Path) -> int:
    """Write the template of a source. Raises CommandError where its layout has none, or the file is there already."""
    source = catalogue.source(source_id)
    chosen = edition or latest(source)
    if source.edition_named(chosen) is None:
        raise CommandError(f"{source_id} declares no edition {chosen!r}")
    if out.exists():
        raise CommandError(f"{out}: it is there already; name another file with --out")
    try:
        content = blank(source, chosen, language=source.language)
    except NoTemplateError as error:
        raise CommandError(str(error)) from error
    write_whole(out, content)
    show.say(f"The template of {source_id} {chosen} is {out}.", "bold")
    return CLEAN
