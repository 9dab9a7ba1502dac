"""Questions as table macros stored in the snapshot: `warehouse/macros/<name>.sql`, asked as `FROM name(...)`."""

import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from schemas.table import rows
from warehouse.headers import parsed

_FOLDER = Path(__file__).parent / "macros"
_CALL = re.compile(r"(\w+)\(([\w, ]*)\)")
REFERENCE = re.compile(r"\b(?:FROM|JOIN)\s+((?:core|mart)\.\w+)", re.IGNORECASE)


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

    @cached_property
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
    header = parsed(text)
    call = _CALL.fullmatch(header.title)
    asked = call[2].split(", ") if call and call[2] else []
    if not call or call[1] != name or set(header.told) != {"Description"} or not _begins(header.meanings, asked):
        raise ValueError(f"{name}: the header needs its call, a description and a line for each parameter")
    columns = {each: meaning for each, meaning in header.meanings.items() if each not in asked}
    parameters = {each: header.meanings[each] for each in asked}
    return Macro(
        name, header.told["Description"], parameters, columns, header.statement.replace("{refused}", _refused())
    )


def _begins(meanings: dict[str, str], asked: list[str]) -> bool:
    return list(meanings)[: len(asked)] == asked


def _refused() -> str:
    """The rules of `schemas/additivity.csv` as SQL: the place and text of each that refuses the chosen cells."""
    kinds = {"CELL": "chosen", "PAIR": "pair", "TABLE": "one_table"}
    return "\n    UNION ALL\n    ".join(
        f"SELECT {at} AS place, '{rule['text'].replace(chr(39), 2 * chr(39))}' AS text"  # noqa: S608 - our own rules
        f" FROM {kinds[rule['applies']]} WHERE {rule['refuses']}"
        for at, rule in enumerate(rows("additivity"))
    )
