"""Every bad delivery through the command line: a finding, a message, and a warehouse with the same bytes as before."""

from pathlib import Path

import pytest

from pipelines import receive
from tests.cli.conftest import FIGURES, Oscec, example, warehouse_state
from tests.support.bad_deliveries import CASES, BadDelivery

AFTER_ANOTHER = {"same_file_twice", "revised_edition"}


def deliver(oscec: Oscec, folder: Path, bad: BadDelivery) -> None:
    """A warehouse that holds something, and what has to be there before the bad delivery comes."""
    assert oscec("submit", example(FIGURES, "2016"), "--source", FIGURES, "--edition", "2016").code == 0
    for good in bad.earlier:
        path = folder / good.file
        path.write_bytes(good.content)
        assert oscec("submit", path, "--source", bad.source_id, "--edition", good.edition).code == 0


@pytest.mark.parametrize("name", CASES)
def test_a_bad_delivery_ends_in_its_finding_and_changes_nothing(oscec: Oscec, folders: Path, name: str) -> None:
    bad = CASES[name](folders)
    deliver(oscec, folders, bad)
    before, receipts = warehouse_state(), receive.receipts()
    path = folders / bad.file
    path.write_bytes(bad.content)
    where = (path, "--source", bad.source_id, "--edition", bad.edition)
    done = oscec("submit", *where, "--json")
    found = [each for each in done.told["findings"] if each["finding_id"] == bad.finding_id]
    assert found, done.told["findings"]
    assert all(each["file"] == bad.file and each["text"] and each["remedy"] for each in found)
    assert done.code in ({1, 2} if bad.is_refused else {0})
    again = oscec("submit", *where)
    assert again.code == done.code
    assert bad.finding_id in again.out
    assert ("Refused: nothing was stored" in again.out) == bad.is_refused
    assert warehouse_state() == before
    assert receive.receipts() == receipts


@pytest.mark.parametrize("name", [name for name in CASES if name not in AFTER_ANOTHER])
def test_check_finds_what_submit_finds_where_nothing_came_before(oscec: Oscec, folders: Path, name: str) -> None:
    bad = CASES[name](folders)
    path = folders / bad.file
    path.write_bytes(bad.content)
    done = oscec("check", path, "--source", bad.source_id, "--edition", bad.edition)
    assert done.code in {1, 2}
    assert bad.finding_id in done.out
    assert "would be refused as a whole" in done.out
