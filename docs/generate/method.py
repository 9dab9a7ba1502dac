"""`docs/method.md`: the method for a statistician; every number in it is the code's answer when the page is made."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from docs.generate.analysts import answer

_FOLDER = Path(__file__).parent.parent / "templates"


class CommandFailedError(Exception):
    """A command of the page that did not end well."""


def method(warehouse: duckdb.DuckDBPyConnection) -> str:
    """The page, from the snapshot the connection has open."""
    [(_, _, file)] = warehouse.execute("PRAGMA database_list").fetchall()
    room = Environment(  # noqa: S701 - the result is Markdown, not HTML
        loader=FileSystemLoader(_FOLDER), undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    told = room.get_template("method.md.j2").render(
        ask=lambda caller: answer(warehouse, caller()),
        run=lambda command: ran(command, Path(file).parent.parent),
        number=lambda sql: number(warehouse, sql),
    )
    return f"{told.rstrip()}\n"


def ran(command: str, data: Path) -> str:
    """The command as typed and what it prints, over the state in `data`. Raises CommandFailedError."""
    typed = shlex.split(command)
    program = str(Path(sys.executable).with_name(typed[0]))
    settled = {**os.environ, "OSCEC_DATA": str(data)}
    done = subprocess.run([program, *typed[1:]], capture_output=True, text=True, env=settled, check=False)  # noqa: S603
    if done.returncode:
        raise CommandFailedError(f"{command}: {done.stderr}")
    lines = "\n".join(line.rstrip() for line in done.stdout.splitlines()).strip("\n")
    return f"```\n$ {command}\n\n{lines}\n```"


def number(warehouse: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The one value of a query; a share between 0 and 1 as a percentage with one decimal."""
    [(value,)] = warehouse.execute(sql).fetchall()
    return f"{100 * value:.1f} %" if isinstance(value, float) else f"{value:,}"
