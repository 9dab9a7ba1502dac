"""Printed shares and moved counts: what they leave open."""

import random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.systems import RULES
from warehouse.comparability.facts import within
from warehouse.comparability.shares import solutions
from warehouse.disclosure import cell_key
from warehouse.disclosure.attacker import Outsider, Printed
from warehouse.release.shares import rounded, steps


def in_steps(lower: int, upper: int | None, base: int, flag: str = "SUPPRESSED") -> tuple[float, float]:
    """Both shares of a released cell."""
    key = dict.fromkeys(("source_id", "edition", "period", "geo_code", "counting_unit", "dimension"), "x")
    top = base if upper is None else upper
    row = {**key, "lower": lower, "upper": upper, "base": base, "flags": [flag],
           "share_lower": lower / base, "share_upper": top / base}  # fmt: skip
    table = pl.DataFrame([row], schema_overrides={"upper": pl.Int64})
    given = {"mart.record_cell": table, "mart.trend": table.drop("base"), "mart.profile": table.select("flags")}
    made = rounded(given, "SUPPRESSED", RULES)
    [shares] = made["mart.record_cell"].select("share_lower", "share_upper").rows()
    assert made["mart.trend"].select("share_lower", "share_upper").rows() == [shares]
    assert made["mart.trend"].columns == given["mart.trend"].columns
    assert made["mart.profile"].equals(given["mart.profile"])
    return shares


def test_the_share_of_a_protected_count_does_not_name_its_count() -> None:
    assert solutions(46.56, 2, n_max=140).rows() == [(61, 131)]
    assert in_steps(61, 61, 131) == (0.45, 0.5)
    assert in_steps(3055, 3060, 6560) == (0.465, 0.467)
    assert in_steps(61, None, 131) == (0.45, 1.0)
    assert in_steps(1, 2, 4) == (0.0, 1.0)
    assert in_steps(61, 61, 131, flag="BOUNDED") == (61 / 131, 61 / 131)


@given(st.data())
def test_as_many_counts_stay_possible_as_the_rules_ask_for(data: st.DataObject) -> None:
    base = data.draw(st.integers(RULES.frequency_threshold, 20_000))
    lower = data.draw(st.integers(0, base))
    shares = in_steps(lower, lower, base)
    [[units]] = pl.DataFrame({"base": [base]}).select(steps(pl.col("base"), RULES)).rows()
    low, high = -(-round(shares[0] * units) * base // units), round(shares[1] * units) * base // units
    outsider = Outsider([Printed((), {}, (within("share", "part", low, high),))])
    least, most = outsider.interval({"part": 1})

    assert shares[0] <= lower / base <= shares[1]
    assert least is not None
    assert most is not None
    assert least <= lower <= most
    assert lower * units % base == 0 or most - least >= RULES.frequency_threshold - 1


def test_the_table_of_changes_is_fair() -> None:
    """Every count stays the same on average, no more than four away, and never comes out small."""
    told = (
        cell_key.table()
        .group_by("count")
        .agg(
            draws=pl.col("per_million").sum(),
            mean=(pl.col("change") * pl.col("per_million")).sum(),
            variance=(pl.col("change") ** 2 * pl.col("per_million")).sum() / 1_000_000,
            furthest=pl.col("change").abs().max(),
            smallest=(pl.col("count") + pl.col("change")).filter(pl.col("count") + pl.col("change") != 0).min(),
            lowest=(pl.col("count") + pl.col("change")).min(),
        )
    )

    assert sorted(told["count"]) == list(range(1, 8))
    assert set(told["draws"]) == {1_000_000}
    assert set(told["mean"]) == {0}
    assert told["variance"].is_between(2.99, 3.01).all()
    assert told["furthest"].max() == 4
    assert told["smallest"].min() == 3
    assert told["lowest"].min() == 0


def test_the_same_records_give_the_same_number_in_every_table() -> None:
    records = pl.DataFrame({"digest": [f"{at * 2654435761 % 2**32:08x}{'0' * 24}" for at in range(1, 60)]})
    keyed = records.with_columns(key=cell_key.record_key(pl.col("digest")), half=pl.int_range(pl.len()) % 2)
    halves = keyed.group_by("half", maintain_order=True).agg(count=pl.len(), key=pl.col("key").sum())
    shuffled = (
        keyed.sample(fraction=1, shuffle=True, seed=3).group_by("half").agg(count=pl.len(), key=pl.col("key").sum())
    )

    assert cell_key.perturbed(halves).sort("half").rows() == cell_key.perturbed(shuffled).sort("half").rows()


def test_moved_counts_follow_the_table_and_zeros_stay() -> None:
    drawn = random.Random(7)  # noqa: S311  # a seeded draw, not a secret
    counts = [0, 1, 2, 3, 6, 500]
    cells = pl.DataFrame(
        [(count, drawn.randrange(16**8) if count else 0) for count in counts for _ in range(4000)],
        schema={"count": pl.Int64, "key": pl.UInt64},
        orient="row",
    )
    moved = cell_key.perturbed(cells)
    found = moved.group_by("count").agg(mean=pl.col("printed").mean(), values=pl.col("printed").unique())
    of_count = {row["count"]: row for row in found.to_dicts()}

    assert moved["count"].equals(cells["count"])
    assert of_count[0]["values"] == [0]
    assert not {1, 2} & set(moved["printed"])
    assert max(abs(row["mean"] - count) for count, row in of_count.items()) < 0.15
    assert sorted(of_count[500]["values"]) == list(range(496, 505))


def test_cells_without_key_or_with_an_impossible_count_are_refused() -> None:
    for count, key in ((-1, 5), (None, 5), (3, None)):
        cells = pl.DataFrame({"count": [count], "key": [key]}, schema={"count": pl.Int64, "key": pl.UInt64})
        with pytest.raises(ValueError, match="every cell needs"):
            cell_key.perturbed(cells)
