"""One small warehouse from invented deliveries, made once; tests change its inputs or ask its tables."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from pipelines import handover
from pipelines.submit import submit
from tests.support.small import LOOKUPS, csv_of, plant, rows_of, source_of
from warehouse.build import fill

Inputs = dict[str, pl.LazyFrame]
RELATIONS: dict[str, Any] = {
    "motive": {
        "narrow": {"code": "SEXUAL", "relation": "NARROWER", "reason": "invented"},
        "inexact": {"code": "FINANCIAL", "relation": "INEXACT", "reason": "invented"},
        "mixed": "MIXED",
    },
    "age": {"14-17": "Y14T17", "not known": "_U"},
}
BANDS = [{"Age": "0-12"}] * 2 + [{"Age": "13-15"}] * 3 + [{"Age": "16-17"}] * 4
MOTIVES = ["sexual"] * 3 + ["money"] * 2 + ["not known", "not found"]
DEMANDS = ["images", "images;cash", "cash", "not known", "meeting", "meeting", "meeting"]


def deliveries(folder: Path) -> None:
    """Two sources: one with bands, relations and a revision, one with other bands, other relations and a refusal."""
    dated = {"Date": "2023-06-01"}
    rows = [{"Motive": motive, "Demand": demand} for motive, demand in zip(MOTIVES, DEMANDS, strict=True)]
    plant(folder)
    for edition, changes in (("2023", [dated | band for band in BANDS]), ("2024", rows[:2]), ("2024-2", rows)):
        submit(csv_of(rows_of(*changes)), "x.csv", source=source_of(), edition=edition)
    other: dict[str, Any] = {"source_id": "xz_other_records", "lookups": LOOKUPS | RELATIONS}
    plant(folder, **other)
    pairs = ("narrow", "14-17"), ("narrow", "14"), ("inexact", "14-17"), ("mixed", "not known"), ("mixed", "17")
    cells = [{"Motive": motive, "Age": age} for motive, age in pairs]
    refused = {"Motive": "mixed", "Gender": "x", "Age": "17"}
    submit(csv_of(rows_of(*cells, refused)), "y.csv", source=source_of(**other), edition="2024")
    submit(b"", "z.csv", source=source_of(**other), edition="2023")


@pytest.fixture(scope="session")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """What the stages hand over of the deliveries."""
    folder = tmp_path_factory.mktemp("warehouse")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OSCEC_DATA", str(folder / "data"))
        patch.setenv("OSCEC_SOURCES", str(folder / "sources"))
        deliveries(folder / "sources")
        return {name: frame.collect().lazy() for name, frame in handover.frames().items()}


@pytest.fixture(scope="session")
def filled(inputs: Inputs) -> Iterator[tuple[duckdb.DuckDBPyConnection, pl.DataFrame]]:
    """A warehouse in memory with every table, and the findings of its checks."""
    with duckdb.connect() as connection:
        found = fill(connection, inputs, progress=lambda _: None)
        yield connection, found


@pytest.fixture(scope="session")
def connection(filled: tuple[duckdb.DuckDBPyConnection, pl.DataFrame]) -> duckdb.DuckDBPyConnection:
    """The warehouse in memory."""
    return filled[0]
