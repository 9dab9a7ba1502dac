"""Records of thirty invented sources as Parquet, drawn by the model countries' generator and taken in as deliveries."""

import tempfile
from dataclasses import replace
from pathlib import Path

import polars as pl

from bench.intake import accepted
from bench.model_countries.countries import COUNTRIES
from bench.model_countries.deliver import make_delivery, write_delivery
from pipelines import catalogue, handover
from warehouse.build import Inputs

_FAST = ("XA", "XE", "XF")  # countries whose files are read fast: what is measured is the warehouse, not the reading
_SOURCES_EACH = 10
_REPEATS = 30


def write_sources(rows: int, folder: Path) -> list[Path]:
    """About `rows` records in one file a source.

    Each source is drawn with a seed of its own and taken in once; its records are then repeated under new row numbers
    and keys, which no count tells from fresh ones.
    """
    fresh = max(1, rows // (len(_FAST) * _SOURCES_EACH * _REPEATS))
    return [_write(code, seed, fresh=fresh, folder=folder) for seed in range(_SOURCES_EACH) for code in _FAST]


def _write(code: str, seed: int, *, fresh: int, folder: Path) -> Path:
    country = replace(COUNTRIES[code], bad_cells=())
    edition = country.editions[-1]
    with tempfile.TemporaryDirectory() as delivered:
        path = write_delivery(make_delivery(country, edition, rows=fresh, seed=seed)[0], Path(delivered))[0]
        records = accepted(
            path.read_bytes(), path.name, source=catalogue.source(country.source_id), edition=edition.name
        )
    name = f"{country.source_id}_{seed:02d}"
    written = folder / f"{name}.parquet"
    pl.concat(_copy(records, at) for at in range(_REPEATS)).with_columns(source_id=pl.lit(name)).write_parquet(written)
    return written


def _copy(records: pl.DataFrame, at: int) -> pl.DataFrame:
    key = pl.col("row_key").str.slice(2) + pl.lit(f"{at:02d}")
    return records.with_columns(row_key=key, row=pl.col("row") + at * records.height)


def inputs_of(files: list[Path]) -> Inputs:
    """Inputs of a warehouse over these records: each source counts as its model country does."""
    given = handover.frames()
    sources = pl.DataFrame({"source_id": [path.stem for path in files]}).with_columns(
        model=pl.col("source_id").str.replace(r"_\d\d$", "")
    )
    counts = pl.scan_parquet(files).group_by("source_id", "edition").len("rows_accepted").collect()
    editions = counts.with_columns(
        pl.col("rows_accepted").cast(pl.Int64), state=pl.lit("ACCEPTED"), rows_rejected=pl.lit(0, pl.Int64)
    )
    named = {
        name: given[name].collect().join(sources.rename({"source_id": "name", "model": "source_id"}), on="source_id")
        for name in ("source", "fact")
    }
    return {
        **given,
        **{name: frame.with_columns(source_id="name").drop("name").lazy() for name, frame in named.items()},
        "edition": pl.concat([given["edition"].collect().clear(), editions], how="diagonal_relaxed").lazy(),
        "incident": files,
    }
