"""What has to be taken in: received, shipped and dropped files by edition, and what is already known of each."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipelines import catalogue, home, receive, stage
from pipelines.arrivals import Arrival, arrivals
from pipelines.rules.counting import standing_of
from pipelines.rules.standing import Standing
from schemas.shown import shown_file
from schemas.source import Source

State = Literal["NEW", "REMADE", "UNCHANGED", "REFUSED_BEFORE"]
_URGENCY = {"NEW": 0, "REMADE": 0, "REFUSED_BEFORE": 1, "UNCHANGED": 2}


@dataclass(frozen=True)
class Waiting:
    """One file for one edition, the same wherever it lies. `path`: its bytes; `file`: the name it came under."""

    source_id: str
    edition: str
    sha256: str
    file: str = field(compare=False)
    path: Path = field(compare=False)

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        return self.path.read_bytes()


def problems() -> list[Arrival]:
    """Arrivals that cannot be tried, each with its reason."""
    missing = "the file that the source says is shipped is not there"
    tried = [each for each in arrivals() if each.problem or not each.path.is_file()]
    return [Arrival(each.source_id, each.edition, each.path, each.problem or missing) for each in tried]


def waiting(source_id: str | None = None) -> list[Waiting]:
    """Every file once, by source and edition: what was received first, then what ships, then the inbox."""
    found = dict.fromkeys(each for each in (*_received(), *_arrived()) if source_id in {None, each.source_id})
    return sorted(found, key=lambda each: (each.source_id, each.edition))


def _received() -> Iterator[Waiting]:
    known = catalogue.paths()
    for each in receive.receipts():
        if each.source_id in known and not receive.is_deleted(each.sha256):
            yield Waiting(each.source_id, each.edition, each.sha256, each.file, receive.object_path(each.sha256))


def _arrived() -> Iterator[Waiting]:
    inbox = home.inbox()
    usable = [each for each in arrivals() if not each.problem and each.path.is_file()]
    for each in sorted(usable, key=lambda arrival: arrival.path.is_relative_to(inbox)):
        sha256 = hashlib.sha256(each.path.read_bytes()).hexdigest()
        yield Waiting(each.source_id, each.edition, sha256, shown_file(each.path.name), each.path)


def state_of(each: Waiting, source: Source) -> State:
    """What is known of a file: nothing, an outcome to make again, its outcome, or that it was refused as it is."""
    known = {receipt.edition for receipt in receive.receipts(each.source_id) if receipt.sha256 == each.sha256}
    standing = standing_of(each.source_id, each.edition)
    if known and (
        each.edition not in known or stage.is_current(source, each.edition, sha256=each.sha256, standing=standing)
    ):
        return "UNCHANGED"
    otherwise: State = "REMADE" if known else "NEW"
    return "REFUSED_BEFORE" if _refused_before(each, source, standing=standing) else otherwise


def _refused_before(each: Waiting, source: Source, *, standing: Standing) -> bool:
    if (each.source_id, each.edition) not in stage.kept(refused=True):
        return False
    told = stage.told(each.source_id, each.edition, refused=True)
    return bool(told["fingerprint"] == stage.fingerprint(each.sha256, source, standing=standing))


def most_urgent(source: Source, edition: str) -> Waiting | None:
    """The file of an edition to work on: one not yet known, else one refused, else the one received."""
    files = [each for each in waiting(source.source_id) if each.edition == edition]
    return min(files, key=lambda each: _URGENCY[state_of(each, source)], default=None)


def pending(source: Source) -> list[Waiting]:
    """Files of a source that have something to give, at most one an edition."""
    first: dict[str, Waiting] = {}
    for each in waiting(source.source_id):
        if state_of(each, source) in {"NEW", "REMADE"}:
            first.setdefault(each.edition, each)
    return list(first.values())
