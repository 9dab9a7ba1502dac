"""The warehouse over many records against bare DuckDB aggregates of the same dimensions over the same Parquet."""

import json
import tempfile
import time
from functools import partial
from itertools import pairwise
from pathlib import Path

import duckdb

from bench.measure import Line, in_child, show
from bench.records import inputs_of, write_sources
from schemas.dimension import DIMENSIONS
from warehouse.build import build

_COPIED = "core.incident"


def whole_build(rows: int) -> None:
    """Build every table over `rows` records of 30 sources, and only count the same dimensions of the same records.

    "All marts" is the build without the copy of the records themselves into the snapshot, which is a line of its own.
    """
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        files = write_sources(rows, folder)
        base = in_child("bare GROUP BY", partial(_count, files))
        whole = in_child("whole build", partial(_build, files, folder))
        laps = json.loads((folder / "laps.json").read_text(encoding="utf-8"))
        lines = [
            Line("all marts", whole.seconds - laps[_COPIED], whole.peak_mib),
            Line("copy of the records", laps[_COPIED]),
            whole,
        ]
        show(f"warehouse, {rows:,} records of {len(files)} sources", base, lines=lines)
        _compare(rows, files, folder=folder)


def _build(files: list[Path], folder: Path) -> None:
    starts: list[tuple[str, float]] = []
    build(
        inputs_of(files),
        folder / "warehouse",
        fingerprint="bench",
        progress=lambda name: starts.append((name, time.perf_counter())),
    )
    ends = [*starts, ("", time.perf_counter())]
    laps = {name: following[1] - start for (name, start), following in pairwise(ends)}
    (folder / "laps.json").write_text(json.dumps(laps), encoding="utf-8")


def _count(files: list[Path]) -> None:
    """One GROUP BY a dimension, as an analyst would write it."""
    with duckdb.connect() as connection:
        for dimension in DIMENSIONS:
            records = connection.read_parquet([str(path) for path in files])
            records.aggregate(f"source_id, edition, period, {dimension.name}, count(*)").fetchall()


def _compare(rows: int, files: list[Path], *, folder: Path) -> None:
    [snapshot] = (folder / "warehouse").glob("*.duckdb")
    base = in_child("plain aggregate", partial(_aggregate, files))
    show(
        f"compare, {rows:,} records",
        base,
        lines=[in_child("compare(all sources, victim_age)", partial(_ask, snapshot))],
    )


def _aggregate(files: list[Path]) -> None:
    with duckdb.connect() as connection:
        records = connection.read_parquet([str(path) for path in files])
        records.aggregate("source_id, period, victim_age, count(*)").fetchall()


def _ask(snapshot: Path) -> None:
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        connection.execute("FROM compare(NULL, 'victim_age', NULL)").fetchall()
