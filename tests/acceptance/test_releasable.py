"""What leaves of the model countries: whole tables, nothing known too well, and nothing told that is not so."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
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
from tests.support.thorough import IS_THOROUGH
from warehouse.build import build
from warehouse.disclosure import told
from warehouse.disclosure.gate import DisclosureError, Told, refusals
from warehouse.disclosure.protect import Pattern, protect
from warehouse.disclosure.system import DERIVED, TableSystem
from warehouse.disclosure.tallies import GROUP
from warehouse.release.tables import Released, releasable
from warehouse.tables import tables

REVISION = "2024-R1"
TELLING = ("core.tally", "core.cross_tally", "mart.record_cell", "mart.motivation_by")
Protector = Callable[[TableSystem, DisclosureRules], Pattern]
PUBLIC, RESTRICTED = tiers()["public"], tiers()["restricted"]


@dataclass(frozen=True)
class Snapshots:
    """The warehouse before and after a revision came."""

    before: Path
    after: Path


@pytest.fixture(scope="module", autouse=True)
def careful() -> Iterator[Protector]:
    """The same counts under the same rules have the same pattern, in every process: each is looked for once."""
    found: dict[str, Pattern] = {}

    def known(system: TableSystem, rules: DisclosureRules) -> Pattern:
        asked = repr((system, rules))
        found[asked] = pattern = found.get(asked) or protect(system, rules)
        return pattern

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(told, "protect", known)
        yield known


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Snapshots:
    """Snapshots of the model countries and of two publications."""
    folder = tmp_path_factory.mktemp("releasable")
    editions = [(country, each) for country in COUNTRIES.values() for each in country.editions]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OSCEC_DATA", str(folder))
        for each in arrivals.arrivals():
            if each.source_id in {"gb_nca_akeu", "xa_stat_population"}:
                submit(
                    each.path.read_bytes(),
                    each.path.name,
                    source=catalogue.source(each.source_id),
                    edition=each.edition,
                )
        made = []
        for is_revision in (False, True):
            for country, edition in editions:
                if (edition.name == REVISION) == is_revision:
                    delivery, _ = make_delivery(country, edition, rows=edition.rows)
                    [path] = write_delivery(delivery, folder / "inbox")
                    submit(
                        path.read_bytes(), path.name, source=catalogue.source(country.source_id), edition=edition.name
                    )
            made.append(build(handover.frames(), folder / "warehouse", fingerprint=handover.fingerprint()).path)
    return Snapshots(*made)


@pytest.fixture(scope="module")
def public(snapshots: Snapshots) -> Released:
    """The first release for everyone."""
    return releasable(snapshots.before, PUBLIC)


@pytest.fixture(scope="module")
def restricted(snapshots: Snapshots, public: Released) -> Released:
    """The release for analysts, who have the public one too."""
    return releasable(snapshots.before, RESTRICTED, earlier=[public.told])


def house(snapshot: Path, name: str) -> pl.DataFrame:
    """A table that stays."""
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        table: pl.DataFrame = connection.sql(f"FROM {name}").pl()
    return table


def recorded(snapshot: Path, source_id: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The counts of records of one source, as they were recorded."""
    tally, cross_tally = (house(snapshot, name) for name in ("core.tally", "core.cross_tally"))
    return tally.filter(pl.col("source_id") == source_id), cross_tally.filter(pl.col("source_id") == source_id)


def hidden_of(released: Released, series: str) -> int:
    """How many counts of a series are hidden."""
    latest = released.told.filter(pl.col("series") == series).filter(pl.col("version") == pl.col("version").max())
    return latest.filter(~pl.col("is_shown"), ~pl.col("printing").is_in(sorted(DERIVED))).height


def last(released: Released, series: str) -> Told:
    """The newest version of a series, as the gate is told of it."""
    *_, newest = told.read([released.told])[series]
    return Told(newest.system, newest.shown)


@pytest.mark.parametrize("source_id", ["xa_lka_vorgaenge", "xc_pcr_skutky", "xf_hotline_reports"])
def test_the_marts_of_a_public_release_leave_no_small_count_known_too_well(
    snapshots: Snapshots, public: Released, source_id: str
) -> None:
    counts = recorded(snapshots.before, source_id)

    assert known_too_well(*counts, [public.tables], PUBLIC.frequency_threshold) == []


@pytest.mark.parametrize("source_id", ["xb_dcpj_procedures", "xd_el_anafores", "xf_hotline_reports"])
def test_nor_do_those_of_both_tiers_together(
    snapshots: Snapshots, public: Released, restricted: Released, source_id: str
) -> None:
    both = [restricted.tables, public.tables]

    assert known_too_well(*recorded(snapshots.before, source_id), both, RESTRICTED.frequency_threshold) == []


def test_the_marts_of_the_house_would(snapshots: Snapshots) -> None:
    tables = {name: house(snapshots.before, name) for name in TELLING}

    assert len(known_too_well(*recorded(snapshots.before, "xd_el_anafores"), [tables], 5)) > 50


def test_everything_printed_is_so(snapshots: Snapshots, public: Released, restricted: Released) -> None:
    """Bounds of a release hold those of the house, and where both are exact they are the same."""
    inside = house(snapshots.before, "mart.cell")
    for released in (public, restricted):
        cells = released.tables["mart.cell"].join(inside, on="cell_key", suffix="_house")
        assert cells.height > 1500
        wrong = (pl.col("lower") > pl.col("lower_house")) | (pl.col("upper") < pl.col("upper_house"))
        assert cells.filter(wrong | (pl.col("value") != pl.col("value_house"))).is_empty()
        is_free = pl.col("obs_status") == "A"
        same = pl.col("lower").eq_missing(pl.col("lower_house")) & pl.col("upper").eq_missing(pl.col("upper_house"))
        assert cells.filter(is_free & ~same).is_empty()
        assert cells.filter(~is_free & (pl.col("value").is_not_null() | (pl.col("conf_status") != "C"))).is_empty()
        assert cells.filter(~is_free).height > 100


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("mart.motivation_by", [*GROUP, "code", "by_dimension", "by_code"]),
        ("mart.comparable_motivation", [*GROUP, "view", "holds"]),
        ("mart.comparable_victim_age", [*GROUP, "view", "holds"]),
        ("mart.comparable_demand", [*GROUP, "view", "holds"]),
    ],
)
def test_bounds_of_comparisons_hold_those_of_the_house(
    snapshots: Snapshots, restricted: Released, name: str, key: list[str]
) -> None:
    inside = house(snapshots.before, name).filter(pl.col(key[-1]).is_not_null())
    both = (
        restricted.tables[name].join(inside, on=key, suffix="_house").filter(pl.col("source_id").str.starts_with("x"))
    )

    assert both.height > 20
    assert both.filter((pl.col("lower") > pl.col("lower_house")) | (pl.col("upper") < pl.col("upper_house"))).is_empty()
    assert both.filter(pl.col("obs_status") == "Q").height > 0


@pytest.mark.skipif(not IS_THOROUGH, reason="tests/release/test_reproducible.py tells the same of small releases")
def test_the_same_snapshot_gives_the_same_tables_in_every_process(snapshots: Snapshots) -> None:
    script = (
        "import hashlib, sys; from pathlib import Path\n"
        "from schemas.disclosure import tiers; from warehouse.release.tables import releasable\n"
        "made = releasable(Path(sys.argv[1]), tiers()['public'])\n"
        "texts = [name + table.write_json() for name, table in made.tables.items()] + [made.told.write_json()]\n"
        "print(hashlib.sha256(''.join(texts).encode()).hexdigest())"
    )
    told_by = {
        subprocess.run(
            [sys.executable, "-c", script, str(snapshots.before)],
            env={**os.environ, "PYTHONHASHSEED": seed, "POLARS_MAX_THREADS": threads, "TZ": zone},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, threads, zone in (("0", "1", "UTC"), ("7", "4", "Asia/Tokyo"))
    }

    assert len(told_by) == 1


def test_published_figures_pass_as_they_are(snapshots: Snapshots, public: Released) -> None:
    printed = public.tables["mart.published_cell"]

    assert printed.drop("obs_status", "conf_status").equals(house(snapshots.before, "mart.published_cell"))
    assert set(printed["conf_status"]) == {"F"}


def test_the_restricted_release_tells_more(public: Released, restricted: Released) -> None:
    shown = {
        each: released.tables["mart.cell"].filter(pl.col("base_basis") == "COUNTED")["value"].is_not_null().sum()
        for each, released in (("public", public), ("restricted", restricted))
    }

    assert shown["restricted"] > shown["public"] > 300
    assert set(restricted.tables["mart.motivation_by"]["by_dimension"]) == {"victim_gender", "victim_age", "notifier"}
    assert set(public.tables["mart.motivation_by"]["by_dimension"]) == {"victim_gender", "victim_age"}


def test_few_rows_of_a_delivery_are_hidden_with_what_would_tell_them(public: Released) -> None:
    coverage = {row["source_id"]: row for row in public.tables["mart.coverage"].iter_rows(named=True)}

    one_excluded, none, published = (coverage[each] for each in ("xb_dcpj_procedures", "xd_el_anafores", "gb_nca_akeu"))
    assert [one_excluded[name] for name in ("rows_read", "rows_accepted", "rows_excluded")] == [None, 1500, None]
    assert [none[name] for name in ("rows_read", "rows_accepted", "rows_excluded")] == [340, 340, 0]
    assert none["findings_other"] is None
    assert published["rows_excluded"] == 2


def test_a_revised_edition_and_the_release_before_it_pass_together(snapshots: Snapshots, public: Released) -> None:
    alone, after = releasable(snapshots.after, PUBLIC), releasable(snapshots.after, PUBLIC, earlier=[public.told])

    name = "xb_dcpj_procedures/2024/XB/REPORTING_AUTHORITY/CASE_FILE"
    hidden = [hidden_of(each, name) for each in (public, alone, after)]
    assert after.told.filter(pl.col("series") == name)["version"].n_unique() == 2
    assert hidden[2] > hidden[1]
    assert set(after.tables["core.edition"].filter(pl.col("source_id") == "xb_dcpj_procedures")["edition"]) == {
        REVISION
    }
    others = [series for series in public.told["series"].unique() if not series.startswith(("xb", "delivery/xb"))]
    assert [hidden_of(after, each) for each in others] == [hidden_of(public, each) for each in others]
    careless = {str(at): last(each, name) for at, each in enumerate((public, alone))}
    assert any(refusals(careless, PUBLIC))


def test_a_protector_that_forgets_a_cell_is_found_out(
    snapshots: Snapshots, careful: Protector, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(system: TableSystem, rules: DisclosureRules) -> Pattern:
        pattern = careful(system, rules)
        return replace(pattern, hidden=pattern.hidden - {*sorted(pattern.complementary)[:1]})

    monkeypatch.setattr(told, "protect", forgetful)

    with pytest.raises(DisclosureError, match=r"xa_lka_vorgaenge/2023/.*\(small count\)"):
        releasable(snapshots.before, PUBLIC)


def test_what_leaves_is_decided_for_every_table() -> None:
    decided = rows("release_tables")

    assert [row["table"] for row in decided] == sorted(table.name for table in tables())
    assert all(row["leaves"] in {"public", "never"} and row["why"] for row in decided)
