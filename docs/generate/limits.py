"""`docs/limits.md`: what a delivered file and a question in SQL may cost, and how to change it."""

from dataclasses import Field, fields
from typing import Any

from docs.generate.markdown import code, page, plain, table
from interfaces.asking.limits import QueryLimits
from pipelines.read.limits import Limits
from pipelines.settings import WHAT

_INTRO = """## Limits of a delivered file

A file that lies at a limit is read, one above it is refused with a finding that names the limit. Each
limit is a setting: the environment replaces a default, for example `OSCEC_LIMIT_COLUMNS=2000 oscec check ...`.
What stands behind them: a file of a few kilobytes can ask for gigabytes. XML may nest elements as deep as its library
allows (256); deeper files are refused too. Time and memory hold for the process that reads one file; small text tables
and small workbooks are read without one, as they cannot grow beyond these limits."""

_QUESTIONS = """## Limits of a question in SQL

`oscec query` has every question answered by a process of its own, which is ended when the answer is there or a limit is
reached. What was stopped gives no rows, one message and exit code 2. An answer with more rows than allowed is cut and
says so: below the table, as `is_cut` in JSON, in the last line of CSV."""
_HEADS = ("Setting", "Default", "At most so many")


def limits() -> str:
    """The page."""
    files = table(_HEADS, (_row(Limits.PREFIX, each) for each in fields(Limits)))
    questions = table(_HEADS, (_row(QueryLimits.PREFIX, each) for each in fields(QueryLimits)))
    parts = [_INTRO, files, _QUESTIONS, questions]
    return page("Limits", "pipelines/read/limits.py and interfaces/asking/limits.py", parts=parts)


def _row(prefix: str, limit: Field[Any]) -> tuple[str, str, str]:
    return code(prefix + limit.name.upper()), f"{limit.default:,}", plain(limit.metadata[WHAT])
