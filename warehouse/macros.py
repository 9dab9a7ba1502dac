"""Questions as table macros stored in the snapshot: `warehouse/macros/<name>.sql`, asked as `FROM name(...)`."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schemas.table import rows

_FOLDER = Path(__file__).parent / "macros"
_SIGNATURE = re.compile(r"-- (\w+)\(([\w, ]*)\)")
REFERENCE = re.compile(r"\b(?:FROM|JOIN)\s+((?:core|mart)\.\w+)", re.IGNORECASE)
_TOLD = re.compile(r"^-- (\w+) \| (.+)$", re.MULTILINE)
_DESCRIPTION = re.compile(r"^-- Description: (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Macro:
    """One question: its name, what it answers, its parameters and columns with their meaning, and the SELECT."""

    name: str
    description: str
    parameters: dict[str, str]
    columns: dict[str, str]
    select: str

    @property
    def signature(self) -> str:
        """The name with its parameters, as one asks it."""
        return f"{self.name}({', '.join(self.parameters)})"

    @property
    def references(self) -> set[str]:
        """Tables it reads: they must be there before it is stored."""
        return set(REFERENCE.findall(self.select))

    @property
    def create(self) -> str:
        """The statement that stores it."""
        return f"CREATE MACRO main.{self.signature} AS TABLE {self.select}"


@cache
def macros() -> tuple[Macro, ...]:
    """Every question, by name."""
    return tuple(parse(path.read_text(encoding="utf-8"), path.stem) for path in sorted(_FOLDER.glob("*.sql")))


def parse(text: str, name: str) -> Macro:
    """Header and SELECT of one file. Raises ValueError where the header is not as agreed."""
    lines = text.splitlines()
    end = next((at for at, line in enumerate(lines) if not line.startswith("--")), len(lines))
    head = "\n".join(lines[:end])
    signature, description = _SIGNATURE.match(head), _DESCRIPTION.search(head)
    told = dict(_TOLD.findall(head))
    asked = signature[2].split(", ") if signature and signature[2] else []
    if not signature or signature[1] != name or not description or list(told)[: len(asked)] != asked:
        raise ValueError(f"{name}: the header needs its call, a description and a line for each parameter")
    parameters = {each: told.pop(each) for each in asked}
    select = "\n".join(lines[end:]).strip().replace("{refused}", _refused())
    return Macro(name, description[1], parameters, told, select)


def _refused() -> str:
    """The rules of `schemas/additivity.csv` as SQL: the place and text of each that refuses the chosen cells."""
    kinds = {"CELL": "chosen", "PAIR": "pair", "TABLE": "one_table"}
    return "\n    UNION ALL\n    ".join(
        f"SELECT {at} AS place, '{rule['text'].replace(chr(39), 2 * chr(39))}' AS text"  # noqa: S608 - our own rules
        f" FROM {kinds[rule['applies']]} WHERE {rule['refuses']}"
        for at, rule in enumerate(rows("additivity"))
    )
