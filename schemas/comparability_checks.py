"""Is the rulebook whole and free of contradictions? Every error is named at once, by fact, rule and column."""

from collections.abc import Iterator
from functools import cache

from schemas import codelist
from schemas.comparability import (
    ANY_VALUE,
    LEVELS,
    UNKNOWN,
    WITHIN,
    FactKind,
    Rule,
    Rulebook,
    chosen,
    read,
)

FOUND = {
    "CODE": ("SAME", "DIFFERENT"),
    "NAME": ("SAME", "DIFFERENT"),
    "NUMBER": ("SAME", "DIFFERENT"),
    "BANDS": ("SAME", "FINER", "CROSSING", UNKNOWN),
    "PERIOD": ("SAME", "NESTED", "OVERLAPPING", "APART", "APART_OTHER_LENGTH", UNKNOWN),
    "POPULATION": ("SAME", "PART_OF", "OVERLAPS", "DISJOINT", UNKNOWN),
}  # what each way of comparing can find, besides the pairs of values that rules name


class RulebookError(ValueError):
    """The facts or rules are incomplete or contradict themselves; the message has a line for each error."""


@cache
def rulebook() -> Rulebook:
    """The rulebook that ships, checked."""
    return checked(read())


def checked(book: Rulebook) -> Rulebook:
    """The same rulebook. Raises RulebookError with everything that is wrong in it."""
    errors = [*_fact_errors(book), *_rule_errors(book)]
    if not errors:
        errors = [*_table_errors(book)]
    if errors:
        raise RulebookError("\n".join(errors))
    return book


def needed(fact: FactKind, *, is_one_source: bool) -> list[str]:
    """Relations that must have a rule, inside one source or between two."""
    if fact.comparison == "POPULATION" and is_one_source:
        return ["SAME"]  # the periods of one source say whether it counts a record twice
    relations = [*FOUND.get(fact.comparison, ())]
    return [*dict.fromkeys((*relations, *fact.unsaid))]


def _fact_errors(book: Rulebook) -> Iterator[str]:
    for fact in book.facts:
        if fact.comparison not in FOUND:
            yield f"fact {fact.fact}: comparison {fact.comparison!r} is none of {', '.join(FOUND)}"
        if fact.codelist and fact.codelist not in codelist.names():
            yield f"fact {fact.fact}: there is no codelist {fact.codelist!r}"
        else:
            values = {*fact.under_18, *fact.under_18.values()}
            if wrong := sorted(value for value in values if not fact.takes(value)):
                yield f"fact {fact.fact}: under_18 names values the fact cannot have: {', '.join(wrong)}"


def _rule_errors(book: Rulebook) -> Iterator[str]:
    facts = {fact.fact: fact for fact in book.facts}
    for rule in book.rules:
        yield from (f"rule {rule.name}: {error}" for error in _column_errors(rule, set(facts)))
        values = {*rule.one, *rule.other} - {ANY_VALUE}
        kind = facts.get(rule.fact)
        if kind and (wrong := sorted(value for value in values if not kind.takes(value))):
            yield f"rule {rule.name}: the fact cannot have these values: {', '.join(wrong)}"


def _column_errors(rule: Rule, facts: set[str]) -> Iterator[str]:
    listed: dict[str, tuple[str, set[str]]] = {
        "fact": (rule.fact, facts),
        "level": (rule.level, set(LEVELS)),
        "within": (rule.within, set(WITHIN)),
        "whose": (rule.whose, {"ONE", "BOTH"}),
        "independent": (rule.independent, {"", "NO", UNKNOWN}),
        "repair": (rule.repair, {"", *codelist.codes("repair")}),
        "repaired": (rule.repaired, set(LEVELS) if rule.repair else {""}),
    }
    for column, (value, allowed) in listed.items():
        if value not in allowed:
            yield f"{column} {value!r} is none of: {', '.join(sorted(allowed)) or 'empty'}"
    yield from (f"{column} is empty" for column in ("text", "citation") if not getattr(rule, column).strip())
    if bool(rule.one) != bool(rule.other):
        yield "one and other are either both filled in or both empty"
    if rule.repaired in LEVELS and rule.level in LEVELS and LEVELS.index(rule.repaired) >= rule.rank:
        yield f"the repair {rule.repair} leaves {rule.repaired}, which is no better than {rule.level}"
    if rule.relation == UNKNOWN and rule.level != UNKNOWN:
        yield f"an undeclared fact gives UNKNOWN, not {rule.level}"


def _table_errors(book: Rulebook) -> Iterator[str]:
    """Missing and contradicting rules, fact by fact, inside one source and between two."""
    for fact in book.facts:
        for is_one_source in (True, False):
            rules = book.of(fact.fact, is_one_source=is_one_source)
            where = "inside one source" if is_one_source else "between two sources"
            names = [rule.relation for rule in rules]
            missing = [name for name in needed(fact, is_one_source=is_one_source) if name not in names]
            if missing:
                yield f"fact {fact.fact}: no rule {where} for {', '.join(missing)}"
                continue
            for error in (*_twice(rules), *_improved(fact, rules)):
                yield f"fact {fact.fact}: {where} {error}"


def _twice(rules: list[Rule]) -> Iterator[str]:
    names = [rule.relation for rule in rules]
    yield from (f"{name} has several rules" for name in sorted({name for name in names if names.count(name) > 1}))
    for at, rule in enumerate(rules):
        for later in rules[at + 1 :]:
            if both := sorted(_pairs(rule) & _pairs(later)):
                yield f"{' against '.join(both[0])} is both {rule.relation} and {later.relation}"


def _pairs(rule: Rule) -> set[tuple[str, str]]:
    named = {(one, other) for one in rule.one for other in rule.other}
    return named | {(other, one) for one, other in named}


def _improved(fact: FactKind, rules: list[Rule]) -> Iterator[str]:
    """Values that are worse with themselves than with another: there a difference would improve the level."""
    if fact.comparison != "CODE":
        return
    for value in fact.values:
        alone = chosen(rules, value, other=value)
        for other in fact.values:
            if chosen(rules, value, other=other).rank < alone.rank:
                yield f"{value} against itself is {alone.level}, against {other} it is better"
