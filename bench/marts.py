"""The whole warehouse build against a bare DuckDB GROUP BY of the same dimensions over the same Parquet."""

import tempfile
from functools import partial
from pathlib import Path

import duckdb
import polars as pl

from bench.intake import accepted
from bench.measure import in_child, show
from bench.model_countries.countries import COUNTRIES
from bench.model_countries.deliver import make_delivery, write_delivery
from pipelines import catalogue, handover
from schemas.dimension import DIMENSIONS
from warehouse.build import build


def whole_build(rows: int) -> None:
    """Build every table over `rows` records of one source, and only count the same dimensions of the same records."""
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        parquet = folder / "incident.parquet"
        _incidents(rows, folder).write_parquet(parquet)
        base = in_child("bare GROUP BY", partial(_count, parquet))
        lines = [in_child("whole build", partial(_build, parquet, folder / "warehouse"))]
        show(f"warehouse, {rows:,} records", base, lines)


def _build(parquet: Path, folder: Path) -> None:
    build(_inputs(parquet), folder, "bench")


def _incidents(rows: int, folder: Path) -> pl.DataFrame:
    country = COUNTRIES["XA"]
    path = write_delivery(make_delivery(country, country.editions[-1], rows)[0], folder)[0]
    source = catalogue.source(country.source_id)
    return accepted(path.read_bytes(), path.name, source, country.editions[-1].name)


def _inputs(parquet: Path) -> handover.Frames:
    empty = handover.frames()
    edition = pl.LazyFrame(
        {"source_id": ["xa_lka_vorgaenge"], "edition": ["2024"], "state": ["ACCEPTED"], "rows_rejected": [0]}
    ).with_columns(rows_accepted=pl.lit(pl.scan_parquet(parquet).select(pl.len()).collect().item(), pl.Int64))
    editions = pl.concat([empty["edition"].clear(), edition], how="diagonal_relaxed")
    return {**empty, "incident": pl.scan_parquet(parquet), "edition": editions}


def _count(parquet: Path) -> None:
    """One GROUP BY a dimension, as an analyst would write it."""
    with duckdb.connect() as connection:
        for dimension in DIMENSIONS:
            records = connection.read_parquet(str(parquet))
            records.aggregate(f"source_id, edition, period, {dimension.name}, count(*)").fetchall()
