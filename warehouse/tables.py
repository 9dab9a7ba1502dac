"""Tables as files: the path is the name, the header documents table and columns, the rest is one SELECT."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from graphlib import TopologicalSorter
from pathlib import Path

from warehouse.headers import parsed
from warehouse.macros import REFERENCE, macros

_ROOT = Path(__file__).parent
_FOLDERS = {"core": "core", "marts": "mart"}
_MADE_FROM = {
    "cover": {"core.tally", "core.cross_tally"},
    "recorded": {"core.tally", "core.cross_tally"},
    "frontier": {"core.code_in_use"},
    "leaf": {"core.tally", "core.figure_cell"},
    "span": {"mart.cell", "core.break"},
    "pair": {"core.fact", "core.break", "mart.profile"},
}  # inputs worked out while the tables are made, and what from
_INPUT = re.compile(r"\bFROM\s+input\.(\w+)", re.IGNORECASE)
_CALL = re.compile(r"\bFROM\s+(\w+)\(", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """One table: `core.<stem>` or `mart.<stem>`, its description and grain, each column's meaning, and its SELECT."""

    name: str
    description: str
    grain: str
    columns: dict[str, str]
    select: str

    @cached_property
    def references(self) -> set[str]:
        """Tables this one reads, itself or through a macro, or whose content its inputs are worked out from."""
        worked_out = {table for name in self.inputs for table in _MADE_FROM.get(name, ())}
        called = {name for macro in macros() if macro.name in _CALL.findall(self.select) for name in macro.references}
        return (set(REFERENCE.findall(self.select)) | worked_out | called) - {self.name}

    @cached_property
    def inputs(self) -> set[str]:
        """Inputs this table reads, without their schema."""
        return set(_INPUT.findall(self.select))


@cache
def tables() -> tuple[Table, ...]:
    """Every table of the warehouse, by path."""
    return tuple(
        parse(path.read_text(encoding="utf-8"), f"{schema}.{path.stem}")
        for folder, schema in _FOLDERS.items()
        for path in sorted((_ROOT / folder).glob("*.sql"))
    )


def checks() -> dict[str, str]:
    """Every check over the whole warehouse: finding id to a SELECT whose rows are findings."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((_ROOT / "tests").glob("*.sql"))}


def parse(text: str, name: str) -> Table:
    """Header and SELECT of one file. Raises ValueError where the header is not as agreed.

    A table `Like` another one has its columns and its SELECT, over the input of its own name.
    """
    header = parsed(text)
    if header.title != name or set(header.told) - {"Like"} != {"Description", "Grain"}:
        raise ValueError(f"{name}: the header needs its name, a description and a grain")
    if "Like" in header.told:
        return _alike(_read(header.told["Like"]), name, told=header.told)
    return Table(name, header.told["Description"], header.told["Grain"], header.meanings, header.statement)


def _read(name: str) -> Table:
    folder = {schema: folder for folder, schema in _FOLDERS.items()}[name.partition(".")[0]]
    return parse((_ROOT / folder / f"{name.partition('.')[2]}.sql").read_text(encoding="utf-8"), name)


def _alike(other: Table, name: str, *, told: dict[str, str]) -> Table:
    theirs, ours = (each.partition(".")[2] for each in (other.name, name))
    select = re.sub(rf"\binput\.{theirs}\b", f"input.{ours}", other.select)
    return Table(name, told["Description"], told["Grain"], other.columns, select)


def in_order(every: Iterable[Table]) -> list[Table]:
    """The tables, each after those it reads. Raises graphlib.CycleError, or KeyError for an unknown one."""
    by_name = {table.name: table for table in every}
    order = TopologicalSorter({table.name: table.references for table in by_name.values()}).static_order()
    return [by_name[name] for name in order]
