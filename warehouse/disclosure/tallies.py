"""The counts of records of a warehouse as systems of linked tables, one an area, unit and period of a source.

What was recorded is what every number of the marts is a sum of, so these counts are what is protected: whatever is
worked out anew from the protected ones tells nothing that they do not tell.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import polars as pl

from schemas.codelist import codelist
from schemas.disclosure import Breakdown
from warehouse.disclosure.system import Cell, Printing, Sum, TableSystem

SERIES = ["source_id", "period", "geo_code", "geographic_role", "counting_unit"]
GROUP = ["source_id", "edition", *SERIES[1:]]
ALL = "all"
_RECORDED = "recorded:"
_MARGIN = 10  # a count of one dimension stands in many numbers of the marts, one of two dimensions in few
_FIRST, _SECOND = ["dimension", "recorded", "relations"], ["by_dimension", "by_recorded", "by_relations"]


@dataclass(frozen=True)
class Counts:
    """The chosen counts: `single` by one dimension, `double` by two, each with the name of its `cell`.

    `double` also has the names of the `row` and `column` it counts to; `fine` is the column before it was put in bands.
    """

    single: pl.DataFrame
    double: pl.DataFrame

    def only(self, groups: Iterable[tuple[str, ...]]) -> "Counts":
        """Those of some groups."""
        names = pl.DataFrame([*groups], schema=dict.fromkeys(GROUP, pl.String), orient="row")
        single, double = (
            each.join(names, on=GROUP, how="semi", maintain_order="left") for each in (self.single, self.double)
        )
        return Counts(single, double)


def counts(tally: pl.DataFrame, cross_tally: pl.DataFrame, *, chosen: Sequence[Breakdown]) -> Counts:
    """What the breakdowns choose of `core.tally` and `core.cross_tally`, in their bands.

    A group of which no table of one dimension is told is not told at all.
    """
    least = {each.dimension: each.least_records for each in chosen if not each.by_dimension}
    wanted = pl.col("dimension").replace_strict(least, default=None, return_dtype=pl.Int64)
    single = tally.filter(pl.col("records").sum().over([*GROUP, "dimension"]) >= wanted)
    told = single.select(GROUP).unique()
    tables = [_crossed(cross_tally.join(told, on=GROUP, how="semi"), each) for each in chosen if each.by_dimension]
    double = pl.concat([_crossed(cross_tally.clear(), chosen[0]), *tables])
    return Counts(
        single.with_columns(cell=pl.format("{}={}({})", *_FIRST)),
        double.with_columns(
            cell=pl.format("{}|{}", "row", "column"), recorded_cell=pl.format(_RECORDED + "{}|{}", "row", "fine")
        ),
    )


def _crossed(cross_tally: pl.DataFrame, chosen: Breakdown) -> pl.DataFrame:
    """The table of two dimensions, every code that lies in a band counted there."""
    is_asked = (pl.col("dimension") == chosen.dimension) & pl.col("by_dimension").eq_missing(chosen.by_dimension)
    large = cross_tally.filter(is_asked).filter(pl.col("records").sum().over(GROUP) >= chosen.least_records)
    named = pl.format("{}{}={}({})", "by_dimension", pl.lit(" in bands" if chosen.bands else ""), *_SECOND[1:])
    bands = _bands(chosen, large["by_recorded"].unique().sort().to_list())
    banded = large.with_columns(fine=pl.format("{}={}({})", *_SECOND), by_recorded=pl.col("by_recorded").replace(bands))
    return banded.with_columns(row=pl.format("{}={}({})", *_FIRST), column=named)


def _bands(chosen: Breakdown, recorded: Sequence[str]) -> dict[str, str]:
    if not chosen.by_dimension:
        return {}
    known = codelist(chosen.by_dimension)
    return {
        code: band for code, band in product(recorded, chosen.bands) if known.leaves_of(code) <= known.leaves_of(band)
    }


def systems(counted: Counts, thresholds: Mapping[str, int]) -> Iterator[tuple[tuple[str, ...], TableSystem]]:
    """Every group with its system; `thresholds` of providers by source. The number of all records is not hidden."""
    doubles = counted.double.partition_by(GROUP, as_dict=True)
    for group, single in counted.single.sort(GROUP).partition_by(GROUP, as_dict=True, maintain_order=True).items():
        names = tuple(str(each) for each in group)
        double = doubles.get(group, counted.double.clear())
        yield names, _system(single, double, threshold=thresholds.get(names[0], 0))


def _system(single: pl.DataFrame, double: pl.DataFrame, *, threshold: int) -> TableSystem:
    values: dict[str, int] = {}
    for name in ("column", "cell", "recorded_cell"):  # a column of several tables has its number in its own dimension
        values |= dict(double.group_by(name).agg(pl.col("records").sum()).rows())
    values |= dict(single.select("cell", "records").rows())
    sums = list(_one_way_sums(single))
    values[ALL] = sum(values[part] for part in sums[0].parts)
    sums += _two_way_sums(double)
    named = sorted({name for each in sums for name in (each.total, *each.parts)})
    first = set(single["cell"])
    cells = (
        Cell(each, values.get(each, 0), _printing(each), threshold, weight=_MARGIN if each in first else 1)
        for each in named
    )
    return TableSystem(tuple(cells), tuple(sums))


def _one_way_sums(single: pl.DataFrame) -> Iterator[Sum]:
    for _, parts in single.sort("dimension").group_by("dimension", maintain_order=True):
        yield Sum(ALL, tuple(parts["cell"]))


def _two_way_sums(double: pl.DataFrame) -> Iterator[Sum]:
    """Rows and columns of every table, zeros included, and the bands of columns."""
    of_table = ["dimension", "by_dimension"]
    for _, table in double.sort(of_table).group_by(of_table, maintain_order=True):
        rows, columns = table["row"].unique().sort().to_list(), table["column"].unique().sort().to_list()
        for row in rows:
            yield Sum(row, tuple(f"{row}|{column}" for column in columns))
        for column in columns:
            yield Sum(column, tuple(f"{row}|{column}" for row in rows))
        finer = table.select("column", "fine").unique().sort("column", "fine").group_by("column", maintain_order=True)
        for (column,), fine in finer:
            if fine["fine"].to_list() != [column]:
                yield from _band_sums(str(column), fine["fine"].to_list(), rows=rows)


def _band_sums(band: str, fine: list[str], *, rows: list[str]) -> Iterator[Sum]:
    """A band and each of its counts by rows are sums of what was recorded; that is printed for the column alone."""
    yield Sum(band, tuple(fine))
    for row in rows:
        yield Sum(f"{row}|{band}", tuple(f"{_RECORDED}{row}|{each}" for each in fine))
    for each in fine:
        yield Sum(each, tuple(f"{_RECORDED}{row}|{each}" for row in rows))


def _printing(name: str) -> Printing:
    if name == ALL:
        return "SHOWN"
    return "RECORDED" if name.startswith(_RECORDED) else "MAY_HIDE"
