"""Is an incident in scope? Three-valued logic over the constituent elements, by each definition (comparability.md 7).

The definitions are rows of `schemas/scope.csv`: whether an element is required, and which forms of it. A form is read
from the recorded codes of one dimension: at least one of `needs`, or one not among `leaves_open` for it to be refused;
none of `excludes`. What is not known stays not known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache

from schemas.codelist import codelist, missing_codes
from schemas.counting import ELEMENTS
from schemas.table import rows

Codes = Mapping[str, Sequence[str]]


class Truth(IntEnum):
    """Kleene's three values: `and` is the smaller, `or` the larger of two."""

    NO = 0
    UNKNOWN = 1
    YES = 2


class Scope(StrEnum):
    """Where an incident stands to a definition."""

    IN = "IN"
    OUT = "OUT"
    UNDETERMINED = "UNDETERMINED"


_SCOPE_OF = {Truth.YES: Scope.IN, Truth.NO: Scope.OUT, Truth.UNKNOWN: Scope.UNDETERMINED}


@dataclass(frozen=True)
class Judgement:
    """Scope under one definition; `deciding`: the elements that put it out, or leave it open; none where it is in."""

    definition: str
    scope: Scope
    deciding: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """What one definition asks of one element. `needs`, `leaves_open` and `excludes` are leaves of `dimension`."""

    definition: str
    element: str
    is_required: bool
    dimension: str
    needs: frozenset[str]
    leaves_open: frozenset[str]
    excludes: frozenset[str]
    text: str
    citation: str


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of `schemas/scope.csv`, in order of the elements."""
    found = [
        Rule(
            definition=row["definition"],
            element=row["element"],
            is_required=row["is_required"] == "true",
            dimension=row["dimension"],
            text=row["text"],
            citation=row["citation"],
            **{name: _leaves(row["dimension"], row[name]) for name in ("needs", "leaves_open", "excludes")},
        )
        for row in rows("scope")
    ]
    return tuple(sorted(found, key=lambda rule: ELEMENTS.index(rule.element)))


def definitions() -> tuple[str, ...]:
    """Names of the definitions, in the order of the file."""
    return tuple(dict.fromkeys(row["definition"] for row in rows("scope")))


def judged(elements: Mapping[str, Truth], codes: Codes | None = None) -> list[Judgement]:
    """An incident under every definition.

    `elements`: which constituent elements are present; one that is not given is read from the codes of its dimension,
    and unknown without any. `codes`: what is recorded of the incident, by dimension. Raises ValueError for an element
    or a code that does not exist.
    """
    held = {dimension: list(each) for dimension, each in (codes or {}).items()}
    _check(elements, held)
    return [_judgement(definition, elements, codes=held) for definition in definitions()]


def element_truth(rule: Rule, given: Truth | None, *, codes: Sequence[str]) -> Truth:
    """Whether the element is present in a form the definition takes in."""
    if not codes or not rule.dimension:
        return Truth.UNKNOWN if given is None else given
    needed = _needed(rule, codes) if given is None or rule.needs else given
    return min(needed, _not_excluded(rule, codes), Truth.YES if given is None else given)


def _judgement(definition: str, elements: Mapping[str, Truth], *, codes: Codes) -> Judgement:
    asked = [rule for rule in rules() if rule.definition == definition and rule.is_required]
    found = {rule: element_truth(rule, _given(rule, elements), codes=codes.get(rule.dimension, ())) for rule in asked}
    truth = min(found.values())
    deciding = [rule for rule, value in found.items() if value == truth and truth is not Truth.YES]
    return Judgement(
        definition,
        _SCOPE_OF[truth],
        tuple(rule.element for rule in deciding),
        tuple(f"{rule.text} ({rule.citation})" for rule in deciding),
    )


def _given(rule: Rule, elements: Mapping[str, Truth]) -> Truth | None:
    """Being online is never read from codes alone: what is demanded can only put it in doubt."""
    return elements.get(rule.element, Truth.UNKNOWN if rule.element == "ONLINE" else None)


def _needed(rule: Rule, codes: Iterable[str]) -> Truth:
    """Whether some recorded code is of a form that is needed; without such forms any answer will do."""
    found = []
    for code in codes:
        leaves = _known(rule.dimension, code)
        if not rule.needs:
            found.append(Truth.UNKNOWN if code in missing_codes() else Truth.YES)
        elif leaves <= rule.needs:
            found.append(Truth.YES)
        else:
            found.append(Truth.NO if leaves.isdisjoint(rule.needs | rule.leaves_open) else Truth.UNKNOWN)
    return max(found)


def _not_excluded(rule: Rule, codes: Iterable[str]) -> Truth:
    """Whether no recorded code is of a form that is left out."""
    found = [
        Truth.NO if leaves <= rule.excludes else Truth.YES if leaves.isdisjoint(rule.excludes) else Truth.UNKNOWN
        for leaves in (_known(rule.dimension, code) for code in codes)
    ]
    return min(found)


def _known(dimension: str, code: str) -> frozenset[str]:
    return codelist(dimension).leaves_of(code)


def _leaves(dimension: str, listed: str) -> frozenset[str]:
    return frozenset().union(*(_known(dimension, code) for code in listed.split("|") if code))


def _check(elements: Mapping[str, Truth], codes: Codes) -> None:
    wrong = [name for name in elements if name not in ELEMENTS]
    read = {rule.dimension for rule in rules()}
    wrong += [
        f"{dimension}={code}"
        for dimension, each in codes.items()
        for code in each
        if dimension not in read or not codelist(dimension).holds(code)
    ]
    if wrong:
        raise ValueError(f"neither an element nor a code that a definition reads: {', '.join(wrong)}")
