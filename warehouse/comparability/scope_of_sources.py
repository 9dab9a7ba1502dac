"""How many records of a source are in scope by each definition, from declared elements and recorded codes together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from schemas.codelist import missing_codes
from schemas.counting import ELEMENTS
from warehouse.comparability.scope import Codes, Judgement, Truth, judged, rules

Recorded = tuple[Codes, int]
_CHILD = "CHILD"
_SILENT = {rule.dimension: ["_U"] for rule in rules() if rule.dimension}


@dataclass(frozen=True)
class Share:
    """Records that one definition judges alike, for the same reasons; `records`: none where there are only figures."""

    judgement: Judgement
    records: int | None


def present(declared: Mapping[str, str]) -> dict[str, Truth]:
    """The elements every record has, from declared facts: those the source's own definition requires in full.

    One it does not require, takes in only partly or does not declare may be there or not.
    """
    return {name: Truth.YES for name in ELEMENTS if declared.get(f"element_{name.lower()}") == "YES"}


def of_records(declared: Mapping[str, str], recorded: Iterable[Recorded]) -> list[Share]:
    """The records of each judgement, by definition and then the most first; `recorded`: codes by dimension, records."""
    elements = present(declared)
    found: Counter[Judgement] = Counter()
    for codes, records in recorded:
        for judgement in judged(elements, {**_SILENT, **dict(_telling(codes, elements))}):
            found[judgement] += records
    order = {definition: at for at, definition in enumerate(dict.fromkeys(each.definition for each in found))}
    ranked = sorted(found.items(), key=lambda each: (order[each[0].definition], -each[1], each[0].deciding))
    return [Share(judgement, records) for judgement, records in ranked]


def of_definition(declared: Mapping[str, str]) -> list[Share]:
    """What follows for every record from the declared elements alone, where no record is at hand."""
    return [Share(share.judgement, None) for share in of_records(declared, [({}, 1)])]


def _telling(codes: Codes, elements: Mapping[str, Truth]) -> Iterator[tuple[str, list[str]]]:
    """The recorded codes; an unknown age says nothing against a definition that requires a child."""
    for dimension in _SILENT:
        said = list(codes.get(dimension, ()))
        if dimension == "victim_age" and _CHILD in elements and set(said) <= missing_codes():
            yield dimension, []
        elif said:
            yield dimension, said
