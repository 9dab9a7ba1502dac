"""The rules of comparability as rows of data: which facts are compared, and what a relation of two values means.

`comparability_facts.csv` names the facts, `comparability_rules.csv` gives each relation of two values its level, text,
repair and citation (comparability.md 4). Nothing here decides anything: a fact or a rule is added by adding rows.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from schemas import codelist
from schemas.counting import ON_ROWS

UNKNOWN, CHANGING, NOT_NEEDED = "UNKNOWN", "CHANGING", codelist.NOT_APPLICABLE
ANY_VALUE = "*"
LEVELS: tuple[str, ...] = tuple(
    row["code"] for row in sorted(codelist.rows("verdict"), key=lambda row: int(row["rank"]))
)
WITHIN = {"ANY": (True, False), "ONE": (True,), "TWO": (False,)}  # rules for pairs inside one source, of two sources
WORKED_OUT = {"base_filter", "statistic", "series_break"}  # never declared, so never undeclared
BOTH, FIRST, SECOND = 0, 1, 2


@dataclass(frozen=True)
class FactKind:
    """One compared fact. `dimensions`: where it is needed, empty for all; `under_18`: what restricting makes of it."""

    fact: str
    label: str
    topic: str
    comparison: str
    codelist: str
    dimensions: tuple[str, ...]
    declared_in: str
    under_18: dict[str, str]
    definition: str
    source: str

    @property
    def values(self) -> list[str]:
        """Every value of a coded fact, those that say there is none included."""
        codes = codelist.codes(self.codelist) if self.comparison == "CODE" else frozenset[str]()
        return sorted({*codes, *self.unsaid, NOT_NEEDED})

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What stands for a value: undeclared, unless it is worked out; changing, where it is declared for days."""
        is_dated = self.declared_in.startswith("counting.") and self.comparison in {"CODE", "NAME", "NUMBER"}
        may_change = is_dated and self.fact not in ON_ROWS
        return (*([] if self.fact in WORKED_OUT else [UNKNOWN]), *([CHANGING] if may_change else []))

    def takes(self, value: str) -> bool:
        """Whether the fact may have this value."""
        if value in {*self.unsaid, NOT_NEEDED}:
            return True
        if self.comparison == "NUMBER":
            return value.isdigit()
        return self.comparison != "CODE" or value in codelist.codes(self.codelist)


@dataclass(frozen=True)
class Rule:
    """What one relation of two values of a fact means, for pairs `within` one source, of two sources, or any.

    `one`, `other`: values it names, `*` any; empty where the relation is found by comparing. `whose`: ONE where only
    the side that has `one`, or is undeclared, changing, longer or a part, can mend it. `repaired`: the level left.
    """

    fact: str
    relation: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    within: str
    level: str
    whose: str
    text: str
    repair: str
    repaired: str
    independent: str
    citation: str

    @property
    def name(self) -> str:
        """How messages call the rule."""
        return f"{self.fact} {self.relation} ({self.within})"

    @property
    def rank(self) -> int:
        """Place of its level, 0 the best."""
        return LEVELS.index(self.level)

    def names(self, one: str, other: str) -> bool:
        """Whether it names these two values, in this order."""
        return one in self.one and other in self.other

    def side(self, one: str, other: str) -> int:
        """Whose field it is: the side that has what `one` names, else both."""
        wanted = self.one or (self.relation,)
        first, second = one in wanted, other in wanted
        return BOTH if self.whose == "BOTH" or first == second else FIRST if first else SECOND


@dataclass(frozen=True, eq=False)
class Rulebook:
    """Facts and rules in the order of their files. Known by identity, so that what follows from it can be kept."""

    facts: tuple[FactKind, ...]
    rules: tuple[Rule, ...]

    def of(self, fact: str, *, is_one_source: bool) -> list[Rule]:
        """The rules of one fact that hold inside one source, or between two."""
        return [rule for rule in self.rules if rule.fact == fact and is_one_source in WITHIN.get(rule.within, ())]


def chosen(rules: Iterable[Rule], one: str, *, other: str) -> Rule:
    """The rule for two values: of a named pair, else the worst of those for what is unsaid, same, different or `*`.

    Raises LookupError where no rule fits; a checked rulebook always has one.
    """
    every = list(rules)
    named = [rule for rule in every if rule.names(one, other) or rule.names(other, one)]
    fitting = named or [*_of_relation(every, one, other=other), *_against_any(every, one, other=other)]
    if not fitting:
        raise LookupError(f"no rule for {one} against {other}")
    return max(fitting, key=lambda rule: rule.rank)


def _of_relation(rules: list[Rule], one: str, *, other: str) -> list[Rule]:
    relations = _unsaid(one, other) or {"SAME" if one == other else "DIFFERENT"}
    return [rule for rule in rules if rule.relation in relations]


def _against_any(rules: list[Rule], one: str, *, other: str) -> list[Rule]:
    """Rules of one of two different values against `*`; against an unsaid value only where it cannot matter."""
    if one == other:
        return []
    against_any = [rule for rule in rules if rule.other == (ANY_VALUE,) and {one, other} & set(rule.one)]
    return [rule for rule in against_any if not _unsaid(one, other) or _holds_for_itself(rule, rules)]


def _unsaid(one: str, other: str) -> set[str]:
    return {UNKNOWN, CHANGING} & {one, other}


def _holds_for_itself(rule: Rule, rules: list[Rule]) -> bool:
    """Whether the value is as bad against itself, so that it does not matter what the undeclared one is."""
    return any(each.names(value, value) and each.rank >= rule.rank for each in rules for value in rule.one)


@cache
def read() -> Rulebook:
    """The facts and rules that ship, as they stand; `comparability_checks.rulebook` gives them checked."""
    facts = tuple(_fact(row) for row in _rows("comparability_facts.csv"))
    return Rulebook(facts, tuple(_rule(row) for row in _rows("comparability_rules.csv")))


def _rows(name: str) -> list[dict[str, str]]:
    text = files("schemas").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _fact(row: dict[str, str]) -> FactKind:
    plain = ("fact", "label", "topic", "comparison", "codelist", "declared_in", "definition", "source")
    under_18 = dict(each.split("=", 1) for each in _several(row["under_18"]))
    return FactKind(**{name: row[name] for name in plain}, dimensions=_several(row["dimensions"]), under_18=under_18)


def _rule(row: dict[str, str]) -> Rule:
    plain = {name: text for name, text in row.items() if name not in {"one", "other"}}
    return Rule(one=_several(row["one"]), other=_several(row["other"]), **plain)


def _several(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split("|")))
