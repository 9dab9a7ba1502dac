"""What a delivery changes against an earlier one."""

import polars as pl

from pipelines.compare import difference
from tests.support.published import published
from tests.support.small import delivered


def counts(former: pl.DataFrame, latter: pl.DataFrame) -> tuple[int, int, int, int]:
    found = difference(former, latter)
    return found.added.len(), found.changed.len(), found.withdrawn.len(), found.unchanged


def test_rows_are_compared_by_key() -> None:
    former = delivered({}, {}, {}).accepted
    latter = delivered({"Number": "C-3"}, {"Number": "C-2", "Demand": "cash"}, {"Number": "C-4"}).accepted

    assert counts(former, latter) == (1, 1, 1, 1)
    assert difference(former, latter).told() == "1 rows added, 1 changed, 1 withdrawn, 1 unchanged"


def test_place_in_the_file_does_not_count() -> None:
    former = delivered({}, {"Age": "17"}).accepted

    assert counts(former, former.reverse().with_columns(pl.col("row") + 7, edition=pl.lit("2"))) == (0, 0, 0, 2)


def test_rows_without_a_key_are_compared_by_content_and_count() -> None:
    rows = delivered({}, {}, {"Age": "17"}).accepted.with_columns(row_key=pl.lit(None, pl.String))

    assert counts(rows, rows) == (0, 0, 0, 3)
    assert counts(rows, rows.tail(2)) == (0, 0, 1, 2)
    assert counts(rows.tail(1), rows) == (2, 0, 0, 1)


def test_figures_are_compared_by_cell() -> None:
    former = published(("Girls", "98", "81.67"), ("Boys", "4", "3.3")).accepted
    latter = published(("Girls", "99", "81.67")).accepted

    assert counts(former, latter) == (0, 1, 2, 1)


def test_first_delivery_adds_everything() -> None:
    rows = delivered({}, {}).accepted

    assert counts(rows.clear(), rows) == (2, 0, 0, 0)
