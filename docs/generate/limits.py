"""`docs/limits.md`: what a delivered file may cost, and how to change it."""

from dataclasses import fields

from docs.generate.markdown import code, page, plain, table
from pipelines.read.limits import PREFIX, WHAT, Limits

_INTRO = """A file that lies at a limit is read, one above it is refused with a finding that names the limit. Each
limit is a setting: the environment replaces a default, for example `OSCEC_LIMIT_COLUMNS=2000 oscec check ...`.
What stands behind them: a file of a few kilobytes can ask for gigabytes. XML may nest elements as deep as its library
allows (256); deeper files are refused too. Time and memory hold for the process that reads one file; small text tables
and small workbooks are read without one, as they cannot grow beyond these limits."""


def limits() -> str:
    """The page."""
    rows = [
        (code(PREFIX + each.name.upper()), f"{each.default:,}", plain(each.metadata[WHAT])) for each in fields(Limits)
    ]
    parts = [_INTRO, table(("Setting", "Default", "At most so many"), rows)]
    return page("Limits of a delivered file", "pipelines/read/limits.py", parts)
