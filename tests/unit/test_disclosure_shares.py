"""Printed shares and moved counts: what they leave open."""

import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.disclosure import RULES
from warehouse.comparability.facts import rounded, within
from warehouse.comparability.shares import solutions
from warehouse.disclosure import cell_key
from warehouse.disclosure.attacker import Outsider, Printed
from warehouse.disclosure.shares import decimals_to_print, printed


def test_the_share_that_names_its_count_and_base_loses_decimals() -> None:
    rules = RULES.model_copy(update={"share_decimals": 2})

    assert solutions(46.56, 2, n_max=140).rows() == [(61, 131)]
    assert decimals_to_print(61, 131, known=(1, 140), rules=rules) == 1
    assert decimals_to_print(61, 131, known=(131, 131), rules=rules) is None
    assert decimals_to_print(9_000, 20_000, known=(20_000, 20_000), rules=rules) == 1
    with pytest.raises(ValueError, match="at least one record"):
        printed(0, 0, 1)


def test_the_share_of_a_small_count_is_not_printed_where_it_would_tell_that_it_is_small() -> None:
    assert decimals_to_print(3, 40, known=(30, 50), rules=RULES) is None
    assert decimals_to_print(3, 40, known=(30, 5000), rules=RULES) is not None


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_an_outsider_who_reads_the_share_keeps_a_wide_interval(data: st.DataObject) -> None:
    base = data.draw(st.integers(1, 400))
    count = data.draw(st.integers(0, base))
    known = (data.draw(st.integers(1, base)), data.draw(st.integers(base, 800)))
    decimals = decimals_to_print(count, base, known=known, rules=RULES)
    if decimals is None:
        return
    share = rounded("share", "part", whole="all", share=printed(count, base, decimals), decimals=decimals)
    outsider = Outsider([Printed((), {}, (*share, within("base", "all", *known)))])
    low, high = outsider.interval({"part": 1})

    assert low is not None
    assert high is not None
    assert low <= count <= high
    assert high - low >= RULES.frequency_threshold - 1
    assert high >= RULES.frequency_threshold


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
