"""Which sources may reach a mart: those whose mapping two people have approved, and every codelist that it uses."""

from collections.abc import Iterable

import polars as pl

from pipelines import catalogue
from pipelines.register import versions
from pipelines.register.versions import Standing
from schemas import finding
from schemas.dimension import BY_NAME
from schemas.layout import FiguresTable
from schemas.source import Source

_FINDING_OF = {"mapping": "mapping-unapproved", "codelist": "codelist-unapproved"}
_SHORT = 12


def lacking(sources: Iterable[Source]) -> dict[str, list[Standing]]:
    """By source: the versions it is made with that are not approved. Sources that lack nothing are not in it."""
    open_ = [each for each in versions.standing("mapping", "codelist") if not each.is_in_force]
    found = {source.source_id: [each for each in open_ if _bears_on(each, source)] for source in sources}
    return {source_id: each for source_id, each in found.items() if each}


def _bears_on(each: Standing, source: Source) -> bool:
    return each.version_of == source.source_id if each.kind == "mapping" else uses(source, each.version_of)


def uses(source: Source, name: str) -> bool:
    """Whether a source is coded with a codelist. One that is no dimension says what figures are: all depend on it."""
    return name in dimensions_of(source) if name in BY_NAME else True


def dimensions_of(source: Source) -> set[str]:
    """The dimensions that the tables of a source are mapped to."""
    found: set[str] = set()
    for table in source.tables:
        if isinstance(table, FiguresTable):
            said = [table.defaults, *(each for labels in table.labels.values() for each in labels.values())]
            found |= {each.dimension for each in said if each.dimension}
            found |= {each.base_filter.partition("=")[0] for each in said if each.base_filter}
        else:
            found |= set(table.targets.values())
    return found


def findings(source: Source, edition: str, *, open_: list[Standing]) -> pl.DataFrame:
    """Why no cell of an edition reaches a mart: each version that is not approved, with who can do what."""
    told = [finding.of_edition(_FINDING_OF[each.kind], detail=_detail(each)) for each in open_]
    return finding.gathered(told, source_id=source.source_id, edition=edition, file="")


def _detail(each: Standing) -> str:
    file = f"{each.version_of}.{'yml' if each.kind == 'mapping' else 'csv'}"
    author = f"proposed by {each.author}" if each.author else "proposed by nobody"
    return f"{file}, version {each.used[:_SHORT]}, {author}: {command(each)}"


def command(each: Standing) -> str:
    """What to type next: propose it, else approve it."""
    act = "approve" if each.author else "propose"
    return f"`oscec audit {act} {each.kind} {each.version_of}`"


def in_words(open_: dict[str, list[Standing]]) -> list[str]:
    """A line a version that is not approved, with the sources it keeps out."""
    by_version: dict[Standing, list[str]] = {}
    for source_id, each in open_.items():
        for version in each:
            by_version.setdefault(version, []).append(source_id)
    return [
        f"No cell of {', '.join(sources)} reaches a mart: the {each.kind} in {_detail(each)}"
        for each, sources in by_version.items()
    ]


def all_lacking() -> dict[str, list[Standing]]:
    """The same of every source there is."""
    return lacking(catalogue.sources())
