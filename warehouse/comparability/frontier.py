"""The frontier: which sources together allow how many common bands (comparability.md 3).

Ages are cut points: two sources share the cuts that both have. Other dimensions have no order, so their partitions are
joined. Either way what a set of sources has in common is worked out once, with all the sources that leave it as it is.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from operator import and_
from typing import TypeVar

from schemas.codelist import ALL, codelist, missing_codes
from warehouse.comparability.partition import Leaves, Partition, age_bands, closed, components, edges_of, join

AGE = "victim_age"
MOST = 2_000_000
Common = TypeVar("Common", int, Partition)
Edges = Mapping[str, Iterable[Collection[str]]]


@dataclass(frozen=True)
class Choice:
    """Sources to which no other can be added without having fewer common bands than asked for, and those bands."""

    sources: tuple[str, ...]
    partition: Partition


@dataclass(frozen=True)
class Step:
    """Every largest choice of sources with at least this many common bands, those of most sources first."""

    bands: int
    choices: tuple[Choice, ...]


def frontier(dimension: str, codes: Mapping[str, Iterable[str]]) -> list[Step]:
    """The steps for k = 1, 2, … common bands, from the codes each source uses, as long as there is a choice.

    Raises ValueError without a source, for sources that do not record the dimension, and where more than two million
    combinations would have to be tried.
    """
    edges = {source: edges_of(dimension, used) for source, used in codes.items()}
    if not edges:
        raise ValueError(f"{dimension}: no source is given, so there is nothing to compare")
    without = sorted(source for source, each in edges.items() if not each)
    if without:
        raise ValueError(f"{dimension} is not recorded by: {', '.join(without)}")
    return of_ages(edges) if dimension == AGE else of_partitions(edges)


def by_sex(uses: Iterable[tuple[str, str | None, str]]) -> dict[str | None, dict[str, set[str]]]:
    """Codes of each source (source, sex, code), apart for each sex where any source has bands of its own for one.

    A source whose bands do not differ by sex uses them for each sex.
    """
    found: dict[str | None, dict[str, set[str]]] = {}
    for source, sex, code in uses:
        found.setdefault(sex, {}).setdefault(source, set()).add(code)
    together = found.pop(None, {})
    sexes: dict[str | None, dict[str, set[str]]] = {sex: found[sex] for sex in sorted(filter(None, found))}
    return {sex: dict(sorted({**together, **used}.items())) for sex, used in (sexes or {None: {}}).items()}


def of_ages(edges: Edges) -> list[Step]:
    """The steps of sources whose codes are unbroken runs of years."""
    own = {source: components(each) for source, each in closed(edges).items()}
    years = sorted({int(year) for each in own.values() for band in each for year in band})
    cuts = {source: _cuts(partition, years) for source, partition in own.items()}
    return _steps(cuts, and_, bands=lambda mask: mask.bit_count() + 1, partition=lambda mask: _bands(mask, years))


def of_partitions(edges: Edges) -> list[Step]:
    """The steps of sources whose codes are any sets of leaves."""
    own = {source: components(each) for source, each in closed(edges).items()}
    return _steps(own, join, bands=len, partition=lambda partition: partition)


def names(dimension: str, partition: Partition) -> list[str]:
    """Bands by code: an age code, the code for just these leaves, or the leaves in list order joined by a plus."""
    if dimension == AGE:
        return age_bands(partition)
    known = codelist(dimension).leaves_by_code
    silent = missing_codes() | {ALL}
    code_of = {leaves: code for code, leaves in reversed(known.items()) if code not in silent}
    place = {code: at for at, code in enumerate(known)}

    def joined(leaves: Leaves) -> str:
        return " + ".join(sorted(leaves, key=lambda leaf: place[leaf.removesuffix("*")]))

    return sorted(code_of.get(leaves) or joined(leaves) for leaves in partition)


def _steps(
    own: Mapping[str, Common],
    combined: Callable[[Common, Common], Common],
    *,
    bands: Callable[[Common], int],
    partition: Callable[[Common], Partition],
) -> list[Step]:
    sources_of: dict[Common, list[str]] = {}
    for source, common in own.items():
        sources_of.setdefault(common, []).append(source)
    chosen: dict[int, list[Choice]] = {}
    for common in _all_combined(list(sources_of), combined):
        together = {each: combined(common, each) for each in sources_of}
        kept = [source for each, result in together.items() if result == common for source in sources_of[each]]
        fewer = max((bands(result) for result in together.values() if result != common), default=0)
        choice = Choice(tuple(sorted(kept)), partition(common))
        for k in range(fewer + 1, bands(common) + 1):
            chosen.setdefault(k, []).append(choice)
    return [Step(k, _by_size(choices)) for k, choices in sorted(chosen.items())]


def _by_size(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda each: (-len(each.sources), each.sources)))


def _all_combined(distinct: list[Common], combined: Callable[[Common, Common], Common]) -> set[Common]:
    """What any of these have in common, each once."""
    found: set[Common] = set()
    tried = 0
    for one in distinct:
        tried += len(found)
        if tried > MOST:
            raise ValueError(f"more than {MOST:,} combinations of {len(distinct)} kinds of bands: name fewer sources")
        found |= {combined(one, other) for other in found} | {one}
    return found


def _cuts(partition: Partition, years: list[int]) -> int:
    """The years after which the partition is cut, as bits in the order of the years."""
    band_of = {int(year): at for at, band in enumerate(partition) for year in band}
    return sum(1 << at for at, (one, other) in enumerate(pairwise(years)) if band_of[one] != band_of[other])


def _bands(cuts: int, years: list[int]) -> Partition:
    ends = [0, *(at + 1 for at in range(len(years) - 1) if cuts >> at & 1), len(years)]
    return frozenset(frozenset(map(str, years[start:end])) for start, end in pairwise(ends))
