"""Verdicts on every pair of sources and periods as a matrix people can read, with reasons and repairs below it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from interfaces import show
from schemas.comparability import LEVELS

_SHORT = {
    "COMPARABLE": ("yes", "bold green"), "WITH_NOTE": ("note", "green"), "TREND_ONLY": ("trend", "cyan"),
    "BOUNDS_ONLY": ("bounds", "yellow"), "NOT_COMPARABLE": ("no", "bold red"), "UNKNOWN": ("?", "magenta"),
}  # fmt: skip
_PAIRS = """
    SELECT source_a, period_a, source_b, period_b, dimension, verdict, topics, reasons, repairs, after_repairs,
        [each FOR each IN [condition_a, condition_b] IF each IS NOT NULL] AS conditions
    FROM mart.pair
    WHERE dimension IN ($1, 'total') AND kind = 'CASES'
        AND (list_contains($2, source_a || ' ' || period_a) OR list_contains($3, source_a))
        AND (list_contains($2, source_b || ' ' || period_b) OR list_contains($3, source_b))
        AND NOT (dimension = 'total' AND (is_under_18_a OR is_under_18_b))
    ORDER BY dimension = 'total', source_a, period_a, source_b, period_b, profile_a, profile_b
"""
Place = tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """The verdict on two (source, period); where several groups of their cells differ, the worst."""

    one: Place
    other: Place
    dimension: str
    verdict: str
    topics: Sequence[str]
    reasons: Sequence[str]
    repairs: Sequence[str]
    after_repairs: str | None
    conditions: Sequence[str]

    def told(self) -> dict[str, object]:
        """For machines."""
        return {
            "sources": [self.one[0], self.other[0]], "periods": [self.one[1], self.other[1]],
            "dimension": self.dimension, "verdict": self.verdict, "topics": self.topics, "reasons": self.reasons,
            "repairs": self.repairs, "after_repairs": self.after_repairs, "limited_to": self.conditions,
        }  # fmt: skip


def pairs(
    connection: duckdb.DuckDBPyConnection, dimension: str, *, cells: Iterable[Mapping[str, Any]], silent: Sequence[str]
) -> list[Pair]:
    """The verdict on every two (source, period) of the cells; with a silent source, the one on all their records."""
    named = sorted({f"{cell['source_id']} {cell['period']}" for cell in cells})
    worst: dict[frozenset[Place], Pair] = {}
    for row in connection.execute(_PAIRS, [dimension, named, list(silent)]).fetchall():
        pair = Pair((row[0], row[1]), (row[2], row[3]), *row[4:])
        key = frozenset({pair.one, pair.other})
        if key not in worst or _is_worse(pair, worst[key]):
            worst[key] = pair
    return sorted(worst.values(), key=lambda pair: sorted((pair.one, pair.other)))


def _is_worse(pair: Pair, than: Pair) -> bool:
    """Worse among pairs of one dimension; all records are asked about only where the dimension itself has no pair."""
    return pair.dimension == than.dimension and LEVELS.index(pair.verdict) > LEVELS.index(than.verdict)


def show_matrix(every: Sequence[Pair]) -> None:
    """Print the matrix, what its words mean, and each pair's reasons and repairs."""
    places = sorted({place for pair in every for place in (pair.one, pair.other)})
    if not places:
        show.say("There is only one source and period: nothing to compare it with.")
        return
    show.console().print(_matrix(every, places))
    show.say("; ".join(f"{word}: {level}" for level, (word, _) in _SHORT.items()))
    for pair in every:
        _explain(pair, places)


def _matrix(every: Sequence[Pair], places: Sequence[Place]) -> Table:
    found = {frozenset({pair.one, pair.other}): pair for pair in every}
    numbers = [f"[{at}]" for at in range(1, len(places) + 1)]
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in ("", "source", "period", *numbers):
        table.add_column(Text(head))
    for number, place in zip(numbers, places, strict=True):
        told = (_short(found.get(frozenset({place, other})), is_self=place == other) for other in places)
        table.add_row(Text(number), *map(Text, place), *told)
    return table


def _short(pair: Pair | None, *, is_self: bool) -> Text:
    if pair is None:
        return Text("=" if is_self else "")
    word, style = _SHORT[pair.verdict]
    return Text(word, style=style)


def _explain(pair: Pair, places: Sequence[Place]) -> None:
    one, other = (places.index(place) + 1 for place in (pair.one, pair.other))
    about = [*(["all records"] if pair.dimension == "total" else []), *pair.topics]
    topics = f" ({', '.join(about)})" if about else ""
    show.say(f"[{one}] with [{other}]: {pair.verdict}{topics}", _SHORT[pair.verdict][1])
    for reason in pair.reasons:
        show.say(f"  because: {reason}")
    for repair in pair.repairs:
        show.say(f"  repair:  {repair}")
    if pair.repairs and pair.after_repairs:
        show.say(f"  then:    {pair.after_repairs}")
