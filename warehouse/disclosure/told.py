"""What earlier releases told of a series of counts, and what a later one may tell after them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from schemas.disclosure import DisclosureRules
from warehouse.disclosure.blocks import blocks
from warehouse.disclosure.gate import Refusal, Told, refusals
from warehouse.disclosure.history import EARLIER, successive
from warehouse.disclosure.protect import Pattern, protect
from warehouse.disclosure.system import DERIVED, ELSEWHERE, Cell, Printing, Sum, TableSystem

TOLD: dict[str, pl.DataType | type[pl.DataType]] = {
    "series": pl.String,
    "version": pl.Int64,
    "cell": pl.String,
    "value": pl.Int64,
    "printing": pl.String,
    "threshold": pl.Int64,
    "is_shown": pl.Boolean,
    "made_of": pl.List(pl.List(pl.String)),
}


@dataclass(frozen=True)
class Version:
    """The counts of one series as they once stood, and which of them were shown."""

    system: TableSystem
    shown: frozenset[str]

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The others."""
        return frozenset(self.system.values) - self.shown

    def agrees(self, system: TableSystem) -> bool:
        """Whether what both hold is the same."""
        return all(self.system.values.get(cell.name, cell.value) == cell.value for cell in system.cells)

    def after(self, later: "Version") -> "Version":
        """Both together, where they agree: what either has shown is known."""
        mine = (cell for cell in self.system.cells if cell.name not in later.system.at)
        cells = TableSystem((*later.system.cells, *mine), (*later.system.sums, *self.system.sums))
        return Version(cells, self.shown | later.shown)


@dataclass(frozen=True)
class Protected:
    """One series in a release: all its versions with the newest, and the patterns of its independent parts."""

    rules: DisclosureRules
    versions: tuple[Version, ...]
    hidden: frozenset[str]
    patterns: tuple[Pattern, ...]

    def refusals(self) -> Iterator[Refusal]:
        """What an outsider would know too well of all versions together."""
        told = {str(at): Told(each.system, each.shown) for at, each in enumerate(self.versions, start=1)}
        yield from refusals(told, self.rules)


def protected(system: TableSystem, rules: DisclosureRules, *, versions: Sequence[Version] = ()) -> Protected:
    """The series with as little hidden as the rules allow after these versions, oldest first.

    Where nothing changed, what was shown before is known to everyone. Raises UnprotectableError where no pattern is
    left.
    """
    before = list(versions)
    same = before.pop() if before and before[-1].agrees(system) else None
    open_system = _known(system, same) if same else system
    patterns = [protect(block, rules) for block in blocks(_after(before, open_system))]
    hidden = frozenset(name for each in patterns for name in each.hidden if name in system.at)
    printed = frozenset(cell.name for cell in system.cells if cell.printing not in DERIVED)
    now = Version(system, printed - hidden)
    return Protected(rules, (*before, same.after(now) if same else now), hidden, tuple(patterns))


def _known(system: TableSystem, same: Version) -> TableSystem:
    """The system with everything else that was told of it; what was shown before is known to everyone."""
    is_known = {cell.name for cell in same.system.cells if cell.name in same.shown and cell.printing not in ELSEWHERE}
    cells = [replace(cell, printing="SHOWN") if cell.name in is_known else cell for cell in system.cells]
    others = [cell for cell in same.system.cells if cell.name not in system.at]
    lasting = DERIVED | ELSEWHERE
    cells += [cell if cell.printing in lasting else replace(cell, printing=_told(cell, same)) for cell in others]
    return TableSystem(tuple(cells), (*system.sums, *same.system.sums))


def _told(cell: Cell, version: Version) -> Printing:
    return "SHOWN" if cell.name in version.shown else "HIDDEN"


def _after(before: Sequence[Version], system: TableSystem) -> TableSystem:
    """The system after earlier versions with other numbers, and the changes between them."""
    if not before:
        return system
    told, hidden = before[0].system, before[0].hidden
    for each in before[1:]:
        told = successive(told, hidden, later=each.system)
        hidden = each.hidden | {EARLIER + name for name in hidden}
    return successive(told, hidden, later=system)


def frame(series: Mapping[str, Protected]) -> pl.DataFrame:
    """What stays in the house for the next release: every version of every series."""
    rows = [row for name, each in series.items() for row in _rows(name, each.versions)]
    return pl.DataFrame(rows, schema=TOLD, orient="row").sort("series", "version", "cell")


def _rows(name: str, versions: Iterable[Version]) -> Iterator[tuple[object, ...]]:
    for number, version in enumerate(versions, start=1):
        made_of: dict[str, list[list[str]]] = {}
        for each in version.system.sums:
            made_of.setdefault(each.total, []).append(list(each.parts))
        for cell in version.system.cells:
            said = cell.name, cell.value, cell.printing, cell.threshold, cell.name in version.shown
            yield (name, number, *said, made_of.get(cell.name, []))


def read(earlier: Sequence[pl.DataFrame]) -> dict[str, tuple[Version, ...]]:
    """The versions of every series that earlier releases told, oldest first; equal ones are told once."""
    found: dict[str, list[Version]] = {}
    for told in earlier:
        for (series, _), rows in told.group_by("series", "version", maintain_order=True):
            versions = found.setdefault(str(series), [])
            _tell(versions, _version(rows))
    return {series: tuple(versions) for series, versions in found.items()}


def _tell(versions: list[Version], version: Version) -> None:
    """Add what one release told: to the version that it repeats, else as the newest."""
    for at, each in enumerate(versions):
        if each.agrees(version.system):
            versions[at] = each.after(version)
            return
    versions.append(version)


def _version(rows: pl.DataFrame) -> Version:
    cells = tuple(
        Cell(row["cell"], row["value"], row["printing"], row["threshold"]) for row in rows.iter_rows(named=True)
    )
    sums = (Sum(row["cell"], tuple(parts)) for row in rows.iter_rows(named=True) for parts in row["made_of"] or [])
    shown = frozenset(rows.filter("is_shown")["cell"])
    return Version(TableSystem(cells, tuple(sums)), shown)
