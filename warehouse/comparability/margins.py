"""Published tables that are tied together: by group, by part and whole, by one base (comparability.md 2).

Counts of one base are named `dimension=code`, those of a group `dimension=code|grouping=group`, all records `all`, and
records of no published group `dimension=code|grouping=` with nothing behind it.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

import polars as pl

from schemas.codelist import missing_codes
from warehouse.comparability.facts import Fact, adds_up, at_most, fits_into, rounded, within
from warehouse.comparability.partition import are_apart
from warehouse.comparability.propagate import Bounds
from warehouse.comparability.tables import SERIES
from warehouse.comparability.tighten import ContradictionError, tighten

BASE = [*SERIES, "unit_family", "total_from", "total_to"]
WHOLE = "all"
_BASE = "the base"
_LARGEST = 300
_MOST_OPEN = 60
_LABELLED = " as "
_SIGNS = str.maketrans("|=", "//")
_CLAIMS = {"SINGLE", "CLAIMED_SINGLE"}
_CROSSED: dict[str, pl.DataType] = {
    "dimension": pl.String(),
    "code": pl.String(),
    "by": pl.String(),
    "by_code": pl.String(),
    "lower": pl.Int64(),
    "upper": pl.Int64(),
    "is_published": pl.Boolean(),
}
Row = dict[str, Any]


def tied(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """The figures of each base some of which are of a part; larger or more open tables keep the bounds of their cells.

    Up to 300 figures of one base, of which up to 60 may be more than one count.
    """
    usable = rows.filter(
        pl.col("printed_lower").is_not_null(), pl.col("total_to").is_not_null(), pl.col("reach") != "WIDENED"
    )
    is_open = pl.col("printed_lower") < pl.col("printed_upper")
    is_part = pl.col("parent").is_not_null() | pl.col("base_filter").is_not_null()
    chosen = usable.filter(
        is_part.any().over(BASE), pl.len().over(BASE) <= _LARGEST, is_open.sum().over(BASE) <= _MOST_OPEN
    )
    return chosen.partition_by(BASE, maintain_order=True) if chosen.height else []


def narrowed(rows: pl.DataFrame) -> pl.DataFrame:
    """`at`, `lower` and `upper` of every figure of tied tables, or `against`: the smallest set of margins at odds."""
    found: list[tuple[int, int | None, int | None, str | None]] = []
    for group in tied(rows):
        figures = group.to_dicts()
        try:
            bounds = tighten(facts_of(figures))
        except ContradictionError as error:
            named = [each for each in figures if place(each) in error.names]
            found += [(each["at"], None, None, "; ".join(error.names)) for each in named]
        else:
            found += [(each["at"], *bounds[name_of(each)], None) for each in figures]
    schema = {"at": pl.UInt32, "lower": pl.Int64, "upper": pl.Int64, "against": pl.String}
    return pl.DataFrame(found, schema=schema, orient="row")


def two_way(rows: pl.DataFrame) -> pl.DataFrame:
    """Every cell of the two-way tables that published shares by group belong to, published or not, with its bounds.

    Tables whose margins are at odds have none: no counts satisfy them.
    Labels that mean something else than their code have no cell: what they say holds for no code alone.
    """
    found = []
    for group in tied(rows):
        figures = group.to_dicts()
        series = [figures[0][name] for name in BASE]
        published = {name_of(each) for each in figures if each["reach"] == "PART"}
        found += [
            (*series, *_parts_of(name), *ends, name in published)
            for name, ends in _bounds(figures).items()
            if "|" in name and _LABELLED not in name
        ]
    schema = {name: rows.schema[name] for name in BASE} | _CROSSED
    return pl.DataFrame(found, schema=schema, orient="row")


def facts_of(figures: list[Row]) -> list[Fact]:
    """All that figures of one base say of their counts: as printed, as parts, as categories that exclude each other."""
    whole = [each for each in figures if each["reach"] != "PART"]
    named = {name_of(each) for each in whole}
    facts = [within(_BASE, WHOLE, figures[0]["total_from"], figures[0]["total_to"])]
    facts += [fact for each in figures for fact in _printed(each, named)]
    facts += [at_most(_BASE, name, whole=WHOLE) for name in sorted(named)]
    facts += list(_nested(whole))
    facts += list(_exclusive(whole))
    facts += list(_crossed(figures, whole))
    return facts


def name_of(figure: Row) -> str:
    """The name of the count a figure prints."""
    cell = f"{figure['dimension']}={_category(figure)}"
    return f"{cell}|{figure['base_filter']}" if figure["reach"] == "PART" else cell


def place(figure: Row) -> str:
    """Where the figure stands, and what it is of."""
    return f"{figure['sheet']}!{figure['cell']} {name_of(figure)}"


def _category(figure: Row) -> str:
    """The code; with its label where the two do not mean the same, as two such labels are two categories."""
    if figure["mapping"] == "EQUAL":
        return str(figure["code"])
    return f"{figure['code']}{_LABELLED}{figure['label'].translate(_SIGNS)}"


def _bounds(figures: list[Row]) -> Bounds:
    try:
        return tighten(facts_of(figures))
    except ContradictionError:
        return {}


def _parts_of(name: str) -> tuple[str, str, str, str | None]:
    cell, _, part = name.partition("|")
    dimension, _, code = cell.partition("=")
    by, _, group = part.partition("=")
    return dimension, code, by, group or None


def _printed(figure: Row, named: set[str]) -> Iterator[Fact]:
    """The interval of the printed number; of a share whose whole is a count itself, also the share."""
    name, where, part = name_of(figure), place(figure), figure["base_filter"]
    yield within(where, name, figure["printed_lower"], figure["printed_upper"])
    if part in named:
        yield at_most(_groups(figure["dimension"], part.partition("=")[0]), name, whole=part)
    if part in named and figure["statistic"] == "SHARE" and figure["base_to"] is None:
        yield from rounded(where, name, whole=part, share=figure["value"], decimals=figure["decimals"])


def _nested(whole: list[Row]) -> Iterator[Fact]:
    for each in whole:
        if each["parent"]:
            wider = f"{each['dimension']}={each['parent']}"
            yield at_most(f"{name_of(each)} is part of {each['parent']}", name_of(each), whole=wider)
            yield at_most(_BASE, wider, whole=WHOLE)


def _exclusive(whole: list[Row]) -> Iterator[Fact]:
    """Categories that are said to exclude each other; a code for a missing value excludes each of the others anyway."""
    for dimension, codes in _categories(whole).items():
        names = [f"{dimension}={code}" for code in codes]
        if _is_exclusive(whole, dimension):
            yield fits_into(_exclusion(dimension), names, whole=WHOLE)
        else:
            missing = [f"{dimension}={code}" for code in codes if code in missing_codes()]
            for one, other in product(missing, names):
                if one != other:
                    yield fits_into(f"{one} excludes {other}", [one, other], whole=WHOLE)


def _crossed(figures: list[Row], whole: list[Row]) -> Iterator[Fact]:
    """Each category by each group of an exclusive grouping, and by the records of no published group."""
    parts = [each["base_filter"].partition("=")[0] for each in figures if each["reach"] == "PART"]
    categories = _categories(whole)
    for by in dict.fromkeys(parts):
        if by in categories and _is_exclusive(whole, by):
            groups = [f"{by}={code}" for code in categories[by]]
            yield adds_up(_exclusion(by), [*groups, f"{by}="], whole=WHOLE)
            crossed = {each["dimension"] for each in figures if str(each["base_filter"]).startswith(f"{by}=")}
            for dimension in sorted(crossed & set(categories)):
                is_exclusive = _is_exclusive(whole, dimension)
                yield from _by_group(
                    dimension, categories[dimension], groups=[*groups, f"{by}="], is_exclusive=is_exclusive
                )


def _by_group(dimension: str, codes: Iterable[str], *, groups: list[str], is_exclusive: bool) -> Iterator[Fact]:
    by = groups[0].partition("=")[0]
    names = [f"{dimension}={code}" for code in codes]
    for name in names:
        yield adds_up(_groups(dimension, by), [f"{name}|{group}" for group in groups], whole=name)
    for group in groups:
        for name in names:
            yield at_most(_groups(dimension, by), f"{name}|{group}", whole=group)
        if is_exclusive:
            yield fits_into(_exclusion(dimension), [f"{name}|{group}" for name in names], whole=group)


def _groups(dimension: str, by: str) -> str:
    return f"{dimension} by {by}: groups are parts of the whole"


def _exclusion(dimension: str) -> str:
    return f"{dimension}: categories exclude each other"


def _categories(whole: list[Row]) -> dict[str, list[str]]:
    """The categories of each dimension that are part of no other."""
    found: dict[str, dict[str, None]] = {}
    for each in whole:
        if _is_category(each):
            found.setdefault(each["dimension"], {})[_category(each)] = None
    return {dimension: list(codes) for dimension, codes in found.items()}


def _is_category(figure: Row) -> bool:
    return figure["reach"] == "ALL" and not figure["parent"] and figure["dimension"] != "total"


def _is_exclusive(whole: list[Row], dimension: str) -> bool:
    """Whether the source says that categories exclude each other, and no two of their codes share a value."""
    asked = [each for each in whole if _is_category(each) and each["dimension"] == dimension]
    codes = {each["code"] for each in asked} - missing_codes()
    return {each["response_type"] for each in asked} <= _CLAIMS and are_apart(dimension, codes)
