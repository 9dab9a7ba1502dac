"""What earlier releases said, and how cells were revised: from releases that left, and never more than they told."""

from datetime import date
from functools import partial

import polars as pl
import pytest

from pipelines.release import store, vintages
from pipelines.release.build import Around, write
from pipelines.release.content import Former, ReleaseError
from tests.support.released import KEY, Cells, cells, release

_NEXT = {"value": 13.0, "lower": 13, "upper": 13}
_WITHHELD = {"value": None, "lower": None, "upper": None, "obs_status": "Q", "conf_status": "C"}


@pytest.fixture(autouse=True)
def _three_releases() -> None:
    """The first; one with a revision that came as an edition of its own; one that withholds it."""
    earlier: tuple[Former, ...] = ()
    changes: Cells = [{}, {**_NEXT, "edition": "2024-2"}, {**_WITHHELD, "edition": "2024-2"}]
    for number, change in enumerate(changes, start=1):
        given = release(number, cells(change), earlier=earlier)
        made = store.prepare(partial(write, release=given, around=Around(), key=KEY), pl.DataFrame())
        store.publish(made.name, made.sha256)
        earlier = (*earlier, Former(made.name, made.sha256))


@pytest.mark.parametrize(("day", "number"), [(1, 1), (2, 2), (3, 3), (28, 3)])
def test_the_release_that_was_current_on_a_day_answers(day: int, number: int) -> None:
    assert vintages.as_of("public", date(2026, 1, day)).made.number == number


def test_before_the_first_release_there_is_no_answer() -> None:
    with pytest.raises(ReleaseError, match="no public release had left by 2025-12-31"):
        vintages.as_of("public", date(2025, 12, 31))


def test_rows_are_chosen_by_their_values() -> None:
    table = vintages.table(vintages.as_of("public", date(2026, 1, 2)), "cell")

    assert vintages.chosen(table, ["geo_code=XZ", "code=SEXUAL"])["value"].to_list() == [13.0]
    with pytest.raises(ReleaseError, match="cell has no column colour"):
        vintages.chosen(table, ["colour=red"])
    with pytest.raises(ReleaseError, match=r"public-0001 has no table cells; there are: cell, pair"):
        vintages.table(vintages.as_of("public", date(2026, 1, 1)), "cells")


def test_the_triangle_of_a_cell_follows_it_through_editions_and_releases() -> None:
    found = vintages.triangle("public", "cell", where=["geo_code=XZ"])
    rows: Cells = found.select("code", "public-0001", "public-0002", "public-0003").to_dicts()

    assert rows == [
        {"code": "_U", "public-0001": "7.0", "public-0002": "7.0", "public-0003": "7.0"},
        {"code": "FINANCIAL", "public-0001": "withheld", "public-0002": "withheld", "public-0003": "withheld"},
        {"code": "SEXUAL", "public-0001": "12.0", "public-0002": "13.0", "public-0003": "withheld"},
    ]


def test_a_triangle_needs_observations() -> None:
    with pytest.raises(ReleaseError, match="pair holds no observations"):
        vintages.triangle("public", "pair")
    with pytest.raises(ReleaseError, match="no restricted release has left yet"):
        vintages.triangle("restricted", "cell")
