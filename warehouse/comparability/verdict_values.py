"""How two values of one fact relate: one small table a fact, over the distinct values that occur (comparability.md 4).

A table has two layers, for pairs between two sources and inside one, and in each a rule for every two values. Pairs of
cells only look up; how many there are does not matter here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import product

import polars as pl

from schemas.comparability import BOTH, CHANGING, FIRST, SECOND, UNKNOWN, FactKind, Rule, Rulebook, chosen

LAYERS = (False, True)  # between two sources, inside one
_UNSAID = "UNKNOWN_AND_CHANGING"  # one side undeclared, the other changing: the worse of the two rules
PERIOD = ("period_start", "period_end")


class DeclarationError(ValueError):
    """What sources declare cannot be compared; the message names sources, fields and values."""


class ValueNotListedError(DeclarationError):
    """A profile has a value that its fact cannot have."""


@dataclass(frozen=True)
class Table:
    """The rule of every two values of a fact: `rule[layer * size² + one * size + other]`; `values`: one a profile."""

    fact: FactKind
    values: pl.Series
    size: int
    rule: pl.Series
    side: pl.Series


def table(book: Rulebook, fact: FactKind, *, profiles: pl.DataFrame, overlaps: pl.DataFrame) -> Table:
    """The table of one fact. Raises ValueNotListedError naming source, field, value and codelist."""
    if fact.comparison == "CODE":
        return _coded(book, fact, profiles=profiles)
    columns = list(PERIOD) if fact.comparison == "PERIOD" else [fact.fact]
    distinct = profiles.select(columns).unique(maintain_order=True).with_row_index("number")
    numbers = profiles.select(columns).join(distinct, on=columns, how="left", nulls_equal=True, maintain_order="left")
    crossed = distinct.join(distinct, how="cross", suffix="_other")
    related = crossed.select(*_COMPARISONS[fact.comparison](crossed, fact, overlaps))
    layers = [_layer(book.of(fact.fact, is_one_source=own), book, related=related) for own in LAYERS]
    rule = pl.concat([rules for rules, _ in layers])
    return Table(fact, numbers["number"], distinct.height, rule, pl.concat([sides for _, sides in layers]))


def _layer(rules: list[Rule], book: Rulebook, *, related: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Rule and side of every relation; a relation that cannot occur in this layer takes the first rule."""
    numbers = {rule.relation: book.rules.index(rule) for rule in rules}
    if unsaid := [rule for rule in rules if rule.relation in {UNKNOWN, CHANGING}]:
        numbers[_UNSAID] = book.rules.index(max(unsaid, key=lambda rule: rule.rank))
    found = related["relation"].replace_strict(numbers, default=book.rules.index(rules[0]), return_dtype=pl.UInt32)
    whose = {number: book.rules[number].whose == "ONE" for number in numbers.values()}
    is_one = found.replace_strict(whose, default=False, return_dtype=pl.Boolean)
    return found, related["side"].zip_with(is_one, pl.repeat(BOTH, related.height, dtype=pl.Int32, eager=True))


def _coded(book: Rulebook, fact: FactKind, *, profiles: pl.DataFrame) -> Table:
    kind = pl.Enum(fact.values)
    coded = profiles[fact.fact].cast(kind, strict=False)
    if coded.null_count():
        _refuse(fact, profiles.filter(coded.is_null()))
    rule, side = _code_table(book, fact.fact)
    return Table(fact, coded.to_physical(), len(fact.values), rule, side)


@cache
def _code_table(book: Rulebook, name: str) -> tuple[pl.Series, pl.Series]:
    """Rules of all codes against all codes: it depends on the codelist, not on the data."""
    fact = next(each for each in book.facts if each.fact == name)
    numbers = {id(rule): number for number, rule in enumerate(book.rules)}
    found, sides = [], []
    for own in LAYERS:
        rules = book.of(name, is_one_source=own)
        for one, other in product(fact.values, repeat=2):
            rule = chosen(rules, one, other=other)
            found.append(numbers[id(rule)])
            sides.append(rule.side(one, other))
    return pl.Series(found, dtype=pl.UInt32), pl.Series(sides, dtype=pl.Int32)


def _refuse(fact: FactKind, profiles: pl.DataFrame) -> None:
    found = profiles.select("source_id", fact.fact).unique().sort(pl.all()).rows()
    told = "; ".join(f"{source}: {fact.declared_in} is {value!r}" for source, value in found)
    raise ValueNotListedError(f"{told}. The codelist {fact.codelist} has no such value of {fact.fact}")


Compared = tuple[pl.Expr, pl.Expr]


def _named(_: pl.DataFrame, fact: FactKind, __: pl.DataFrame) -> Compared:
    """Names and numbers are the same or not; a missing one is undeclared."""
    one, other = pl.col(fact.fact).fill_null(UNKNOWN), pl.col(f"{fact.fact}_other").fill_null(UNKNOWN)
    is_unknown, is_changing = ([value == said for value in (one, other)] for said in (UNKNOWN, CHANGING))
    any_unknown, any_changing = pl.any_horizontal(*is_unknown), pl.any_horizontal(*is_changing)
    relation = (
        pl.when(any_unknown & any_changing).then(pl.lit(_UNSAID))
        .when(any_unknown).then(pl.lit(UNKNOWN))
        .when(any_changing).then(pl.lit(CHANGING))
        .when(one == other).then(pl.lit("SAME"))
        .otherwise(pl.lit("DIFFERENT"))
    )  # fmt: skip
    side = pl.when(any_unknown).then(_side(*is_unknown)).otherwise(_side(*is_changing))
    return relation.alias("relation"), side.alias("side")


def _bands(_: pl.DataFrame, fact: FactKind, __: pl.DataFrame) -> Compared:
    """Bands by the ages they begin at, joined by a bar: the same, one finer than the other, or crossing."""
    names = pl.col(fact.fact), pl.col(f"{fact.fact}_other")
    is_unknown = [name.fill_null(UNKNOWN) == UNKNOWN for name in names]
    one, other = (name.str.split("|") for name in names)
    is_finer, is_coarser = (
        left.list.set_difference(right).list.len() == 0 for left, right in ((other, one), (one, other))
    )
    relation = (
        pl.when(pl.any_horizontal(*is_unknown)).then(pl.lit(UNKNOWN))
        .when(is_finer & is_coarser).then(pl.lit("SAME"))
        .when(is_finer | is_coarser).then(pl.lit("FINER"))
        .otherwise(pl.lit("CROSSING"))
    )  # fmt: skip
    side = pl.when(pl.any_horizontal(*is_unknown)).then(_side(*is_unknown)).otherwise(_side(is_finer, is_coarser))
    return relation.alias("relation"), side.alias("side")


def _periods(_: pl.DataFrame, __: FactKind, ___: pl.DataFrame) -> Compared:
    """Periods by their first and last day; a length is counted in months."""
    start, end, start_other, end_other = map(pl.col, (*PERIOD, *(f"{name}_other" for name in PERIOD)))
    is_unknown = (start.is_null() | end.is_null(), start_other.is_null() | end_other.is_null())
    holds, is_held = (start <= start_other) & (end >= end_other), (start >= start_other) & (end <= end_other)
    relation = (
        pl.when(is_unknown[0] | is_unknown[1]).then(pl.lit(UNKNOWN))
        .when(holds & is_held).then(pl.lit("SAME"))
        .when(holds | is_held).then(pl.lit("NESTED"))
        .when((start <= end_other) & (start_other <= end)).then(pl.lit("OVERLAPPING"))
        .when(_months(start, end) == _months(start_other, end_other)).then(pl.lit("APART"))
        .otherwise(pl.lit("APART_OTHER_LENGTH"))
    )  # fmt: skip
    side = pl.when(is_unknown[0] | is_unknown[1]).then(_side(*is_unknown)).otherwise(_side(holds, is_held))
    return relation.alias("relation"), side.alias("side")


def _months(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    return (end.dt.year() - start.dt.year()) * 12 + end.dt.month().cast(pl.Int32) - start.dt.month().cast(pl.Int32)


def _populations(crossed: pl.DataFrame, fact: FactKind, overlaps: pl.DataFrame) -> Compared:
    """Sources by what they declare about each other's records; nothing declared is undeclared."""
    name = fact.fact
    known = crossed.join(
        overlaps, left_on=[name, f"{name}_other"], right_on=["source_id", "other_id"], how="left", maintain_order="left"
    )["overlap"]
    is_same = pl.col(name) == pl.col(f"{name}_other")
    plain = known.replace({"CONTAINS": "PART_OF"}).fill_null(UNKNOWN)
    side = known.replace_strict({"PART_OF": FIRST, "CONTAINS": SECOND}, default=BOTH, return_dtype=pl.Int32)
    return pl.when(is_same).then(pl.lit("SAME")).otherwise(pl.lit(plain)).alias("relation"), pl.lit(side).alias("side")


def _side(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """Which side alone something holds for: both where it holds for both or neither."""
    found = pl.when(one & ~other).then(FIRST).when(other & ~one).then(SECOND).otherwise(BOTH)
    return found.cast(pl.Int32)


_COMPARISONS: dict[str, Callable[[pl.DataFrame, FactKind, pl.DataFrame], Compared]] = {
    "NAME": _named,
    "NUMBER": _named,
    "BANDS": _bands,
    "PERIOD": _periods,
    "POPULATION": _populations,
}
