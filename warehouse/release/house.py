"""What a snapshot holds of records and deliveries, and what of it a release stands on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import polars as pl

from schemas.disclosure import FREQUENCY_THRESHOLD
from warehouse.disclosure.system import Cell, Sum, TableSystem
from warehouse.disclosure.tallies import ALL

KEY = ["source_id", "edition"]
ROWS = ["rows_read", "rows_accepted", "rows_rejected", "rows_excluded"]
_FREE = "F"
_IN_THE_REGISTER = "the reason stands in the register"
_STAYS = ["core.incident", "core.shadow_finding", "core.exclusion"]
_PUBLISHED_ONLY = ["core.correction", "core.finding", "core.rule_outcome"]
_AS_THEY_ARE = ["core.break", "core.code", "core.fact", "core.rule", "core.source"]


@dataclass(frozen=True)
class House:
    """The core tables of one snapshot, by name."""

    core: Mapping[str, pl.DataFrame]
    overrides: Mapping[str, int] = field(default_factory=dict)

    @property
    def thresholds(self) -> dict[str, int]:
        """The highest threshold that each provider ever declared, by source, or the one that overrides it."""
        declared = self.core["core.fact"].filter(pl.col("fact") == FREQUENCY_THRESHOLD)
        highest = declared.group_by("source_id").agg(pl.col("value").cast(pl.Int64).max())
        return {**dict(highest.rows()), **self.overrides}

    @property
    def records(self) -> pl.DataFrame:
        """The editions of records that stand."""
        return self._editions("INCIDENT")

    @property
    def published(self) -> pl.DataFrame:
        """The editions of published figures that stand."""
        return self._editions("FIGURE")

    def _editions(self, level: str) -> pl.DataFrame:
        sources = self.core["core.source"].filter(pl.col("level") == level)
        return self.core["core.edition"].filter("is_current").join(sources, on="source_id", how="semi")

    def free_figures(self) -> pl.DataFrame:
        """Published figures, but no table of an edition in which its provider marked a number as not free."""
        figures = self.core["core.figure"].join(self.published, on=KEY, how="semi")
        is_kept = pl.col("value").is_not_null() & pl.col("conf_status").is_not_null() & (pl.col("conf_status") != _FREE)
        return figures.join(figures.filter(is_kept), on=[*KEY, "dimension"], how="anti")

    def given(self, editions: pl.DataFrame) -> dict[str, pl.DataFrame]:
        """The core tables a release starts from, with these editions of records; nothing tells of a single record."""
        standing = pl.concat([self.published, editions]).sort(KEY)
        waivers = self.core["core.waiver"].with_columns(
            reason=pl.lit(_IN_THE_REGISTER), approver=pl.lit(None, pl.String)
        )
        return {
            **{name: self.core[name].clear() for name in _STAYS},
            **{name: self.core[name].join(self.published, on=KEY, how="semi") for name in _PUBLISHED_ONLY},
            **{name: self.core[name] for name in _AS_THEY_ARE},
            "core.edition": standing,
            "core.figure": self.free_figures(),
            "core.waiver": waivers,
        }


def read(snapshot: Path, overrides: Mapping[str, int]) -> House:
    """The core tables of a snapshot, but not its records."""
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        names = [row[0] for row in connection.execute(_CORE).fetchall()]
        core = {f"core.{name}": connection.sql(_FROM[name == "incident"].format(name)).pl() for name in names}
    return House(core, overrides)


_CORE = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'core' ORDER BY table_name"
_FROM = ("FROM core.{}", "FROM core.{} LIMIT 0")


def deliveries(
    editions: pl.DataFrame, totals: Mapping[tuple[str, str], Mapping[str, tuple[int, bool]]]
) -> Iterator[tuple[str, TableSystem]]:
    """Rows of every delivery of records as a system: those accepted are the totals of its series, told or not."""
    for row in editions.sort(KEY).iter_rows(named=True):
        told = totals.get((row["source_id"], row["edition"]), {})
        series = [
            Cell(f"{name} {ALL}", value, "SHOWN" if is_told else "HIDDEN") for name, (value, is_told) in told.items()
        ]
        cells = [*(Cell(name, row[name]) for name in ROWS), *series]
        sums = [Sum(ROWS[0], tuple(ROWS[1:]))]
        if series:
            sums.append(Sum("rows_accepted", tuple(each.name for each in series)))
        yield f"delivery/{row['source_id']}/{row['edition']}", TableSystem(tuple(cells), tuple(sums))
