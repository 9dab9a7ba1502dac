"""The warehouse made anew from its originals alone, as after the loss of all else, against the first intake of them."""

import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial

from bench.measure import best, show
from bench.model_countries.countries import COUNTRIES
from bench.model_countries.deliver import make_delivery, write_delivery
from pipelines import home
from pipelines.derivation.manifest import Table, manifest_of
from warehouse.build import current

_EDITIONS = [(country, edition) for country in COUNTRIES.values() for edition in country.editions]


def from_originals(rows: int) -> None:
    """Take in `rows` rows of every model country, lose all but bytes, receipts and log, run again; then verify.

    Raises ValueError where a table of the second snapshot is another than that of the first.
    """
    with tempfile.TemporaryDirectory() as named:
        os.environ |= {"OSCEC_DATA": f"{named}/data", "OSCEC_KEYS": f"{named}/keys"}
        each = max(rows // len(_EDITIONS), 1)
        for country, edition in _EDITIONS:
            delivery, _ = make_delivery(country, edition, rows=each, seed=7)
            write_delivery(delivery, home.inbox())
        first = best("first intake", partial(_oscec, "run"), repeats=1)
        before = _tables()
        for folder in (home.inbox(), home.stage(), home.warehouse()):
            shutil.rmtree(folder)
        again = best("made anew from originals", partial(_oscec, "run"), repeats=1)
        if _tables() != before:
            raise ValueError("the warehouse that was made anew is another one")
        proof = best("oscec verify", partial(_oscec, "verify"), repeats=1)
        read = f"{each * len(_EDITIONS):,} rows of {len(_EDITIONS)} deliveries"
        show(f"{read}, {len(before)} tables with the same hashes", first, lines=[again, proof])


def _tables() -> dict[str, Table]:
    """Every table of the current snapshot with its hash."""
    found = current(home.warehouse())
    if found is None:
        raise ValueError("there is no warehouse")
    return manifest_of(found).tables


def _oscec(command: str) -> None:
    """A command as somebody types it. Raises CalledProcessError where it finds something wrong."""
    program = [sys.executable, "-c", "from interfaces.cli import main; main()", command]
    subprocess.run(program, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
