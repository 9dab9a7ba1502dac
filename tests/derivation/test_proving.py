"""A release is worked out anew from raw bytes; what is missing is named, and exactly the cells that hang on it."""

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from interfaces.cli import app
from pipelines import catalogue, home, receive
from pipelines.derivation.manifest import Manifest, manifest_of
from pipelines.orchestration import releasing
from pipelines.orchestration.proving import prove
from pipelines.orchestration.publishing import ensure_snapshot
from pipelines.release import database, store
from pipelines.release.content import ReleaseError
from pipelines.release.manifest import read
from tests.derivation.conftest import FIGURES, RECORDS, SOURCES, send, settle
from tests.derivation.test_verify import Row, damage, held, named, raw_of
from tests.support.rebuilt import DAY
from tests.support.small import csv_of, rows_of

EXAMPLE = SOURCES / "gb" / FIGURES / "examples" / "2016" / "akeu_2016.docx"
DELIVERIES = {
    RECORDS: (csv_of(rows_of(*[{}] * 20, *[{"Motive": "money"}] * 15)), "records.csv", RECORDS, "2024"),
    FIGURES: (EXAMPLE.read_bytes(), EXAMPLE.name, FIGURES, "2016"),
}


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An installation with a release that lies ready; the tests of this module copy it."""
    folder = tmp_path_factory.mktemp("ready")
    with pytest.MonkeyPatch.context() as patch:
        settle(folder, patch)
        for each in DELIVERIES.values():
            send(*each)
        releasing.prepare("public", DAY)
        yield folder


@pytest.fixture
def folder(ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The release in a copy of that installation, to be damaged."""
    shutil.copytree(ready, tmp_path / "own", symlinks=True)
    for name in ("data", "keys", "sources"):
        monkeypatch.setenv(f"OSCEC_{name.upper()}", str(tmp_path / "own" / name))
    [found] = (home.releases() / "prepared").iterdir()
    return found


def behind() -> Manifest:
    [path] = home.warehouse().glob("*.manifest.json")
    return Manifest.read(path)


def verified(release: object, *options: str) -> Result:
    """What `oscec verify` says."""
    return CliRunner().invoke(app, ["verify", str(release), *options], catch_exceptions=False)


def lost_without(source_id: str, folder: Path, aside: Path, patch: pytest.MonkeyPatch) -> Counter[Row]:
    """The released rows that a release made without the file of a source does not have."""
    settle(aside, patch)
    for name, each in DELIVERIES.items():
        if name != source_id:
            send(*each)
    snapshot = ensure_snapshot()[0]
    origin = releasing.Origin(snapshot, manifest_of(snapshot), tuple(catalogue.sources()))
    without = releasing.work_out_again(read(folder), origin)
    database.write(aside / database.NAME, without.tables, notice=without.notice)
    return held(folder / database.NAME) - held(aside / database.NAME)


def test_a_release_comes_out_again_also_where_sources_changed_and_the_snapshot_is_pruned(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "own" / "sources" / "xz" / RECORDS / f"{RECORDS}.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("Test office", "Another office"), encoding="utf-8")
    (home.warehouse() / behind().snapshot).unlink()
    done = verified(folder)

    assert done.exit_code == 0, done.output
    assert f"  mapping {RECORDS}: " in done.output
    assert "public-0001 comes out again: 36 tables, " in done.output
    told = f"2 raw files by way of {behind().snapshot}, are the same in every cell; so is its manifest"
    assert f"{told} {read(folder).sha256}." in done.output


def test_a_changed_byte_names_exactly_the_released_cells_that_a_release_without_the_file_lacks(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = (RECORDS, "2024")
    damage(raw_of(behind(), place))
    verdict = prove(folder).verdict

    [fault] = verdict.faults
    assert (fault.kind, fault.what, fault.editions) == ("raw file", "was changed", (place,))
    assert (verdict.is_rebuilt, verdict.is_clean, verdict.unlike, verdict.unexplained) == (True, False, [], [])
    expected = lost_without(RECORDS, folder, tmp_path / "without", monkeypatch)
    found = named(verdict.dependent[fault])
    assert (list(expected - found), list(found - expected)) == ([], [])
    assert {"mart.cell", "core.edition"} <= {table for table, _ in found}


def test_a_lost_mapping_is_named_with_the_released_cells_of_its_source(folder: Path) -> None:
    lost = behind().mappings[FIGURES].sha256
    receive.object_path(lost).unlink()
    done = verified(folder, "--format", "csv")
    rows = list(csv.DictReader(done.stdout.splitlines()))

    assert done.exit_code == 1
    assert {(row["kind"], row["name"], row["sha256"]) for row in rows} == {("mapping", FIGURES, lost)}
    cells = [row for row in rows if row["table"] == "mart.cell" and FIGURES in row["key"]]
    assert len(cells) == sum(
        f"'source_id': '{FIGURES}'" in row for name, row in held(folder / database.NAME) if name == "mart.cell"
    )
    assert {row["what"] for row in cells} == {"cannot be made"}
    assert not any(RECORDS in row["key"] for row in rows if row["table"] == "mart.source_profile")


def test_a_cell_that_the_raw_bytes_do_not_give_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.release.tables.SUPPRESSED", "INVENTED")  # as if another program had published
    verdict = prove(folder).verdict

    assert not verdict.is_clean
    shares = {"share_lower", "share_upper"}  # in steps where a count is protected
    assert {name for each in verdict.unexplained for name in each.changed} == {"obs_status", "conf_status", *shares}


def test_a_damaged_copy_and_one_that_is_not_known_here_are_told(folder: Path) -> None:
    text = folder / "csv" / "cell.csv"
    content = text.read_bytes()
    text.chmod(0o644)
    text.write_bytes(content[:-1])
    damaged = prove(folder)
    text.write_bytes(content)

    assert damaged.verdict.unlike == ["csv/cell.csv: it is not what was released"]
    assert not damaged.verdict.is_rebuilt
    [manifest] = home.warehouse().glob("*.manifest.json")
    manifest.unlink()
    with pytest.raises(ReleaseError, match=r"public-0001 was made from the snapshot with manifest .* put it back"):
        prove(folder)
    copied = store.prepared_of("public-0002", "0" * 64)
    shutil.copytree(folder, copied)
    path = copied / "manifest.json"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b'"number": 1', b'"number": 2'))
    with pytest.raises(ReleaseError, match="does not say from which snapshot public-0002"):
        prove(copied)
