"""A warehouse of what ships: the published figures and the deliveries of the model countries."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import duckdb

from bench.model_countries import COUNTRIES, make_delivery, write_delivery
from pipelines import catalogue, handover, home
from pipelines.arrivals import arrivals
from pipelines.derivation import sealing
from pipelines.submit import submit
from warehouse.build import build


@contextmanager
def shipped(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse, open for reading; deliveries, state and keys are made below `folder`."""
    with state_in(folder):
        for country in COUNTRIES.values():
            for edition in country.editions:
                write_delivery(make_delivery(country, edition, rows=edition.rows)[0], home.inbox())
        for each in arrivals():
            submit(
                each.path.read_bytes(), each.path.name, source=catalogue.source(each.source_id), edition=each.edition
            )
        fingerprint = handover.fingerprint()
        seal = partial(sealing.seal, fingerprint=fingerprint)
        snapshot = build(handover.inputs(), home.warehouse(), fingerprint=fingerprint, seal=seal)
    with duckdb.connect(str(snapshot.path), read_only=True) as connection:
        yield connection


@contextmanager
def state_in(folder: Path) -> Iterator[None]:
    """All state below `folder`, as long as the block lasts."""
    ours = {"OSCEC_DATA": str(folder / "data"), "OSCEC_KEYS": str(folder / "keys")}
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            os.environ.update({name: value} if value is not None else {})
