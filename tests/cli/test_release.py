"""`oscec release` from the first preparation to the rebuild: what it says, what it refuses, what lies in the folder."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from csvw import CSVW
from frictionless import validate
from pysdmx.io import get_datasets, read_sdmx
from typer.testing import CliRunner

from interfaces.cli import app
from pipelines.register.signing import signing_key
from pipelines.release import manifest, store
from pipelines.release.content import stem_of
from tests.cli.conftest import MODEL, Ended, Oscec

DAY, NAME = "2026-01-31", "public-0001"


@dataclass(frozen=True)
class Way:
    """What each command of a release said, on its way from the first preparation until it had left."""

    data: Path
    prepared: Ended
    self_approved: Ended
    early: Ended
    approved: list[Ended]
    published: list[Ended]


def run(*arguments: str, who: str = "Anna") -> Ended:
    """A command in somebody's name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OSCEC_ACTOR", who)
        done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    return Ended(done.exit_code, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def way(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Way:
    """State with a public release that has left, made of published figures and invented records; only for reading."""
    copy = tmp_path_factory.mktemp("released") / "data"
    shutil.copytree(built, copy, symlinks=True)
    with pytest.MonkeyPatch.context() as patch:
        settled(copy, built, patch)
        return Way(
            copy,
            prepared=run("release", "--tier", "public", "--on", DAY),
            self_approved=run("release", "approve", NAME),
            early=run("release", "publish", NAME),
            approved=[run("release", "approve", NAME, who=who) for who in ("Bo", "Cem")],
            published=[run("release", "publish", NAME) for _ in range(2)],
        )


def settled(data: Path, built: Path, patch: pytest.MonkeyPatch) -> None:
    """The data folder, with the keys and sources it was made with."""
    patch.setenv("OSCEC_DATA", str(data))
    for name in ("keys", "sources"):
        patch.setenv(f"OSCEC_{name.upper()}", str(built.parent / name))


@pytest.fixture
def folder(way: Way, built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the release."""
    settled(way.data, built, monkeypatch)
    return store.find(NAME)


def test_a_release_goes_its_way(way: Way) -> None:
    assert (way.prepared.code, f"{NAME} lies ready" in way.prepared.out) == (0, True), way.prepared.err
    assert (way.self_approved.code, "who prepares a release cannot approve it" in way.self_approved.err) == (2, True)
    assert (way.early.code, "2 others have to approve it first, 0 did" in way.early.err) == (2, True)
    assert [each.code for each in way.approved] == [0, 0]
    assert [each.code for each in way.published] == [0, 0]  # again, whether it was cut short or not
    assert f"Published: {NAME}" in way.published[0].out


def test_a_release_that_left_is_whole_listed_and_rebuilt(oscec: Oscec, folder: Path, tmp_path: Path) -> None:
    verified = oscec("release", "verify", folder)
    assert (verified.code, "XA to XZ are model countries" in verified.out) == (0, True)
    assert oscec("release", "verify", folder, "--key", signing_key(may_make=False).public.text).code == 0
    [listed] = oscec("release", "list", "--json").told
    assert (listed["state"], listed["approvers"], listed["released_on"]) == ("current", "Bo, Cem", DAY)
    assert oscec("audit", "verify").code == 0

    again = oscec("release", "rebuild", folder, "--out", tmp_path / "again")
    assert (again.code, "every file is the same, byte for byte" in again.out) == (0, True), again.out
    assert oscec("release", "verify", tmp_path / "again" / NAME).code == 0


def test_what_was_released_is_valid_for_every_standard(folder: Path) -> None:
    told = manifest.read(folder).tables
    stems = [stem_of(name) for name, table in told.items() if table.is_cube and table.rows]

    assert validate(str(folder / "datapackage.json")).flatten(["name", "message"]) == []
    assert CSVW(str(folder / "csv-metadata.json"), validate=True).is_valid
    assert read_sdmx(folder / "sdmx/structure.xml", validate=True).structures
    assert {"cell", "motivation", "victim_age"} <= {*stems}
    for stem in stems:
        [dataset] = get_datasets(folder / "sdmx" / f"{stem}.csv", folder / "sdmx/structure.xml")
        assert len(dataset.data) == told[next(name for name in told if stem_of(name) == stem)].rows, stem


def test_the_past_can_be_asked(oscec: Oscec, folder: Path) -> None:
    assert folder.exists()
    shown = oscec("release", "asof", "2026-12-31", "--table", "motivation", "--where", "source_id=gb_nca_akeu")
    told = oscec("release", "asof", DAY, "--table", "cell", "--where", "source_id=gb_nca_akeu", "--json").told
    triangle = oscec("release", "triangle", "--table", "cell", "--where", "source_id=gb_nca_akeu", "--json").told

    assert "public-0001, released on 2026-01-31, was current on 2026-12-31." in shown.out
    assert 665.0 in [row["value"] for row in told]
    assert "665.0" in [row[NAME] for row in triangle]
    assert oscec("release", "asof", "2025-01-01", "--table", "cell").code == 2
    assert "This is the first release of its tier." in oscec("release", "show", NAME).out


def test_a_rebuild_from_other_data_names_what_differs(
    oscec: Oscec, way: Way, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(way.data, tmp_path / "other", symlinks=True)
    settled(tmp_path / "other", built, monkeypatch)
    assert oscec("audit", "withdraw", "--source", MODEL, "--edition", "2024", "--reason", "sent by mistake").code == 0

    ended = oscec("release", "rebuild", way.data / "releases/public" / NAME, "--out", tmp_path / "again")

    assert ended.code == 1
    assert "csv/coverage.csv: it is not the same" in ended.out


def test_a_tier_has_to_be_named(oscec: Oscec) -> None:
    ended = oscec("release")

    assert (ended.code, "Which tier?" in ended.err) == (2, True)


def test_a_folder_that_is_no_release_is_no_release(oscec: Oscec, tmp_path: Path) -> None:
    ended = oscec("release", "verify", tmp_path)

    assert (ended.code, "this is no folder of a release" in ended.out) == (1, True)


def test_what_was_never_prepared_cannot_be_approved(oscec: Oscec) -> None:
    assert "no release public-0009 was prepared" in oscec("release", "approve", "public-0009").err
    assert "is no release" in oscec("release", "publish", "../../etc").err
