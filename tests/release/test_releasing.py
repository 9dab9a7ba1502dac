"""Two tiers side by side: what readers of one have counts for the next, and a release that ignores it stays."""

import json
import shutil
from pathlib import Path

import pytest

from pipelines import catalogue, home
from pipelines.orchestration import releasing
from pipelines.register import acts, log, record
from pipelines.release import delimited, flat, manifest, store
from pipelines.release.content import ReleaseError, Tier
from pipelines.release.manifest import Manifest
from pipelines.submit import submit
from tests.support.rebuilt import DAY
from tests.support.released import release
from tests.support.small import csv_of, plant, rows_of


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with one delivery and a first public release that lies ready; tests copy it."""
    folder = tmp_path_factory.mktemp("ready")
    with pytest.MonkeyPatch.context() as patch:
        live_in(folder, patch)
        plant(folder / "sources")
        deliver("2024", 12)
        releasing.prepare("public", DAY)
    return folder


@pytest.fixture
def first(ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Manifest:
    """That release, in a copy of the house."""
    shutil.copytree(ready, tmp_path / "house", symlinks=True)
    live_in(tmp_path / "house", monkeypatch)
    [found] = (home.releases() / "prepared").iterdir()
    return manifest.read(found)


def live_in(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """State, keys and sources below a folder."""
    for name in ("data", "keys", "sources"):
        patch.setenv(f"OSCEC_{name.upper()}", str(folder / name))
    patch.setenv("OSCEC_ACTOR", "Anna")


def deliver(edition: str, count: int) -> None:
    """A delivery of so many records."""
    submit(csv_of(rows_of(*[{}] * count)), "records.csv", source=catalogue.source("xz_test_records"), edition=edition)


def publish(tier: Tier, number: int) -> None:
    """Approve and publish what lies ready."""
    name = f"{tier}-{number:04d}"
    [ready] = (home.releases() / "prepared").glob(f"{name}-*")
    made = manifest.read(ready)
    for who in ("Bo", "Cem"):
        record.record(acts.ApproveRelease(release=name, manifest=made.sha256), who)
    releasing.publish(name)


def test_readers_of_the_restricted_tier_have_the_public_releases_too(first: Manifest) -> None:
    stale = releasing.prepare("restricted", DAY)
    again = releasing.prepare("public", DAY)
    publish("public", 1)

    assert first == again
    assert [each.act for each in log.entries()].count("prepare-release") == 2
    assert stale.earlier == ()
    with pytest.raises(ReleaseError, match="public-0001 left after restricted-0001 was prepared: prepare it anew"):
        publish("restricted", 1)
    anew = releasing.prepare("restricted", DAY)
    assert ([each.release for each in anew.earlier], anew.former) == (["public-0001"], None)


def test_what_leaves_is_what_was_approved_and_the_next_tells_what_changed(first: Manifest) -> None:
    text = store.prepared_of(first.name, first.sha256) / "csv/cell.csv"
    content = text.read_bytes()
    text.chmod(0o644)
    text.write_bytes(content[:-1])
    with pytest.raises(ReleaseError, match=r"is not what was approved: prepare it anew: csv/cell\.csv"):
        publish("public", 1)
    text.write_bytes(content)
    releasing.publish(first.name)
    deliver("2024-2", 60)
    made = releasing.prepare("public", DAY)
    ready = store.prepared_of(made.name, made.sha256)

    assert (made.name, made.former and made.former.release) == ("public-0002", "public-0001")
    assert "mart.cell,NEW" in (ready / "changelog.csv").read_text(encoding="utf-8")
    assert {*json.loads((ready / "made-from.json").read_bytes())} == {
        "notice", "program", "python", "code", "archive", "packages", "codelists", "rules", "mappings", "editions",
        "disclosure_overrides",
        "disclosure_rules",
    }  # fmt: skip
    assert made.former
    store.told_of(made.former.release, made.former.manifest).unlink()
    with pytest.raises(ReleaseError, match="is gone: without what public-0001 told no later release can be protected"):
        releasing.prepare("public", DAY)


def test_a_release_that_contradicts_itself_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releasing, "macros", tuple)  # they ask columns that the tables of tests lack
    monkeypatch.setattr(delimited, "written", lambda table: flat.guarded(table).head(1).write_csv().encode())

    with pytest.raises(ReleaseError, match=r"contradicts itself and stays here: csv/cell\.csv: it is not what"):
        releasing._written(release(), {}, out=tmp_path / "out")
    assert [*(tmp_path / "out").iterdir()] == []
