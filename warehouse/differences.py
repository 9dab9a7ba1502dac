"""Where two snapshots differ, row by row and column by column."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse.build import NO_EXTENSIONS
from warehouse.tables import tables

Row = dict[str, Any]
Key = tuple[tuple[str, Any], ...]
_BOTH = (("before", "after"), ("after", "before"))
# numbers that only tell rows apart: a row more or less moves them all, and no figure with them
SURROGATES = {
    "mart.profile": ("profile",),
    "mart.pair": ("profile_a", "profile_b"),
    "core.leaf": ("code_position",),
}


@dataclass(frozen=True)
class Difference:
    """A row of a table that is not the same in both. `before` or `after` is None where it is not there at all."""

    table: str
    key: Row
    before: Row | None
    after: Row | None

    @property
    def changed(self) -> dict[str, tuple[Any, Any]]:
        """The columns that differ, each with both values."""
        before, after = self.before or {}, self.after or {}
        both = {name: (before.get(name), after.get(name)) for name in {**before, **after}}
        return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


def differences(before: Path, after: Path, *, names: Iterable[str], but_surrogates: bool) -> list[Difference]:
    """Every row of these tables that is not the same in the snapshots at both paths.

    `but_surrogates`: numbers that only tell rows apart need not be the same.
    """
    with duckdb.connect(config=NO_EXTENSIONS) as connection:
        for name, path in (("before", before), ("after", after)):
            connection.execute(f"ATTACH '{path}' AS {name} (READ_ONLY)")
        connection.execute("USE before")
        return [each for table in names for each in _of_table(connection, table, but_surrogates=but_surrogates)]


def _of_table(connection: duckdb.DuckDBPyConnection, table: str, *, but_surrogates: bool) -> Iterator[Difference]:
    left_out = SURROGATES.get(table, ()) if but_surrogates else ()
    columns = f"* EXCLUDE ({', '.join(left_out)})" if left_out else "*"
    one, other = (_only(connection, f"{a}.{table}", other=f"{b}.{table}", columns=columns) for a, b in _BOTH)
    grain = _grain(table, left_out)
    waiting: dict[Key, list[Row]] = {}
    for row in other:
        waiting.setdefault(_key(row, grain), []).append(row)
    for row in one:
        key = _key(row, grain)
        yield Difference(table, dict(key), row, waiting[key].pop() if waiting.get(key) else None)
    for key, rows in waiting.items():
        yield from (Difference(table, dict(key), None, row) for row in rows)


def _only(connection: duckdb.DuckDBPyConnection, one: str, *, other: str, columns: str) -> list[Row]:
    """The rows of one table that the other does not hold, or holds less often."""
    query = f"SELECT {columns} FROM {one} EXCEPT ALL SELECT {columns} FROM {other} ORDER BY ALL"  # noqa: S608 - our names
    told = connection.execute(query)
    heads = [str(each[0]) for each in told.description or []]
    return [dict(zip(heads, row, strict=True)) for row in told.fetchall()]


def _grain(table: str, left_out: tuple[str, ...]) -> list[str]:
    """The columns that tell the rows of a table apart; none where the whole row does."""
    told = {each.name: each.grain for each in tables()}.get(table, "none")
    named = [] if told.startswith("none") else told.split(", ")
    return [] if set(named) & set(left_out) else named


def _key(row: Row, grain: list[str]) -> Key:
    return tuple((name, _hashable(row.get(name))) for name in grain or row)


def _hashable(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple((name, _hashable(each)) for name, each in value.items())
    return tuple(map(_hashable, value)) if isinstance(value, list) else value
