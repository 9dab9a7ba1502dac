"""`oscec audit`: what the auditor types, and what he is told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl
import pytest

from interfaces import auditing
from pipelines import home, receive
from pipelines.register import log
from schemas import finding
from tests.cli.conftest import FIGURES, MODEL, Ended, Oscec, example

PLACED = {"source_id": FIGURES, "file": "x.docx"}
REASON = ("--reason", "sent by mistake")
PLACE = ("--source", FIGURES, "--edition", "2016")


@pytest.fixture
def audit(oscec: Oscec, monkeypatch: pytest.MonkeyPatch) -> Oscec:
    """`oscec audit` in Anna's name, after one submission."""
    monkeypatch.setenv("OSCEC_ACTOR", "Anna")
    assert oscec("submit", example(FIGURES, "2016"), *PLACE).code == 0

    def run(*arguments: object) -> Ended:
        return oscec("audit", *arguments)

    return run


def held() -> Path:
    """The signed receipt of the submission."""
    return home.log() / "receipts" / "000000002.json"


def test_the_log_and_all_that_hangs_on_it_are_found_whole(audit: Oscec) -> None:
    done = audit("verify", "--receipt", held())

    assert done.code == 0
    assert "3 entries, nothing wrong. Register, receipts, originals and stages agree" in done.out
    assert audit("verify", "--json").told == {"entries": 3, "faults": [], "disagreements": []}


def test_nothing_done_is_nothing_wrong(oscec: Oscec) -> None:
    assert "0 entries, nothing wrong" in oscec("audit", "verify").out
    assert oscec("audit", "log").code == oscec("audit", "editions").code == oscec("audit", "rehash").code == 0
    assert not home.log().exists()


def test_a_changed_entry_is_named(audit: Oscec) -> None:
    log.path().write_bytes(log.path().read_bytes().replace(b'"act":"accept"', b'"act":"refuse"'))
    done = audit("verify")

    assert done.code == 1
    assert "Entry 2 it was changed." in done.out
    assert audit("log").code == 2


def test_a_copy_of_the_log_is_checked_with_the_public_key_alone(audit: Oscec, tmp_path: Path) -> None:
    key = audit("key").out.strip()
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(log.path().read_bytes())
    receipt = tmp_path / "held.json"
    receipt.write_bytes(held().read_bytes())
    for path in (tmp_path / "keys").iterdir():
        path.unlink()

    assert audit("verify", "--log", copy, "--key", key, "--receipt", receipt).code == 0
    copy.write_bytes(b"".join(copy.read_bytes().splitlines(keepends=True)[:1]))
    cut = audit("verify", "--log", copy, "--key", key, "--receipt", receipt)
    assert (cut.code, "Entry 2 is missing: receipt" in cut.out) == (1, True)
    assert audit("receipt", receipt, "--key", key).code == 0


def test_a_receipt_is_genuine_fits_its_upload_and_stands_in_the_log(audit: Oscec, tmp_path: Path) -> None:
    done = audit("receipt", held(), "--upload", example(FIGURES, "2016"))
    assert done.code == 0
    assert f"Genuine: {FIGURES} 2016, {example(FIGURES, '2016').name}, ACCEPTED" in done.out
    assert "The log holds this entry." in done.out

    other = audit("receipt", held(), "--upload", example(MODEL, "2024"))
    assert (other.code, "not the file of this receipt" in other.err) == (2, True)
    forged = tmp_path / "forged.json"
    forged.write_text(held().read_text(encoding="utf-8").replace("ACCEPTED", "REFUSED"), encoding="utf-8")
    assert "signature of the receipt is false" in audit("receipt", forged).err
    forged.write_text("{}", encoding="utf-8")
    assert audit("receipt", forged).code == 2
    log.path().write_bytes(b"".join(log.path().read_bytes().splitlines(keepends=True)[:1]))
    gone = audit("receipt", held())
    assert (gone.code, "The log does not hold this entry" in gone.out) == (1, True)


def test_entries_are_listed_and_chosen(audit: Oscec) -> None:
    lines = [json.loads(line) for line in audit("log", "--json").out.splitlines()]
    assert [each["act"] for each in lines] == ["submit", "accept", "publish"]
    assert {each["who"] for each in lines} == {"Anna"}
    chosen = audit("log", "--act", "accept", "--on", FIGURES, "--last", "1", "--json").out.splitlines()
    assert [json.loads(line)["sequence"] for line in chosen] == [2]
    assert "accept" in audit("log").out


def test_an_edition_is_withdrawn_and_leaves_the_warehouse(audit: Oscec, oscec: Oscec) -> None:
    assert "The warehouse is now oscec-000002.duckdb" in audit("withdraw", *PLACE, *REASON).out
    assert oscec("query", "FROM core.edition", "--json").told["rows"] == []
    assert [each["state"] for each in audit("editions", "--json").told] == ["withdrawn"]
    assert "sent by mistake" in audit("decisions").out
    assert audit("verify").code == 0
    assert "The warehouse is as it was" in audit("withdraw", *PLACE, *REASON).out


def test_an_original_is_kept_for_its_time_and_deleted(audit: Oscec) -> None:
    audit("retain", "--source", FIGURES, "--days", "0", *REASON)
    assert [each["edition"] for each in audit("due", "--json").told] == ["2016"]
    assert "1 originals, nothing wrong" in audit("rehash").out
    assert "1 originals deleted." in audit("delete-due").out
    assert "0 originals deleted." in audit("delete-due").out
    assert "was deleted before" in audit("delete", *PLACE, *REASON).out
    assert audit("due", "--json").told == []
    assert audit("rehash").code == audit("verify").code == 0


def test_a_changed_original_is_named(audit: Oscec) -> None:
    [receipt] = receive.receipts()
    path = receive.object_path(receipt.sha256)
    path.write_bytes(path.read_bytes() + b"x")

    for command in ("rehash", "verify"):
        done = audit(command)
        assert (done.code, f"{FIGURES} 2016: the original" in done.out) == (1, True)


def test_a_waiver_takes_two(audit: Oscec, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = audit("waive", *PLACE, "--rule", "column-unknown", *REASON, "--expires", "2099-12-31")
    assert "Waiver 4 is asked for" in asked.out
    own = audit("approve-waiver", 4)
    assert (own.code, "cannot approve it" in own.err) == (2, True)
    monkeypatch.setenv("OSCEC_ACTOR", "Bert")
    assert audit("approve-waiver", 4).code == 0
    [told] = audit("waivers", "--json").told
    assert (told["requester"], told["approver"], told["in_force"]) == ("Anna", "Bert", True)


def _cells(oscec: Oscec) -> int:
    return int(oscec("query", "SELECT count(*) AS n FROM mart.cell", "--json").told["rows"][0]["n"])


def test_a_changed_mapping_takes_two_before_its_cells_come_back(
    oscec: Oscec, audit: Oscec, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _cells(oscec)
    path = home.data().parent / "sources" / FIGURES[:2] / FIGURES / f"{FIGURES}.yml"
    path.write_text(f"{path.read_text(encoding='utf-8')}breaks: [{{at: 2015-06-01, cause: LAW, note: x}}]\n", "utf-8")
    told = oscec("run").out

    assert f"No cell of {FIGURES} reaches a mart: the mapping in {FIGURES}.yml, version " in told
    assert _cells(oscec) == 0
    assert "It is in force once" in audit("propose", "mapping", FIGURES, "--valid-from", "2016-01-01").out
    own = audit("approve", "mapping", FIGURES)
    assert (own.code, "who proposes a version cannot approve it" in own.err) == (2, True)
    monkeypatch.setenv("OSCEC_ACTOR", "Bert")
    assert "The warehouse is now oscec-000003.duckdb." in audit("approve", "mapping", "--all").out
    assert _cells(oscec) == before
    [found] = [each for each in audit("versions", "--json").told if each["version_of"] == FIGURES]
    assert (found["author"], found["reviewer"], found["is_in_force"]) == ("Anna", "Bert", True)
    assert f"the approval of mapping {FIGURES}" in audit("keep-approvals").out
    assert "0 approvals written." in audit("keep-approvals").out
    assert ",Anna,Bert," in path.with_name("approvals.csv").read_text(encoding="utf-8")


def test_what_is_proposed_and_approved_is_named(audit: Oscec) -> None:
    assert "there is no codelist" in audit("propose", "codelist", "no_such_list").err
    assert "Give names, or --all" in audit("approve", "codelist").err
    assert f"mapping    {FIGURES}" in audit("versions").out


def test_a_reason_is_needed_and_names_nobody(audit: Oscec) -> None:
    assert "reason: String should have at least 3" in audit("withdraw", *PLACE, "--reason", "x").err
    assert "may name or reach a person" in audit("withdraw", *PLACE, "--reason", "ask anna@office.example").err
    assert [each["state"] for each in audit("editions", "--json").told] == ["published"]


def test_a_lost_register_is_made_anew(audit: Oscec) -> None:
    (home.data() / "register.db").write_bytes(b"no database" * 100)

    assert "oscec audit repair" in audit("editions").err
    told = audit("verify")
    assert (told.code, "3 entries, 1 wrong" in told.out, "oscec audit repair" in told.out) == (1, True, True)
    assert "made anew from 3 entries" in audit("repair").out
    assert audit("verify").code == 0


@contextmanager
def _asking(asked: list[tuple[str, str]]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse that asks about a value of each edition."""
    frames = [
        finding.gathered([finding.of_edition("figure-revised", value=value)], **PLACED | {"edition": edition})
        for value, edition in asked
    ]
    with duckdb.connect() as connection:
        connection.register("found", pl.concat(frames))
        connection.execute("CREATE SCHEMA core; CREATE TABLE core.finding AS FROM found")
        yield connection


def test_an_answer_holds_in_the_next_period_until_the_data_change(
    audit: Oscec, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = [("12", "2016")]
    monkeypatch.setattr(auditing, "opened", lambda: _asking(snapshot))

    def asked() -> dict[str, tuple[str, str | None]]:
        told = audit("questions", "--source", FIGURES, "--json").told
        return {each["edition"]: (each["data_hash"], each["answer"]) for each in told}

    [(number, answer)] = asked().values()
    assert answer is None
    assert audit("answer", number[:12], "--text", "late reports were added").code == 0
    snapshot += [("12", "2017"), ("13", "2018")]

    answers = {edition: answer for edition, (_, answer) in asked().items()}
    assert answers == {"2016": "late reports were added", "2017": "late reports were added", "2018": None}
    assert "late reports" in audit("questions").out
    unknown = audit("answer", "no-hash", "--text", "late reports were added")
    assert (unknown.code, "0 questions begin with no-hash" in unknown.err) == (2, True)
