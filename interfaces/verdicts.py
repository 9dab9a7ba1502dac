"""Verdicts as a matrix of who may be compared with whom, and the reasons and repairs below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

import duckdb
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from interfaces.show import clean
from schemas import codelist
from schemas.comparability import LEVELS, UNKNOWN

_STYLES = dict(zip(LEVELS, ("bold green", "green", "cyan", "yellow", "magenta", "bold red"), strict=True))
_ASKED = """
    SELECT
        source_a, period_a, source_b, period_b, verdict, is_under_18_a, is_under_18_b, reasons, repairs, after_repairs
    FROM mart.pair
    WHERE list_contains(?, source_a) AND list_contains(?, source_b) AND dimension = ? AND kind = 'CASES'
        AND (? IS NULL OR period_a = ? AND period_b = ?)
    ORDER BY source_a, source_b, period_a, period_b, profile_a, profile_b
"""


@dataclass(frozen=True)
class Pair:
    """Two groups of cells by name, the verdict on them, why, and what would lift it to which level."""

    one: str
    other: str
    verdict: str
    reasons: tuple[str, ...]
    repairs: tuple[str, ...]
    after: str

    @property
    def rank(self) -> int:
        """Place of the verdict, 0 the best."""
        return LEVELS.index(self.verdict)


def asked(
    connection: duckdb.DuckDBPyConnection, sources: Sequence[str], dimension: str, period: str | None = None
) -> list[Pair]:
    """The pairs of these sources in one dimension, and in one period where it is named."""
    chosen = [*sources]
    rows = connection.execute(_ASKED, [chosen, chosen, dimension, period, period, period]).fetchall()
    return [
        Pair(
            _name(source_a, period_a, is_under_18=is_a and not is_b),
            _name(source_b, period_b, is_under_18=is_b and not is_a),
            verdict, tuple(reasons), tuple(repairs), after,
        )
        for source_a, period_a, source_b, period_b, verdict, is_a, is_b, reasons, repairs, after in rows
    ]  # fmt: skip


def _name(source: str, period: str, *, is_under_18: bool) -> str:
    return f"{source} {period}{' (under 18)' if is_under_18 else ''}"


def matrix(pairs: Sequence[Pair]) -> Table:
    """Everyone against everyone, by letter; of several verdicts on two names the worst."""
    names = _names(pairs)
    worst: dict[frozenset[str], Pair] = {}
    for pair in pairs:
        key = frozenset({pair.one, pair.other})
        worst[key] = max(worst.get(key, pair), pair, key=lambda each: each.rank)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for letter in names.values():
        table.add_column(letter, justify="center", overflow="fold")
    for name, letter in names.items():
        cells = (_cell(worst.get(frozenset({name, each})), is_itself=name == each) for each in names)
        table.add_row(Text(clean(f"{letter}  {name}")), *cells)
    return table


def reasons(pairs: Sequence[Pair]) -> Table:
    """Why each pair is not simply comparable, what would lift it, and how far."""
    names = _names(pairs)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in ("pair", "verdict", "because", "what would lift it", "at best"):
        table.add_column(head, overflow="fold")
    told = dict.fromkeys(pair for pair in pairs if pair.rank)
    for pair in sorted(told, key=lambda each: (names[each.one], names[each.other])):
        table.add_row(
            f"{names[pair.one]}-{names[pair.other]}",
            _level(pair.verdict),
            Text(clean(_because(pair))),
            Text(clean(_in_groups(pair.repairs) or "nothing")),
            _level(pair.after) if pair.after != pair.verdict else Text("the same"),
        )
    return table


def _because(pair: Pair) -> str:
    if pair.verdict == UNKNOWN:
        return f"{len(pair.reasons)} {'fact is' if len(pair.reasons) == 1 else 'facts are'} not declared"
    return "; ".join(text.removesuffix(".") for text in pair.reasons)


def _in_groups(repairs: Sequence[str]) -> str:
    """Repairs of one kind named once: `Declare the fact: this, that`."""
    groups: dict[str, list[str]] = {}
    for repair in repairs:
        kind, _, fact = repair.partition(": ")
        groups.setdefault(kind, []).extend([fact] if fact else [])
    return "; ".join(f"{kind}: {', '.join(facts)}" if facts else kind for kind, facts in groups.items())


def _names(pairs: Sequence[Pair]) -> dict[str, str]:
    """A letter for each name, in order; after Z come AA, AB and so on."""
    every = sorted({name for pair in pairs for name in (pair.one, pair.other)})
    size = len(ascii_uppercase)
    return {
        name: (ascii_uppercase[at // size - 1] if at >= size else "") + ascii_uppercase[at % size]
        for at, name in enumerate(every)
    }


def _cell(pair: Pair | None, *, is_itself: bool) -> Text:
    if pair is None:
        return Text("-" if is_itself else "")
    return _level(pair.verdict)


def _level(verdict: str) -> Text:
    labels = {row["code"]: row["label"] for row in codelist.rows("verdict")}
    return Text(labels[verdict].lower(), style=_STYLES[verdict])
