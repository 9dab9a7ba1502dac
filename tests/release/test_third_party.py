"""Somebody who has the folder of a release and the original files makes it anew, and needs nothing of the house."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from pipelines import catalogue, home
from pipelines.orchestration import releasing, third_party
from pipelines.register import acts, record
from pipelines.release import manifest
from pipelines.release.content import ReleaseError
from pipelines.submit import submit
from tests.support.rebuilt import DELIVERIES
from tests.support.small import csv_of, plant, rows_of

YEARS = [{"edition": year, "period_start": f"{year}-01-01", "period_end": f"{year}-12-31"} for year in ("2023", "2024")]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house whose first public release left before the last delivery came, and the second after."""
    folder = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as patch:
        _live_in(folder, patch)
        _release_twice()
    return folder


@pytest.fixture
def second(house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The second release, in a copy of that house."""
    shutil.copytree(house, tmp_path / "house", symlinks=True)
    _live_in(tmp_path / "house", monkeypatch)
    return home.releases() / "public" / "public-0002"


def _live_in(folder: Path, patch: pytest.MonkeyPatch) -> None:
    for name in ("data", "keys", "sources"):
        patch.setenv(f"OSCEC_{name.upper()}", str(folder / name))


def _release_twice() -> None:
    for source_id in {source_id for source_id, _, _ in DELIVERIES.values()}:
        plant(home.data().parent / "sources", source_id=source_id, editions=YEARS)
    for number, names in enumerate(("a", "bc"), start=1):
        for name in names:
            _send(name)
        made = releasing.prepare("public", date(2026, number, 1))
        for who in ("Bo", "Cem"):
            record.record(acts.ApproveRelease(release=made.name, manifest=made.sha256), who)
        releasing.publish(made.name)


def _send(name: str) -> None:
    source_id, edition, rows = DELIVERIES[name]
    dated = [{"Date": f"{edition}-03-01", **row} for row in rows]
    submit(csv_of(rows_of(*dated)), f"{name}.csv", source=catalogue.source(source_id), edition=edition)


def test_a_release_comes_out_again_from_its_folder_and_the_original_files_alone(
    second: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    originals = home.objects().rename(tmp_path / "originals")
    monkeypatch.setenv("OSCEC_DATA", str(tmp_path / "nowhere"))
    monkeypatch.setenv("OSCEC_KEYS", str(tmp_path / "no keys"))
    place, differing = third_party.rebuild(second, tmp_path / "again", originals=originals)

    assert differing == []
    assert manifest.read(place).sha256 == manifest.read(second).sha256
    assert manifest.read_seal(place).database == manifest.read_seal(second).database
    assert not (tmp_path / "nowhere").exists()
    assert home.data() == tmp_path / "nowhere"


def test_every_original_and_earlier_release_that_is_missing_is_named(second: Path, tmp_path: Path) -> None:
    (second.parent / "public-0001").rename(tmp_path / "public-0001")
    (tmp_path / "originals").mkdir()
    with pytest.raises(ReleaseError) as found:
        third_party.rebuild(second, tmp_path / "again", originals=tmp_path / "originals")

    said = str(found.value)
    assert "release public-0001: expected in " in said
    assert said.count("no file with sha256") == len(DELIVERIES)


def test_an_earlier_release_that_comes_out_otherwise_stops_the_rebuild(
    second: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warehouse.release.tables.SUPPRESSED", "INVENTED")  # as if another program had published
    with pytest.raises(ReleaseError, match="public-0001, which counted for later ones, does not come out again"):
        third_party.rebuild(second, tmp_path / "again", originals=home.objects())
