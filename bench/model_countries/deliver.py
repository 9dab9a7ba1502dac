"""Make deliveries: draw the truth, write it as the country would, keep the truth beside it."""

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from bench.model_countries.countries import COUNTRIES
from bench.model_countries.draws import draw_incidents
from bench.model_countries.render import render, spoil
from bench.model_countries.specs import Column, Country, Delivery, Edition
from bench.model_countries.uniforms import RevisedStreams, Streams

SEED = 7
CHANGED_SHARE, ADDED_SHARE, WITHDRAWN_SHARE = 0.04, 0.01, 0.005
_REVISED = frozenset({"objective", "outcome"})
_POOL_ROWS = 4_000


def make_delivery(country: Country, edition: Edition, *, rows: int, seed: int = SEED) -> tuple[Delivery, pl.DataFrame]:
    """Make the delivery of one edition and, row by row, the truth behind it."""
    truth, streams = _true_incidents(country, edition, rows=rows, seed=seed)
    table = render(country, truth, streams=streams)
    table, bad = spoil(country, table)
    known = truth.with_columns(pl.concat_list("channel"), is_deliberately_bad=bad).drop("days_before", "draw", "part")
    return Delivery(country, edition, table, truth["part"]), known


def write_delivery(delivery: Delivery, out: Path) -> list[Path]:
    """Write the files of an edition to `out/<source_id>/<edition>/`."""
    folder = out / delivery.country.source_id / delivery.edition.name
    folder.mkdir(parents=True, exist_ok=True)
    return delivery.country.write(delivery, folder)


def small_example(source_id: str, edition: str, *, rows: int = 12, seed: int = SEED) -> dict[str, bytes]:
    """Make a delivery of `rows` rows that show as many labels as they can: file name -> bytes; none is spoilt."""
    country = replace(_by_source_id(source_id), bad_cells=())
    pool, _ = make_delivery(country, country.edition(edition), rows=_POOL_ROWS, seed=seed)
    chosen = _telling_rows(pool, rows)
    example = replace(pool, table=pool.table[chosen], part=pool.part.gather(chosen))
    with tempfile.TemporaryDirectory() as folder:
        return {path.name: path.read_bytes() for path in country.write(example, Path(folder))}


def _by_source_id(source_id: str) -> Country:
    found = {country.source_id: country for country in COUNTRIES.values()}
    if source_id not in found:
        message = f"no model country has the source {source_id!r}, only {', '.join(found)}"
        raise KeyError(message)
    return found[source_id]


def _true_incidents(country: Country, edition: Edition, *, rows: int, seed: int) -> tuple[pl.DataFrame, Streams]:
    """Incidents in the order of the register, with number, dates, their `draw` and `part`."""
    key = f"{seed}/{country.source_id}/{edition.revises or edition.name}"
    added = round(rows * ADDED_SHARE) if edition.revises else 0
    spare = rows // 5 + 200 if country.universe.unseen_motivations else 0
    streams = Streams(key, rows + added + spare)
    if edition.revises:
        streams = RevisedStreams(key, rows + added, CHANGED_SHARE, _REVISED)
    drawn = draw_incidents(streams, country.universe).with_row_index("draw")
    seen = drawn.filter(~pl.col("motivation").is_in(sorted(country.universe.unseen_motivations))).head(rows + added)
    registered = _register(country, edition, seen=seen, rows=rows)
    if edition.revises:
        withdrawn = streams.chance("revision/withdrawn", WITHDRAWN_SHARE).gather(registered["draw"])
        registered = registered.filter(~withdrawn | (pl.col("serial") > rows))
    row = pl.int_range(1, registered.height + 1, eager=True).alias("row")
    return registered.drop("serial").insert_column(0, row), streams


def _register(country: Country, edition: Edition, *, seen: pl.DataFrame, rows: int) -> pl.DataFrame:
    """Give the incidents numbers and date them evenly over the year; those a revision adds again from January on."""
    first, days = date(edition.year, 1, 1), (date(edition.year + 1, 1, 1) - date(edition.year, 1, 1)).days
    serial = pl.int_range(1, seen.height + 1, eager=True).alias("serial")
    position = (
        pl.when(serial <= rows).then((serial - 1) / rows).otherwise((serial - rows - 1) / max(1, seen.height - rows))
    )
    before, after = country.case_number.format(year=edition.year, yy=edition.year % 100, serial="|").split("|")
    registered = seen.with_columns(
        serial,
        source_id=pl.lit(country.source_id),
        edition=pl.lit(edition.name),
        case_number=pl.lit(before) + serial.cast(pl.String).str.zfill(6) + pl.lit(after),
        reference_date=pl.lit(first) + pl.duration(days=(position * days).floor().cast(pl.Int64)),
    )
    reference = pl.col("reference_date")
    return registered.select(
        "source_id",
        "edition",
        "case_number",
        "reference_date",
        (reference - pl.duration(days="days_before")).alias("offence_start_date"),
        pl.exclude("source_id", "edition", "case_number", "reference_date"),
        ((reference.dt.month().cast(pl.Int32) - 1) * country.parts // 12).alias("part"),
    )


def _telling_rows(pool: Delivery, rows: int) -> list[int]:
    """Row numbers, a part in turn, each the one that adds most labels not shown yet."""
    shown: set[tuple[str, str]] = set()
    chosen: list[int] = []
    parts = pool.part.to_list()
    labels = _labels_by_row(pool.table, pool.country)
    for turn in range(rows):
        here = [i for i in range(len(parts)) if parts[i] == turn % pool.country.parts and i not in chosen]
        best = max(here, key=lambda i: len(labels[i] - shown))
        chosen.append(best)
        shown |= labels[best]
    return sorted(chosen)


def _labels_by_row(table: pl.DataFrame, country: Country) -> list[set[tuple[str, str]]]:
    coded = [column for column in country.columns if column.labels or column.bands or column.unknowns]
    return [
        {(column.header, label) for column in coded for label in _parts(column, row[column.header], country=country)}
        for row in table.iter_rows(named=True)
    ]


def _parts(column: Column, cell: str, *, country: Country) -> list[str]:
    return cell.split(country.separator) if column.kind == "multiple" else [cell]
