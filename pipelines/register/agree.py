"""Whether register, log and store say the same, and the register made anew from the log where they do not."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, RowMapping, Table, create_engine

from pipelines import keys, receive, stage
from pipelines.register import ask, database, log, originals, proof, record, verify
from pipelines.register.apply import apply
from pipelines.register.errors import DamagedError
from pipelines.register.signing import public_key
from pipelines.register.tables import EDITION, METADATA, SOURCE_KEY, UPLOAD
from pipelines.release import store


def disagreements() -> list[str]:
    """What does not fit together, in words; an empty list where all does."""
    with record.reading() as register:
        if register is None:
            return [f"{each.source_id} {each.edition} has a receipt and no log" for each in receive.receipts()]
        return [
            *_tables(register),
            *_receipts(register),
            *_stage(register),
            *_keys(register),
            *_releases(register),
            *originals.wrong(register),
        ]


def repair() -> int:
    """Make the register anew from a log without faults, and give the number of entries. Raises DamagedError."""
    with log.writing():
        log.settled()
        found = verify.of_installation(public_key())
        if found:
            raise DamagedError("the log itself has faults, which `oscec audit verify` lists: nothing was made from it")
        database.reset()
        return record.replay()


def _tables(register: Connection) -> Iterator[str]:
    """Rows of the register that are not what the log gives."""
    with create_engine("sqlite://").begin() as fresh:
        METADATA.create_all(fresh)
        for entry in log.entries():
            apply(fresh, entry)
        for table in METADATA.sorted_tables:
            ours, theirs = (_keyed(ask.rows(each, table), table) for each in (register, fresh))
            for key in sorted({*ours, *theirs}, key=str):
                if ours.get(key) != theirs.get(key):
                    yield f"table {table.name}, {' '.join(map(str, key))}: the register is not what the log gives"


def _keyed(rows: Sequence[RowMapping], table: Table) -> dict[tuple[object, ...], dict[str, object]]:
    names = [column.name for column in table.primary_key.columns]
    return {tuple(row[name] for name in names): dict(row) for row in rows}


def _receipts(register: Connection) -> Iterator[str]:
    """Receipts without an act, acts without a receipt."""
    known = {(each["source_id"], each["edition"]): each for each in ask.rows(register, EDITION) if each["receipt"]}
    given = {(each.source_id, each.edition): each for each in receive.receipts()}
    for place in sorted({*known, *given}):
        row, receipt = known.get(place), given.get(place)
        if row is None or receipt is None:
            yield f"{' '.join(place)}: {'no act of the log' if row is None else 'no receipt'}"
        elif (row["sha256"], row["receipt"]) != (receipt.sha256, receipt.sequence):
            yield f"{' '.join(place)}: the receipt names other bytes or another number than the register"
    for each in ask.rows(register, UPLOAD):
        if not proof.path_of(each["sequence"]).exists():
            yield f"{each['source_id']} {each['edition']}: the signed receipt of entry {each['sequence']} is gone"


def _releases(register: Connection) -> Iterator[str]:
    """Releases that left and do not lie where they should."""
    told = (store.missing(each["release"], each["manifest"]) for each in ask.published_releases(register))
    yield from filter(None, told)


def _stage(register: Connection) -> Iterator[str]:
    """Rows on their way to the warehouse that nobody accepted, or that were made from other bytes."""
    accepted = {
        (each["source_id"], each["edition"]): each["sha256"] for each in ask.rows(register, EDITION) if each["receipt"]
    }
    for place in stage.kept():
        if accepted.get(place) != stage.told(*place)["sha256"]:
            yield f"{' '.join(place)}: rows are kept of bytes that were not accepted"


def _keys(register: Connection) -> Iterator[str]:
    """Keys of sources that are not those of the log, which names the ones that were changed."""
    for each in ask.rows(register, SOURCE_KEY):
        if keys.noted(each["source_id"]) != (each["key"], each["changes"]):
            yield f"{each['source_id']}: the note of its key is not what entry {each['sequence']} of the log says"
