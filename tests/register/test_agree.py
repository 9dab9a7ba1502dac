"""Register, log, receipts, originals and stages: what does not fit is named, and the register is made anew."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from pipelines import home, receive, stage
from pipelines.register import agree, ask, database, deliveries, log, originals, proof, record, tables
from pipelines.register.errors import DamagedError, RegisterError
from pipelines.submit import submit
from schemas.source import Source
from tests.support.small import csv_of, rows_of

SOURCE = "xz_test_records"
GOOD = csv_of(rows_of({}, {}, {}))


@pytest.fixture
def filled(register: str, small: Source) -> Source:
    """An edition accepted, another refused."""
    assert register
    submit(GOOD, "x.csv", source=small, edition="2024")
    submit(csv_of(rows_of({"Age": "x"})), "x.csv", source=small, edition="2023")
    assert agree.disagreements() == []
    return small


def original() -> Path:
    receipt = receive.receipt_of(SOURCE, "2024")
    assert receipt
    return receive.object_path(receipt.sha256)


def change_state() -> None:
    with database.transaction() as connection:
        connection.execute(update(tables.EDITION).values(state="published"))


def remove_upload() -> None:
    with database.transaction() as connection:
        connection.execute(delete(tables.UPLOAD))


def remove_receipt() -> None:
    (home.receipts() / SOURCE / "2024.json").unlink()


def change_receipt() -> None:
    path = home.receipts() / SOURCE / "2024.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"sequence": 1', '"sequence": 9'), encoding="utf-8")


def forge_receipt() -> None:
    path = home.receipts() / SOURCE / "2024.json"
    path.with_name("2024-2.json").write_text(
        path.read_text(encoding="utf-8").replace('"2024"', '"2024-2"'), encoding="utf-8"
    )


def flip_a_byte() -> None:
    content = bytearray(original().read_bytes())
    content[-1] ^= 1
    original().write_bytes(content)


def slip_rows_in() -> None:
    shutil.copytree(home.stage() / "refused", home.stage() / "core", symlinks=True, dirs_exist_ok=True)


WAYS: dict[str, tuple[Callable[[], None], str]] = {
    "state": (change_state, f"table edition, {SOURCE} 2024: the register is not what the log gives"),
    "upload": (remove_upload, "table upload, 2: the register is not what the log gives"),
    "receipt removed": (remove_receipt, f"{SOURCE} 2024: no receipt"),
    "receipt changed": (change_receipt, f"{SOURCE} 2024: the receipt names other bytes or another number"),
    "receipt forged": (forge_receipt, f"{SOURCE} 2024-2: no act of the log"),
    "signed receipt removed": (lambda: proof.path_of(2).unlink(), "the signed receipt of entry 2 is gone"),
    "original changed": (flip_a_byte, f"{SOURCE} 2024: the original 819f76281087 was changed"),
    "original removed": (lambda: original().unlink(), f"{SOURCE} 2024: the original 819f76281087 is gone"),
    "rows nobody accepted": (slip_rows_in, f"{SOURCE} 2023: rows are kept of bytes that were not accepted"),
}


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("way", WAYS)
def test_whatever_does_not_fit_is_named(way: str) -> None:
    make, told = WAYS[way]
    make()

    assert any(told in each for each in agree.disagreements()), agree.disagreements()


@pytest.mark.usefixtures("filled")
def test_the_register_is_made_anew_from_the_log() -> None:
    for break_it in (change_state, remove_upload, remove_receipt):
        break_it()

    assert agree.repair() == 4
    assert agree.disagreements() == []


def test_a_register_that_cannot_be_read_is_made_anew(small: Source) -> None:
    submit(GOOD, "x.csv", source=small, edition="2024")
    (home.data() / "register.db").write_bytes(b"no database" * 100)

    with pytest.raises(RegisterError, match="oscec audit repair"):
        deliveries.withdraw(SOURCE, "2024", "sent by mistake")
    assert agree.repair() == 2
    assert agree.disagreements() == []


@pytest.mark.usefixtures("filled")
def test_nothing_is_made_from_a_log_with_faults() -> None:
    log.path().write_bytes(log.path().read_bytes().replace(b'"who":"Anna"', b'"who":"Bert"'))

    with pytest.raises(DamagedError, match="nothing was made from it"):
        agree.repair()


def test_a_flipped_byte_of_an_original_names_its_edition(filled: Source) -> None:
    assert originals.rehash() == (1, [])
    flip_a_byte()

    assert originals.rehash() == (1, [f"{filled.source_id} 2024: the original 819f76281087 was changed"])


@pytest.mark.usefixtures("filled")
def test_a_deleted_original_is_gone_and_its_hash_receipt_and_entry_stay() -> None:
    path = original()
    assert originals.delete(SOURCE, "2024", "retention is over")

    assert not path.exists()
    assert receive.receipt_of(SOURCE, "2024")
    assert originals.rehash() == (1, [])
    assert [each.act for each in log.entries()][-1] == "delete"
    assert not originals.delete(SOURCE, "2024", "retention is over")
    assert agree.disagreements() == []
    path.write_bytes(GOOD)
    assert originals.rehash()[1] == [f"{SOURCE} 2024: the original is still there, although it was deleted"]


@pytest.mark.usefixtures("filled")
def test_an_original_that_nobody_kept_cannot_be_deleted() -> None:
    with pytest.raises(RegisterError, match="no original is kept"):
        originals.delete(SOURCE, "2023", "retention is over")


def test_bytes_that_another_source_sent_too_stay_until_both_are_deleted(filled: Source) -> None:
    path = original()
    other = filled.model_copy(update={"source_id": "xz_other_records"})
    shutil.copytree(home.data().parent / "sources/xz" / SOURCE, home.data().parent / "sources/xz/xz_other_records")
    yml = home.data().parent / f"sources/xz/xz_other_records/{SOURCE}.yml"
    yml.rename(yml.with_name("xz_other_records.yml"))
    submit(GOOD, "x.csv", source=other, edition="2024")

    originals.delete(SOURCE, "2024", "retention is over")
    assert path.exists()
    originals.delete("xz_other_records", "2024", "retention is over")
    assert not path.exists()
    assert agree.disagreements() == []


def test_receipts_from_before_the_log_enter_it_with_the_first_act(filled: Source) -> None:
    receipt = receive.receipt_of(SOURCE, "2024")
    shutil.rmtree(home.log())
    with database.transaction() as connection:
        tables.METADATA.drop_all(connection)
    assert agree.disagreements() == [f"{SOURCE} 2024 has a receipt and no log"]

    record.catch_up()
    assert [(each.act, each.object) for each in log.entries()] == [("adopt", "1 receipts")]
    assert agree.disagreements() == []
    assert submit(csv_of(rows_of({})), "y.csv", source=filled, edition="2024-2").receipt
    assert receive.receipt_of(SOURCE, "2024") == receipt
    assert agree.disagreements() == []
    with record.reading() as register:
        assert register
        states = {each["edition"]: each["state"] for each in ask.rows(register, tables.EDITION)}
    assert states == {"2024": "superseded", "2024-2": "accepted"}


def test_rows_kept_before_the_log_are_told_of_in_its_counts(filled: Source) -> None:
    shutil.rmtree(home.log())
    (home.data() / "register.db").unlink(missing_ok=True)
    with database.transaction() as connection:
        tables.METADATA.drop_all(connection)
    record.catch_up()

    told = stage.told(filled.source_id, "2024")
    with record.reading() as register:
        assert register
        found = ask.edition(register, filled.source_id, "2024")
    assert found
    assert (found["rows_read"], found["rows_accepted"]) == (told["rows_read"], told["rows_accepted"]) == (3, 3)
