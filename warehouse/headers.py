"""Files of SQL as they document themselves: a header of comments, then one statement.

The first line is the title (a name, or a call), `Key: text` lines describe, and `name | meaning` lines tell of columns
and parameters. Comments inside the statement are for its readers only and are left out.
"""

import re
from dataclasses import dataclass

_MARK = "-- "
_KEYED = re.compile(r"([A-Z]\w*): (.+)")
_NAMED = re.compile(r"(\w+) \| (.+)")


@dataclass(frozen=True)
class Header:
    """Title, descriptions by key, meanings by name, and the statement below them."""

    title: str
    told: dict[str, str]
    meanings: dict[str, str]
    statement: str


def parsed(text: str) -> Header:
    """Header and statement of one file; whether the header says enough is asked by who reads it."""
    lines = text.splitlines()
    end = next((at for at, line in enumerate(lines) if not line.startswith("--")), len(lines))
    title, *said = [line.removeprefix(_MARK) for line in lines[:end]] or [""]
    statement = "\n".join(line for line in lines[end:] if not line.lstrip().startswith("--")).strip()
    return Header(title, _matched(_KEYED, said), _matched(_NAMED, said), statement)


def _matched(pattern: re.Pattern[str], lines: list[str]) -> dict[str, str]:
    found = (pattern.fullmatch(line) for line in lines)
    return {each[1]: each[2] for each in found if each}
