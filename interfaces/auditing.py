"""`oscec audit`, what only looks: the log, receipts, originals, and what stands in the register."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from interfaces import show
from interfaces.ending import BLOCKED, CLEAN, CommandError
from interfaces.snapshot import opened
from pipelines.derivation.pointer import set_back
from pipelines.register import agree, ask, log, originals, proof, record, tables
from pipelines.register import verify as checking
from pipelines.register.errors import RegisterError
from pipelines.register.keyring import keyring
from pipelines.register.questions import Question
from pipelines.register.questions import questions as asked_of
from pipelines.register.signing import public_key, signing_key
from pipelines.register.verify import Fault, Mark
from pipelines.register.versions import standing

_SHORT = 12


def verify(receipts: list[Path], copy: Path | None, *, key: str | None, as_json: bool) -> int:
    """Print every fault of the log; where it has none, also what does not agree with it."""
    held = [(str(path), path.read_bytes()) for path in receipts]
    faults, count = _of_copy(copy, held, key=key) if copy else _of_installation(held, key)
    others = [] if faults or copy else _disagreements()
    if as_json:
        show.as_json({"entries": count, "faults": [vars(each) for each in faults], "disagreements": others})
    else:
        _say([*map(_in_words, faults), *others], count, agreed="" if faults or copy else _agreed(others))
    return BLOCKED if faults or others else CLEAN


def _in_words(fault: Fault) -> str:
    return f"Entry {fault.sequence} {fault.told}." if fault.sequence else f"{fault.told}."


def _say(wrong: list[str], count: int, *, agreed: str) -> None:
    for text in wrong:
        show.say(text, "bold red")
    show.say(f"{count} entries, {len(wrong) or 'nothing'} wrong.{agreed}")


def _disagreements() -> list[str]:
    try:
        return [*agree.disagreements(), *set_back()]
    except RegisterError as error:
        return [str(error)]


def _agreed(others: list[str]) -> str:
    return "" if others else " Register, receipts, originals and stages agree with the log."


def _of_installation(held: list[tuple[str, bytes]], key: str | None) -> tuple[list[Fault], int]:
    if log.size() == 0 and log.head() == log.START and not held:
        return [], 0
    try:
        record.catch_up()  # what a killed process left is no fault
    except RegisterError as error:
        show.complain(str(error))
    return checking.of_installation(public_key(key), held), _lines(log.path())


def _of_copy(copy: Path, held: list[tuple[str, bytes]], *, key: str | None) -> tuple[list[Fault], int]:
    trusted = public_key(key)
    ring = keyring(copy.read_bytes(), trusted)
    given = [(name, proof.checked_by(content, ring)) for name, content in held]
    marks = [Mark(each.position, each.head, f"receipt {name}") for name, each in given]
    return checking.faults(copy.read_bytes(), trusted, marks=marks), _lines(copy)


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def entries(*, on: str | None, act: str | None, last: int | None, as_json: bool) -> int:
    """Print the entries, the whole of them as JSON."""
    found = (
        [each for each in log.entries() if (on or "") in each.object and act in {None, each.act}] if log.size() else []
    )
    found = found[-last:] if last else found
    if as_json:
        for each in found:
            show.as_json_line(each.model_dump())
        return CLEAN
    body = [(each.sequence, each.time, each.who, each.act, each.object, each.hash[:_SHORT]) for each in found]
    show.rows(["entry", "time", "who", "act", "on", "hash"], body, numbers=["entry"])
    show.note_model(each.object for each in found)
    return CLEAN


def receipt(file: Path, upload: Path | None, *, key: str | None) -> int:
    """Print what a receipt says, if it is genuine; also against the upload and, without --key, against our log."""
    content = file.read_bytes()
    given = proof.checked(content, public_key(key)) if key else proof.checked_by(content, log.keys_of_log())
    if upload and hashlib.sha256(upload.read_bytes()).hexdigest() != given.sha256:
        raise CommandError(f"{upload} is not the file of this receipt: its hash is another one")
    rows = given.rows
    show.say(f"Genuine: {given.source_id} {given.edition}, {given.file}, {given.verdict}, {given.time}.")
    show.say(f"sha256 {given.sha256}, {given.size:,} bytes.")
    show.say(f"{rows.read} rows read: {rows.accepted} accepted, {rows.rejected} rejected, {rows.excluded} excluded.")
    show.say(f"Entry {given.position} of the log, hash {given.head}.")
    show.note_model([given.source_id])
    if key or not log.path().exists():
        return CLEAN
    mark = Mark(given.position, given.head, "the receipt")
    found = checking.faults(log.path().read_bytes(), public_key(key), marks=[mark])
    is_held = all(each.sequence != given.position and mark.by not in each.told for each in found)
    show.say("The log holds this entry." if is_held else "The log does not hold this entry: see `oscec audit verify`.")
    return CLEAN if is_held else BLOCKED


def key() -> int:
    """Print the public key; where others signed before it, these too, with the entries each has signed."""
    if log.size() == 0:
        show.say(signing_key(may_make=True).public.text)
        return CLEAN
    ring = log.keys_of_log().keys
    show.say(ring[-1][1].text)
    ends = [f"to {later - 1}" for later, _ in ring[1:]]
    for (first, each), last in zip(ring[:-1], ends, strict=True):
        show.say(f"{each.text} signed entries {first} {last}; it signs no more.")
    return CLEAN


def repair() -> int:
    """Make the register anew."""
    show.say(f"The register was made anew from {agree.repair()} entries.")
    return CLEAN


def rehash() -> int:
    """Print every original that is not what was received."""
    count, wrong = originals.rehashed()
    for text in wrong:
        show.say(text, "bold red")
    show.say(f"{count} originals, {len(wrong) or 'nothing'} wrong.")
    return BLOCKED if wrong else CLEAN


def editions(source_id: str | None, *, as_json: bool) -> int:
    """Print the editions with their states."""
    found = [each for each in _rows(tables.EDITION) if source_id in {None, each["source_id"]}]
    heads = [
        "source_id",
        "edition",
        "state",
        "receipt",
        "file",
        "rows_read",
        "rows_accepted",
        "rows_rejected",
        "revises",
    ]
    return _table(found, heads, as_json=as_json)


def decisions(*, as_json: bool) -> int:
    """Print the decisions."""
    return _table(_rows(tables.DECISION), ["sequence", "time", "who", "act", "object", "reason"], as_json=as_json)


def waivers(*, as_json: bool) -> int:
    """Print the waivers; `in_force` is true where somebody approved it and it has not expired."""
    with record.reading() as register:
        in_force = (
            {each["request"] for each in ask.waivers_in_force(register, ask.today(register))} if register else set()
        )
    found = [each | {"in_force": each["request"] in in_force} for each in _rows(tables.WAIVER)]
    heads = ["request", "source_id", "edition", "rule", "reason", "requester", "approver", "expires", "in_force"]
    return _table(found, heads, as_json=as_json)


def due(*, as_json: bool) -> int:
    """Print the originals whose time is over."""
    with record.reading() as register:
        found = ask.due(register, ask.today(register)) if register else []
    told = [{**each, "due": limit.isoformat()} for each, limit in found]
    return _table(told, ["source_id", "edition", "file", "received_at", "due"], as_json=as_json)


def versions(*, as_json: bool) -> int:
    """Print what is used, who wrote and who approved it, and whether it is in force."""
    told = [vars(each) for each in standing()]
    heads = ["kind", "version_of", "used", "author", "reviewer", "approved_on", "told_by", "is_in_force"]
    return _table(told, heads, as_json=as_json)


def asked(source_id: str | None) -> list[Question]:
    """The questions of the current warehouse."""
    with opened() as connection:
        sql = "FROM core.finding WHERE severity = 'asks' AND source_id = coalesce(?, source_id) ORDER BY ALL"
        return asked_of(connection.sql(sql, params=[source_id]).pl())


def questions(source_id: str | None, *, as_json: bool) -> int:
    """Print the questions and the answers that hold."""
    told = [vars(each) for each in asked(source_id)]
    return _table(
        told,
        ["data_hash", "source_id", "edition", "text", "answer", "answered_for", "answered_by", "answered_on"],
        as_json=as_json,
    )


def _rows(table: Table) -> list[dict[str, Any]]:
    with record.reading() as register:
        return [dict(each) for each in ask.rows(register, table)] if register else []


def _table(found: Sequence[dict[str, Any]], heads: Sequence[str], *, as_json: bool) -> int:
    if as_json:
        show.as_json(list(found))
        return CLEAN
    show.rows(heads, (_cells(each, heads) for each in found))
    show.note_model(str(each.get("source_id", each.get("object", ""))) for each in found)
    return CLEAN


def _cells(row: dict[str, Any], heads: Iterable[str]) -> list[object]:
    hashes = {"used", "data_hash"}
    return [str(row[head])[:_SHORT] if head in hashes and row[head] else row[head] for head in heads]
