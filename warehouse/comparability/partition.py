"""The finest common partition: bands in which the counts of several sources are exact (comparability.md 3)."""

from collections.abc import Collection, Iterable, Mapping
from itertools import combinations, pairwise

from schemas.age import code_of
from schemas.codelist import ALL, NOT_APPLICABLE, codelist, missing_codes, names

Leaves = frozenset[str]
Partition = frozenset[Leaves]


def components(edges: Iterable[Collection[str]]) -> Partition:
    """Connected components of leaves, where every edge (the set one code stands for) ties its leaves together."""
    parent: dict[str, str] = {}

    def root(leaf: str) -> str:
        while parent.setdefault(leaf, leaf) != leaf:
            parent[leaf] = leaf = parent[parent[leaf]]
        return leaf

    for edge in edges:
        roots = [root(leaf) for leaf in edge]
        parent.update(dict.fromkeys(roots, roots[0]) if roots else {})
    groups: dict[str, set[str]] = {}
    for leaf in parent:
        groups.setdefault(root(leaf), set()).add(leaf)
    return frozenset(frozenset(group) for group in groups.values())


def edges_of(dimension: str, codes: Iterable[str]) -> list[Leaves]:
    """The leaf sets of the codes in use. Totals and codes for a missing value tie nothing together."""
    known = codelist(dimension)
    return [known.leaves_of(code) for code in sorted(set(codes) - missing_codes() - {ALL, NOT_APPLICABLE})]


def common_partition(dimension: str, sources: Mapping[str, Iterable[str]]) -> Partition:
    """Finest partition on which the counts of all sources are exact, from the codes each source uses.

    What one source does not tell and another does is one category of the first (of ages, each unbroken run of years):
    only what every source tells apart stays apart. A source without any code of the dimension ties nothing together.
    """
    if not sources:
        raise ValueError(f"{dimension}: no source is given, so there is nothing to compare")
    edges = {source: found for source, codes in sources.items() if (found := edges_of(dimension, codes))}
    if not edges:
        raise ValueError(f"{dimension} is recorded by none of: {', '.join(sorted(sources))}")
    return components(edge for each in closed(edges).values() for edge in each)


def closed(edges: Mapping[str, Iterable[Collection[str]]]) -> dict[str, list[Leaves]]:
    """Every source's edges with one more for the leaves that only others use: an unbroken run of years, or the rest."""
    kept = {source: [frozenset(edge) for edge in each] for source, each in edges.items()}
    universe = frozenset().union(*(edge for each in kept.values() for edge in each))
    return {source: [*each, *_runs(universe.difference(*each))] for source, each in kept.items()}


def are_apart(dimension: str, codes: Iterable[str]) -> bool:
    """Whether no two codes can stand for one true value; codes of a dimension without a list are taken to be apart."""
    if dimension not in names():
        return True
    known = codelist(dimension)
    held = [known.leaves_of(code) if known.holds(code) else known.leaves for code in set(codes)]
    return all(one.isdisjoint(other) for one, other in combinations(held, 2))


def age_bands(partition: Partition) -> list[str]:
    """Age codes of the components, youngest first. Raises ValueError for a component with a gap."""
    years = sorted(sorted(int(leaf) for leaf in each) for each in partition)
    broken = [each for each in years if each[-1] - each[0] + 1 != len(each)]
    if broken:
        raise ValueError(f"no unbroken band of ages: {broken[0]}")
    return [code_of(each[0], each[-1]) for each in years]


def join(one: Partition, other: Partition) -> Partition:
    """The finest partition that is coarser than both."""
    return one if one == other else components([*one, *other])


def _runs(leaves: Leaves) -> list[Leaves]:
    """Years as unbroken runs, other leaves as one set, also codes of offences, which are digits after a zero."""
    if not all(leaf.isdigit() and str(int(leaf)) == leaf for leaf in leaves):
        return [leaves]
    years = sorted(map(int, leaves))
    starts = [at for at, year in enumerate(years) if not at or years[at - 1] != year - 1]
    return [frozenset(map(str, years[start:end])) for start, end in pairwise([*starts, len(years)])]
