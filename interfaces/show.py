"""What reaches the terminal: plain text, tables and JSON. Texts of files are never read as markup or control codes."""

import json
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

MODEL_NOTE = "XA to XZ are model countries: invented data."
_MODEL = re.compile(r"\bX[A-Z]\b|\bx[a-z]_[a-z0-9]")
_STYLES = {"blocks": "bold red", "warns": "yellow", "asks": "cyan", "REFUSED": "bold red"}
_WIDE = 160
_FORMULA = ("=", "+", "-", "@", "%0A", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the last are their full-width forms
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*")


def clean(value: object) -> str:
    """One line of text as a terminal may show it: control, format and unpaired signs become visible as U+FFFD."""
    if value is None:
        return ""
    spaced = re.sub(r"[\t\r\n]+", " ", str(value))
    return "".join("\ufffd" if unicodedata.category(sign) in {"Cc", "Cf", "Cs"} else sign for sign in spaced)


def console(*, to_stderr: bool = False) -> Console:
    """A console without markup; wide where the output goes to a file, so that tables keep their texts."""
    found = Console(stderr=to_stderr, markup=False, highlight=False, emoji=False)
    if not found.is_terminal:
        found.width = _WIDE
    return found


def say(text: str, style: str = "") -> None:
    """Print lines of text to standard output."""
    for line in text.split("\n"):
        console().print(Text(clean(line), style=style), soft_wrap=True)


def complain(text: str) -> None:
    """Print lines of text to standard error."""
    for line in text.split("\n"):
        console(to_stderr=True).print(Text(clean(line)), soft_wrap=True)


def rows(heads: Sequence[str], body: Iterable[Sequence[object]], *, numbers: Sequence[str] = ()) -> None:
    """Print a table; texts wrap and are never cut. `numbers`: heads of columns to align to the right."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        table.add_column(Text(clean(head)), justify="right" if head in numbers else "left", overflow="fold")
    for row in body:
        table.add_row(*(Text(text, style=_STYLES.get(text, "")) for text in map(clean, row)))
    console().print(table)


def names_model(texts: Iterable[str]) -> bool:
    """Whether any text holds the code of a model country or the name of one of its sources."""
    return any(_MODEL.search(text) for text in texts)


def note_model(texts: Iterable[str]) -> None:
    """Print the note that says what model countries are, where any text names one."""
    if names_model(texts):
        say(MODEL_NOTE, "magenta")


def csv_cell(value: object) -> str:
    r"""A value as a spreadsheet may open it: a text that would be taken for a formula gets an apostrophe before it.

    >>> csv_cell("=1+1"), csv_cell("-"), csv_cell(-5), csv_cell("-5.5"), csv_cell("\t=1")
    ("'=1+1", "'-", '-5', '-5.5', "'=1")
    """
    text = clean(value).lstrip()
    is_formula = isinstance(value, str) and text.startswith(_FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else clean(value)


def as_json(told: object) -> None:
    """Print one JSON document, in ASCII: no sign in it can steer a terminal."""
    sys.stdout.write(json.dumps(told, indent=1, default=_plain) + "\n")


def as_json_line(told: object) -> None:
    """Print one JSON object on one line, in ASCII."""
    sys.stdout.write(json.dumps(told, default=_plain) + "\n")


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def program() -> str:
    """How to call us again: by name where the shell finds it, else by the path of this environment."""
    return "oscec" if shutil.which("oscec") else str(Path(sys.argv[0]))
