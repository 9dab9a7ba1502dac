"""What a reader of a release can work out from its marts alone, apart from how they were made."""

from collections.abc import Iterator, Sequence
from math import ceil, floor

import polars as pl

from warehouse.comparability.bounds import SEPARATOR, cover_frame
from warehouse.comparability.facts import Fact
from warehouse.disclosure.attacker import Outsider, Printed
from warehouse.disclosure.system import Sum

GROUP = ["source_id", "edition", "period", "geo_code", "geographic_role", "counting_unit"]
KEY = ["dimension", "recorded", "relations"]
BY = ["by_dimension", "by_recorded", "by_relations"]
_DIGITS = 1e-6  # shares have twelve


def known_too_well(
    tally: pl.DataFrame, cross_tally: pl.DataFrame, releases: Sequence[dict[str, pl.DataFrame]], threshold: int
) -> list[str]:
    """Small counts of the house of which what releases tell leaves an interval without 0 or without the threshold."""
    found = []
    every = pl.concat([each["core.tally"].select(GROUP) for each in releases])
    groups = every.join(tally, on=GROUP, how="semi").unique().sort(GROUP)
    for group in groups.iter_rows():
        here = [pl.col(name) == value for name, value in zip(GROUP, group, strict=True)]
        single, double = _named(tally.filter(here)), _named(cross_tally.filter(here))
        told = [
            {name: table.filter(here) for name, table in each.items() if set(GROUP) <= set(table.columns)}
            for each in releases
        ]
        outsider = Outsider([_printed(single, double, each) for each in told])
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
    both = rows.filter(pl.col("by_dimension").is_not_null())
    every = (
        _crossed(both, KEY)
        .join(_crossed(both, BY), on=["dimension", "by_dimension"])
        .join(both.select(*KEY, *BY, "records"), on=[*KEY, *BY], how="left", nulls_equal=True)
    )
    other = pl.format("{}={}({})", *BY)
    named = every.with_columns(pl.col("records").fill_null(0), row=one, column=other)
    return named.with_columns(cell=pl.format("{}|{}", "row", "column"))


def _crossed(rows: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """What was recorded of one dimension of each table: every pair may occur."""
    return rows.select(list(dict.fromkeys(["dimension", "by_dimension", *columns]))).unique().sort(pl.all())


def _printed(single: pl.DataFrame, double: pl.DataFrame, told: dict[str, pl.DataFrame]) -> Printed:
    """The numbers of one group, in no way but as the marts print them."""
    sums = [
        Sum(str(margin), tuple(parts["cell"]))
        for name in ("row", "column")
        for (margin, _, _), parts in double.group_by(name, "dimension", "by_dimension", maintain_order=True)
    ]
    by_motivation = double.filter(pl.col("dimension") == "motivation")
    facts = [
        *_of_cells(single, told["mart.record_cell"]),
        *_of_pairs(by_motivation, told["mart.motivation_by"]),
        *_of_counts(single, told["core.tally"]),
        *_of_crossed(double, told["core.cross_tally"].filter(pl.col("by_dimension").is_not_null())),
    ]
    return Printed(tuple(sums), {}, tuple(facts))


def _of_cells(single: pl.DataFrame, cells: pl.DataFrame) -> Iterator[Fact]:
    for (dimension,), rows in single.group_by("dimension", maintain_order=True):
        printed = cells.filter(pl.col("dimension") == dimension)
        cover = _cover(str(dimension), rows, printed["code"].to_list()).join(rows.select(*KEY, "cell"), on=KEY)
        told = ["code", "lower", "upper", "base", "share_lower", "share_upper"]
        for code, lower, upper, base, least, most in printed.select(told).rows():
            its = cover.filter(pl.col("target") == code)
            inside, meets = its.filter("is_inside")["cell"], its.filter("meets")["cell"]
            yield Fact(code, dict.fromkeys(rows["cell"], 1), base, base)
            yield from _ends(code, inside, meets, (lower, upper))
            yield from _ends(code, inside, meets, (ceil(least * base - _DIGITS), floor(most * base + _DIGITS)))


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


def _of_crossed(double: pl.DataFrame, printed: pl.DataFrame) -> Iterator[Fact]:
    """Counts of two dimensions as they are told, and the rest of a row, of which nothing has an unlisted code."""
    is_row, is_cell = (~pl.col(name).str.contains("ONE_OF") for name in ("relations", "by_relations"))
    shown = double.join(printed.filter(is_row, is_cell), on=[*KEY, *BY], suffix="_told")
    for cell, records in shown.select("cell", "records_told").rows():
        yield Fact(cell, {cell: 1}, records, records)
    for row in printed.filter(is_row, ~is_cell).iter_rows(named=True):
        of_row = double.filter(*(pl.col(name) == row[name] for name in [*KEY, "by_dimension"]))
        left = of_row.filter(~pl.col("cell").is_in(shown["cell"].implode()))
        listed = _listed(row, left)
        if not listed.is_empty() and not _is_in_bands(row):
            yield Fact("the rest", dict.fromkeys(listed["cell"], 1), row["records"], row["records"])


def _listed(pool: dict[str, str], left: pl.DataFrame) -> pl.DataFrame:
    """The counts that have one of the codes of a pool."""
    if left.is_empty():
        return left
    atoms = left.select(dimension="by_dimension", recorded="by_recorded", relations="by_relations").unique()
    meets = _cover(pool["by_dimension"], atoms, pool["by_recorded"].split(SEPARATOR)).filter("meets")
    return left.filter(pl.col("by_recorded").is_in(meets["recorded"].implode()))


def _is_in_bands(pool: dict[str, str]) -> bool:
    """Whether ages of this table are told in bands, of which the pool is the rest; the marts tell those."""
    return (pool["dimension"], pool["by_dimension"]) == ("motivation", "victim_age")
