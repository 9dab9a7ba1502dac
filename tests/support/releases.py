"""What a reader of a release can work out from its marts alone, apart from how they were made."""

from collections.abc import Iterator

import polars as pl

from warehouse.comparability.bounds import SEPARATOR, cover_frame
from warehouse.comparability.facts import Fact
from warehouse.disclosure.attacker import Outsider, Printed
from warehouse.disclosure.system import Sum

GROUP = ["source_id", "edition", "period", "geo_code", "geographic_role", "counting_unit"]
KEY = ["dimension", "recorded", "relations"]
BY = ["by_dimension", "by_recorded", "by_relations"]


def known_too_well(
    tally: pl.DataFrame, cross_tally: pl.DataFrame, released: dict[str, pl.DataFrame], threshold: int
) -> list[str]:
    """Small counts of the house of which the released marts leave an interval that does not hold 0 to the threshold."""
    found = []
    groups = released["core.tally"].select(GROUP).join(tally, on=GROUP, how="semi").unique().sort(GROUP)
    for group in groups.iter_rows():
        here = [pl.col(name) == value for name, value in zip(GROUP, group, strict=True)]
        single, double = _named(tally.filter(here)), _named(cross_tally.filter(here))
        told = {name: table.filter(here) for name, table in released.items() if set(GROUP) <= set(table.columns)}
        outsider = Outsider([_printed(single, double, told)])
        small = pl.concat([single.select("cell", "records"), double.select("cell", "records")], how="vertical")
        for cell, records in small.filter(pl.col("records").is_between(1, threshold - 1)).sort("cell").rows():
            low, high = outsider.interval({cell: 1})
            if (low is not None and low > 0) or (high is not None and high < threshold):
                found.append(f"{group[0]} {group[1]} {cell}: {records} follows to lie in {low} to {high}")
    return found


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the name of the count; of two dimensions with the names of the counts they are parts of."""
    one = pl.format("{}={}({})", *KEY)
    if "by_dimension" not in rows.columns:
        return rows.with_columns(cell=one)
    both = rows.filter(pl.col("dimension") == "motivation", pl.col("by_dimension").is_not_null())
    every = (
        _crossed(both, KEY)
        .join(_crossed(both, BY), on=["by_dimension"])
        .join(both.select(*KEY, *BY, "records"), on=[*KEY, *BY], how="left", nulls_equal=True)
    )
    other = pl.format("{}={}({})", *BY)
    named = every.with_columns(pl.col("records").fill_null(0), row=one, column=other)
    return named.with_columns(cell=pl.format("{}|{}", "row", "column"))


def _crossed(rows: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """What was recorded of one dimension of each table: every pair may occur."""
    return rows.select("by_dimension", *(name for name in columns if name != "by_dimension")).unique().sort(pl.all())


def _printed(single: pl.DataFrame, double: pl.DataFrame, told: dict[str, pl.DataFrame]) -> Printed:
    """The numbers of one group, in no way but as the marts print them."""
    sums = [
        Sum(str(margin), tuple(parts["cell"]))
        for name in ("row", "column")
        for (margin, _), parts in double.group_by(name, pl.lit(name) + pl.col("by_dimension"), maintain_order=True)
    ]
    facts = [*_of_cells(single, told["mart.record_cell"]), *_of_pairs(double, told["mart.motivation_by"])]
    return Printed(tuple(sums), {}, (*facts, *_of_counts(single, told["core.tally"])))


def _of_cells(single: pl.DataFrame, cells: pl.DataFrame) -> Iterator[Fact]:
    for (dimension,), rows in single.group_by("dimension", maintain_order=True):
        printed = cells.filter(pl.col("dimension") == dimension)
        cover = _cover(str(dimension), rows, printed["code"].to_list()).join(rows.select(*KEY, "cell"), on=KEY)
        for code, lower, upper, base in printed.select("code", "lower", "upper", "base").rows():
            its = cover.filter(pl.col("target") == code)
            yield Fact(code, dict.fromkeys(rows["cell"], 1), base, base)
            yield from _ends(code, its.filter("is_inside")["cell"], its.filter("meets")["cell"], (lower, upper))


def _of_pairs(double: pl.DataFrame, cells: pl.DataFrame) -> Iterator[Fact]:
    for (by,), rows in double.group_by("by_dimension", maintain_order=True):
        printed = cells.filter(pl.col("by_dimension") == by)
        first = _cover("motivation", rows.select(KEY), printed["code"].to_list())
        keys = {f"by_{name}": name for name in KEY[1:]}
        second = _cover(
            str(by),
            rows.select(dimension="by_dimension", **{v: k for k, v in keys.items()}),
            printed["by_code"].to_list(),
        )
        names = {name: f"by_{name}" for name in ("target", "recorded", "relations", "is_inside", "meets")}
        pairs = rows.join(first, on=KEY).join(
            second.select(names.keys()).rename(names), on=["by_recorded", "by_relations"]
        )
        both = pairs.with_columns(pl.col(name) & pl.col(f"by_{name}") for name in ("is_inside", "meets"))
        by_target = both.partition_by("target", "by_target", as_dict=True)
        for code, by_code, lower, upper in printed.select("code", "by_code", "lower", "upper").rows():
            its = by_target[code, by_code]
            yield from _ends(
                f"{code} {by_code}", its.filter("is_inside")["cell"], its.filter("meets")["cell"], (lower, upper)
            )


def _cover(dimension: str, rows: pl.DataFrame, targets: list[str]) -> pl.DataFrame:
    combinations = [(codes.split(SEPARATOR), links.split(SEPARATOR)) for codes, links in rows.select(KEY[1:]).rows()]
    return cover_frame(dimension, combinations, targets=targets)


def _ends(name: str, inside: pl.Series, meeting: pl.Series, ends: tuple[int, int | None]) -> Iterator[Fact]:
    """What is sure makes at least what is printed as the least, and what is possible at most the most."""
    if len(inside):
        yield Fact(name, dict.fromkeys(inside, 1), ends[0], None)
    if len(meeting) and ends[1] is not None:
        yield Fact(name, dict.fromkeys(meeting, 1), None, ends[1])


def _of_counts(single: pl.DataFrame, tally: pl.DataFrame) -> Iterator[Fact]:
    """Counts shown as they were recorded."""
    for cell, records in _named(tally).select("cell", "records").rows():
        if cell in set(single["cell"]):
            yield Fact(cell, {cell: 1}, records, records)
