"""Publications about the records of a house: which figures tell of which counts, and what they say of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import polars as pl

from schemas.codelist import ALL as EVERY
from schemas.codelist import codelist
from schemas.counting import OVERLAP, UNKNOWN
from schemas.dimension import BY_NAME
from warehouse.comparability.bounds import SEPARATOR, cover_frame
from warehouse.comparability.figures import bounded
from warehouse.disclosure.elsewhere import Published
from warehouse.disclosure.tallies import ALL, GROUP, Counts
from warehouse.release.house import House

Group = tuple[str, ...]
Ends = frozenset[str]
_LOWER, _UPPER = "lower", "upper"
_BOTH = frozenset({_LOWER, _UPPER})
# what figures say of records, by how records lie to figures
_SAYS: dict[str, Ends] = {"SAME": _BOTH, "PART_OF": frozenset({_UPPER}), "CONTAINS": frozenset({_LOWER})}
_TURNED = {"SAME": "SAME", "PART_OF": "CONTAINS", "CONTAINS": "PART_OF"}
_MAPPED: dict[str, Ends] = {"EQUAL": _BOTH, "NARROWER": frozenset({_LOWER}), "WIDER": frozenset({_UPPER})}
_QUARTER = {"Q1": ("01", "03"), "Q2": ("04", "06"), "Q3": ("07", "09"), "Q4": ("10", "12")}
_TOTAL = ("total", "ALL")


def published(house: House, counted: Counts) -> dict[Group, list[Published]]:
    """What publications say of the counts of each group; figures of an area, unit and period of the group's own."""
    says = _says(house)
    if not says:
        return {}
    figures = house.free_figures().filter(pl.col("source_id").is_in(sorted({other for _, other in says})))
    told = bounded(figures).filter(~pl.col("is_derived"))
    found = {}
    for group, single in counted.single.partition_by(GROUP, as_dict=True).items():
        names = tuple(str(each) for each in group)
        double = counted.double.filter(pl.col(name) == value for name, value in zip(GROUP, names, strict=True))
        found[names] = [*_of_group(names, told, says=says, atoms=_Atoms(single, double))]
    return {group: each for group, each in found.items() if each}


def twins(house: House) -> list[str]:
    """Sources that declare to hold the same records as one before them by name: the same counts are told once.

    Protected apart, they would hide different neighbours of one small count, and tell it together.
    """
    records = house.core["core.source"].filter(pl.col("level") == "INCIDENT")["source_id"].to_list()
    same = (pair for pair, lies in _declared(house).items() if lies == "SAME" and {*pair} <= {*records})
    return sorted({max(pair) for pair in same})


def _declared(house: House) -> dict[tuple[str, str], str]:
    """How the records of two sources lie to each other, as the first one declares it."""
    facts = house.core["core.fact"].filter(pl.col("fact").str.starts_with(OVERLAP)).select("source_id", "fact", "value")
    return {(source, fact.removeprefix(OVERLAP)): value for source, fact, value in facts.rows() if value != UNKNOWN}


def _says(house: House) -> dict[tuple[str, str], Ends]:
    """Sources of records with those of figures about them, and whether figures are too small, too large or neither.

    What one of them declares decides; where both are silent, figures of the same publisher count as the same records.
    """
    sources = house.core["core.source"]
    records, figures = (sources.filter(pl.col("level") == level) for level in ("INCIDENT", "FIGURE"))
    declared = _declared(house)
    publishers = dict(sources.select("source_id", "publisher").rows())
    found = {}
    for one, other in product(records["source_id"].sort(), figures["source_id"].sort()):
        turned = declared.get((other, one))
        lies = declared.get((one, other)) or _TURNED.get(turned or "", turned)
        if lies is None and publishers[one] == publishers[other]:
            lies = "SAME"
        if lies in _SAYS:
            found[one, other] = _SAYS[lies]
    return found


@dataclass(frozen=True)
class _Atoms:
    """The recorded counts of one group, by one dimension and by two."""

    single: pl.DataFrame
    double: pl.DataFrame

    def of(self, dimension: str, code: str) -> tuple[Sequence[str], Sequence[str]] | None:
        """The counts inside a code and those that meet it; the latter none where records may lie elsewhere."""
        if (dimension, code) == _TOTAL or code == EVERY:
            return [ALL], [ALL]
        rows = self.single.filter(pl.col("dimension") == dimension)
        if dimension not in BY_NAME or rows.is_empty() or not codelist(dimension).holds(code):
            return None
        combinations = [tuple(text.split(SEPARATOR) for text in row) for row in rows.select(_RECORDED).rows()]
        cover = cover_frame(dimension, [(codes, links) for codes, links in combinations], targets=[code])
        named = cover.join(rows.select(*_RECORDED, "cell"), on=_RECORDED).sort("cell")
        meets = named.filter("meets")
        is_open = meets["is_unbounded"].any()
        return named.filter("is_inside")["cell"].to_list(), [] if is_open else meets["cell"].to_list()

    def of_both(self, one: tuple[str, str], other: tuple[str, str]) -> tuple[Sequence[str], Sequence[str]] | None:
        """The same of two codes of different dimensions, if a table of both is told."""
        first, second = self.of(*one), self.of(*other)
        table = self.double.filter(pl.col("dimension") == one[0], pl.col("by_dimension") == other[0])
        if first is None or second is None or table.is_empty():
            return None
        inside, meets = (_crossed(table, rows, columns) for rows, columns in zip(first, second, strict=True))
        return inside, meets


_RECORDED = ["recorded", "relations"]


def _crossed(table: pl.DataFrame, rows: Sequence[str], columns: Sequence[str]) -> list[str]:
    told = table.filter(pl.col("row").is_in(rows) | (ALL in rows), pl.col("fine").is_in(columns) | (ALL in columns))
    is_fine = pl.col("fine") != pl.col("column")
    return told.select(pl.when(is_fine).then("recorded_cell").otherwise("cell")).to_series().unique().sort().to_list()


def _of_group(
    group: Group, told: pl.DataFrame, *, says: Mapping[tuple[str, str], Ends], atoms: _Atoms
) -> Iterator[Published]:
    source, _, period, area, role, unit = group
    others = [other for one, other in says if one == source]
    here = told.filter(
        pl.col("source_id").is_in(others), pl.col("period") == _as_published(period), pl.col("geo_code") == area,
        pl.col("geographic_role").is_in([role, "UNKNOWN"]) | (role == "UNKNOWN"), pl.col("counting_unit") == unit,
    )  # fmt: skip
    for row in here.sort("source_id", "edition", "figure_id").iter_rows(named=True):
        ends = says[source, row["source_id"]] & _MAPPED.get(row["mapping"], frozenset())
        yield from _of_figure(row, ends, atoms=atoms)


def _of_figure(row: Mapping[str, str], ends: Ends, *, atoms: _Atoms) -> Iterator[Published]:
    """What one figure says: of its counts, or where they are not told, that its margins are no smaller."""
    name = "/".join([row["source_id"], row["edition"], row["figure_id"]])
    lower, upper = (row[f"printed_{end}"] if end in ends else None for end in (_LOWER, _UPPER))
    code = row["dimension"], row["code"]
    if lower is None and upper is None:
        return
    if not row["base_filter"]:
        if covered := atoms.of(*code):
            yield _published(name, covered, (lower, upper))
        return
    dimension, _, value = row["base_filter"].partition("=")
    other = dimension, value
    if covered := atoms.of_both(code, other) or atoms.of_both(other, code):
        yield _published(name, covered, (lower, upper))
        return
    for margin in (code, other):
        if covered := atoms.of(*margin):
            yield _published(f"{name} {margin[0]}", covered, (lower, None))


def _published(
    name: str, covered: tuple[Sequence[str], Sequence[str]], ends: tuple[str | None, str | None]
) -> Published:
    inside, meeting = covered
    lower, upper = (None if end is None else int(end) for end in ends)
    return Published(name, tuple(inside), tuple(meeting), lower if meeting else None, upper)


def _as_published(period: str) -> str:
    """A period of records as figures have it: quarters and months as their first and last month."""
    if len(period) == len("2024"):
        return period
    year, _, part = period.partition("-")
    first, last = _QUARTER.get(part, (part, part))
    return f"{year}-{first}/{year}-{last}"
