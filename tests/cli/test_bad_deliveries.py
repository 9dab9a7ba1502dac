"""Every bad delivery through the command line: a finding, a message, and a warehouse with the same bytes as before."""

import shutil
from pathlib import Path

import pytest

from pipelines import receive
from tests.cli.conftest import FIGURES, Oscec, example, place, run, warehouse_state
from tests.support.bad_deliveries import CASES, BadDelivery

AFTER_ANOTHER = {"same_file_twice", "revised_edition"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse that holds something, for each test to copy."""
    folder = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as patch:
        place(folder, patch)
        assert run("submit", example(FIGURES, "2016"), "--source", FIGURES, "--edition", "2016").code == 0
    return folder


@pytest.fixture
def folder(filled: Path, folders: Path) -> Path:
    """A copy of it to work on."""
    for name in ("data", "keys"):
        shutil.copytree(filled / name, folders / name, symlinks=True)
    return folders


def settle(oscec: Oscec, folder: Path, bad: BadDelivery) -> None:
    """What has to be there before the bad delivery comes."""
    for good in bad.earlier:
        path = folder / good.file
        path.write_bytes(good.content)
        assert oscec("submit", path, "--source", bad.source_id, "--edition", good.edition).code == 0


def sent(folder: Path, bad: BadDelivery) -> tuple[object, ...]:
    """The file on disk, with the options that say what it is."""
    path = folder / bad.file
    path.write_bytes(bad.content)
    return path, "--source", bad.source_id, "--edition", bad.edition


@pytest.mark.parametrize("name", CASES)
def test_a_bad_delivery_ends_in_its_finding_and_changes_nothing(oscec: Oscec, folder: Path, name: str) -> None:
    bad = CASES[name](folder)
    settle(oscec, folder, bad)
    before, receipts = warehouse_state(), receive.receipts()
    done = oscec("submit", *sent(folder, bad), "--json")
    assert done.code in ({1, 2} if bad.is_refused else {0})
    found = [each for each in done.told["findings"] if each["finding_id"] == bad.finding_id]
    assert found, done.told["findings"]
    assert {(each["file"], bool(each["text"] and each["remedy"])) for each in found} == {(bad.file, True)}
    assert (warehouse_state(), receive.receipts()) == (before, receipts)


@pytest.mark.parametrize("name", CASES)
def test_the_message_names_the_finding_and_says_what_was_done(oscec: Oscec, folder: Path, name: str) -> None:
    bad = CASES[name](folder)
    settle(oscec, folder, bad)
    done = oscec("submit", *sent(folder, bad))
    assert bad.finding_id in done.out
    assert ("Refused: nothing was stored" in done.out) == bad.is_refused


@pytest.mark.parametrize("name", [name for name in CASES if name not in AFTER_ANOTHER])
def test_check_finds_what_submit_finds_where_nothing_came_before(oscec: Oscec, folders: Path, name: str) -> None:
    bad = CASES[name](folders)
    done = oscec("check", *sent(folders, bad))
    assert done.code in {1, 2}
    assert bad.finding_id in done.out
    assert "would be refused as a whole" in done.out
