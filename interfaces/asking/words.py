"""What stops a question, in words: one message for each kind, none with a path of this machine."""

import re

import duckdb

_READS = "A question reads the tables of one release, and nothing else"
REFUSALS = {
    "nothing": 'There is no statement in this text. Try: oscec query "FROM mart.coverage"',
    "several": "Ask one statement at a time.",
    "kind": f"{_READS}: ask with SELECT, FROM, WITH, VALUES, PIVOT, DESCRIBE, SUMMARIZE, SHOW or EXPLAIN.",
    "outside": f"{_READS}: no files, no network, no extensions, no settings.",
    "memory": "The question was stopped: it needs more memory than it may have. Ask for fewer rows, columns or texts.",
    "large": "The question was stopped: its answer is larger than it may be. Ask for fewer rows, columns or texts.",
    "deep": "The question was stopped: it is nested deeper than can be read.",
    "text": "The question is no text that can be read: it holds a NUL or what is no sign in UTF-8.",
    "unsound": "The answer cannot be shown: it holds values that are larger than their type.",
    "file": "This is no warehouse that can be read: it is damaged, or of another program.",
}
_LONGEST = 2_000
_PATH = re.compile(r"(?<![\w/.)\]])(?:\w+://|~?/|[A-Za-z]:\\)[^\s'\"();,]+")
_ADVICE = re.compile(r"\s*Please try installing and loading.*", re.DOTALL)
_OUTSIDE = (
    duckdb.PermissionException,
    duckdb.IOException,
    duckdb.HTTPException,
)
_LOCKED = "configuration has been locked"


class RefusedError(Exception):
    """A question that is not answered, by the name of its message in REFUSALS."""


def said(error: Exception) -> str:
    """The message for whoever asked."""
    if isinstance(error, RefusedError):
        return REFUSALS[str(error)]
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return REFUSALS["memory"]
    if isinstance(error, _OUTSIDE) or _LOCKED in str(error):
        return REFUSALS["outside"]
    if isinstance(error, RecursionError):
        return REFUSALS["deep"]
    if isinstance(error, duckdb.Error):
        return without_paths(str(error))
    return f"The question cannot be answered ({type(error).__name__})."


def without_paths(text: str) -> str:
    """A message of DuckDB without anything that looks like a path, without advice to install things, and short.

    >>> without_paths('Table "/srv/x.csv" does not exist, nor release://y, but 1/2 and a.b do')
    'Table "[path]" does not exist, nor [path], but 1/2 and a.b do'
    """
    told = _PATH.sub("[path]", _ADVICE.sub("", text))
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]} …"
