"""What leaves of the model countries: whole tables, nothing known too well, and nothing told that is not so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from bench.model_countries import COUNTRIES, make_delivery, write_delivery
from pipelines import arrivals, catalogue, handover
from pipelines.submit import submit
from schemas.disclosure import DisclosureRules, tiers
from schemas.table import rows
from tests.support.releases import known_too_well
from warehouse.build import build
from warehouse.disclosure import told
from warehouse.disclosure.gate import DisclosureError
from warehouse.disclosure.protect import Pattern, protect
from warehouse.disclosure.system import TableSystem
from warehouse.release.tables import Released, releasable

REVISION = "2024-R1"
PUBLIC, RESTRICTED = tiers()["public"], tiers()["restricted"]


@dataclass(frozen=True)
class Snapshots:
    """The warehouse before and after a revision came."""

    before: Path
    after: Path


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Snapshots:
    """Snapshots of the model countries and of two publications."""
    folder = tmp_path_factory.mktemp("releasable")
    editions = [(country, each) for country in COUNTRIES.values() for each in country.editions]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OSCEC_DATA", str(folder))
        for each in arrivals.arrivals():
            if each.source_id in {"gb_nca_akeu", "xa_stat_population"}:
                submit(each.path.read_bytes(), each.path.name, catalogue.source(each.source_id), each.edition)
        made = []
        for is_revision in (False, True):
            for country, edition in editions:
                if (edition.name == REVISION) == is_revision:
                    delivery, _ = make_delivery(country, edition, edition.rows)
                    [path] = write_delivery(delivery, folder / "inbox")
                    submit(path.read_bytes(), path.name, catalogue.source(country.source_id), edition.name)
            made.append(build(handover.frames(), folder / "warehouse", handover.fingerprint()).path)
    return Snapshots(*made)


@pytest.fixture(scope="module")
def public(snapshots: Snapshots) -> Released:
    """The first release for everyone."""
    return releasable(snapshots.before, PUBLIC)


@pytest.fixture(scope="module")
def restricted(snapshots: Snapshots, public: Released) -> Released:
    """The release for analysts, who have the public one too."""
    return releasable(snapshots.before, RESTRICTED, [public.told])


def house(snapshot: Path, name: str) -> pl.DataFrame:
    """A table that stays."""
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        return connection.sql(f"FROM {name}").pl()


@pytest.mark.slow
def test_the_marts_of_a_public_release_leave_no_small_count_known_too_well(
    snapshots: Snapshots, public: Released
) -> None:
    tally, cross_tally = (house(snapshots.before, name) for name in ("core.tally", "core.cross_tally"))

    assert known_too_well(tally, cross_tally, public.tables, PUBLIC.frequency_threshold) == []


@pytest.mark.slow
def test_nor_do_those_of_both_tiers_together(snapshots: Snapshots, public: Released, restricted: Released) -> None:
    tally, cross_tally = (house(snapshots.before, name) for name in ("core.tally", "core.cross_tally"))
    both = {
        name: pl.concat([table, public.tables[name].select(table.columns)])
        for name, table in restricted.tables.items()
        if name in {"core.tally", "mart.record_cell", "mart.motivation_by"}
    }

    assert known_too_well(tally, cross_tally, both, RESTRICTED.frequency_threshold) == []


@pytest.mark.slow
def test_the_marts_of_the_house_would(snapshots: Snapshots) -> None:
    names = ("core.tally", "core.cross_tally", "mart.record_cell", "mart.motivation_by")
    tables = {name: house(snapshots.before, name) for name in names}

    assert len(known_too_well(tables["core.tally"], tables["core.cross_tally"], tables, 5)) > 300
